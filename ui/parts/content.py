"""All that an approval of a post covers, to read: every part, with pictures, video and manner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.services.attending import Standing, parts_of
from ui import content_phrases, wording
from ui.parts import moving, related
from ui.parts.page import lines, plain
from ui.session import rounds

if TYPE_CHECKING:
    from scheduler.domain.post import Post

_PICTURE_WIDTH = 260
_ICONS = {
    Standing.OUT: ":material/check_circle:",
    Standing.LEAVING: ":material/send:",
    Standing.IN_DOUBT: ":material/help:",
    Standing.NOT_OUT: ":material/radio_button_unchecked:",
}


def show(post: Post, network: str) -> None:
    """Draw the whole content of a post."""
    related.show(post, network)
    for number in range(1, post.parts + 1):
        if post.thread:
            st.markdown(f"**{content_phrases.part_of(number, post.parts)}**")
        _part(post, number)


def show_sent(post: Post, network: str, *, is_in_doubt: bool = False) -> None:
    """Draw the whole content of a post, and of each part whether it is out and where to see it."""
    related.show(post, network)
    for part in parts_of(post, is_in_doubt=is_in_doubt):
        words = content_phrases.part_sent(part.number, post.parts, part.standing.value)
        see = f" [{wording.SEE_PART}]({part.url})" if part.url else ""
        with st.container(gap="xsmall"):
            st.markdown(f"{_ICONS[part.standing]} **{words}**{see}")
            _part(post, part.number)


def _part(post: Post, number: int) -> None:
    part = post if number == 1 else post.thread[number - 2]
    text, pictures = part.text, part.pictures
    st.markdown(lines(text) or f":gray[{wording.NO_TEXT_YET}]")
    if number == 1 and post.link:
        st.markdown(f"[{plain(post.link)}]({post.link})")
    for picture in pictures:
        st.image(
            rounds().planning.picture_bytes(picture.sha256),
            caption=picture.alt,
            width=_PICTURE_WIDTH,
            alt=picture.alt,
        )
    if number == 1 and post.video:
        moving.show(post.video)
        st.caption(plain(post.video.alt))
