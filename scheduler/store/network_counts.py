"""Count where they lie whom the posts lead to and whom they name; no post is read for it.

The counts are grouped by the database: as many rows come back as there are links, not as there are posts.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    Integer,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    values,
)

from scheduler.domain.post import PostState
from scheduler.store.tables import ItemRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

_C: Any = PostRow.__table__.c  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_ITEM: Any = ItemRow.__table__.c  # type: ignore[attr-defined] # as above
#: The text of all parts; those after the first stand in it as JSON.
_SAID = _C.text + type_coerce(_C.thread, Text)
_MONTH = func.substr(_C.wall, 1, 7)
#: No zone is further from UTC than that.
_ZONES = timedelta(days=1)
#: So many signs of an address stand before its host.
_HTTPS, _HTTP = 9, 8


class Stretch(NamedTuple):
    """The posts that are counted: from the first day up to but not on the last, by their wall clocks."""

    first: date
    last: date
    states: Collection[PostState]
    #: Names of channels; empty for all.
    channels: Collection[str] = ()


class Leading(NamedTuple):
    """How many posts of a channel lead in a month to what a source said, or else to a host."""

    channel: str
    month: str
    source: str | None
    host: str | None
    posts: int
    out: int


class Saying(NamedTuple):
    """How many posts of a channel say in a month what was looked for under this key."""

    channel: str
    month: str
    key: str
    posts: int
    out: int


class NetworkCounts:
    """The counts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def leading(self, stretch: Stretch) -> list[Leading]:
        """Return how many posts were made from items of each source, and how many others lead to each host.

        A host comes as it stands in the links; what follows it after `?` or `#` may come with it.
        """
        host = case((_C.item.is_(None), self._host()), else_=null())
        query = (
            select(
                _C.channel,
                _MONTH.label("of_month"),
                _ITEM.source,
                host.label("of_host"),
                func.count(),
                func.sum(_is_out()),
            )
            .select_from(PostRow)
            .outerjoin(ItemRow, _ITEM.id == _C.item)
            .where(_within(stretch), or_(_C.item.is_not(None), _C.link != ""))
            .group_by(_C.channel, literal_column("of_month"), _ITEM.source, literal_column("of_host"))
        )
        return [Leading(*row) for row in self._connection.execute(query)]

    def saying(self, stretch: Stretch, words: Collection[tuple[str, str]]) -> list[Saying]:
        """Return how many posts say each of `words`, pairs of a key and what is looked for under it.

        Found as whole words in whatever case, in all parts of a thread; a post counts once for each key.
        """
        if not words:
            return []
        wanted = values(column("key", Text), column("rough", Text), column("exact", Text), name="wanted")
        rows = [(key, _rough(word), _exact(word)) for key, word in words]
        named = wanted.data(rows).cte("wanted")
        post = (
            select(_C.id, _C.channel, _C.state, _MONTH.label("of_month"), func.lower(_SAID).label("said"))
            .where(_within(stretch))
            .cte("said")
            .prefix_with("MATERIALIZED")  # or it is put together anew for each of the words
        ).c
        query = (
            select(
                post.channel,
                post.of_month,
                named.c.key,
                func.count(post.id.distinct()),
                func.count(case((post.state == PostState.PUBLISHED, post.id)).distinct()),
            )
            .where(self._find(post.said, named.c.rough) > 0, post.said.regexp_match(named.c.exact))
            .group_by(post.channel, post.of_month, named.c.key)
        )
        return [Saying(*row) for row in self._connection.execute(query)]

    def _find(self, text: Any, part: Any) -> ColumnElement[int]:
        """Return where a part first stands in a text, from 1 on; 0 where it does not."""
        return func.instr(text, part) if self._is_sqlite else func.strpos(text, part)

    def _host(self) -> ColumnElement[str]:
        """Return what stands between `//` and the next `/` of the link."""
        begin = case((_C.link.like("https://%"), _HTTPS), (_C.link.like("http://%"), _HTTP), else_=1)
        rest = func.substr(_C.link, cast(begin, Integer))
        return func.substr(rest, 1, self._find(rest + "/", "/") - 1)

    @property
    def _is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"


def _within(stretch: Stretch) -> ColumnElement[bool]:
    """Return which posts count; the due time, which has an index, is wider by what zones differ."""
    first, last = (datetime.combine(each, time(), UTC) for each in (stretch.first, stretch.last))
    asked = [
        _C.due >= first - _ZONES,
        _C.due < last + _ZONES,
        type_coerce(_C.wall, Text) >= stretch.first.isoformat(),
        type_coerce(_C.wall, Text) < stretch.last.isoformat(),
        _C.state.in_(stretch.states),
    ]
    return and_(*asked, _C.channel.in_(stretch.channels)) if stretch.channels else and_(*asked)


def _is_out() -> ColumnElement[int]:
    return case((_C.state == PostState.PUBLISHED, 1), else_=0)


def _rough(word: str) -> str:
    """Return the longest part in plain small letters: whoever says the word says it, in any spelling."""
    return max(re.findall(r"[a-z0-9#@-]+", word.lower()), key=len, default="")


def _exact(word: str) -> str:
    """Return the pattern of the word alone, as it is written and as JSON writes it.

    Both SQLite, by Python, and PostgreSQL read it alike.
    """
    spellings = dict.fromkeys((word, json.dumps(word)[1:-1]))
    found = "|".join(r"\s+".join(map(re.escape, each.split())) for each in spellings)
    begin = r"(?<![\w.])" if word[:1].isalnum() or word[:1] == "@" else ""
    return rf"(?i){begin}(?:{found})(?!\w)"
