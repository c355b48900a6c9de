"""The pillars: what the plan should be about, beside what it is about."""

from __future__ import annotations

import html
from collections import Counter
from datetime import timedelta

import streamlit as st

from scheduler.domain.plan import Pillar
from scheduler.domain.post import OCCUPYING
from ui import phrases, start_words, wording
from ui.boundary import attempt
from ui.components.calendar import PILLAR_COLOURS
from ui.parts.page import empty, plain
from ui.parts.short_names import short_name
from ui.session import actor, rounds
from ui.state import state
from ui.views.settings.organisation import listed

#: The plan is weighed over this span, half of it behind us.
_SPAN = timedelta(days=28)
_WHOLE = 100


def show(*, changes: bool) -> None:
    """Draw targets beside the plan, and the form for a new pillar."""
    pillars = rounds().set_up.pillars()
    if not pillars:
        empty(":material/view_column:", wording.NO_PILLARS, step=wording.NO_PILLARS_STEP)
    else:
        _shares(pillars)
    if changes:
        with st.expander(wording.ADD_PILLAR, icon=":material/add:"):
            add()


def _shares(pillars: list[Pillar]) -> None:
    now = rounds().clock.now()
    posts = rounds().planning.between(now - _SPAN / 2, now + _SPAN / 2, states=OCCUPYING)
    planned = Counter(post.pillar for post in posts)
    total = sum(planned.values()) or 1
    st.caption(phrases.shares_of(sum(planned.values())))
    for pillar in pillars:
        share = round(_WHOLE * planned[pillar.name] / total)
        with st.container(border=True, gap="xsmall"):
            st.markdown(phrases.share(plain(pillar.title), share, pillar.target, planned[pillar.name]))
            st.html(_bar(share, pillar))
            if pillar.description:
                st.caption(pillar.description)


def _bar(share: int, pillar: Pillar) -> str:
    """Return the share as a bar, with a mark where the target is."""
    return (
        f'<div class="rounds-share" aria-hidden="true"><i style="width:{min(_WHOLE, share)}%;'
        f'background:{html.escape(pillar.colour)}"></i><b style="left:{pillar.target}%"></b></div>'
    )


def add() -> None:
    """Draw the form for a new pillar."""
    left, count = rounds().set_up.share_left(), len(rounds().set_up.pillars())
    edition = state().form("pillar")
    with st.form(f"pillar-{edition}", border=False):
        title = st.text_input(wording.TITLE, help=start_words.PILLAR_TITLE, key=f"pillar-title-{edition}")
        name = st.text_input(
            wording.SHORT_NAME, help=start_words.SHORT_NAME_OR_NOT, key=f"pillar-name-{edition}"
        )
        target = st.number_input(
            phrases.target(left),
            0,
            _WHOLE,
            max(0, min(10, left)),
            help=start_words.PILLAR_TARGET,
            key=f"target-{edition}",
        )
        about = st.text_input(
            wording.DESCRIPTION, help=start_words.PILLAR_ABOUT, key=f"pillar-about-{edition}"
        )
        words = st.text_input(wording.WORDS, help=wording.WORDS_HINT, key=f"pillar-words-{edition}")
        if not st.form_submit_button(wording.ADD_PILLAR, type="primary"):
            return
    pillar = Pillar(
        name=short_name(name, title),
        title=(title or "").strip() or (name or "").strip(),
        target=int(target or 0),
        description=(about or "").strip(),
        words=tuple(each.lower() for each in listed(words)),
        colour=PILLAR_COLOURS[count % len(PILLAR_COLOURS)],
    )
    tried = attempt(lambda: rounds().set_up.add_pillar(actor(), pillar))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("pillar")
    state().say(phrases.added(pillar.title))
    st.rerun(scope="app")
