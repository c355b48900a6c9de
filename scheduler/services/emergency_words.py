"""Words for a crisis, before there is one: written, approved by two, revised, looked at again, retired.

Guarantees: nobody approves words they wrote; an approval binds to the digest of one version, and a revision
is another version without any; words that the guard would stop can't be approved in the first place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.approval import Endorsement, Part
from scheduler.domain.emergency import EmergencyTemplate, TemplateState, check_template
from scheduler.domain.errors import ConflictError, GuardError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import Post
from scheduler.policies.finding import Severity
from scheduler.services.emergency_starters import STARTERS
from scheduler.services.fast_track import ground_of, stopping
from scheduler.services.words import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.policies.finding import Review
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: What a revision may change.
_REVISABLE: Final = frozenset({"title", "text", "channels", "language", "good_for_days"})


class EmergencyWords:
    """The words for a crisis."""

    def __init__(self, store: Store, clock: Clock, review: Callable[[Post], Review]) -> None:
        self._store = store
        self._clock = clock
        self._review = review

    def all(self) -> list[EmergencyTemplate]:
        """Return the newest version of each, by name; the retired are left out."""
        with self._store.read() as unit:
            return [each for each in unit.emergency_words.all() if each.retired_at is None]

    def get(self, name: str) -> EmergencyTemplate:
        """Return the newest version, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.emergency_words.get(name)

    def versions(self, name: str) -> list[EmergencyTemplate]:
        """Return every version, the newest last."""
        with self._store.read() as unit:
            return unit.emergency_words.versions(name)

    def write(
        self,
        actor: Actor,
        *,
        name: str,
        title: str,
        text: str,
        channels: tuple[str, ...] = (),
        language: str = "en",
        good_for_days: int = 365,
    ) -> EmergencyTemplate:
        """Write new words; they can be used once an approver and a privacy officer approved them."""
        actor.require(Permission.WRITE)
        now = self._clock.now()
        made = EmergencyTemplate(
            name=name,
            title=" ".join(title.split()),
            text=clean_text(text),
            channels=channels,
            language=language,
            good_for_days=good_for_days,
            writers=(actor.key,),
            created_at=now,
        )
        check_template(made)
        with self._store.write() as unit:
            _check_channels(unit, made)
            known = unit.emergency_words.versions(name)
            if known and known[-1].retired_at is None:
                raise InvalidInputError(f"There are words called {name} already. Revise them instead.")
            version = known[-1].version + 1 if known else 1
            return self._add(unit, actor, made.model_copy(update={"version": version}), "written")

    def revise(self, actor: Actor, name: str, changes: Mapping[str, object]) -> EmergencyTemplate:
        """Make the next version; what stood approved can't be used any more."""
        actor.require(Permission.WRITE)
        unknown = sorted(set(changes) - _REVISABLE)
        if unknown:
            raise InvalidInputError(f"“{unknown[0]}” of emergency words can't be changed.")
        with self._store.write() as unit:
            before = _standing(unit, name)
            fields = {**before.model_dump(include={"name", *_REVISABLE}), **changes}
            revised = EmergencyTemplate.model_validate(
                {
                    **fields,
                    "text": clean_text(str(fields["text"])),
                    "version": before.version + 1,
                    "writers": tuple(dict.fromkeys((*before.writers, actor.key))),
                    "created_at": self._clock.now(),
                }
            )
            check_template(revised)
            _check_channels(unit, revised)
            if {each: getattr(before, each) for each in _REVISABLE} == {
                each: getattr(revised, each) for each in _REVISABLE
            }:
                return before
            return self._add(unit, actor, revised, "revised")

    def approve(
        self, actor: Actor, name: str, *, digest: str | None = None, comment: str = ""
    ) -> EmergencyTemplate:
        """Decide for words as they are; with `digest`, only if they are still what the person read.

        As a privacy officer where that decision is missing and the person is one, else as an approver. Raises
        `GuardError` where the guard would stop them in a crisis, or where it holds their own words and the
        privacy officer does not say why they may go out.
        """
        actor.require(Permission.APPROVE)
        now = self._clock.now()
        with self._store.write() as unit:
            before = _standing(unit, name)
            _check_may_decide(actor, before, digest)
            rules = self._held(unit, before)
            given = tuple(each for each in before.endorsements if each.mark == ",".join(rules))
            part = _part(actor, before.model_copy(update={"endorsements": given}), rules, comment)
            own = Endorsement(part=part, by=actor.key, at=now, digest=before.digest, mark=",".join(rules))
            after = before.model_copy(update={"endorsements": (*given, own)})
            if not after.missing:
                terms = {"agreed_digest": after.digest, "released_rules": rules, "reviewed_at": now}
                after = after.model_copy(update=terms)
            unit.emergency_words.put(after)
            self._record(unit, actor, after, "endorsed" if after.missing else "approved", part=part.value)
        return after

    def confirm(self, actor: Actor, name: str, *, digest: str | None = None) -> EmergencyTemplate:
        """Say that approved words are still right: they are good for another while."""
        actor.require(Permission.APPROVE)
        with self._store.write() as unit:
            before = _standing(unit, name)
            if digest is not None and digest != before.digest:
                raise ConflictError("This text")
            if before.state(self._clock.now()) is TemplateState.DRAFT:
                raise StateError("These words were never approved as they stand. Approve them instead.")
            if set(self._held(unit, before)) - set(before.released_rules):
                raise GuardError(
                    "The guard says more of these words than when they were approved. Revise them."
                )
            after = before.model_copy(update={"reviewed_at": self._clock.now()})
            unit.emergency_words.put(after)
            self._record(unit, actor, after, "confirmed")
        return after

    def retire(self, actor: Actor, name: str) -> EmergencyTemplate:
        """Take words out of use; they stay in the record."""
        actor.require(Permission.APPROVE)
        with self._store.write() as unit:
            after = _standing(unit, name).model_copy(update={"retired_at": self._clock.now()})
            unit.emergency_words.put(after)
            self._record(unit, actor, after, "retired")
        return after

    def add_starters(self, actor: Actor) -> list[EmergencyTemplate]:
        """Add the words that come with Rounds and are not here yet, approved by nobody."""
        actor.require(Permission.WRITE)
        now = self._clock.now()
        with self._store.write() as unit:
            known = {each.name for each in unit.emergency_words.all()}
            new = [
                EmergencyTemplate(name=name, title=title, text=text, created_at=now)
                for name, title, text in STARTERS
                if name not in known
            ]
            return [self._add(unit, actor, each, "written") for each in new]

    def said_of(self, name: str) -> list[str]:
        """Return what the guard would say of words in use, tried with values such as people type."""
        with self._store.read() as unit:
            template, ground = unit.emergency_words.get(name), ground_of(unit, self._clock.now())
            filled = template.filled(template.samples(ground), ground)
            reviews = [self._review(self._sample(each, filled.text)) for each in _channels(unit, template)]
        found = [each for review in reviews for each in review.findings]
        return list(dict.fromkeys(each.advice for each in found if each.severity is not Severity.ADVICE))

    # steps

    def _held(self, unit: Unit, template: EmergencyTemplate) -> tuple[str, ...]:
        """Return the rules that hold its own words; raises `GuardError` where the guard would stop it."""
        ground = ground_of(unit, self._clock.now())
        filled = template.filled(template.samples(ground), ground)
        rules: set[str] = set()
        for channel in _channels(unit, template):
            review = self._review(self._sample(channel, filled.text))
            held = [each for each in review.findings if each.severity is Severity.HOLD]
            if stops := stopping(review, filled, {each.rule for each in held}):
                advice = " ".join(dict.fromkeys(each.advice for each in stops))
                raise GuardError(f"In a crisis the guard would stop these words on {channel.name}. {advice}")
            rules |= {each.rule for each in held}
        return tuple(sorted(rules))

    def _sample(self, channel: Channel, text: str) -> Post:
        now = self._clock.now()
        return sample_post(channel, text, now)

    def _add(self, unit: Unit, actor: Actor, template: EmergencyTemplate, what: str) -> EmergencyTemplate:
        made = unit.emergency_words.add(template)
        self._record(unit, actor, made, what)
        return made

    def _record(self, unit: Unit, actor: Actor, template: EmergencyTemplate, what: str, **facts: str) -> None:
        told: dict[str, str | int] = {"version": template.version, **facts}
        unit.audit.append(
            actor,
            f"emergency_words.{what}",
            f"emergency_words:{template.name}",
            at=self._clock.now(),
            after=template.digest,
            facts=dict(told),
        )


def sample_post(channel: Channel, text: str, now: datetime) -> Post:
    """Return a post that is never kept, for asking the guard."""
    return Post(
        uid="sample",
        channel=channel.name,
        text=text,
        due=now,
        wall=wall_clock(now, channel.zone),
        zone=channel.zone,
        useful_until=now + channel.useful_for,
        created_at=now,
        updated_at=now,
    )


def _standing(unit: Unit, name: str) -> EmergencyTemplate:
    found = unit.emergency_words.get(name)
    if found.retired_at is not None:
        raise StateError(f"“{found.title}” was retired. Write it anew under the same name.")
    return found


def _channels(unit: Unit, template: EmergencyTemplate) -> list[Channel]:
    return [each for each in unit.plan.channels() if each.active and template.is_for(each.name)]


def _check_channels(unit: Unit, template: EmergencyTemplate) -> None:
    for channel in template.channels:
        unit.plan.channel(channel)


def _check_may_decide(actor: Actor, template: EmergencyTemplate, digest: str | None) -> None:
    if digest is not None and digest != template.digest:
        raise ConflictError("This text")
    if actor.key in template.writers:
        raise NotAllowedError("You wrote these words, so somebody else has to approve them.")
    if not template.missing:
        raise StateError("These words are approved already.")


def _part(actor: Actor, template: EmergencyTemplate, rules: tuple[str, ...], comment: str) -> Part:
    """Return as what this person decides; raises where they can't, or must say why first."""
    if any(each.by == actor.key for each in template.endorsements):
        raise NotAllowedError("You have decided on these words already; somebody else has to, too.")
    if Part.PRIVACY in template.missing and actor.may(Permission.RELEASE):
        if rules and not comment.strip():
            raise GuardError("The guard holds these words. Say in a comment why they may go out.", rules)
        return Part.PRIVACY
    if Part.APPROVER in template.missing:
        return Part.APPROVER
    raise NotAllowedError("A privacy officer has still to approve these words.")
