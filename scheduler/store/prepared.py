"""Statements that the engine runs for every post: compiled once, then handed to the driver as they are.

What SQLAlchemy does around each execution costs several times what the database does; here it is done
once. Values pass through the same column types, and the transaction is SQLAlchemy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect


class _Ready(NamedTuple):
    """A statement in the words of one database."""

    text: str
    #: Values that stand in the statement itself, by the names of their parameters.
    fixed: dict[str, Any]
    #: How a value becomes what the driver takes, for those parameters that need it.
    processors: dict[str, Callable[[Any], Any]]
    #: The order of the parameters; `None` where the driver takes them by name.
    order: tuple[str, ...] | None

    def parameters(self, row: Mapping[str, Any]) -> Any:
        """Return what the driver takes for one row."""
        given = {**self.fixed, **row}
        for name, process in self.processors.items():
            given[name] = process(given[name])
        return given if self.order is None else [given[name] for name in self.order]


class Prepared:
    """A writing statement that is run with many rows at a time. Raises the driver's own errors."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it once for each of `rows`, which all name the same parameters; return the rows it met."""
        if not connection.in_transaction():
            connection.begin()
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._prepare(dialect, rows[0])
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(ready.text, [ready.parameters(row) for row in rows])
            return cursor.rowcount
        finally:
            cursor.close()

    def _prepare(self, dialect: Dialect, names: Iterable[str]) -> _Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
        types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        processors = {name: kind.bind_processor(dialect) for name, kind in types.items()}
        ready = _Ready(
            text=compiled.string,
            fixed=dict(compiled.params),
            processors={name: process for name, process in processors.items() if process is not None},
            order=tuple(compiled.positiontup) if compiled.positional else None,
        )
        self._ready[dialect.name] = ready
        return ready
