"""All that an approval of a post covers, to read: every part, with pictures, video and manner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import content_phrases, wording
from ui.parts import moving, related
from ui.parts.page import lines, plain
from ui.session import rounds

if TYPE_CHECKING:
    from scheduler.domain.post import Picture, Post

_PICTURE_WIDTH = 260


def show(post: Post, network: str) -> None:
    """Draw the whole content of a post."""
    related.show(post, network)
    _part(post, 1, post.text, post.pictures)
    for number, part in enumerate(post.thread, start=2):
        _part(post, number, part.text, part.pictures)


def _part(post: Post, number: int, text: str, pictures: tuple[Picture, ...]) -> None:
    if post.thread:
        st.markdown(f"**{content_phrases.part_of(number, post.parts)}**")
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
