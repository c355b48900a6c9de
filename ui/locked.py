"""What stands in the place of every page: while a session sleeps, before a first password, before a code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from ui import people_words as words
from ui import second_factor_words, wording
from ui.parts import confirming, own_password, two_step
from ui.parts.page import plain

if TYPE_CHECKING:
    from scheduler.domain.people import Person
    from scheduler.services.signing_in import Visit


_STYLE: Final = Path(__file__).parent / "assets" / "planner.css"


def asleep(person: Person) -> None:
    """Ask for the password of whoever was here; what they typed before is kept."""
    st.html(_STYLE)
    st.title(words.ASLEEP, anchor=False)
    st.caption(words.ASLEEP_WHY)
    with st.container(width=420, gap="small"):
        st.markdown(f"**{plain(person.name)}**")
        confirming.ask(words.GO_ON, key="asleep")
        st.html(f'<a class="rounds-link" href="/signout">{words.SIGN_IN_AS_OTHER}</a>')


def first_password() -> None:
    """Ask for a password of one's own."""
    st.html(_STYLE)
    st.title(words.FIRST_TIME, anchor=False)
    st.caption(words.FIRST_TIME_WHY)
    with st.container(width=420, gap="small"):
        own_password.form()
        st.html(f'<a class="rounds-link" href="/signout">{wording.SIGN_OUT}</a>')


def two_step_first(visit: Visit) -> None:
    """Let somebody set up two-step sign-in, of whom the organisation demands it."""
    st.html(_STYLE)
    st.title(second_factor_words.OWED, anchor=False)
    st.caption(second_factor_words.OWED_WHY)
    with st.container(width=420, gap="small"):
        if confirming.confirmed(second_factor_words.SET_UP):
            two_step.set_up(visit)
        st.html(f'<a class="rounds-link" href="/signout">{wording.SIGN_OUT}</a>')


def recovery_codes(visit: Visit) -> None:
    """Show recovery codes that were just made, until they are kept."""
    st.html(_STYLE)
    st.title(second_factor_words.KEEP, anchor=False)
    st.caption(second_factor_words.KEEP_WHY)
    with st.container(width=420, gap="small"):
        two_step.recovery_codes(visit)
