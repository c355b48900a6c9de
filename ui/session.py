"""Whose planner this is: the application behind it, and the person in front of it.

One process serves one application. Everything a page does asks `current_actor` anew, so a closed account or
an ended session counts from the very next click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.errors import RoundsError
from ui.apart import apart
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor, Permission
    from scheduler.services.signing_in import Visit

#: Holds the secret of a session; the database holds its digest.
COOKIE = "rounds_session"
#: Holds the mark by which a browser is known again when somebody signs in.
MARK = "rounds_browser"


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


def token() -> str | None:
    """Return the secret of the session that this page was opened with, or that this is done for."""
    outside = apart()
    return _desks[0].token() if outside is None else outside.token


def look() -> Visit | None:
    """Return who has this session, asleep or not; looking alone does not keep it awake."""
    return rounds().people.visit(token(), is_page=True)


def current_visit() -> Visit | None:
    """Return the same, for something that a person does: that keeps a session awake."""
    found = look()
    if found is not None and not state().is_by_itself:
        rounds().people.used(found)
    return found


def current_actor() -> Actor | None:
    """Return who is signed in just now; `None` once the session ended or sleeps, or the account closed."""
    found = current_visit()
    return None if found is None or found.sleeps else found.actor


def actor() -> Actor:
    """Return who is signed in, or raise `SignedOutError`; where the session sleeps, the page locks itself."""
    found = current_visit()
    if found is None:
        raise SignedOutError
    if found.sleeps:
        st.rerun(scope="app")
    return found.actor


def may_somewhere(permission: Permission) -> bool:
    """Tell whether to offer what is done on some channel, before it is known on which."""
    found = current_actor()
    return found is not None and found.may_somewhere(permission)


def may(permission: Permission, *, on: str | None = None) -> bool:
    """Tell whether to offer something at all; the services decide whether it is done.

    With `on`, on that channel; without, everywhere.
    """
    found = current_actor()
    return found is not None and found.may(permission, on=on)
