"""Column types: instants as whole microseconds, values as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

#: What most columns of lists hold, read without a parser.
_NO_LIST = "[]"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY, _SECOND = 86_400, 1_000_000


class InstantColumn(TypeDecorator[datetime]):
    """An aware instant as microseconds since 1970 in UTC; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return whole microseconds."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant must be aware")
        since = value - _EPOCH  # taken apart by hand: to divide it takes three times as long
        return (since.days * _DAY + since.seconds) * _SECOND + since.microseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the instant in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class JsonColumn(TypeDecorator[Any]):
    """Plain JSON as text, the same bytes on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return compact JSON; values dump themselves."""
        return None if value is None else json.dumps(value, default=_dump, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return what the JSON says."""
        if value is None:
            return None
        return [] if value == _NO_LIST else json.loads(value)


def _dump(value: Any) -> Any:
    return value.model_dump(mode="json")
