"""Two-step sign-in of one's own account: set up, recovery codes, turned off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from scheduler.services.qr_code import qr_code
from ui import people_words
from ui import second_factor_words as words
from ui.boundary import attempt
from ui.moments import moment
from ui.parts.code_field import typed_code
from ui.parts.confirming import confirmed
from ui.parts.house import house_zone
from ui.parts.page import plain
from ui.session import actor, rounds, token
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.services.signing_in import Visit

#: With so many recovery codes left or fewer, new ones are recommended.
_FEW: Final = 3


def show(visit: Visit) -> None:
    """Draw the part of the page."""
    st.subheader(words.TITLE, anchor=False)
    stands = rounds().second_factors.of(visit.person)
    if stands.since is None:
        st.caption(words.ABOUT)
        if st.toggle(words.SET_UP, key="two-step-set-up") and confirmed(words.SET_UP):
            set_up(visit)
        return
    since = moment(stands.since, house_zone())
    st.markdown(f":material/verified_user: {plain(words.stands(since, stands.recovery_codes_left))}")
    if stands.recovery_codes_left <= _FEW:
        st.warning(words.FEW_LEFT, icon=":material/key:")
    with st.expander(words.NEW_CODES, icon=":material/key:"):
        if confirmed(words.NEW_CODES):
            _new_codes()
    with st.expander(words.WANT_OFF, icon=":material/mobile_off:"):
        _turn_off()


def set_up(visit: Visit) -> None:
    """Show the key for a device, and take the first code from it."""
    offer = rounds().second_factors.offer(visit.actor)
    st.markdown(words.STEP_SCAN)
    st.image(qr_code(offer.address.reveal(), title=words.PICTURE), caption=words.PICTURE, width=240)
    st.caption(words.OR_TYPE)
    st.code(offer.key.reveal(), language=None, wrap_lines=True)
    st.markdown(words.STEP_TYPE)
    edition = state().form("two-step")
    with st.form(f"form-{edition}", border=False):
        code = typed_code(edition)
        if not st.form_submit_button(words.TURN_ON, type="primary", icon=":material/verified_user:"):
            return
    here = visit.session.token_sha256
    _shown_once("two-step", lambda: rounds().second_factors.turn_on(actor(), code, here=here))


def recovery_codes(visit: Visit) -> None:
    """Show the codes that were just made, until their person has kept them."""
    codes = state().fresh_codes
    house = rounds().set_up.organisation()
    st.code("\n".join(codes), language=None)
    with st.container(horizontal=True):
        st.download_button(
            words.SAVE_FILE,
            words.sheet(house.name if house else "", visit.person.email, codes),
            words.FILE_NAME,
            "text/plain",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button(words.KEPT, type="primary", key="codes-kept"):
            state().fresh_codes = ()
            state().say(words.CODES_KEPT)
            st.rerun(scope="app")


def _new_codes() -> None:
    st.caption(words.KEEP_WHY)
    if st.button(words.NEW_CODES, key="two-step-new-codes"):
        _shown_once("codes", lambda: rounds().second_factors.new_recovery_codes(actor()))


def _turn_off() -> None:
    st.caption(words.OFF_HINT)
    edition = state().form("two-step-off")
    with st.form(f"form-{edition}", border=False):
        password = st.text_input(
            people_words.YOURS, type="password", autocomplete="current-password", key=f"typed-{edition}"
        )
        code = typed_code(edition, hint=words.CODE_HELP)
        if not st.form_submit_button(words.TURN_OFF):
            return
    tried = attempt(lambda: rounds().people.turn_off_two_step(token(), password or "", code))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("two-step-off")
    state().say(words.IS_OFF)
    st.rerun(scope="app")


def _shown_once(form: str, make: Callable[[], tuple[str, ...]]) -> None:
    tried = attempt(make)
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done(form)
    state().fresh_codes = tried.value
    st.rerun(scope="app")
