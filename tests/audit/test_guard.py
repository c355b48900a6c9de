"""What the database itself refuses, before anybody drops its triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

if TYPE_CHECKING:
    from tests.audit.conftest import Scene

_COLUMNS = '"seq", "at", "actor", "action", "subject", "before", "after", "facts", "previous", "hash"'
_LINE = f"INSERT INTO audit ({_COLUMNS}) SELECT"
#: The newest line's place, taken by a copy of another.
_REST = '"at", "actor", "action", "subject", "before", "after", "facts"'


@pytest.mark.parametrize(
    "statement",
    [
        f"{_LINE} 9, {_REST}, hash, 'new' FROM audit WHERE seq = 3",
        f"{_LINE} 4, {_REST}, previous, 'new' FROM audit WHERE seq = 3",
        f"{_LINE} 4, {_REST}, hash, 'new' FROM audit WHERE seq = 2",
        f"{_LINE} 0, {_REST}, previous, 'new' FROM audit WHERE seq = 1",
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        "UPDATE audit SET seq = 9 WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit",
        "INSERT INTO record_cut (seq, hash, at, signed) SELECT seq, hash, 1, '' FROM audit WHERE seq = 3",
        "INSERT INTO record_cut (seq, hash, at, signed) SELECT seq, 'x', 1, '' FROM audit WHERE seq = 2",
    ],
)
def test_the_record_can_only_be_continued_at_its_end(scene: Scene, statement: str) -> None:
    scene.write(3)
    before = scene.rows()

    with pytest.raises(IntegrityError, match="the record can"):
        scene.run(statement)

    assert scene.rows() == before
    assert scene.auditing.verify().is_intact


def test_a_line_is_not_replaced_by_one_that_takes_its_place(scene: Scene) -> None:
    scene.write(3)
    before = scene.rows()
    is_sqlite = scene.store.engine.dialect.name == "sqlite"
    insert = "INSERT OR REPLACE INTO" if is_sqlite else "INSERT INTO"
    otherwise = "" if is_sqlite else " ON CONFLICT (seq) DO UPDATE SET actor = 'nobody'"

    for place, digest in ((2, "'new'"), (4, "(SELECT hash FROM audit WHERE seq = 1)")):
        previous = f"(SELECT hash FROM audit WHERE seq = {place - 1})"  # noqa: S608 - numbers of our own
        chosen = f"{place}, {_REST}, {previous}, {digest}"
        with pytest.raises(IntegrityError):
            scene.run(_LINE.replace("INSERT INTO", insert) + f" {chosen} FROM audit WHERE seq = 3{otherwise}")

    assert scene.rows() == before


def test_a_cut_opens_the_way_for_the_lines_before_it_only(scene: Scene) -> None:
    scene.write(5)
    scene.run(
        "INSERT INTO record_cut (seq, hash, at, signed) SELECT seq, hash, 1, '' FROM audit WHERE seq = 2"
    )

    with pytest.raises(IntegrityError, match="can not be deleted"):
        scene.run("DELETE FROM audit WHERE seq <= 3")
    scene.run("DELETE FROM audit WHERE seq <= 2")

    assert [row["seq"] for row in scene.rows()] == [3, 4, 5]
    for statement in ("DELETE FROM record_cut", "UPDATE record_cut SET seq = 4"):
        with pytest.raises(IntegrityError, match="can not be changed"):
            scene.run(statement)


def test_a_hold_is_not_taken_away_and_a_lifted_one_not_changed(scene: Scene) -> None:
    scene.run("INSERT INTO legal_hold (id, reason, \"by\", at) VALUES (1, 'Case 1', 'operator', 1)")
    with pytest.raises(IntegrityError, match="can not be changed"):
        scene.run("DELETE FROM legal_hold")
    with pytest.raises(IntegrityError, match="can not be changed"):
        scene.run("UPDATE legal_hold SET reason = 'another'")

    scene.run("UPDATE legal_hold SET lifted_at = 2, lifted_by = 'operator'")

    with pytest.raises(IntegrityError, match="can not be changed"):
        scene.run("UPDATE legal_hold SET lifted_at = NULL")


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_what_the_record_rests_on(scene: Scene) -> None:
    if scene.store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    for table in ("audit", "record_cut", "legal_hold"):
        with pytest.raises(IntegrityError, match="the record can not be emptied"):
            scene.run(f"TRUNCATE {table}")
