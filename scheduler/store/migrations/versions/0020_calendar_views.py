"""What a calendar link shows, in the place of one channel or all."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the columns, fill the view from the channel, and drop the channel."""
    op.add_column("calendar_link", sa.Column("view", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("calendar_link", sa.Column("rotated_at", sa.BigInteger(), nullable=True))
    link = sa.table(
        "calendar_link",
        sa.column("id", sa.Integer),
        sa.column("channel", sa.String),
        sa.column("view", sa.Text),
    )
    connection = op.get_bind()
    for number, channel in connection.execute(sa.select(link.c.id, link.c.channel)).all():
        view = {"kind": "plan", "channels": [channel] if channel else []}
        said = json.dumps(view, separators=(",", ":"))
        connection.execute(link.update().where(link.c.id == number).values(view=said))
    op.drop_column("calendar_link", "channel")
