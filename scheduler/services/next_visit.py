"""What an answer makes of a source's health, and when it is asked again. Pure.

No host is asked sooner than it allowed: chance only stretches such a wait. What we wait by ourselves, after
a failure, varies both ways. Nobody is asked on the full hour, when everybody else asks.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from feeds.errors import (
    BlockedError,
    FetchError,
    GoneError,
    NotAFeedError,
    RateLimitedError,
    UnreachableError,
    UnreadableFeedError,
)

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.errors import FeedError
    from feeds.fetch import Fetched
    from feeds.item import ParsedFeed
    from scheduler.domain.curation import SourceHealth

#: Nobody is asked more often, whatever the host allows.
LEAST_WAIT: Final = timedelta(hours=1)
#: A host that gives no validators sends the whole document each time, so it is asked once a day.
LEAST_WAIT_UNCONDITIONAL: Final = timedelta(hours=24)
#: Many feeds hold less than a week: who came seldom would miss items, whatever the host calls fresh.
MOST_WAIT: Final = timedelta(hours=24)
#: Hosts whose feeds answer 404 or 500 for some hours on most days; they heal, so they are not left for long.
HEALS: Final = ("youtube.com", "www.youtube.com")
MOST_WAIT_HEALING: Final = timedelta(hours=3)
#: So many different days must a permanent redirect name the same address.
DAYS_TO_MOVE: Final = 3
_VARIES: Final = 0.1
_FULL_HOUR: Final = timedelta(minutes=1)
_LONGEST_REMARK: Final = 600


def after_success(
    health: SourceHealth,
    fetched: Fetched,
    *,
    parsed: ParsedFeed | None,
    now: datetime,
    chance: float,
    words: str,
) -> SourceHealth:
    """Return the health of a source that answered; `parsed` is `None` where nothing was new.

    `chance` is from 0 to 1.
    """
    moved = _moved(health, fetched, now)
    fresh_for = min(_fresh_for(health, fetched, parsed), MOST_WAIT)
    least = _least(health, fetched, now)
    remarks = (words, _moving_words(fetched.moved_to), _proposal(parsed))
    return health.model_copy(
        update={
            "checked_at": now,
            "next_check_at": _off_the_hour(now + max(least, fresh_for) * (1 + _VARIES * chance), chance),
            "cache_until": now + fresh_for if fresh_for else None,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "status": "unchanged" if parsed is None else "ok",
            "remark": " ".join(filter(None, remarks))[:_LONGEST_REMARK],
            "failures": 0,
            "alternate": (parsed.new_address or "") if parsed else health.alternate,
            "hub": _told(fetched.hub, parsed.hub if parsed else health.hub),
            "topic": _told(fetched.topic, parsed.topic if parsed else health.topic),
            **moved,
        }
    )


def after_failure(health: SourceHealth, why: FeedError, *, now: datetime, chance: float) -> SourceHealth:
    """Return the health of a source that failed: asked again later and later, at least once a day.

    One that is gone for good is not asked again by itself. Validators are forgotten where the document was
    no use, so that the next try gets a whole one.
    """
    failures = health.failures + 1
    is_useless = isinstance(why, NotAFeedError | UnreadableFeedError)
    alternates = why.alternates if isinstance(why, NotAFeedError) else ()
    found = f" The page names {alternates[0]} as its feed." if alternates else ""
    wait = _back_off(why, failures)
    part = chance if _is_asked_for(why) else 2 * chance - 1
    at = now + max(LEAST_WAIT, wait * (1 + _VARIES * part))
    return health.model_copy(
        update={
            "checked_at": now,
            "next_check_at": None if isinstance(why, GoneError) else _off_the_hour(at, chance),
            "etag": None if is_useless else health.etag,
            "last_modified": None if is_useless else health.last_modified,
            "status": _status(why),
            "remark": f"{why}{found}"[:_LONGEST_REMARK],
            "failures": failures,
            "alternate": alternates[0] if alternates else health.alternate,
        }
    )


def has_moved(health: SourceHealth) -> bool:
    """Tell whether a source said on enough days that it lives elsewhere now."""
    return bool(health.moved_to) and len(health.moved_days) >= DAYS_TO_MOVE


def in_words(added: int, parsed: ParsedFeed, *, known: int = 0) -> str:
    """Say what a document brought; `known` of its entries were not read again."""
    count = len(parsed.items) + known
    items = "1 item" if count == 1 else f"{count} items"
    return " ".join([f"{items}, {added} of them new.", *parsed.remarks])


def _least(health: SourceHealth, fetched: Fetched, now: datetime) -> timedelta:
    """Return the shortest wait; whose hub announces news is asked once a day, in case it forgot to."""
    is_announced = health.lease_until is not None and health.lease_until > now
    is_conditional = bool(fetched.etag or fetched.last_modified)
    return LEAST_WAIT if is_conditional and not is_announced else LEAST_WAIT_UNCONDITIONAL


def _fresh_for(health: SourceHealth, fetched: Fetched, parsed: ParsedFeed | None) -> timedelta:
    """Return how long the answer is fresh: by headers and feed, the longest.

    An answer without a document says nothing of what the last document asked for, so that still holds.
    """
    asked = timedelta(seconds=fetched.next_check_seconds or 0)
    if parsed is not None:
        return max(asked, timedelta(seconds=parsed.ttl_seconds or 0))
    if health.cache_until is None or health.checked_at is None:
        return asked
    return max(asked, health.cache_until - health.checked_at)


def _moved(health: SourceHealth, fetched: Fetched, now: datetime) -> dict[str, object]:
    to = fetched.moved_to or ""
    days = health.moved_days if to == health.moved_to else ()
    today = now.date().isoformat()
    return {"moved_to": to, "moved_days": tuple(dict.fromkeys((*days, today))) if to else ()}


def _moving_words(to: str | None) -> str:
    if not to:
        return ""
    return (
        f"The feed says that it has moved to {to}; "
        f"its address is changed once it said so on {DAYS_TO_MOVE} days, or change it now."
    )


def _proposal(parsed: ParsedFeed | None) -> str:
    if parsed is None or not parsed.new_address:
        return ""
    return f"The feed names {parsed.new_address} as its new address; look there, then change it."


def _told(*said: str | None) -> str:
    return next((each for each in said if each), "")


def _is_asked_for(why: FeedError) -> bool:
    return isinstance(why, RateLimitedError) and why.retry_after is not None


def _back_off(why: FeedError, failures: int) -> timedelta:
    doubled = min(LEAST_WAIT * (1 << min(failures - 1, 10)), MOST_WAIT)
    if isinstance(why, RateLimitedError) and why.retry_after is not None:
        return max(LEAST_WAIT, timedelta(seconds=why.retry_after))
    if isinstance(why, UnreachableError) and why.host in HEALS:
        return min(doubled, MOST_WAIT_HEALING)
    return doubled


def _status(why: FeedError) -> str:
    if isinstance(why, GoneError):
        return "gone"
    return "blocked" if isinstance(why, BlockedError | RateLimitedError) else "broken"


def _off_the_hour(at: datetime, chance: float) -> datetime:
    """Return `at`, or some minutes later where that is the first minute of an hour."""
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return at if past >= _FULL_HOUR else at + _FULL_HOUR * (1 + 8 * chance)


def code_of(why: FeedError | None) -> int:
    """Return the HTTP status that came with a failure, 0 for none."""
    return why.status if isinstance(why, FetchError) else 0
