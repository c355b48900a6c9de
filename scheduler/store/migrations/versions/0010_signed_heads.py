"""A record that is only continued at its end, and cut only where that is signed and nothing is held.

The guard in the database stops mistakes and other programs. Whoever may change the schema can drop it;
that is what the hash chain and the heads signed outside of the database are for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NOT_CONTINUED = "the record can only be continued at its end"
_NOT_DELETED = "the record can not be deleted"
_NOT_CUT = "the record can not be cut there"
_NOT_CHANGED = "a cut of the record and a lifted hold can not be changed"


def upgrade() -> None:
    """Add cuts and legal holds, and let the database guard them with the record."""
    op.create_table(
        "record_cut",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgres()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    # INSERT OR REPLACE deletes without asking the trigger of DELETE, so neither number nor hash may be there.
    _refuse_on_sqlite(
        "audit_is_continued_insert",
        "INSERT ON audit",
        "NEW.seq IS NOT coalesce((SELECT max(seq) FROM audit), 0) + 1 "
        "OR NEW.previous IS NOT "
        "coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), hex(zeroblob(32))) "
        "OR EXISTS (SELECT 1 FROM audit WHERE hash = NEW.hash)",
        _NOT_CONTINUED,
    )
    op.execute("DROP TRIGGER audit_is_append_only_delete")
    _refuse_on_sqlite(
        "audit_is_append_only_delete",
        "DELETE ON audit",
        "OLD.seq > coalesce((SELECT max(seq) FROM record_cut), 0) "
        "OR EXISTS (SELECT 1 FROM legal_hold WHERE lifted_at IS NULL)",
        _NOT_DELETED,
    )
    _refuse_on_sqlite(
        "record_cut_is_allowed_insert",
        "INSERT ON record_cut",
        "EXISTS (SELECT 1 FROM legal_hold WHERE lifted_at IS NULL) "
        "OR NEW.seq IS NULL OR NEW.seq <= coalesce((SELECT max(seq) FROM record_cut), 0) "
        "OR NEW.seq >= (SELECT max(seq) FROM audit) "
        "OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)",
        _NOT_CUT,
    )
    for table, event, when in _KEPT:
        _refuse_on_sqlite(f"{table}_is_kept_{event.lower()}", f"{event} ON {table}", when, _NOT_CHANGED)


_KEPT = (
    ("record_cut", "UPDATE", "1"),
    ("record_cut", "DELETE", "1"),
    ("legal_hold", "UPDATE", "OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL"),
    ("legal_hold", "DELETE", "1"),
    (
        "legal_hold",
        "INSERT",
        "NEW.lifted_at IS NOT NULL OR EXISTS (SELECT 1 FROM legal_hold WHERE id = NEW.id)",
    ),
)


def _refuse_on_sqlite(name: str, event: str, when: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{said}'); END")


def _guard_on_postgres() -> None:
    _refuse_on_postgres(
        "audit_is_continued_insert",
        "INSERT ON audit",
        "NEW.seq IS DISTINCT FROM coalesce((SELECT max(seq) FROM audit), 0) + 1 OR NEW.previous IS DISTINCT "
        "FROM coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), repeat('0', 64))",
        _NOT_CONTINUED,
    )
    op.execute("DROP TRIGGER audit_is_append_only_delete ON audit")
    _refuse_on_postgres(
        "audit_is_append_only_delete",
        "DELETE ON audit",
        "OLD.seq > coalesce((SELECT max(seq) FROM record_cut), 0) "
        "OR EXISTS (SELECT 1 FROM legal_hold WHERE lifted_at IS NULL)",
        _NOT_DELETED,
    )
    _refuse_on_postgres(
        "record_cut_is_allowed_insert",
        "INSERT ON record_cut",
        "EXISTS (SELECT 1 FROM legal_hold WHERE lifted_at IS NULL) "
        "OR NEW.seq <= coalesce((SELECT max(seq) FROM record_cut), 0) "
        "OR NEW.seq >= (SELECT max(seq) FROM audit) "
        "OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)",
        _NOT_CUT,
    )
    for table, event, when in _KEPT:
        when_here = "true" if when == "1" else when
        _refuse_on_postgres(
            f"{table}_is_kept_{event.lower()}", f"{event} ON {table}", when_here, _NOT_CHANGED
        )
    for table in ("record_cut", "legal_hold"):
        op.execute(
            f"CREATE TRIGGER {table}_is_kept_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('emptied')"
        )


def _refuse_on_postgres(name: str, event: str, when: str, said: str) -> None:
    row = "OLD" if event.startswith("DELETE") else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()")
