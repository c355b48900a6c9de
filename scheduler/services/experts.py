"""The directory of experts: who may be named on a topic, as long as they agree to it.

Without a consent valid on the day nobody is proposed or exported. Who withdraws it is deleted, and the
record tells of numbers only, never of names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.experts import Expert
from scheduler.domain.people import Actor, Permission
from scheduler.domain.plan import wall_clock
from scheduler.services import press
from scheduler.services.phrasing import listed
from scheduler.services.words import clean_link

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: So many are proposed beside a post.
_PROPOSED = 3
_LONGEST = 120
_HANDLE = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']{1,190}")
_PHONE = re.compile(r"[0-9+()\-. x]{3,40}")


class Experts:
    """Who may be asked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, actor: Actor) -> list[Expert]:
        """Return the whole directory, those without consent included, for those who keep it."""
        _require_keeper(actor)
        with self._store.read() as unit:
            return unit.experts.all()

    def get(self, actor: Actor, number: int) -> Expert:
        """Return one person, or raise `UnknownNameError`."""
        _require_keeper(actor)
        with self._store.read() as unit:
            return unit.experts.get(number)

    def today(self) -> date:
        """Return the day by the clock of the organisation."""
        with self._store.read() as unit:
            return self._today(unit)

    def listed(self) -> list[Expert]:
        """Return those who agree today, by name."""
        with self._store.read() as unit:
            day = self._today(unit)
            return [each for each in unit.experts.all() if each.agrees_on(day)]

    def beside(self, text: str) -> list[tuple[Expert, tuple[str, ...]]]:
        """Return up to three who agree today and speak on topics of a text, the most telling first."""
        found = [(each, each.found_topics(text)) for each in self.listed()]
        telling = [(each, topics) for each, topics in found if topics]
        return sorted(telling, key=lambda pair: (-sum(map(len, pair[1])), pair[0].name))[:_PROPOSED]

    def add(self, actor: Actor, expert: Expert) -> Expert:
        """Add somebody; a consent may be written down at once or later."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            saved = unit.experts.put(_checked(expert.model_copy(update={"id": 0})))
            self._audit(unit, actor, "expert.added", saved)
        return saved

    def change(self, actor: Actor, expert: Expert) -> Expert:
        """Replace what is kept of somebody."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            before = unit.experts.get(expert.id)
            new = _checked(expert)
            if new != before:
                unit.experts.put(new)
                self._audit(unit, actor, "expert.changed", new)
        return new

    def edit(self, actor: Actor, number: int, **fields: Any) -> Expert:
        """Change what is named and not `None`."""
        given = {name: value for name, value in fields.items() if value is not None}
        before = self.get(actor, number)
        return self.change(actor, Expert.model_validate({**before.model_dump(), **given}))

    def withdraw(self, actor: Actor, number: int) -> None:
        """Delete somebody who does not agree any more; the privacy officer may do it too."""
        _require_keeper(actor)
        with self._store.write() as unit:
            unit.experts.get(number)
            unit.experts.forget(number)
            unit.audit.append(actor, "expert.withdrawn", f"expert:{number}", at=self._clock.now())

    def press_page(self) -> bytes:
        """Return the page for journalists of those who agree today."""
        experts, organisation = self._for_export()
        return press.page(experts, organisation=organisation, day=self.today())

    def vcards(self) -> bytes:
        """Return the vCards of those who agree today."""
        from scheduler.ical.card import cards  # brings the calendar library, which few commands need

        experts, organisation = self._for_export()
        return cards(experts, organisation=organisation)

    def _for_export(self) -> tuple[list[Expert], str]:
        with self._store.read() as unit:
            organisation = unit.plan.organisation()
        return self.listed(), organisation.name if organisation else ""

    def _today(self, unit: Unit) -> date:
        return wall_clock(self._clock.now(), unit.plan.zone()).date()

    def _audit(self, unit: Unit, actor: Actor, action: str, expert: Expert) -> None:
        until = expert.consent_until.isoformat() if expert.consent_until else ""
        facts = {"consent_until": until}
        unit.audit.append(actor, action, f"expert:{expert.id}", at=self._clock.now(), facts=facts)


def _require_keeper(actor: Actor) -> None:
    if Permission.RELEASE not in actor.permissions:
        actor.require(Permission.CURATE)


def _checked(given: Expert) -> Expert:
    """Return it as it may be kept, or raise `InvalidInputError`."""
    new = given.model_copy(
        update={
            "name": _line(given.name, "name"),
            "role": _line(given.role, "role"),
            "consent_by": _line(given.consent_by, "note on the consent"),
            "topics": listed(given.topics),
            "languages": listed(given.languages),
            "handle": given.handle.strip().removeprefix("@"),
            "email": given.email.strip(),
            "phone": " ".join(given.phone.split()),
            "url": clean_link(given.url) or "",
        }
    )
    if not new.name:
        raise InvalidInputError("An expert needs a name.")
    _check_shape(new)
    _check_consent(new)
    return new


def _check_shape(new: Expert) -> None:
    for pattern, value, what in (
        (_HANDLE, new.handle, "account name, like @larkspur_heart"),
        (_MAIL, new.email, "email address"),
        (_PHONE, new.phone, "phone number"),
    ):
        if value and not pattern.fullmatch(value):
            raise InvalidInputError(f"“{value[:60]}” is no {what}.")
    for language in new.languages:
        if not _LANGUAGE.fullmatch(language):
            raise InvalidInputError(f"“{language[:20]}” is no language code. Write en, es, vi and so on.")


def _check_consent(new: Expert) -> None:
    given = (bool(new.consent_by), new.consent_since is not None, new.consent_until is not None)
    if any(given) and not all(given):
        raise InvalidInputError(
            "A consent needs three things: who wrote it down, since when, and until when."
        )
    if new.consent_since and new.consent_until and new.consent_until < new.consent_since:
        raise InvalidInputError("The consent would end before it begins. Check the two dates.")


def _line(text: str, what: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST or not line.isprintable():
        raise InvalidInputError(f"The {what} is too long or holds odd signs; at most {_LONGEST} characters.")
    return line
