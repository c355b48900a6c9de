"""Give everything a house keeps as plain rows, and put such rows into an empty one.

A row is what JSON can say: instants in ISO 8601 with a Z, spans in seconds, bytes in base64. Guarantees: the
same data gives the same rows in the same order, on each database; what is put in is of the right types, and
is a value that Rounds itself could have kept.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from sqlalchemy import Boolean, Date, Float, Integer, Interval, LargeBinary, Time, func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from scheduler.domain.errors import InvalidInputError
from scheduler.store.columns import InstantColumn, JsonColumn
from scheduler.store.moving_kinds import INSTEAD, KINDS, WITHOUT, name_of, value_of_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Column, Connection, Table

Fields = dict[str, Any]

_BATCH: Final = 500
#: What every database can number.
_MOST_NUMBER: Final = 2**31 - 1
_KINDS: Final = {name_of(each): each for each in KINDS}
#: The kinds of rows that move, by name, none before what it refers to.
NAMES: Final = tuple(_KINDS)


class RowError(ValueError):
    """This is no row of its kind; the message is a sentence."""


class Moving:
    """All the rows of one transaction, whatever they are."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, kind: str) -> Iterator[Fields]:
        """Yield every row of a kind by its key, in batches: a large house fits in memory."""
        table = _table(kind)
        columns = _columns(kind)
        query = select(*columns).order_by(*table.primary_key.columns)
        with self._connection.execute(query.execution_options(yield_per=_BATCH)) as found:
            for row in found:
                yield {each.name: _out(each, value) for each, value in zip(columns, row, strict=True)}

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each kind that has any."""
        found = {
            kind: self._connection.execute(select(func.count()).select_from(_table(kind))).scalar_one()
            for kind in NAMES
        }
        return {kind: count for kind, count in found.items() if count}

    def put(self, kind: str, rows: Iterable[Fields]) -> int:
        """Add rows, each checked, and return how many; raises `InvalidInputError` where they do not fit."""
        count, batch = 0, []
        statement = insert(_table(kind))
        for row in rows:
            batch.append(ready(kind, row) | INSTEAD.get(kind, {}))
            count += 1
            if len(batch) == _BATCH:
                self._insert(kind, statement, batch)
                batch = []
        if batch:
            self._insert(kind, statement, batch)
        return count

    def settle(self) -> None:
        """Let the database number new rows after those that were put in."""
        if self._connection.dialect.name != "postgresql":
            return
        for kind in NAMES:
            if "id" in _table(kind).c:
                self._connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{kind}', 'id'), max(id)) "  # noqa: S608 - ours
                        f'FROM "{kind}" HAVING max(id) IS NOT NULL'
                    )
                )

    def _insert(self, kind: str, statement: Any, batch: list[Fields]) -> None:
        try:
            self._connection.execute(statement, batch)
        except (DBAPIError, StatementError) as why:
            if isinstance(why, DBAPIError) and not _is_about_rows(why):
                raise
            raise InvalidInputError(
                f"The rows of “{kind}” do not fit the others, or stand there twice. Nothing was changed. "
                "Make the file anew in the Rounds that it came from."
            ) from why


def ready(kind: str, row: object) -> Fields:
    """Return a row as the database takes it; raises `RowError` where it is none of its kind."""
    if not isinstance(row, dict):
        raise RowError("It is no row of named fields.")
    columns = {each.name: each for each in _columns(kind)}
    strange = sorted(str(each) for each in row.keys() - columns.keys())
    if strange:
        raise RowError(f"It has a field “{strange[0][:40]}” that this Rounds does not know.")
    fields: Fields = {}
    for name, value in row.items():
        try:
            fields[name] = _in(columns[name], value)
        except (ValueError, TypeError, OverflowError, binascii.Error) as why:
            raise RowError(f"Its field “{name}” does not say what it should.") from why
    return _checked(kind, fields)


def _checked(kind: str, fields: Fields) -> Fields:
    """Return the fields with what was left out as the value has it; raises `RowError` where it is none."""
    value = value_of_table(_KINDS[kind])
    if value is not None:
        told = {name: fields[name] for name in value.model_fields if name in fields}
        if kind == "post" and isinstance(told.get("wall"), str):
            told["wall"] = told["wall"].partition("#")[0]
        try:
            made = value.model_validate(told)
        except (ValidationError, RecursionError) as why:
            name = why.errors()[0]["loc"][:1] if isinstance(why, ValidationError) else ()
            raise RowError(f"Its field “{name[0] if name else '?'}” does not say what it should.") from why
        names = {each.name for each in _columns(kind)} & set(value.model_fields)
        fields = {name: getattr(made, name) for name in sorted(names - fields.keys())} | fields
    missing = [
        each.name
        for each in _columns(kind)
        if each.name not in fields and not each.nullable and each.default is None
    ]
    if missing:
        raise RowError(f"Its field “{missing[0]}” is missing.")
    return _defaulted(kind, fields)


def _defaulted(kind: str, fields: Fields) -> Fields:
    """Return the fields with every column named: rows of one batch name the same ones."""
    for each in _columns(kind):
        if each.name not in fields:
            default: Any = each.default
            fields[each.name] = default.arg if default is not None and default.is_scalar else None
    if fields.get("id", 1) < 1:
        raise RowError("Its number is not one that Rounds gives.")
    return fields


def _table(kind: str) -> Table:
    table: Table = _KINDS[kind].__table__  # type: ignore[attr-defined] # SQLModel hides it
    return table


def _columns(kind: str) -> list[Column[Any]]:
    return [each for each in _table(kind).columns if each.name not in WITHOUT.get(kind, frozenset())]


def _is_about_rows(why: DBAPIError) -> bool:
    """Is it the rows that are wrong, and not the machine?"""
    names = {each.__name__ for each in type(why.orig).__mro__}
    return bool(names & {"IntegrityError", "DataError"})


# a cell, out and in


def _out(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case InstantColumn():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Interval():
            return value.total_seconds()
        case Date() | Time():
            return value.isoformat()
        case LargeBinary():
            return base64.b64encode(value).decode("ascii")
        case _:
            return value


def _in(column: Column[Any], value: Any) -> Any:
    if value is None:
        if not column.nullable:
            raise ValueError("empty")
        return None
    for types, read in _READERS:
        if isinstance(column.type, types):
            return read(value)
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise TypeError("no text")
    value.encode()  # half a character is none
    return value


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.utcoffset() is None:
        raise ValueError("no offset")
    return found.astimezone(UTC)


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > _MOST_NUMBER:
        raise ValueError("no whole number")
    return value


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("neither yes nor no")
    return value


def _json(value: Any) -> Any:
    if type(value) not in {list, dict}:
        raise TypeError("neither a list nor fields")
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # half a character is none
    return value


_READERS: Final[tuple[tuple[type[Any], Callable[[Any], Any]], ...]] = (
    (InstantColumn, _instant),
    (JsonColumn, _json),
    (Boolean, _yes_or_no),
    (Integer, _whole),
    (Float, _number),
    (Interval, lambda value: timedelta(seconds=_number(value))),
    (Date, lambda value: date.fromisoformat(_text(value))),
    (Time, lambda value: time.fromisoformat(_text(value))),
    (LargeBinary, lambda value: base64.b64decode(_text(value), validate=True)),
)
