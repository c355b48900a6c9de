"""Whose planner this is: the application behind it, and the person in front of it.

One process serves one application. Everything a page does asks `current_actor` anew, so a closed account or
an ended session counts from the very next click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.errors import RoundsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor, Permission

#: Holds the secret of a session; the database holds its digest.
COOKIE = "rounds_session"


class SignedOutError(RoundsError):
    """The session ended while a page was open."""

    def __init__(self) -> None:
        super().__init__("You are signed out. Sign in again, then repeat what you did last.")


def _cookie() -> str | None:
    return st.context.cookies.get(COOKIE)


@dataclass(frozen=True)
class Desk:
    """The application that the pages of this process work on."""

    app: App
    #: Where the session's secret is found. The browser's cookie; tests put a secret of their own here.
    token: Callable[[], str | None] = _cookie


_desks: list[Desk] = []


def open_desk(desk: Desk) -> None:
    """Let the pages of this process work on `desk` from now on."""
    _desks[:] = [desk]


def rounds() -> App:
    """Return the application."""
    return _desks[0].app


def current_actor() -> Actor | None:
    """Return who is signed in just now; `None` once the session ended or the account was closed."""
    return rounds().people.actor_of(_desks[0].token())


def actor() -> Actor:
    """Return who is signed in, or raise `SignedOutError`."""
    found = current_actor()
    if found is None:
        raise SignedOutError
    return found


def may(permission: Permission) -> bool:
    """Tell whether to offer something at all; the services decide whether it is done."""
    found = current_actor()
    return found is not None and permission in found.permissions
