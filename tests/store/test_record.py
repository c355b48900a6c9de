from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.services.auditing import Auditing
from scheduler.store.database import Store
from tests.builders import NOON


@pytest.fixture
def record(store: Store) -> Auditing:
    for number in range(1, 8):
        with store.write() as unit:
            unit.audit.append(OPERATOR, "post.moved", f"post:{number}", at=NOON, facts={"n": number})
    return Auditing(store, FrozenClock(NOON))


def _without_guard(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for event in ("update", "delete"):
            on = " ON audit" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER audit_is_append_only_{event}{on}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_record_is_intact(record: Auditing) -> None:
    found = record.verify()

    assert found.is_intact
    assert found.lines == 7


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'nobody' WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"]
)
def test_the_database_refuses_to_change_a_line(record: Auditing, store: Store, statement: str) -> None:
    with pytest.raises(IntegrityError, match="the record can not be"), store.engine.begin() as connection:
        connection.execute(text(statement))

    assert record.verify().is_intact


def test_postgresql_refuses_to_empty_the_record(postgres_store: Store) -> None:
    with postgres_store.write() as unit:
        unit.audit.append(OPERATOR, "post.moved", "post:1", at=NOON)

    emptied = pytest.raises(IntegrityError, match="the record can not be emptied")
    with emptied, postgres_store.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))

    assert Auditing(postgres_store, FrozenClock(NOON)).verify().lines == 1


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 3", 3),
        ("UPDATE audit SET facts = '{}' WHERE seq = 5", 5),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("UPDATE audit SET hash = 'x' WHERE seq = 7", 7),
        ("DELETE FROM audit WHERE seq = 1", 1),
    ],
)
def test_a_line_changed_behind_the_guard_is_named(
    record: Auditing, store: Store, statement: str, line: int
) -> None:
    _without_guard(store, statement)

    found = record.verify()

    assert not found.is_intact
    assert found.first_bad == line


def test_the_record_is_exported_line_by_line_and_then_its_proof(record: Auditing) -> None:
    *lines, proof = record.export()

    assert len(lines) == 7
    assert json.loads(proof)["verification"]["lines"] == 7
    assert '"subject":"post:1"' in lines[0]
