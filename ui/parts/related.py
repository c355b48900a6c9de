"""The posts of others that a post answers or shows."""

from __future__ import annotations

import streamlit as st

from connectors.addresses import address_of
from scheduler.domain.post import Post, ReplySettings
from ui import content_phrases, phrases, wording
from ui.session import rounds


def see_it(network: str, remote_id: str) -> None:
    """Draw the way to a post of the network."""
    st.markdown(f":small[[{wording.SEE_THAT_POST}]({_address(network, remote_id)})]")


def show(post: Post, network: str) -> None:
    """Draw how a post stands to others, in one line; nothing where it stands alone."""
    told = [
        f"[{words}]({_address(network, number)})"
        for words, number in ((wording.ANSWERS, post.reply_to), (wording.SHOWS, post.quote))
        if number
    ]
    if post.reply_settings is not ReplySettings.EVERYONE:
        told.append(content_phrases.may_answer(wording.WHO_MAY_ANSWER_CHOICES[post.reply_settings.value]))
    if post.made_with_ai:
        told.append(wording.LABELLED_AI)
    if told:
        st.markdown(f":small[{phrases.facts(*told)}]")


def _address(network: str, remote_id: str) -> str:
    return address_of(network, remote_id, base_url=rounds().settings.x_base_url)
