"""The composer's video or animation: the one a post has, or a new one, and what it shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.services.planning import NewVideo
from ui import content_phrases, wording
from ui.boundary import attempt
from ui.parts import moving
from ui.session import rounds

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post, Video
    from ui.state import Opened

#: What the browser may send: no network takes more, and what it takes is checked by its own limit.
_MOST_MEGABYTES = 488


def show(opened: Opened, post: Post | None, channel: Channel) -> Video | NewVideo | None:
    """Draw the video and return the one that stays or comes."""
    kept = _kept(opened, post.video) if post and post.video else None
    file = st.file_uploader(
        wording.ANOTHER_VIDEO if kept else wording.VIDEO,
        type=["mp4", "gif"],
        key=f"video-{opened.edition}",
        help=wording.VIDEO_HINT,
        max_upload_size=_MOST_MEGABYTES,
    )
    if file is None:
        return kept
    tried = attempt(lambda: rounds().planning.examine_video(file, channel.name, file_name=file.name))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
    else:
        st.caption(
            content_phrases.video_facts(tried.value.mime, tried.value.seconds, tried.value.source_size)
        )
    alt = st.text_area(
        content_phrases.video_alt(file.name),
        opened.typed.alts.get(file.name, "") if opened.typed else "",
        key=f"video-alt-new-{opened.edition}",
        height=80,
        placeholder=wording.VIDEO_ALT_HINT,
    )
    return NewVideo(file=file, alt=alt or "", file_name=file.name)


def _kept(opened: Opened, video: Video) -> Video | None:
    moving.show(video)
    alt = st.text_area(
        content_phrases.video_alt(video.file_name),
        video.alt,
        key=f"video-alt-{opened.edition}",
        height=80,
        placeholder=wording.VIDEO_ALT_HINT,
    )
    if st.checkbox(wording.REMOVE_VIDEO, key=f"drop-video-{opened.edition}"):
        return None
    return video.model_copy(update={"alt": alt or ""})
