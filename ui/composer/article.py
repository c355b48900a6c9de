"""What an item offers for a post about it: quotes, the telling sentence, a comment, hashtags.

What is put together replaces the text of the first part, and can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import quoting_words as words
from ui.boundary import attempt
from ui.language import gettext
from ui.parts.page import plain
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.domain.quoting import Quote
    from scheduler.services.drafting import Offer
    from ui.state import Opened

_COMMENT_HEIGHT = 80
#: Who replaced a text, where this module did.
_BY = "article"


def show(opened: Opened, post: Post | None, channel: Channel) -> None:
    """Draw what the item of a post offers; nothing for a post that was made from none."""
    item = post.item if post else opened.seed.item
    if item is None:
        return
    with st.expander(words.FROM_ITEM, icon=":material/format_quote:", expanded=post is None):
        offer = _offer(opened, item, channel)
        if offer is not None:
            _choices(opened, item, channel, offer)


def _offer(opened: Opened, item: int, channel: Channel) -> Offer | None:
    """Return what there is, having read the item's page where a person just asked for it."""
    tried = attempt(lambda: rounds().drafting.offer(item, channel=channel.name))
    if tried.value is None:
        st.caption(tried.words)
        return None
    if tried.value.read_at is None and actor().may_somewhere(Permission.WRITE):
        if not st.button(
            words.READ_PAGE,
            key=f"read-page-{opened.edition}",
            icon=":material/search:",
            help=words.READ_PAGE_HINT,
        ):
            return tried.value
        with st.spinner(words.READING):
            read = attempt(lambda: rounds().quoting.read(actor(), item))
        if read.value is None:
            st.error(read.words, icon=":material/error:")
            return tried.value
        tried = attempt(lambda: rounds().drafting.offer(item, channel=channel.name))
    return tried.value


def _choices(opened: Opened, item: int, channel: Channel, offer: Offer) -> None:
    edition = opened.edition
    st.text_area(
        words.OWN_COMMENT,
        key=f"own-{edition}",
        height=_COMMENT_HEIGHT,
        placeholder=words.OWN_COMMENT_HINT,
    )
    options = range(len(offer.quotes) + 1)
    st.radio(words.SAYS, options, format_func=lambda place: _named(offer, place), key=f"says-{edition}")
    if offer.hashtags:
        st.pills(
            words.HASHTAGS,
            offer.hashtags,
            selection_mode="multi",
            format_func=lambda tag: f"#{tag}",
            key=f"tags-{edition}",
        )
    _say(offer)
    with st.container(horizontal=True):
        st.button(
            words.PUT_TOGETHER,
            key=f"put-{edition}",
            icon=":material/edit_note:",
            on_click=_put,
            args=(edition, item, channel.name, offer.quotes),
        )
        if state().has_replaced_text(edition, by=_BY):
            st.button(
                words.PUT_BACK,
                key=f"put-back-{edition}",
                type="tertiary",
                icon=":material/undo:",
                on_click=state().put_text_back,
                args=(edition,),
            )


def _say(offer: Offer) -> None:
    """Say what the source asks for, and why something is not offered."""
    if offer.remark:
        st.info(plain(told(offer.remark)), icon=":material/info:")
    if offer.too_long:
        st.caption(words.too_long(offer.too_long))
    if offer.keeps_sentence:
        st.caption(words.SENTENCE_KEPT)
    if not offer.licence.may_quote and any(quote.speaker for quote in offer.quotes):
        st.caption(words.QUOTE_IS_YOURS)
    st.caption(plain(words.credit(offer.credit, gettext(offer.licence.title), gettext(offer.licence.words))))


def _named(offer: Offer, place: int) -> str:
    if place == 0:
        return words.THE_TITLE
    quote = offer.quotes[place - 1] if place <= len(offer.quotes) else None
    return plain(words.choice(quote.text, quote.speaker)) if quote else ""


def _put(edition: int, item: int, channel: str, quotes: tuple[Quote, ...]) -> None:
    """Put together what was chosen, as it stands in the fields at the click."""
    memory = state()
    place = memory.typed(f"says-{edition}") or 0
    made = attempt(
        lambda: rounds().drafting.compose(
            item,
            channel=channel,
            comment=memory.typed(f"own-{edition}") or "",
            quote=quotes[place - 1] if 0 < place <= len(quotes) else None,
            hashtags=memory.typed(f"tags-{edition}") or (),
        )
    )
    if made.value is None:
        memory.say(made.words, "bad")
    else:
        memory.replace_text(edition, made.value, by=_BY)
