"""A record of a few lines on either database, with a witness whose files stand in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.record import AuditEntry
from scheduler.services.auditing import Auditing
from scheduler.services.heads import HeadFile
from scheduler.services.retaining import Retaining
from scheduler.services.signing import SigningKeys
from scheduler.services.witnessing import Witness
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_GUARDS = {
    "audit": ("is_append_only_update", "is_append_only_delete", "is_continued_insert"),
    "record_cut": ("is_kept_update", "is_kept_delete", "is_allowed_insert"),
    "legal_hold": ("is_kept_update", "is_kept_delete", "is_kept_insert"),
}


@dataclass
class Scene:
    """A record, who signs it, and what an attacker with the database in hand can do to it."""

    store: Store
    clock: FrozenClock
    folder: Path
    copy: Path | None = None

    @property
    def heads(self) -> Path:
        return self.folder / "record-heads.jsonl"

    @property
    def key(self) -> Path:
        return self.folder / "record.key"

    @property
    def witness(self) -> Witness:
        """A witness as a new process has it."""
        file = HeadFile(self.heads, self.copy)
        return Witness(self.store, self.clock, keys=SigningKeys(self.key, self.clock), file=file, every=5)

    @property
    def auditing(self) -> Auditing:
        return Auditing(self.store, self.clock, witness=self.witness)

    @property
    def retaining(self) -> Retaining:
        return Retaining(self.store, self.clock, self.witness, years=6)

    def write(self, count: int) -> None:
        """Add lines, an hour apart."""
        for number in range(count):
            self.clock.advance(timedelta(hours=1))
            facts: dict[str, str | int | float | None] = {
                "n": number,
                "late": number % 2 == 0,
                "where": "café",
            }
            with self.store.write() as unit:
                unit.audit.append(
                    OPERATOR,
                    "post.moved",
                    f"post:{number}",
                    at=self.clock.now(),
                    before=None if number % 3 else "a" * 64,
                    facts=facts,
                )

    def entries(self) -> list[AuditEntry]:
        with self.store.read() as unit:
            return list(unit.audit.all())

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as they stand in the database."""
        with self.store.engine.connect() as connection:
            found = connection.execute(text('SELECT * FROM audit ORDER BY "seq"'))
            return [dict(row._mapping) for row in found]

    def put(self, rows: Sequence[dict[str, Any]]) -> None:
        """Put these rows in the place of all that stand there; the guard must be gone."""
        with self.store.engine.begin() as connection:
            connection.execute(text("DELETE FROM audit"))
            if rows:
                names = ", ".join(f'"{name}"' for name in rows[0])
                values = ", ".join(f":{name}" for name in rows[0])
                insert = f"INSERT INTO audit ({names}) VALUES ({values})"  # noqa: S608 - the columns of our table
                connection.execute(text(insert), list(rows))

    def write_anew(self, entries: Sequence[AuditEntry]) -> None:
        """Write a whole record with right numbers and hashes, as an attacker who has the code can."""
        self.put([])
        with self.store.write() as unit:
            unit.audit.extend(entries)

    def run(self, *statements: str) -> None:
        with self.store.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)  # as it stands: JSON holds colons

    def drop_guard(self) -> None:
        """Drop the triggers, as whoever may change the schema can."""
        for table, names in _GUARDS.items():
            on = f" ON {table}" if self.store.engine.dialect.name == "postgresql" else ""
            self.run(*(f"DROP TRIGGER {table}_{name}{on}" for name in names))


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    yield Scene(store, FrozenClock(NOON), tmp_path)
    store.close()
