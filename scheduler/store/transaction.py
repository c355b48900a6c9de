"""One transaction: its connection, and a session over it for those who need one.

The engine's prepared statements need the connection alone; making a session costs as much as they do.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Transaction:
    """A connection in a transaction that somebody else ends."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def session(self) -> Session:
        """A session over the connection, made when it is first asked for."""
        return Session(self.connection, expire_on_commit=False)

    def flush(self) -> None:
        """Write what the session still keeps back."""
        if "session" in self.__dict__:
            self.session.flush()

    def close(self) -> None:
        """Let go of what the session read."""
        if "session" in self.__dict__:
            self.session.close()
