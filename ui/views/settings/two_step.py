"""Who must use two-step sign-in: nobody, people with some roles, everybody."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.people import Role
from ui import phrases, wording
from ui import second_factor_words as words
from ui.parts.confirming import confirmed
from ui.parts.page import act
from ui.session import actor, rounds


def show() -> None:
    """Draw the part for administrators."""
    demand = rounds().second_factors.demand()
    with st.expander(words.DEMAND, icon=":material/verified_user:"):
        st.caption(words.DEMAND_HINT)
        if not confirmed(words.SAVE_DEMAND):
            return
        choices = [words.NOBODY, words.SOME, words.EVERYBODY]
        now = 2 if demand.is_of_everybody else 1 if demand.roles else 0
        edition = f"{now}-{'-'.join(demand.roles)}"  # what somebody else changed is drawn anew
        with st.form(f"two-step-demand-{edition}", border=False):
            chosen = st.radio(
                words.DEMAND, choices, now, label_visibility="collapsed", key=f"demand-of-{edition}"
            )
            roles = st.multiselect(
                words.ROLES,
                list(Role),
                list(demand.roles),
                format_func=lambda role: phrases.role(role.value),
                key=f"demand-roles-{edition}",
                placeholder=wording.CHOOSE_OPTIONS,
            )
            if not st.form_submit_button(words.SAVE_DEMAND, type="primary"):
                return
    asked = roles if chosen == words.SOME else []
    is_of_everybody = chosen == words.EVERYBODY
    act(
        lambda: rounds().second_factors.set_demand(actor(), is_of_everybody=is_of_everybody, roles=asked),
        words.DEMAND_SAVED,
    )
