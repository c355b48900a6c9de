"""The signs that programs of one installation give each other, by the kind of its database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scheduler.store.liveness import FilePresence
from scheduler.store.waking import FileCommits, SocketListener, wake

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from scheduler.store.liveness import Presence
    from scheduler.store.waking import Commits, Listener


@dataclass(frozen=True)
class Signs:
    """Who is alive, and how a change is made known."""

    presence: Presence
    listener: Callable[[], Listener]
    commits: Callable[[], Commits]
    wake: Callable[[], None]


def signs_of(engine: Engine, data_dir: Path) -> Signs:
    """Return file locks and datagrams beside SQLite, advisory locks and notifications on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        presence = FilePresence(data_dir)
        return Signs(
            presence=presence,
            listener=lambda: SocketListener(data_dir, presence.name),
            commits=partial(FileCommits, engine),
            wake=partial(wake, data_dir),
        )
    from scheduler.store.advisory import SessionPresence
    from scheduler.store.notifying import NotifyListener, ServerCommits

    return Signs(
        presence=SessionPresence(engine),
        listener=partial(NotifyListener, engine),
        commits=partial(ServerCommits, engine),
        wake=lambda: None,
    )
