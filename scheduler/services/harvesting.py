"""Keep what a feed said: new items once, known ones brought up to date, none that nobody may see again.

Identity: the feed's id; where the feed gave a known page of the same title another id, and the old one is
gone from it, the page. So a feed that renumbers its items floods nothing.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.curation import Item

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from feeds.item import FeedItem, ParsedFeed
    from scheduler.domain.curation import Source, SourceHealth
    from scheduler.store.unit import Unit

_SUCCESSES: Final = ("ok", "unchanged")
#: SQLite takes some thousands of values in one statement.
_AT_ONCE: Final = 400


def keep(
    unit: Unit,
    source: Source,
    parsed: ParsedFeed,
    *,
    health: SourceHealth,
    now: datetime,
    present: Collection[str] = (),
) -> tuple[int, int]:
    """Save the items of a document; return how many the source has now, and how many of them are new.

    `health` is from before; `present` are ids of entries that are in the document and were read earlier.
    Items of a source's first import are marked as backlog. An item that a person or the filler decided on
    stays as decided, whatever its feed says later.
    """
    is_backlog = not health.status or (not health.items and health.status not in _SUCCESSES)
    said = [item for item in parsed.items if not _is_past_keeping(item, source, now)]
    here = {item.guid for item in said} | set(present)
    added = 0
    for start in range(0, len(said), _AT_ONCE):
        batch = said[start : start + _AT_ONCE]
        pairs = list(zip(batch, _known(unit, source.name, batch, here), strict=True))
        unit.polls.change_items(
            after
            for each, before in pairs
            if before is not None and (after := _brought_up_to_date(before, each, now)) != before
        )
        fresh = [_new(source.name, each, now, is_backlog=is_backlog) for each, was in pairs if was is None]
        unit.polls.add_items(fresh)
        added += len(fresh)
    return (unit.polls.count_items(source.name) if added else health.items), added


def _known(unit: Unit, source: str, batch: Sequence[FeedItem], here: Collection[str]) -> list[Item | None]:
    """Return for each item said the one that it is, `None` for a new one."""
    pages = [item.canonical_link for item in batch]
    found = unit.polls.known(source, guids=[item.guid for item in batch], links=pages)
    by_id = {item.guid: item for item in found}
    by_page = {(item.canonical_link, item.title): item for item in found if item.guid not in here}
    return [by_id.get(each.guid) or by_page.pop((each.canonical_link, each.title), None) for each in batch]


def _new(source: str, said: FeedItem, now: datetime, *, is_backlog: bool) -> Item:
    fields = {"source": source, "first_seen": now, "is_backlog": is_backlog, "updated": said.updated}
    return Item.model_validate({**_fields(said), "language": said.language, **fields})


def _brought_up_to_date(before: Item, said: FeedItem, now: datetime) -> Item:
    fields = _fields(said)
    is_changed = bool(before.content_hash) and before.content_hash != fields["content_hash"]
    return before.model_copy(
        update={
            **fields,
            "language": said.language or before.language,
            "updated": (said.updated or now) if is_changed else before.updated,
        }
    )


def _fields(said: FeedItem) -> dict[str, Any]:
    return {
        "guid": said.guid,
        "title": said.title,
        "link": said.link,
        "canonical_link": said.canonical_link,
        "summary": said.summary,
        "published": said.published,
        "author": said.author,
        "image": said.image or "",
        "medium": said.medium,
        "seconds": said.seconds,
        "views": said.views,
        "content_hash": content_hash(said.title, said.summary, said.link),
    }


def content_hash(title: str, summary: str, link: str) -> str:
    """Return what tells whether an item says the same as before."""
    said = f"{title}\n{summary}\n{link}"
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()


def _is_past_keeping(said: FeedItem, source: Source, now: datetime) -> bool:
    if source.retention_days is None or said.published is None:
        return False
    return said.published < now - timedelta(days=source.retention_days)
