"""The composer's link, and the choice to send it or not, with what each costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.money import dollars
from ui import phrases, wording
from ui.boundary import attempt
from ui.parts.page import plain
from ui.session import rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from ui.state import Opened


def show(opened: Opened, post: Post | None, channel: Channel, text: str, *, label: str = "") -> str:
    """Draw the field and the choice; return the link that will be sent, empty for none.

    A post made from an item knows that item's link, also where it was left out so far.
    """
    chosen = (post.link or "") if post else opened.seed.link
    offered = chosen or _of_item(post.item if post else opened.seed.item)
    key = f"link-{opened.edition}"
    begin = "" if key in state().written else offered  # a click may have written into it
    link = st.text_input(label or wording.LINK, begin, key=key, type="url", placeholder="https://")
    typed = (link or "").strip()
    if not typed:
        return ""
    was_left_out = bool(offered) and not chosen and typed == offered
    sends = st.toggle(_label(text, typed, channel), not was_left_out, key=f"send-link-{opened.edition}")
    return typed if sends else ""


def _label(text: str, link: str, channel: Channel) -> str:
    price = rounds().budgeting.cost_of_text
    with_it = price(text, link, alt_texts=0, network=channel.network).total
    without = price(text, None, alt_texts=0, network=channel.network).total
    if not with_it:
        return wording.SEND_LINK
    return plain(phrases.send_link(dollars(with_it), dollars(without)))


def _of_item(item: int | None) -> str:
    if item is None:
        return ""
    found = attempt(lambda: rounds().curating.item(item)).value
    return found.link if found is not None else ""
