"""How Alembic runs here: on the connection it is handed, in one transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from scheduler.store import tables

_ = tables  # its classes register themselves in SQLModel's metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
