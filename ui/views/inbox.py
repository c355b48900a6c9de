"""The inbox: what the trusted sources said, best first, each with the reason why it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.plan import wall_clock
from ui import phrases, wording
from ui.moments import distance
from ui.parts import marks
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain
from ui.session import actor, rounds
from ui.state import Seed, state

if TYPE_CHECKING:
    from scheduler.services.curating import InboxEntry

_SHOWN = 40


def show() -> None:
    """Draw the page."""
    with header(wording.INBOX, wording.INBOX_ABOUT):
        pass
    _undo()
    pillars = {pillar.name: pillar.title for pillar in rounds().set_up.pillars()}
    chosen = st.pills(
        wording.PILLAR,
        list(pillars),
        format_func=lambda name: pillars.get(name, name),
        key="pillar",
        bind="query-params",
        label_visibility="collapsed",
    )
    entries = rounds().curating.inbox(limit=_SHOWN, pillar=chosen)
    if not entries:
        empty(":material/inbox:", wording.INBOX_EMPTY, step=wording.INBOX_EMPTY_STEP)
    for entry in entries:
        _entry(entry, pillars)


def _undo() -> None:
    memory = state()
    if memory.rejected is None:
        return
    rejected = memory.rejected
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(wording.ITEM_REJECTED)
        if st.button(wording.UNDO, icon=":material/undo:", type="tertiary", key="undo"):
            memory.rejected = None
            act(lambda: rounds().curating.restore(actor(), rejected), wording.ITEM_BACK)


def _entry(entry: InboxEntry, pillars: dict[str, str]) -> None:
    item, now = entry.item, rounds().clock.now()
    with st.container(border=True, gap="xsmall", key=f"item-{item.id}"):
        st.markdown(f"**[{plain(item.title)}]({item.link})**")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.trust(entry.source.trust).show()
            age = distance(item.published or item.first_seen, now, house_zone())
            st.caption(phrases.facts(plain(entry.source.owner), age, pillars.get(entry.pillar or "", "")))
        if item.summary:
            st.markdown(_shortened(item.summary))
        st.caption(plain(phrases.because([part.words for part in entry.reason])))
        if entry.others:
            st.caption(phrases.same_story(len(entry.others)))
        with st.container(horizontal=True):
            if st.button(wording.USE, key=f"use-{item.id}", type="primary", icon=":material/add:"):
                _use(entry)
            if st.button(wording.NOT_FOR_US, key=f"no-{item.id}", icon=":material/close:"):
                state().rejected = item.id
                act(lambda: rounds().curating.reject(actor(), item.id), wording.ITEM_GONE)


def _use(entry: InboxEntry) -> None:
    app = rounds()
    channels = app.set_up.channels()
    if not channels:
        st.error(wording.NO_CHANNEL_YET, icon=":material/error:")
        return
    gaps = app.planning.gaps(days=14)
    fitting = [gap for gap in gaps if gap.pillar == entry.pillar] or gaps
    channel = fitting[0].channel if fitting else channels[0].name
    made = app.curating.compose(entry.item.id, channel=channel)
    state().open_new(
        Seed(
            channel=channel,
            wall=wall_clock(fitting[0].due, fitting[0].zone) if fitting else None,
            text=made.text,
            link=made.link or "",
            pillar=made.pillar or entry.pillar,
            item=entry.item.id,
            reason=made.reason,
        )
    )


def _shortened(summary: str, most: int = 280) -> str:
    words = " ".join(summary.split())
    return plain(words if len(words) <= most else f"{words[: most - 1]}…")
