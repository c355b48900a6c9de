"""Give the plan, and what came of it, to whoever asks: as a sheet or as JSON.

Guarantees: a sheet of the plan can be imported again, here or elsewhere, and adds nothing here; no cell of
it is taken for a formula; taking the plan out stands in the record.
"""

from __future__ import annotations

import json
from enum import StrEnum
from shutil import copyfile
from typing import TYPE_CHECKING, Final

from scheduler.domain.plan import wall_clock
from scheduler.domain.post import PostState
from scheduler.services.bringing_pictures import file_of
from scheduler.sheets.writing import csv_of, xlsx_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.services.shelving import Shelf
    from scheduler.store.database import Store


class Kind(StrEnum):
    """In what form the plan is given."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class What(StrEnum):
    """What is given of it."""

    PLAN = "plan"
    """What is meant to be said, in our own form of a sheet."""
    RESULTS = "results"
    """What went out, when, where it stands, and how late it was."""


_PLAN: Final = (
    "channel",
    "date",
    "time",
    "zone",
    "state",
    "pillar",
    "text",
    "link",
    "pictures",
    "alt texts",
    "video",
    "video alt",
)
_RESULTS: Final = (
    "post",
    "channel",
    "state",
    "due (UTC)",
    "published (UTC)",
    "seconds late",
    "address",
    "pillar",
    "text",
    "why not",
)
_TITLES: Final = {What.PLAN: "Plan", What.RESULTS: "Results"}


class Exporting:
    """The plan on its way out."""

    def __init__(self, store: Store, clock: Clock, shelf: Shelf) -> None:
        self._store = store
        self._clock = clock
        self._shelf = shelf

    def export(
        self,
        actor: Actor,
        what: What,
        kind: Kind,
        *,
        start: datetime,
        end: datetime,
        channels: Collection[str] = (),
    ) -> bytes:
        """Return a file of the posts due from `start` up to but not at `end`; proposals are left out."""
        with self._store.write() as unit:
            found = unit.posts.between(start, end, channels=channels)
            told = {"what": what.value, "kind": kind.value, "posts": len(found)}
            unit.audit.append(actor, "plan.exported", "plan", at=self._clock.now(), facts=told)
        posts = [each for each in found if each.state is not PostState.PROPOSED]
        headings, rows = _plan(posts) if what is What.PLAN else (_RESULTS, [_result(post) for post in posts])
        if kind is Kind.CSV:
            return csv_of(headings, rows)
        if kind is Kind.XLSX:
            return xlsx_of(headings, rows, title=_TITLES[what])
        told_rows = [dict(zip(headings, row, strict=True)) for row in rows]
        return json.dumps(told_rows, ensure_ascii=False, indent=2).encode()

    def pictures(
        self, folder: Path, *, start: datetime, end: datetime, channels: Collection[str] = ()
    ) -> int:
        """Write their pictures and videos into a folder, named as in the sheet; return how many."""
        with self._store.read() as unit:
            found = unit.posts.between(start, end, channels=channels)
        shown = {each.sha256: each for post in found for each in (*post.pictures, post.video) if each}
        folder.mkdir(parents=True, exist_ok=True)
        for each in shown.values():
            copyfile(self._shelf.path_of(each.sha256), folder / file_of(each))
        return len(shown)


def _plan(posts: list[Post]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    parts = max((len(post.thread) for post in posts), default=0)
    headings = (*_PLAN, *(f"part {number}" for number in range(2, parts + 2)))
    return headings, [_planned(post, parts) for post in posts]


def _planned(post: Post, parts: int) -> tuple[str, ...]:
    wall = wall_clock(post.due, post.zone)
    further = [part.text for part in post.thread]
    # the second of an hour that the clock shows twice can't be said on that clock
    at, zone = (post.due, "UTC") if wall.fold else (wall, post.zone)
    return (
        post.channel,
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        zone,
        post.state.value,
        post.pillar or "",
        post.text,
        post.link or "",
        "; ".join(file_of(each) for each in post.pictures),
        " | ".join(each.alt for each in post.pictures),
        file_of(post.video) if post.video else "",
        post.video.alt if post.video else "",
        *further,
        *[""] * (parts - len(further)),
    )


def _result(post: Post) -> tuple[str, ...]:
    out = post.published_at
    late = f"{(out - post.due).total_seconds():.1f}" if out else ""
    return (
        str(post.id),
        post.channel,
        post.state.value,
        f"{post.due:%Y-%m-%d %H:%M:%S}",
        f"{out:%Y-%m-%d %H:%M:%S}" if out else "",
        late,
        post.remote_url or "",
        post.pillar or "",
        post.text,
        post.explanation or "",
    )
