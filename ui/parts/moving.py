"""A video or an animation of a post, to look at."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from ui import content_phrases

if TYPE_CHECKING:
    from scheduler.domain.post import Video


def show(video: Video) -> None:
    """Draw it, with its facts."""
    st.html(element(video))
    st.caption(content_phrases.video_facts(video.mime, video.seconds, video.size))


def element(video: Video) -> str:
    """Return it as HTML."""
    alt = html.escape(video.alt, quote=True)
    if video.mime == "image/gif":
        return f'<img class="rounds-video" src="/pictures/{video.sha256}" alt="{alt}">'
    return (
        f'<video class="rounds-video" src="/videos/{video.sha256}" controls preload="metadata" '
        f'playsinline aria-label="{alt}"></video>'
    )
