"""Own posts that may go out again: which, how often, in which words.

Guarantees: only a published post that a person marked is proposed again, never before its rest is
over, never more often than its mark says, and where the network refuses doubles never in words that
went out before. It is always a proposal: nothing goes out again by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.choice import Candidate, Fit, Placed
from scheduler.domain.curation import Trust
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.filling import Evergreen
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import OCCUPYING, Post, PostState
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Networks that take the same text twice; of every other it is supposed that they don't, as X.
_TAKE_DOUBLES: Final = frozenset({"bluesky", "mastodon", "rehearsal"})
#: A post of one's own fits its pillar, and stands a little behind a good new item.
_FIT: Final = 0.5
_HALF_LIFE: Final = timedelta(days=365)
#: Days from one time to the next, at least; how often it may come again, at most.
LEAST_REST, MOST_TIMES = 14, 50
_LOOK_BACK: Final = timedelta(days=365)


class Standing(Value):
    """An evergreen post as it stands now."""

    mark: Evergreen
    post: Post
    #: How often it went out again, or is to.
    times: int
    #: When it went out, or is to, the first time included.
    told: tuple[Instant, ...]
    #: What the next proposal would say; empty where there are no fresh words or no times left.
    next_text: str


class Recycling:
    """The evergreen posts, as people mark them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self) -> list[Standing]:
        """Return every evergreen post, by its number."""
        with self._store.read() as unit:
            return standing(unit)

    def of(self, post: int) -> Standing | None:
        """Return one evergreen post as it stands, `None` where it is not marked."""
        return next((each for each in self.all() if each.mark.post == post), None)

    def candidates(self) -> list[Post]:
        """Return the posts of the last year that could be marked and are not, the newest first."""
        since, until = self._clock.now() - _LOOK_BACK, self._clock.now() + timedelta(days=1)
        with self._store.read() as unit:
            marked = {each.post for each in unit.evergreens.all()}
            repeats = unit.evergreens.repeats()
            posts = unit.posts.between(since, until, states=(PostState.PUBLISHED,))
        return [
            post
            for post in reversed(posts)
            if post.id not in marked and not _obstacle(post, is_repeat=post.id in repeats)
        ]

    def obstacle(self, post: int) -> str:
        """Say why a post can't be marked; empty where it can."""
        with self._store.read() as unit:
            return _obstacle(unit.posts.get(post), is_repeat=post in unit.evergreens.repeats())

    def mark(
        self, actor: Actor, post: int, *, every_days: int = 90, most: int = 3, wordings: Sequence[str] = ()
    ) -> Evergreen:
        """Say that a published post of one's own may be proposed again; marking it anew changes the rules."""
        if every_days < LEAST_REST or not 1 <= most <= MOST_TIMES:
            raise InvalidInputError(
                f"A post rests {LEAST_REST} days at least, and comes again 1 to {MOST_TIMES} times."
            )
        words = tuple(dict.fromkeys(each.strip() for each in wordings if each.strip()))
        now = self._clock.now()
        with self._store.write() as unit:
            shown = unit.posts.get(post)
            actor.require(Permission.APPROVE, on=shown.channel)
            if why := _obstacle(shown, is_repeat=post in unit.evergreens.repeats()):
                raise InvalidInputError(why)
            made = Evergreen(
                post=post, every_days=every_days, most=most, wordings=words, by=actor.key, at=now
            )
            unit.evergreens.put(made)
            told = {"every_days": every_days, "most": most, "wordings": len(words)}
            unit.audit.append(actor, "post.evergreen", f"post:{post}", at=now, facts=told)
        return made

    def unmark(self, actor: Actor, post: int) -> None:
        """Take the mark away: it is not proposed again."""
        with self._store.write() as unit:
            actor.require(Permission.APPROVE, on=unit.posts.get(post).channel)
            unit.evergreens.remove(post)
            unit.audit.append(actor, "post.not_evergreen", f"post:{post}", at=self._clock.now())


def standing(unit: Unit, *, without: Collection[int] = ()) -> list[Standing]:
    """Return every evergreen post with what became of it, inside a unit of work.

    The posts `without` count as if they were not there.
    """
    networks = {channel.name: channel.network for channel in unit.plan.channels()}
    repeats = unit.evergreens.repeats()
    found = []
    for mark in unit.evergreens.all():
        post = unit.posts.get(mark.post)
        again = [unit.posts.get(each) for each, origin in sorted(repeats.items()) if origin == mark.post]
        counted = [each for each in again if each.state in OCCUPYING and each.id not in without]
        told = [post, *counted]
        fresh = _next_text(mark, told, takes_doubles=networks.get(post.channel, "") in _TAKE_DOUBLES)
        found.append(
            Standing(
                mark=mark,
                post=post,
                times=len(counted),
                told=tuple(sorted(each.due for each in told)),
                next_text=fresh if len(counted) < mark.most else "",
            )
        )
    return found


def own_candidates(all_standing: Sequence[Standing], *, now: datetime) -> list[Candidate]:
    """Return the posts that may be proposed again; each once, on its own channel."""
    return [
        Candidate(
            item=-each.post.id,
            story=-each.post.id,
            source=f"own post {each.post.id}",
            owner="your own post",
            trust=Trust.A,
            worth=1.0,
            born=now,
            is_dated=False,
            half_life=_HALF_LIFE,
            good_until=now + timedelta(days=3 * 365),
            fits=(Fit(pillar=each.post.pillar, value=_FIT),),
            channels=(each.post.channel,),
            rest=timedelta(days=each.mark.every_days),
        )
        for each in all_standing
        if each.next_text
    ]


def own_told(all_standing: Sequence[Standing]) -> list[Placed]:
    """Return every telling of each, so that its rest is kept; the calendar counts them already."""
    return [
        Placed(channel="", due=due, story=-each.post.id, is_counted=False)
        for each in all_standing
        for due in each.told
    ]


def _obstacle(post: Post, *, is_repeat: bool) -> str:
    """Say why a post can't be evergreen; empty where it can."""
    if is_repeat:
        return "It repeats an evergreen post. Change the mark of that one."
    if post.state is not PostState.PUBLISHED:
        return "Only a post that is out can be marked as evergreen."
    if post.item is not None:
        return "It was made from what a source said. Only posts of one's own are evergreen."
    if post.thread or post.reply_to or post.quote or post.video:
        return "Threads, answers and videos are not proposed again. Copy them to a draft instead."
    return ""


def _next_text(mark: Evergreen, told: Sequence[Post], *, takes_doubles: bool) -> str:
    """Return the first wording that went out least often; where doubles are refused, that never did."""
    said = [post.text for post in told]
    texts = [*mark.wordings, told[0].text]
    best = min(texts, key=said.count)
    return best if takes_doubles or not said.count(best) else ""
