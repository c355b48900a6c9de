"""What a person says of a post that needs one: it is there, it is not there, give it up, copy it.

Guarantees: a post whose outcome nobody knows is sent again only by the word of a person who looked,
and not before the settle time is over; an address is taken only for a message that is not older
than the first try and not known as another post; each step may name the version it was decided on,
and the second click of the same step changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from connectors import snowflake
from connectors.addresses import EXAMPLES, Address, read_address
from connectors.base import Receipt
from scheduler.domain.errors import ConflictError, InvalidInputError, StateError
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.attending import Matter, Step, last_doubt, matter_of
from scheduler.services.outcomes import with_receipt
from scheduler.services.recording import record
from scheduler.services.words import clean_link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_S = PostState
#: Clocks of networks differ a little from ours.
_SLACK = timedelta(minutes=2)
_SECOND = timedelta(seconds=1)


class Answering:
    """Decisions of people on posts that need them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        planning: Planning,
        *,
        settle: timedelta,
        notice: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._settle = settle
        #: Looks whether the clock was set.
        self._notice = notice

    def seen(self, actor: Actor, post_id: int, address: str, *, version: int | None = None) -> Post:
        """Note that a person saw a post, or the next part of a thread, under `address`.

        A thread goes on with the part after it. The same address twice is once.
        """
        link = clean_link(address)
        if link is None:
            raise InvalidInputError("Give the address of the post on the network, so that it can be found.")

        with self._store.read() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.APPROVE, on=post.channel)
            if _is_out_as(unit, post, link):
                return post
        return self._step(
            actor, post_id, "post.seen", lambda unit, post: self._out(unit, post, link), version=version
        )

    def send_again(self, actor: Actor, post_id: int, *, version: int | None = None) -> Post:
        """Send a post once more whose outcome only a person could find out: they looked, it is not there.

        Raises `StateError` while it may still appear, and where Rounds asks the network itself.
        """
        asked_at = self._clock.now()
        self._notice()  # after the clock was read: an absence is never believed too soon

        def again(unit: Unit, post: Post) -> Post:
            return self._again(unit, post, asked_at)

        return self._step(actor, post_id, "post.sent_again", again, version=version)

    def give_up(self, actor: Actor, post_id: int, *, version: int | None = None) -> Post:
        """Note that nobody will look for an unknown post any more; it is never sent again."""

        def given_up(_: Unit, post: Post) -> Post:
            if post.state is not _S.UNKNOWN:
                raise StateError(
                    "Only a post whose outcome is unknown can be given up. Cancel this one instead."
                )
            return post.moved_to(_S.CANCELLED).model_copy(update={"not_before": None})

        return self._step(actor, post_id, "post.given_up", given_up, version=version)

    def leave(self, actor: Actor, post_id: int, *, version: int | None = None) -> Post:
        """Leave a refused post as it is: nobody is asked about it any more."""

        def left(_: Unit, post: Post) -> Post:
            if post.state is not _S.REFUSED:
                raise StateError("Only a refused post can be left as it is. Release or cancel this one.")
            return post

        return self._step(actor, post_id, "post.left", left, version=version, needs=Permission.WRITE)

    def copy(self, actor: Actor, post_id: int, at: datetime, *, version: int | None = None) -> Post:
        """Copy a post to a new draft; of a thread that is partly out, the rest, as an answer to it.

        The second click returns the draft of the first, as long as nobody changed it.
        """
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            if version is not None and version != post.version:
                raise ConflictError
            before = _copy_made(unit, actor, post)
            if before is not None:
                return before
            made = self._planning.copy_in(unit, actor, _what_is_left(post), at)
            told = {"version": post.version, "to": made.id}
            unit.audit.append(actor, "post.copied", f"post:{post.id}", at=self._clock.now(), facts=told)
        return made

    # steps

    def _step(
        self,
        actor: Actor,
        post_id: int,
        action: str,
        step: Callable[[Unit, Post], Post],
        *,
        version: int | None,
        needs: Permission = Permission.APPROVE,
    ) -> Post:
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(needs, on=post.channel)
            if version is not None and version != post.version:
                if _is_done(unit, actor, action, post, version):
                    return post
                raise ConflictError
            now, after = self._clock.now(), step(unit, post)
            saved = unit.posts.save(after.model_copy(update={"sequence": post.sequence + 1}), at=now)
            record(unit, actor, action, at=now, before=post, after=saved)
        return saved

    def _out(self, unit: Unit, post: Post, link: str) -> Post:
        channel = unit.plan.channel(post.channel)
        told = _read(channel.network, channel.handle, link)
        tries, now = unit.attempts.of(post.id), self._clock.now()
        if Step.SEEN not in self._matter(unit, post).steps:
            raise StateError("Nothing of this post is in doubt, so there is nothing to confirm.")
        at = snowflake.time_of(int(told.remote_id)) if channel.network == "x" else now
        own = [each.started_at for each in tries if each.part == len(post.receipts)]
        if own and at < min(own) - _SLACK:
            raise InvalidInputError(
                "That post was there before this one was first sent, so it is an older one. "
                "Look for a newer one with these words."
            )
        _check_is_unknown(unit, post, told)
        self._finish(unit, post, tries, Outcome.ACCEPTED, "A person saw it.", told.remote_id)
        after = with_receipt(post, Receipt(told.remote_id, link, min(at, now)))
        return after.model_copy(update={"owner": None, "ask_since": None})

    def _again(self, unit: Unit, post: Post, asked_at: datetime) -> Post:
        now, matter = self._clock.now(), self._matter(unit, post)
        _check_may_go_again(matter, asked_at)
        self._finish(unit, post, matter.tries, Outcome.ABSENT, "A person looked, and it is not there.")
        useful = max(post.useful_until, now + unit.plan.channel(post.channel).useful_for)
        fields = {"useful_until": useful, "explanation": None, "owner": None, "ask_since": None}
        return post.moved_to(_S.SCHEDULED).model_copy(update=fields)

    def _matter(self, unit: Unit, post: Post) -> Matter:
        return matter_of(unit, post, now=self._clock.now(), settle=self._settle)

    def _finish(
        self,
        unit: Unit,
        post: Post,
        tries: Sequence[Attempt],
        outcome: Outcome,
        detail: str,
        remote_id: str | None = None,
    ) -> None:
        """Say what the last try at the next part came to; after a restore there may be none."""
        doubt = last_doubt(post, tries)
        if doubt is None:
            return
        told = {"outcome": outcome, "detail": detail, "remote_id": remote_id}
        unit.attempts.finish(doubt.model_copy(update=told), at=self._clock.now())


def _check_may_go_again(matter: Matter, now: datetime) -> None:
    if Step.WAIT in matter.steps:
        raise StateError("Rounds asks the network itself whether this post is there; nothing need be done.")
    if Step.AGAIN not in matter.steps:
        raise StateError(
            "Only a post whose outcome is unknown can be sent again. Copy this one to a new draft instead."
        )
    if matter.settled_at is not None and now < matter.settled_at:
        wait = -((now - matter.settled_at) // _SECOND)
        raise StateError(
            f"It may still appear there. Look again in {wait} seconds, and send it again only then."
        )


def _check_is_unknown(unit: Unit, post: Post, told: Address) -> None:
    """Raise where the address is known already: of another post, or of an earlier part of this one."""
    other = unit.tally.has_remote(post.channel, told.remote_id, but=post.id)
    if other is not None:
        raise InvalidInputError(f"That is the address of post {other}. Look for another one.")


def _read(network: str, handle: str, link: str) -> Address:
    told = read_address(network, link)
    if told is None:
        example = EXAMPLES.get(network, "https://…")
        raise InvalidInputError(f"That is no address of a post on this network. It looks like {example}.")
    if handle and told.account and told.account.lower() != handle.removeprefix("@").lower():
        raise InvalidInputError(f"That is a post of @{told.account}, and this channel is @{handle}.")
    return told


def _is_out_as(unit: Unit, post: Post, link: str) -> bool:
    told = read_address(unit.plan.channel(post.channel).network, link)
    return told is not None and any(each.remote_id == told.remote_id for each in post.receipts)


def _is_done(unit: Unit, actor: Actor, action: str, post: Post, version: int) -> bool:
    """Did this person do just that to just that version already? A double click does."""
    return any(
        (entry.actor, entry.action, entry.facts.get("version")) == (actor.key, action, version + 1)
        for entry in unit.audit.recent(subject=f"post:{post.id}", limit=20)
    )


def _copy_made(unit: Unit, actor: Actor, post: Post) -> Post | None:
    """Return the copy that this person made of the post and nobody touched since."""
    for entry in unit.audit.recent(subject=f"post:{post.id}", limit=20):
        if (entry.action, entry.actor) == ("post.copied", actor.key):
            made = unit.posts.get(int(entry.facts["to"] or 0))
            return made if made.state is _S.DRAFT and made.version == 1 else None
    return None


def _what_is_left(post: Post) -> Post:
    """Return `post` without the parts that are out: it begins with the next one, an answer to the last."""
    if not post.receipts or len(post.receipts) >= post.parts:
        return post
    following, *others = post.thread[len(post.receipts) - 1 :]
    left = {
        "text": following.text,
        "pictures": following.pictures,
        "thread": tuple(others),
        "link": None,
        "video": None,
        "quote": None,
        "reply_to": post.receipts[-1].remote_id,
    }
    return post.model_copy(update=left)
