"""The ledger of signed authorisations: persons who let their image or story be shown.

Guarantees: no name stands here, only the hospital's own reference; a form that lacks what the law asks of it
is not taken; in the transaction that revokes one, every post that was released by it is held, whatever
stage it is at before its call; what is out already is listed to be taken down.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from scheduler.domain.authorisations import STATEMENTS, Authorisation, is_reference, lacking
from scheduler.domain.errors import ConflictError, InvalidInputError, StateError
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.services.pulling import ON_ITS_WAY, QUEUED, is_pulled, pulled
from scheduler.services.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
#: Notes of what a person took down: by what, and how much of it.
_DOWN: Final = "taken-down:"
_WORDS: Final = ("scope", "purpose", "discloser", "document", "signed_by")
_LONGEST: Final = 500
#: A sender may write the same post in the same moment.
_TRIES: Final = 3


class Pulled(Value):
    """What the end of an authorisation did."""

    authorisation: Authorisation
    #: Posts that were to go out, and are held now.
    held: tuple[int, ...] = ()
    #: Posts that are out, or may be: a person takes them down.
    live: tuple[Post, ...] = ()


class Authorising:
    """Signed authorisations."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, actor: Actor, signed: Authorisation) -> Authorisation:
        """Enter a signed form; raises `InvalidInputError` where it lacks what it must say."""
        _require(actor, signed)
        now = self._clock.now()
        _check(signed, now)
        with self._store.write() as unit:
            for channel in signed.channels:
                unit.plan.channel(channel)
            entered = signed.model_copy(update={"by": actor.key, "created_at": now, "revoked_at": None})
            made = unit.authorisations.add(entered)
            facts = {"subject": made.subject.value, "expires": made.expires_at.isoformat()}
            unit.audit.append(
                actor, "authorisation.added", f"authorisation:{made.id}", at=now, facts=dict(facts)
            )
        return made

    def all(self, actor: Actor) -> list[Authorisation]:
        """Return the ledger, by number."""
        actor.require_somewhere(Permission.RELEASE)
        with self._store.read() as unit:
            return [each for each in unit.authorisations.all() if _may_see(actor, each)]

    def show(self, actor: Actor, number: int) -> tuple[Authorisation, list[Post]]:
        """Return one authorisation and the posts that were released by it."""
        actor.require_somewhere(Permission.RELEASE)
        with self._store.read() as unit:
            signed = unit.authorisations.get(number)
            if not _may_see(actor, signed):
                actor.require(Permission.RELEASE)
            return signed, unit.posts.under(number)

    def revoke(self, actor: Actor, number: int) -> Pulled:
        """Take note that the person took it back, and pull what was released by it; twice does no more."""
        actor.require_somewhere(Permission.RELEASE)
        for _ in range(_TRIES - 1):
            try:
                return self._store.alone(lambda unit: self._revoke(unit, actor, number))
            except ConflictError:
                continue
        return self._store.alone(lambda unit: self._revoke(unit, actor, number))

    def pull_expired(self) -> list[Pulled]:
        """Pull what was released by authorisations that are over; return what there was to do."""
        with self._store.read() as unit:
            numbers = [each.id for each in unit.authorisations.over(self._clock.now())]
            due = [number for number in numbers if any(map(is_pulled, unit.posts.under(number)))]
        done = [self._store.alone(partial(self._expire, number=number)) for number in due]
        for each in done:
            logger.info("authorisation %s is over held=%d", each.authorisation.id, len(each.held))
        return done

    def live(self) -> list[Pulled]:
        """Return the authorisations that are over though posts released by them are out."""
        with self._store.read() as unit:
            return live_in(unit, now=self._clock.now())

    def taken_down(self, actor: Actor, post_id: int) -> Post:
        """Note that a person took a post down on its network: it is not listed any more; twice is once.

        Raises `StateError` for a post that is not out, or of which nobody knows yet whether it is.
        """
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.RELEASE, on=post.channel)
            if post.state in ON_ITS_WAY:
                raise StateError("Nobody knows yet whether all of it is out. Wait until that is answered.")
            if post.authorisation is None or not _is_out(post):
                raise StateError("It is not out by an authorisation, so there is nothing to take down.")
            if unit.notes.named(_DOWN).get(str(post.id)) != _what_is_out(post):
                now = self._clock.now()
                unit.notes.put(f"{_DOWN}{post.id}", _what_is_out(post), at=now)
                facts = {"authorisation": post.authorisation}
                unit.audit.append(actor, "post.taken_down", f"post:{post.id}", at=now, facts=dict(facts))
        return post

    # steps

    def _revoke(self, unit: Unit, actor: Actor, number: int) -> Pulled:
        now = self._clock.now()
        before = unit.authorisations.get(number)
        _require(actor, before)
        is_new = before.revoked_at is None
        signed = unit.authorisations.revoke(number, by=actor.key, at=now)
        pulled = self._pull(unit, actor, signed, "was revoked")
        if is_new:
            facts = {"held": len(pulled.held), "live": len(pulled.live)}
            unit.audit.append(
                actor, "authorisation.revoked", f"authorisation:{number}", at=now, facts=dict(facts)
            )
        return pulled

    def _expire(self, unit: Unit, *, number: int) -> Pulled:
        return self._pull(unit, ENGINE, unit.authorisations.get(number), "has expired")

    def _pull(self, unit: Unit, actor: Actor, signed: Authorisation, why: str) -> Pulled:
        now, held = self._clock.now(), []
        words = f"Authorisation {signed.id}, by which it was released, {why}. It needs a new approval."
        for post in unit.posts.under(signed.id):
            if not is_pulled(post):
                continue
            after = unit.posts.save(pulled(post, words), at=now)
            record(unit, actor, "post.pulled", at=now, before=post, after=after, authorisation=signed.id)
            held += [post.id] if post.state in QUEUED else []
        return Pulled(authorisation=signed, held=tuple(held), live=_live(unit, signed.id))


def _require(actor: Actor, signed: Authorisation) -> None:
    """Raise unless this actor releases posts on every channel that an authorisation is for."""
    for channel in signed.channels or (None,):
        actor.require(Permission.RELEASE, on=channel)


def _may_see(actor: Actor, signed: Authorisation) -> bool:
    """Is it for a channel on which this actor releases posts? One that names no channel is for all."""
    return not signed.channels or any(actor.may(Permission.RELEASE, on=each) for each in signed.channels)


def live_in(unit: Unit, *, now: datetime) -> list[Pulled]:
    """Return the authorisations that are over though posts released by them are out, or may be."""
    found = [Pulled(authorisation=each, live=_live(unit, each.id)) for each in unit.authorisations.over(now)]
    return [each for each in found if each.live]


def _live(unit: Unit, number: int) -> tuple[Post, ...]:
    down = unit.notes.named(_DOWN)
    out = [post for post in unit.posts.under(number) if _is_out(post)]
    return tuple(post for post in out if down.get(str(post.id)) != _what_is_out(post))


def _is_out(post: Post) -> bool:
    return post.state in {_S.PUBLISHED, *ON_ITS_WAY} or bool(post.receipts)


def _what_is_out(post: Post) -> str:
    """Name by what, and how much, a post is out: what goes out after a note is not covered by it."""
    return f"{post.authorisation}:{len(post.receipts)}:{post.attempts}"


def _check(signed: Authorisation, now: datetime) -> None:
    if not is_reference(signed.reference):
        raise InvalidInputError(
            "Give the hospital's own file number, such as HIM-2026-0113: capitals, digits and dashes, "
            "never a name."
        )
    for name in _WORDS:
        words = getattr(signed, name).strip()
        if not words or len(words) > _LONGEST:
            raise InvalidInputError(f"Say {_ASKED[name]}, in at most {_LONGEST} characters.")
    unknown = sorted(set(signed.statements) - set(STATEMENTS))
    if unknown:
        raise InvalidInputError(f"There is no statement “{unknown[0][:40]}”. Known: {', '.join(STATEMENTS)}.")
    if lacks := lacking(signed.statements):
        raise InvalidInputError(f"The form lacks what 45 CFR 164.508 asks: {' '.join(lacks)} Complete it.")
    if signed.signed_at > now + timedelta(days=1):
        raise InvalidInputError("It can't be signed in the future. Check the date.")
    if signed.expires_at <= signed.signed_at:
        raise InvalidInputError("It must expire after it was signed. Check the dates.")
    if signed.expires_at <= now:
        raise StateError("It has expired already, so nothing can be released by it.")


_ASKED: Final = {
    "scope": "what may be shown",
    "purpose": "for what purpose",
    "discloser": "who may show it",
    "document": "where the signed form lies",
    "signed_by": "who signed: the person, or as what somebody signed for them",
}
