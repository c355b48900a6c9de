"""The link in a first comment, which is the next part of the thread: put there and back by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from scheduler.domain.money import dollars
from scheduler.services.planning import MOST_PARTS, NewPart
from ui import first_comment_words as words
from ui.opened import text_key
from ui.parts.page import plain
from ui.session import rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from ui.composer.draft import Draft
    from ui.state import Opened

#: There a reply of one's own under a post is the next part of a thread.
_THREADED: Final = frozenset({"x", "rehearsal"})


def show(opened: Opened, draft: Draft) -> None:
    """Offer to put the link into a part of its own, with what that costs, or to put it back."""
    order = state().part_order(opened.edition, len(draft.parts))
    if _moved(opened) is not None and not draft.link:
        st.caption(words.MOVED)
        _button(opened, words.MOVE_BACK, ":material/undo:", _put_back)
    elif draft.link and draft.channel.network in _THREADED and len(order.ids) < MOST_PARTS:
        label, hint = (
            (words.MOVE_BEHIND, words.MOVE_BEHIND_HINT) if draft.thread else (words.MOVE, words.MOVE_HINT)
        )
        _button(opened, label, ":material/low_priority:", _move, draft.link, hint=hint)
        _say_costs(draft)


def beside(channel: Channel, *, has_link: bool, begin: bool, key: str) -> bool:
    """Draw whether a channel's own link goes into a part of its own; nothing where there can be none."""
    if not has_link or channel.network not in _THREADED:
        return begin and channel.network in _THREADED
    return st.checkbox(words.MOVE, begin, key=key, help=words.MOVE_HINT)


def _button(opened: Opened, label: str, icon: str, on_click: object, *args: str, hint: str = "") -> None:
    st.button(
        label,
        key=f"first-comment-{opened.edition}",
        type="tertiary",
        icon=icon,
        help=hint or None,
        on_click=on_click,  # type: ignore[arg-type] # one of the two below
        args=(opened, *args),
    )


def _say_costs(draft: Draft) -> None:
    moved = draft.model_copy(update={"link": "", "thread": (*draft.thread, NewPart(text=draft.link))})
    now, then = (
        rounds().budgeting.cost_of_texts(each.costly_parts, network=draft.channel.network).total
        for each in (draft, moved)
    )
    if then:
        st.caption(plain(words.costs(dollars(now), dollars(then))))


def _move(opened: Opened, link: str) -> None:
    memory = state()
    order = memory.parts[opened.edition]
    order.link_part = order.given
    order.add()
    memory.write(text_key(opened.edition, order.link_part), link)
    memory.write(f"link-{opened.edition}", "")


def _put_back(opened: Opened) -> None:
    memory, link = state(), _moved(opened)
    order = memory.parts[opened.edition]
    if link is None or order.link_part is None:
        return
    memory.write(f"link-{opened.edition}", link)
    order.remove(order.ids.index(order.link_part))
    order.link_part = None


def _moved(opened: Opened) -> str | None:
    """Return the link that stands in a part of its own and nothing beside it; `None` where none does."""
    memory = state()
    order = memory.parts.get(opened.edition)
    if order is None or order.link_part not in order.ids:
        return None
    text = (memory.typed(text_key(opened.edition, order.link_part)) or "").strip()
    return text if text.startswith(("http://", "https://")) and len(text.split()) == 1 else None
