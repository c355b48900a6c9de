"""Keep what a feed said: new items once, known ones brought up to date, and how the poll went.

The pure half says what a poll comes to and when to ask again; the other half writes it down in
small transactions, so that a first import of a thousand items keeps nobody waiting.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from feeds.errors import (
    BlockedError,
    FeedError,
    GoneError,
    NotAFeedError,
    RateLimitedError,
    UnreadableFeedError,
)
from scheduler.domain.curation import Item, SourceHealth

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.fetch import Fetched
    from feeds.item import FeedItem, ParsedFeed
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Nobody is asked more often, whatever the host allows.
LEAST_WAIT: Final = timedelta(hours=1)
#: A host that gives no validators sends the whole document each time, so it is asked once a day.
LEAST_WAIT_UNCONDITIONAL: Final = timedelta(hours=24)
MOST_WAIT: Final = timedelta(hours=24)
#: A feed that is gone for good is looked for again, in case its publisher erred.
WAIT_WHEN_GONE: Final = timedelta(days=30)
#: Waits are stretched by up to this part, so that sources drift apart and off the full hour.
_STRETCH: Final = 0.1
_AT_ONCE: Final = 100
_LONGEST_REMARK: Final = 600
_SUCCESSES: Final = ("ok", "unchanged")


def keep(store: Store, source: str, parsed: ParsedFeed, *, now: datetime) -> tuple[int, int]:
    """Save the items of a document; return how many the source has now, and how many of them are new.

    Items of a source's first import are marked as backlog. An item that a person or the filler
    decided on stays as decided, whatever its feed says later.
    """
    with store.read() as unit:
        known = unit.items.known(source)
        status = unit.sources.health(source).status
    is_backlog = not status or (not known and status not in _SUCCESSES)
    fresh = (_brought_up_to_date(source, each, known, now, is_backlog=is_backlog) for each in parsed.items)
    changed = iter([item for item in fresh if item is not None])
    while batch := list(islice(changed, _AT_ONCE)):
        with store.write() as unit:
            _put(unit, batch)
    added = len({item.guid for item in parsed.items} - known.keys())
    return len(known) + added, added


def _put(unit: Unit, items: Iterable[Item]) -> None:
    for item in items:
        decided = unit.items.get(item.id).state if item.id else item.state
        unit.items.put(item.model_copy(update={"state": decided}))


def _brought_up_to_date(
    source: str, said: FeedItem, known: dict[str, Item], now: datetime, *, is_backlog: bool
) -> Item | None:
    """Return the item to save, `None` where nothing changed."""
    before = known.get(said.guid)
    fields = {
        "title": said.title,
        "link": said.link,
        "canonical_link": said.canonical_link,
        "summary": said.summary,
        "published": said.published,
    }
    if before is None:
        return Item.model_validate(
            {"source": source, "guid": said.guid, "first_seen": now, "is_backlog": is_backlog, **fields}
        )
    after = before.model_copy(update=fields)
    return None if after == before else after


def after_success(
    health: SourceHealth, fetched: Fetched, *, now: datetime, chance: float, items: int, words: str
) -> SourceHealth:
    """Return the health of a source that answered; `chance` is from 0 to 1."""
    is_conditional = bool(fetched.etag or fetched.last_modified)
    least = LEAST_WAIT if is_conditional else LEAST_WAIT_UNCONDITIONAL
    asked = timedelta(seconds=fetched.next_check_seconds or 0)
    moved = f"The feed says that it has moved to {fetched.moved_to}; look there, then change its address."
    remark = f"{words} {moved}" if fetched.moved_to else words
    return health.model_copy(
        update={
            "checked_at": now,
            "next_check_at": now + _stretched(min(max(least, asked), MOST_WAIT), chance),
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "status": "unchanged" if fetched.status == "unchanged" else "ok",
            "remark": remark[:_LONGEST_REMARK],
            "failures": 0,
            "items": items,
        }
    )


def after_failure(health: SourceHealth, why: FeedError, *, now: datetime, chance: float) -> SourceHealth:
    """Return the health of a source that failed: asked again later and later, at least once a day.

    Validators are forgotten where the document was no use, so that the next try gets a whole one.
    """
    failures = health.failures + 1
    is_useless = isinstance(why, NotAFeedError | UnreadableFeedError)
    return health.model_copy(
        update={
            "checked_at": now,
            "next_check_at": now + _stretched(_back_off(why, failures), chance),
            "etag": None if is_useless else health.etag,
            "last_modified": None if is_useless else health.last_modified,
            "status": _status(why),
            "remark": str(why)[:_LONGEST_REMARK],
            "failures": failures,
        }
    )


def put_off(health: SourceHealth, until: datetime, *, words: str) -> SourceHealth:
    """Return the health of a source that was not asked, because its host wants to be left alone."""
    return health.model_copy(update={"next_check_at": until, "remark": words})


def in_words(added: int, parsed: ParsedFeed) -> str:
    """Say what a document brought."""
    count = len(parsed.items)
    items = "1 item" if count == 1 else f"{count} items"
    return " ".join([f"{items}, {added} of them new.", *parsed.remarks])


def _status(why: FeedError) -> str:
    if isinstance(why, GoneError):
        return "gone"
    return "blocked" if isinstance(why, BlockedError | RateLimitedError) else "broken"


def _back_off(why: FeedError, failures: int) -> timedelta:
    if isinstance(why, GoneError):
        return WAIT_WHEN_GONE
    doubled = min(LEAST_WAIT * (1 << min(failures - 1, 10)), MOST_WAIT)
    if isinstance(why, RateLimitedError) and why.retry_after is not None:
        return max(LEAST_WAIT, timedelta(seconds=why.retry_after))
    return doubled


def _stretched(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + _STRETCH * chance)
