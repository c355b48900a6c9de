"""The parts of a post: one, or a thread to which parts are added, moved and taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.post import ThreadPart
from scheduler.services.planning import MOST_PARTS, NewPart
from ui import content_phrases, wording
from ui.composer import pictures
from ui.opened import text_key
from ui.state import state

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from scheduler.domain.post import Post
    from ui.state import Opened, PartOrder

_TEXT_HEIGHT = 170
_PART_HEIGHT = 120


def show(opened: Opened, post: Post | None) -> list[tuple[NewPart, DeltaGenerator]]:
    """Draw the parts and return them in their order, each with a place for what it weighs."""
    begun = _begun(opened, post)
    order = state().part_order(opened.edition, len(begun))
    drawn = [_part(opened, begun, order, place) for place in range(len(order.ids))]
    if len(order.ids) < MOST_PARTS:
        st.button(
            wording.ADD_PART,
            key=f"add-part-{opened.edition}",
            icon=":material/add:",
            on_click=order.add,
            help=wording.ADD_PART_HINT,
        )
    return drawn


def _begun(opened: Opened, post: Post | None) -> list[ThreadPart]:
    """Return what each part began with, the first among them."""
    if post is None and opened.typed is not None:
        return [ThreadPart(text=opened.typed.content.text), *opened.typed.content.thread]
    if post is None:
        return [ThreadPart(text=opened.seed.text)]
    return [ThreadPart(text=post.text, pictures=post.pictures), *post.thread]


def _part(
    opened: Opened, begun: list[ThreadPart], order: PartOrder, place: int
) -> tuple[NewPart, DeltaGenerator]:
    number, count = order.ids[place], len(order.ids)
    before = begun[number] if number < len(begun) else ThreadPart(text="")
    name = f"{opened.edition}-{number}" if number else f"{opened.edition}"
    # a field that a click has written into must not be given a first value, too
    is_written = text_key(opened.edition, number) in state().written
    with st.container(border=count > 1, key=f"part-{name}"):
        if count > 1:
            _head(order, place, name)
        text = st.text_area(
            content_phrases.part_text(place + 1, count),
            "" if is_written else before.text,
            key=text_key(opened.edition, number),
            height=_PART_HEIGHT if place else _TEXT_HEIGHT,
            placeholder=wording.PART_HINT if place else wording.TEXT_HINT,
        )
        weight = st.container()
        kept, added = pictures.show(
            name,
            before.pictures,
            label=content_phrases.part_pictures(place + 1, count),
            alts=opened.typed.alts if opened.typed else {},
        )
    return NewPart(text=text or "", kept=kept, added=added), weight


def _head(order: PartOrder, place: int, name: str) -> None:
    part, count = place + 1, len(order.ids)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{content_phrases.part_of(part, count)}**", width="content")
        if place:
            st.button(
                content_phrases.part_up(part),
                key=f"up-{name}",
                type="tertiary",
                icon=":material/arrow_upward:",
                on_click=order.move,
                args=(place, place - 1),
            )
        if part < count:
            st.button(
                content_phrases.part_down(part),
                key=f"down-{name}",
                type="tertiary",
                icon=":material/arrow_downward:",
                on_click=order.move,
                args=(place, place + 1),
            )
        st.button(
            content_phrases.part_out_of_thread(part),
            key=f"out-{name}",
            type="tertiary",
            icon=":material/close:",
            on_click=order.remove,
            args=(place,),
        )
