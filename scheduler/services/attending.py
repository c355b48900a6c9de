"""What needs a person: posts, sign-ins and sources, with the safe next steps. Reads only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.domain.value import Instant, Value
from scheduler.services.afterlife import aftermaths_in
from scheduler.services.authorising import live_in
from scheduler.services.concerns import Concern, concerns_in
from scheduler.services.connecting import expired_in
from scheduler.services.escalating import late_in
from scheduler.services.timekeeping import sets_since

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_S = PostState
#: Most pressing first.
NEEDS: Final = (_S.UNKNOWN, _S.HELD, _S.MISSED, _S.REFUSED)
#: These can't go on without their channel's sign-in: to leave, to be released, to be asked for.
_WAITING = (_S.SCHEDULED, _S.CLAIMED, _S.SENDING, _S.HELD, _S.UNKNOWN)
_DOUBTFUL = frozenset({Outcome.STARTED, Outcome.UNKNOWN, Outcome.ABSENT})


class Step(StrEnum):
    """What can be done about a post that needs a person."""

    WAIT = "wait"
    """Rounds asks the network again by itself."""
    SEEN = "seen"
    """It is there: the person gives its address."""
    AGAIN = "again"
    """It is not there: send it again."""
    GIVE_UP = "give_up"
    RELEASE = "release"
    MOVE = "move"
    """Give it a new time."""
    CANCEL = "cancel"
    COPY = "copy"
    """Copy it, or what of it is not out, to a new draft."""
    LEAVE = "leave"
    """Leave it so: it is not shown any more."""


class Matter(Value):
    """One post that needs a person: what is known of it and what can be done."""

    post: Post
    #: The tries at sending, first to last.
    tries: tuple[Attempt, ...]
    #: The safe ones, the likeliest first.
    steps: tuple[Step, ...]
    #: When Rounds asks the network again; `None` where it does not.
    asks_at: Instant | None = None
    #: From when on an absence on the network is believed; `None` where no try is in doubt.
    settled_at: Instant | None = None


class Standing(StrEnum):
    """Where one part of a post stands."""

    OUT = "out"
    LEAVING = "leaving"
    """It is being sent just now."""
    IN_DOUBT = "in_doubt"
    """It may be out; nobody knows yet."""
    NOT_OUT = "not_out"


class PartSent(Value):
    """One part of a post, and whether it is out."""

    #: From 1.
    number: int
    text: str
    standing: Standing
    #: Where it is to be seen; empty where it is not out.
    url: str = ""


class LostSignIn(Value):
    """A channel whose network no longer takes its sign-in: it expired, or somebody took it back."""

    channel: str
    title: str
    #: When Rounds learned of it.
    since: Instant
    #: How many posts wait for it.
    waiting: int

    @property
    def words(self) -> str:
        """Say what that means, and the next step."""
        posts = "1 post waits" if self.waiting == 1 else f"{self.waiting or 'no'} posts wait"
        name = self.title if self.title == self.channel else f"{self.title} ({self.channel})"
        return (
            f"The sign-in of {name} expired or was taken back; {posts} for it, and nothing leaves there. "
            "Connect the channel again: an administrator types "
            f"“rounds channel connect {self.channel} --oauth2”."
            + (" Then release what is held." if self.waiting else "")
        )


class Attending:
    """What needs a person."""

    def __init__(self, store: Store, clock: Clock, *, settle: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._settle = settle

    def matters(self) -> list[Matter]:
        """Return the posts that go no further without a person, the most pressing first."""
        with self._store.read() as unit:
            open_refusals = set(unit.tally.unanswered_refusals())
            posts = [
                post
                for post in unit.posts.in_state(*NEEDS)
                if post.state is not _S.REFUSED or post.id in open_refusals
            ]
            posts.sort(key=lambda post: (NEEDS.index(post.state), -post.due.timestamp()))
            return [self._of(unit, post) for post in posts]

    def matter(self, post_id: int) -> Matter:
        """Return what is known of one post and what can be done; no step where it needs nobody."""
        with self._store.read() as unit:
            return self._of(unit, unit.posts.get(post_id))

    def lost_sign_ins(self) -> list[LostSignIn]:
        """Return the channels that a person must connect again, by name."""
        with self._store.read() as unit:
            return [
                LostSignIn(
                    channel=name,
                    title=unit.plan.channel(name).title,
                    since=since,
                    waiting=unit.tally.in_states(_WAITING, channel=name),
                )
                for name, since in sorted(expired_in(unit).items())
            ]

    def sources(self) -> list[Concern]:
        """Return the sources that a person should look at, those with an alarm first."""
        with self._store.read() as unit:
            return concerns_in(unit, today=self._clock.now().date())

    def count(self) -> int:
        """Return how many posts, late decisions, sign-ins and sources need a person."""
        with self._store.read() as unit:
            now = self._clock.now()
            counts = unit.posts.counts()
            others = sum(counts.get(state, 0) for state in NEEDS if state is not _S.REFUSED)
            concerns = len(concerns_in(unit, today=now.date()))
            live = len(aftermaths_in(unit, (_S.PUBLISHED,), now=now))
            refusals = len(unit.tally.unanswered_refusals())
            live += sum(len(each.live) for each in live_in(unit, now=now))
            return others + refusals + len(expired_in(unit)) + len(late_in(unit)) + concerns + live

    def _of(self, unit: Unit, post: Post) -> Matter:
        return matter_of(unit, post, now=self._clock.now(), settle=self._settle)


def matter_of(unit: Unit, post: Post, *, now: datetime, settle: timedelta) -> Matter:
    """Return what is known of `post` inside a unit of work."""
    tries = tuple(unit.attempts.of(post.id)) if post.state in NEEDS else ()
    doubt = last_doubt(post, tries)
    return Matter(
        post=post,
        tries=tries,
        steps=_steps(post, is_in_doubt=doubt is not None, is_late=post.useful_until <= now),
        asks_at=post.not_before if post.state is _S.UNKNOWN else None,
        settled_at=_settled_at(unit, doubt, settle) if doubt else None,
    )


def _settled_at(unit: Unit, doubt: Attempt, settle: timedelta) -> datetime:
    """Return when what the network does not show by then is not there, as `reconciling` has it."""
    last = max(doubt.started_at, doubt.finished_at or doubt.started_at)
    return last + settle + sets_since(unit, last)[0]


def parts_of(post: Post, *, is_in_doubt: bool = False) -> tuple[PartSent, ...]:
    """Return every part of `post` and whether it is out; `is_in_doubt` tells that the next one may be."""
    out, at_next = len(post.receipts), Standing.NOT_OUT
    if post.state is _S.SENDING:
        at_next = Standing.LEAVING
    elif is_in_doubt or post.state is _S.UNKNOWN:
        at_next = Standing.IN_DOUBT
    texts = [post.wire_text, *(part.text for part in post.thread)]
    parts = []
    for number, text in enumerate(texts, 1):
        standing = at_next if number == out + 1 else Standing.NOT_OUT
        if number <= out or post.state is _S.PUBLISHED:
            standing = Standing.OUT
        parts.append(PartSent(number=number, text=text, standing=standing, url=_address(post, number)))
    return tuple(parts)


def _address(post: Post, number: int) -> str:
    if number <= len(post.receipts):
        return post.receipts[number - 1].url
    return (post.remote_url or "") if number == 1 else ""


def last_doubt(post: Post, tries: Sequence[Attempt]) -> Attempt | None:
    """Return the last try at the next part, if that part may be out."""
    own = [each for each in tries if each.part == len(post.receipts) and each.outcome in _DOUBTFUL]
    return own[-1] if own else None


def _steps(post: Post, *, is_in_doubt: bool, is_late: bool) -> tuple[Step, ...]:
    seen = (Step.SEEN,) if is_in_doubt or post.state is _S.UNKNOWN else ()
    match post.state:
        case _S.UNKNOWN if post.not_before is not None:
            return (Step.WAIT, *seen, Step.GIVE_UP)
        case _S.UNKNOWN:
            return (*seen, Step.AGAIN, Step.GIVE_UP)
        case _S.HELD:
            return (Step.MOVE if is_late else Step.RELEASE, *seen, Step.CANCEL)
        case _S.MISSED:
            return (Step.MOVE, *seen, Step.CANCEL)
        case _S.REFUSED:
            return (Step.COPY, Step.LEAVE)
        case _:
            return ()
