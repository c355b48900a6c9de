"""A page that stays true while it is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NoReturn

import streamlit as st

from ui.session import look, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.people import Actor
    from scheduler.services.signing_in import Visit

#: How often an open page looks whether the plan has changed.
PULSE: Final = timedelta(seconds=2)
#: How often any open page looks whether its session still lasts.
_WATCH = timedelta(seconds=20)


def pulse() -> None:
    """Draw the page anew when somebody else changed the plan, or called this person in a comment.

    Not while something is being written.
    """
    visit = look()
    _beat(rounds().commenting.count(visit.actor) if visit else 0)


@st.fragment(run_every=PULSE)
def _beat(calls: int) -> None:
    visit = _awake()
    if visit is None:
        return
    is_other = rounds().planning.revision() != state().drawn
    if is_other or rounds().commenting.count(visit.actor) != calls:
        _wake()


@st.fragment(run_every=PULSE)
def follow(ask: Callable[[Actor], object], drawn: object) -> None:
    """Draw the page anew once `ask` answers anything else than what was `drawn`, unless a dialog asks."""
    visit = _awake()
    if visit is not None and ask(visit.actor) != drawn:
        _wake()


def _awake() -> Visit | None:
    """Return who looks at a page that may be drawn anew now."""
    visit = look()
    return None if state().is_asking() or visit is None or visit.sleeps else visit


def _wake() -> NoReturn:
    state().is_woken = True
    st.rerun(scope="app")


@st.fragment(run_every=_WATCH)
def watch() -> None:
    """Lock the page once its session sleeps or ended, whatever stands on it."""
    visit = look()
    if (visit is None or visit.sleeps) and not state().is_by_itself:
        _wake()
