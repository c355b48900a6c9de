"""What becomes of items after posts were made from them: retracted, corrected, replaced, gone.

Guarantees: a queued post made from such an item is held with the reason and the next step, once: who
releases it has the last word; a post that is out already is listed until a person has seen to it; a page
is asked for at most once a day, and counts as gone when it says so for good, or is missing on two days.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from scheduler.domain.afterlife import fate_in, subject_of, words_for
from scheduler.domain.curation import Fate, Item
from scheduler.domain.errors import ConflictError
from scheduler.domain.people import ENGINE, Actor, Permission
from scheduler.domain.post import Post, PostState
from scheduler.domain.reading import PageCheck
from scheduler.domain.value import Value
from scheduler.services.holding import put_aside
from scheduler.services.recording import record
from scheduler.services.succeeding import look_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from feeds.fetch import Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
#: These are held; a draft is somebody's work in hand and is held when it is sent to review.
_QUEUED: Final = (_S.PROPOSED, _S.IN_REVIEW, _S.SCHEDULED)
#: Titles are looked at so far back, and pages behind posts that went out so lately.
_BACK: Final = timedelta(days=90)
_AHEAD: Final = timedelta(days=400)
_EVERY: Final = timedelta(hours=20)
#: A page may be away for a day.
_MISSES: Final = 2
_PAGES_AT_ONCE: Final = 40
_MISSING: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
#: Notes: which post was held for which fate, and which live post a person has seen to.
_HELD: Final = "afterlife-held:"
_SEEN: Final = "afterlife-seen:"
_NEXT: Final = "Look at it, then release it, change it or cancel it."


class Aftermath(Value):
    """A post made from an item that no longer stands as it did."""

    post: Post
    item: Item

    @property
    def is_out(self) -> bool:
        """Is the post on its network?"""
        return self.post.state is _S.PUBLISHED

    @property
    def words(self) -> str:
        """Say what happened and the next step."""
        if self.is_out:
            return (
                f"{self.item.fate_words} The post is out: correct it or take it down on the network, "
                f"then type “rounds source afterlife --settled {self.post.id}”."
            )
        return f"{self.item.fate_words} {_NEXT}"


class Afterlife:
    """What became of items."""

    def __init__(self, store: Store, clock: Clock, *, fetcher: Callable[[], Fetcher]) -> None:
        self._store = store
        self._clock = clock
        self._fetcher = fetcher

    def look(self) -> int:
        """Look at titles and at the pages behind posts; hold what is queued; return how many were held."""
        self._read_titles()
        self._ask_pages()
        return self._hold()

    def aftermaths(self) -> list[Aftermath]:
        """Return the posts, held or out, whose items no longer stand and that nobody has seen to."""
        with self._store.read() as unit:
            return aftermaths_in(unit, (*_QUEUED, _S.HELD, _S.PUBLISHED), now=self._clock.now())

    def live(self) -> list[Aftermath]:
        """Return those of them that are on their network."""
        with self._store.read() as unit:
            return aftermaths_in(unit, (_S.PUBLISHED,), now=self._clock.now())

    def settle(self, actor: Actor, post_id: int, *, fate: Fate | None = None) -> None:
        """Note that a person has seen to a post whose item no longer stands; it is not listed any more.

        Raises `ConflictError` where the item's fate is not, or no more, the one that the person saw.
        """
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            item = unit.items.get(post.item or 0)
            if fate not in {None, item.fate}:
                raise ConflictError
            now = self._clock.now()
            unit.notes.put(f"{_SEEN}{post.id}", item.fate.value, at=now)
            facts = {"fate": item.fate.value}
            unit.audit.append(actor, "aftermath.settled", f"post:{post.id}", at=now, facts=facts)

    # steps

    def _read_titles(self) -> None:
        """Note what titles say, of their own item or, as journals do, of an earlier one."""
        now = self._clock.now()
        with self._store.read() as unit:
            items = unit.items.since(now - _BACK)
        standing = [(item, fate_in(item.title)) for item in items if item.fate is Fate.STANDS]
        unmarked = {
            (item.source, subject_of(item.title)): item.id for item, fate in standing if fate is Fate.STANDS
        }
        for item, fate in standing:
            if fate is not Fate.STANDS:
                spoken_of = unmarked.get((item.source, subject_of(item.title)), item.id)
                for each in {item.id, spoken_of}:
                    self._set(each, fate, words_for(fate), now=now)

    def _ask_pages(self) -> None:
        """Ask for the pages behind posts whose day has come; the fetcher sees to manners."""
        now = self._clock.now()
        with self._store.read() as unit:
            items = {item.id: item for _, item in self._posts(unit, (*_QUEUED, _S.DRAFT, _S.PUBLISHED))}
            checks = unit.page_checks.some(items)
        due = [
            item
            for item in items.values()
            if item.fate is Fate.STANDS
            and (item.id not in checks or checks[item.id].checked_at <= now - _EVERY)
        ]
        for item in due[:_PAGES_AT_ONCE]:
            self._ask(item, checks.get(item.id))

    def _ask(self, item: Item, before: PageCheck | None) -> None:
        seen = look_behind(self._fetcher(), item.link, title=item.title)
        status = seen.status
        now = self._clock.now()
        misses = (before.misses if before else 0) + 1 if status in _MISSING else 0
        with self._store.write() as unit:
            unit.page_checks.put(PageCheck(item=item.id, checked_at=now, status=status, misses=misses))
        if status == HTTPStatus.GONE or misses >= _MISSES:
            self._set(item.id, Fate.GONE, f"Its page is gone: it answers {status}.", now=now)
        elif seen.replaced_by:
            words = f"Another page stands in its place: {seen.replaced_by}"
            self._set(item.id, Fate.SUPERSEDED, words, now=now)

    def _set(self, item_id: int, fate: Fate, words: str, *, now: datetime) -> None:
        with self._store.write() as unit:
            if unit.items.set_fate(item_id, fate, words):
                facts = {"fate": fate.value}
                unit.audit.append(ENGINE, "item.fate", f"item:{item_id}", at=now, facts=facts)

    def _hold(self) -> int:
        """Hold the queued posts whose items no longer stand, each once."""
        with self._store.read() as unit:
            found = [post.id for post, item in self._to_hold(unit, _QUEUED)]
        if not found:
            return 0
        held = 0
        with self._store.write() as unit:
            for post, item in self._to_hold(unit, _QUEUED):
                words = f"{item.fate_words} {_NEXT}"
                now = self._clock.now()
                saved = unit.posts.save(put_aside(post, _S.HELD, words), at=now)
                record(unit, ENGINE, "post.held", at=now, before=post, after=saved, fate=item.fate.value)
                unit.notes.put(f"{_HELD}{post.id}", item.fate.value, at=now)
                held += 1
        logger.info("posts held for the fate of their items count=%d", held)
        return held

    def _to_hold(self, unit: Unit, states: Iterable[PostState]) -> list[tuple[Post, Item]]:
        held = unit.notes.named(_HELD)
        return [
            (post, item)
            for post, item in self._posts(unit, tuple(states))
            if item.fate is not Fate.STANDS and held.get(str(post.id)) != item.fate.value
        ]

    def _posts(self, unit: Unit, states: tuple[PostState, ...]) -> list[tuple[Post, Item]]:
        now = self._clock.now()
        posts = unit.posts.between(now - _BACK, now + _AHEAD, states=states, of_items=True)
        items = unit.items.some({post.item for post in posts if post.item})
        return [(post, items[post.item]) for post in posts if post.item in items]


def aftermaths_in(unit: Unit, states: Collection[PostState], *, now: datetime) -> list[Aftermath]:
    """Return the posts in `states` whose items no longer stand and that nobody has seen to."""
    posts = unit.posts.of_fallen_items(states=states, since=now - _BACK)
    items = unit.items.some({post.item for post in posts if post.item})
    seen = unit.notes.named(_SEEN) if posts else {}
    return [
        Aftermath(post=post, item=items[post.item])
        for post in posts
        if post.item and seen.get(str(post.id)) != items[post.item].fate.value
    ]
