"""How a post stands to others: what it answers or shows, who may answer it, and what it discloses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from connectors.addresses import EXAMPLES
from scheduler.domain.post import ReplySettings
from scheduler.domain.value import Value
from scheduler.services.content import named_post
from ui import wording
from ui.boundary import attempt
from ui.parts.related import see_it

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from ui.state import Opened


class Manner(Value):
    """What stands in these fields."""

    reply_to: str
    quote: str
    reply_settings: ReplySettings
    made_with_ai: bool


def show(opened: Opened, post: Post | None, channel: Channel) -> Manner:
    """Draw the fields and return what stands in them."""
    begun = post or (opened.typed.content if opened.typed else None)
    reply_to = _post(opened, channel, wording.REPLY_TO, "reply-to", begun.reply_to if begun else None)
    quote = _post(opened, channel, wording.QUOTE, "quote", begun.quote if begun else None)
    choices = list(ReplySettings)
    settings = st.selectbox(
        wording.WHO_MAY_ANSWER,
        choices,
        index=choices.index(begun.reply_settings) if begun else 0,
        format_func=lambda each: wording.WHO_MAY_ANSWER_CHOICES[each.value],
        key=f"who-{opened.edition}",
    )
    is_ai = st.checkbox(
        wording.MADE_WITH_AI,
        begun.made_with_ai if begun else False,
        key=f"ai-{opened.edition}",
        help=wording.MADE_WITH_AI_HINT,
    )
    return Manner(reply_to=reply_to, quote=quote, reply_settings=settings, made_with_ai=is_ai)


def _post(opened: Opened, channel: Channel, label: str, name: str, before: str | None) -> str:
    typed = st.text_input(
        label,
        before or "",
        key=f"{name}-{opened.edition}",
        placeholder=EXAMPLES.get(channel.network, "https://"),
        help=wording.PASTE_ADDRESS,
    )
    tried = attempt(lambda: named_post(channel.network, typed or ""))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
    elif tried.value:
        see_it(channel.network, tried.value)
    return (typed or "").strip()
