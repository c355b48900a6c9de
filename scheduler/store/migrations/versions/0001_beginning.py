"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, and let the database itself guard the record."""
    _audit()
    _calendar_link()
    _channel()
    _note()
    _organisation()
    _pause()
    _person()
    _pillar()
    _source()
    _item()
    _session()
    _slot()
    _source_health()
    _post()
    _approval()
    _attempt()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgres()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for event, said in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER audit_is_append_only_{event.lower()} BEFORE {event} ON audit "
            f"BEGIN SELECT RAISE(ABORT, 'the record can not be {said}'); END"
        )


def _guard_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the record can not be %', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
    )
    for event, said in (("UPDATE", "changed"), ("DELETE", "deleted"), ("TRUNCATE", "emptied")):
        op.execute(
            f"CREATE TRIGGER audit_is_append_only_{event.lower()} BEFORE {event} ON audit "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{said}')"
        )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)


def _calendar_link() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_fetch_at", sa.BigInteger(), nullable=True),
        sa.Column("last_client", sa.String(), nullable=False),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
    )


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("useful_for", sa.Interval(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("exceptions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pause_lifted_at"), "pause", ["lifted_at"], unique=False)


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )


def _pillar() -> None:
    op.create_table(
        "pillar",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("may_go_unreviewed", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("review_date", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("canonical_link", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("story", sa.Integer(), nullable=False),
        sa.Column("is_backlog", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["source.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_item_canonical_link"), "item", ["canonical_link"], unique=False)
    op.create_index(op.f("ix_item_first_seen"), "item", ["first_seen"], unique=False)
    op.create_index("ix_item_guid", "item", ["source", "guid"], unique=True)
    op.create_index(op.f("ix_item_state"), "item", ["state"], unique=False)
    op.create_index(op.f("ix_item_story"), "item", ["story"], unique=False)


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)


def _slot() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("pillar", sa.String(), nullable=True),
        sa.Column("wall", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"],
            ["channel.name"],
        ),
        sa.ForeignKeyConstraint(
            ["pillar"],
            ["pillar.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_slot_channel"), "slot", ["channel"], unique=False)


def _source_health() -> None:
    op.create_table(
        "source_health",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("next_check_at", sa.BigInteger(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["source.name"],
        ),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_index(op.f("ix_source_health_next_check_at"), "source_health", ["next_check_at"], unique=False)


def _post() -> None:
    op.create_table("post", *_post_columns(), *_post_rules())
    op.create_index("ix_post_calendar", "post", ["due", "channel"], unique=False)
    op.create_index("ix_post_due", "post", ["state", "due"], unique=False)
    op.create_index(op.f("ix_post_item"), "post", ["item"], unique=False)
    op.create_index(op.f("ix_post_owner"), "post", ["owner"], unique=False)
    op.create_index(op.f("ix_post_updated_at"), "post", ["updated_at"], unique=False)


def _post_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("pillar", sa.String(), nullable=True),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("wall", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("useful_until", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("bundle", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_digest", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("accepted_rules", sa.Text(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ask_since", sa.BigInteger(), nullable=True),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("remote_url", sa.String(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
    )


def _post_rules() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["author"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["channel"],
            ["channel.name"],
        ),
        sa.ForeignKeyConstraint(
            ["item"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["pillar"],
            ["pillar.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post"],
            ["post.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_approval_post"), "approval", ["post"], unique=False)


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["post"],
            ["post.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_attempt_post"), "attempt", ["post"], unique=False)
