"""The register of communities: hashtags with the words that call for them, and chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from scheduler.domain.communities import Community
from scheduler.domain.plan import WEEKDAYS
from ui import moments
from ui import register_words as words
from ui.parts.house import house_zone
from ui.parts.page import act, plain
from ui.parts.register import Register, as_it_came, forms
from ui.session import actor, rounds
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from datetime import time


def show(*, changes: bool) -> None:
    """Draw the register, and the forms for those who may change it."""
    st.caption(words.COMMUNITIES_HINT)
    register = rounds().communities.all()
    if changes:
        forms(_register(), register)
    for each in register:
        _line(each, changes=changes)


def _line(each: Community, *, changes: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"community-{each.key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            is_on = st.toggle(
                plain(f"#{each.tag}"),
                each.active,
                key=f"community-{each.key}-{each.active}",
                disabled=not changes,
                width="content",
            )
            st.markdown(plain(each.title), width="content")
            if not each.checked:
                st.badge(words.CHECK_FIRST, color="orange")
        facts = [_chat(each), ", ".join(each.topics), each.note]
        st.caption(plain(" · ".join(filter(None, facts))))
    if is_on != each.active:
        act(lambda: rounds().communities.edit(actor(), each.key, active=is_on), words.CHANGED)


def _chat(each: Community) -> str:
    if each.weekday is None or each.wall is None:
        return ""
    return words.chat(moments.weekday(each.weekday), f"{each.wall:%H:%M}", each.zone)


def _fields(now: Community, key: str) -> dict[str, Any]:
    """Draw the fields; only a new one's tag can be chosen, and only a known one can have been looked at."""
    fields: dict[str, Any] = {}
    if not now.key:
        fields["tag"] = st.text_input(words.TAG, help=words.TAG_HINT, key=f"{key}-tag") or ""
    fields |= _about(now, key)
    if now.key:
        fields["checked"] = st.checkbox(words.CHECKED, now.checked, key=f"{key}-checked")
    return fields


def _about(now: Community, key: str) -> dict[str, Any]:
    title = st.text_input(words.ABOUT, now.title, key=f"{key}-title")
    topics = st.text_input(
        words.CALLED_FOR, ", ".join(now.topics), help=words.CALLED_FOR_HINT, key=f"{key}-topics"
    )
    left, middle, right = st.columns(3)
    weekday = left.selectbox(
        words.CHAT_DAY,
        [None, *range(len(WEEKDAYS))],
        index=0 if now.weekday is None else now.weekday + 1,
        format_func=lambda each: words.NO_CHAT if each is None else moments.weekday(each),
        key=f"{key}-day",
    )
    wall: time | None = middle.time_input(words.CHAT_HOUR, now.wall, key=f"{key}-hour")
    zone = right.text_input(words.CHAT_ZONE, now.zone or house_zone(), key=f"{key}-zone")
    is_chat = weekday is not None
    return {
        "title": (title or "").strip(),
        "topics": listed(topics),
        "weekday": weekday,
        "wall": wall if is_chat else None,
        "zone": (zone or "").strip() if is_chat else "",
    }


def _register() -> Register[Community]:
    return Register(
        name="community",
        change_label=words.CHANGE_COMMUNITY,
        add_label=words.ADD_COMMUNITY,
        changed=words.CHANGED,
        added=words.OBSERVANCE_ADDED,
        last=as_it_came(),
        title=lambda each: f"#{each.tag}",
        key=lambda each: each.key,
        fields=_fields,
        blank=Community(key="", tag=""),
        edit=lambda each, fields: rounds().communities.edit(actor(), each.key, **fields),
        take_away=lambda each: rounds().communities.reset(actor(), each.key),
        add=lambda fields: rounds().communities.add(actor(), **fields),
    )
