"""Reusable wordings with blanks: written, changed, retired, and filled for a post that is being written.

Guarantees: who writes on some channels only keeps wordings for those; of two people who change one at a
time the second is told; filling one keeps nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.errors import ConflictError, InvalidInputError, StateError
from scheduler.domain.fillable import drawn, tried
from scheduler.domain.people import Permission
from scheduler.domain.post_template import PostTemplate, check_template
from scheduler.domain.value import Value
from scheduler.services.fast_track import ground_of
from scheduler.services.template_starters import STARTERS
from scheduler.services.words import clean_link, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scheduler.domain.blanks import Ground
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Posts are planned so far ahead; further away, a date is a slip of the finger.
_FURTHEST: Final = timedelta(days=400)
#: More than a person looks through.
_MOST: Final = 200


class FilledTemplate(Value):
    """A wording with what was typed for its blanks; one that is still open stands as it did."""

    text: str
    #: Why a value does not fit and what would, by the name of its blank.
    problems: dict[str, str]
    #: How the open blanks are called.
    missing: tuple[str, ...] = ()


class Templating:
    """The reusable wordings."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, *, channel: str | None = None) -> list[PostTemplate]:
        """Return those in use by title; with a channel those that are for it."""
        with self._store.read() as unit:
            found = [each for each in unit.templates.all() if each.retired_at is None]
        return [each for each in found if channel is None or each.is_for(channel)]

    def write(
        self,
        actor: Actor,
        *,
        title: str,
        text: str,
        channels: Sequence[str] = (),
        link: str = "",
        pillar: str | None = None,
    ) -> PostTemplate:
        """Keep a new wording; raises `InvalidInputError` where one in use has that title."""
        given = {"title": title, "text": text, "channels": tuple(channels), "link": link, "pillar": pillar}
        with self._store.write() as unit:
            return self._add(unit, actor, given)

    def change(
        self,
        actor: Actor,
        number: int,
        *,
        version: int,
        title: str,
        text: str,
        channels: Sequence[str] = (),
        link: str = "",
        pillar: str | None = None,
    ) -> PostTemplate:
        """Replace what stands in a wording; `version` is the one the person began with."""
        with self._store.write() as unit:
            before = _standing(unit, number)
            _require(actor, before)
            if before.version != version:
                raise ConflictError("This template")
            given = {"title": title, "text": text, "channels": channels, "link": link, "pillar": pillar}
            after = _cleaned(before.model_copy(update=given))
            _check(unit, actor, after)
            if after.digest == before.digest:
                return before
            after = unit.templates.put(after.model_copy(update={"version": version + 1}))
            self._record(unit, actor, after, "changed", before=before.digest)
        return after

    def retire(self, actor: Actor, number: int) -> PostTemplate:
        """Offer a wording no more; what was made of it stays."""
        with self._store.write() as unit:
            before = _standing(unit, number)
            _require(actor, before)
            after = unit.templates.put(before.model_copy(update={"retired_at": self._clock.now()}))
            self._record(unit, actor, after, "retired", before=before.digest)
        return after

    def add_starters(self, actor: Actor) -> list[PostTemplate]:
        """Add the examples that were never here."""
        with self._store.write() as unit:
            known = {each.title for each in unit.templates.all()}
            new = [(title, text) for title, text in STARTERS if title not in known]
            return [self._add(unit, actor, {"title": title, "text": text}) for title, text in new]

    def filled(
        self, number: int, values: Mapping[str, str], *, zone: str = "", day: date | None = None
    ) -> FilledTemplate:
        """Return a wording with what was typed so far; nothing is kept, and nobody is asked.

        Times are written by the clock of `zone`, the organisation's unless told, and meant on the date that
        the words name, else on `day`.
        """
        with self._store.read() as unit:
            template, ground = unit.templates.get(number), self._ground(unit, zone, day)
        given = {name: value for name, value in values.items() if value.strip()}
        found = tried(template.text, given, ground)
        missing = [each for each in template.blanks if each.name not in given]
        return FilledTemplate(
            text=drawn(template.text, found.ready),
            problems={name: why for name, why in found.problems.items() if name in given},
            missing=tuple(each.label for each in missing),
        )

    # steps

    def _ground(self, unit: Unit, zone: str, day: date | None) -> Ground:
        own = {"is_reviewed": True, "furthest": _FURTHEST, "day": day} | ({"zone": zone} if zone else {})
        return ground_of(unit, self._clock.now()).model_copy(update=own)

    def _add(self, unit: Unit, actor: Actor, given: Mapping[str, Any]) -> PostTemplate:
        made = _cleaned(PostTemplate(**given, created_at=self._clock.now()))
        _check(unit, actor, made)
        if sum(each.retired_at is None for each in unit.templates.all()) >= _MOST:
            raise InvalidInputError(f"There are {_MOST} templates. Retire some that nobody uses.")
        made = unit.templates.put(made)
        self._record(unit, actor, made, "written")
        return made

    def _record(
        self, unit: Unit, actor: Actor, template: PostTemplate, what: str, *, before: str | None = None
    ) -> None:
        unit.audit.append(
            actor,
            f"template.{what}",
            f"template:{template.id}",
            at=self._clock.now(),
            before=before,
            after=template.digest,
            facts={"version": template.version, "blanks": len(template.blanks)},
        )


def _cleaned(template: PostTemplate) -> PostTemplate:
    given = {
        "title": " ".join(template.title.split()),
        "text": clean_text(template.text),
        "channels": tuple(dict.fromkeys(template.channels)),
        "link": clean_link(template.link) or "",
        "pillar": template.pillar or None,
    }
    return template.model_copy(update=given)


def _require(actor: Actor, template: PostTemplate) -> None:
    """Raise `NotAllowedError` unless this person writes wherever the wording is for."""
    for channel in template.channels or (None,):
        actor.require(Permission.WRITE, on=channel)


def _check(unit: Unit, actor: Actor, template: PostTemplate) -> None:
    _require(actor, template)
    check_template(template)
    for channel in template.channels:
        unit.plan.channel(channel)
    if template.pillar is not None:
        unit.plan.pillar(template.pillar)
    title = template.title.casefold()
    for each in unit.templates.all():
        if each.id != template.id and each.retired_at is None and each.title.casefold() == title:
            raise InvalidInputError(f"There is a template “{each.title}” already. Choose another title.")


def _standing(unit: Unit, number: int) -> PostTemplate:
    found = unit.templates.get(number)
    if found.retired_at is not None:
        raise StateError(f"“{found.title}” was retired. Write it anew.")
    return found
