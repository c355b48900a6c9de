"""The post as people on the network will see it."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from scheduler.domain.post import Video, with_link
from ui import content_phrases, wording
from ui.parts import moving

if TYPE_CHECKING:
    from scheduler.services.planning import NewPart, NewPicture
    from ui.composer.draft import Draft

#: Bigger ones are shown once they are saved.
_LARGEST_INLINE = 3 * 1024 * 1024
#: As the networks do: a longer address ends in an ellipsis.
_LONGEST_ADDRESS = 28
_LINKS = re.compile(r"https?://[^\s<>\"]+|(?<![\w@])[@#]\w+")


def show(draft: Draft) -> None:
    """Draw the preview."""
    st.html(card(draft))


def card(draft: Draft) -> str:
    """Return the preview as HTML, in which nothing a person typed is taken for HTML."""
    cards = "".join(_part(draft, place, part) for place, part in enumerate(draft.parts))
    return f'<div class="rounds-thread">{cards}</div>' if draft.thread else cards


def _part(draft: Draft, place: int, part: NewPart) -> str:
    channel, is_first = draft.channel, place == 0
    text = with_link(part.text.strip(), draft.link or None) if is_first else part.text.strip()
    body = _marked(text) if text else f'<span class="quiet">{html.escape(wording.NOTHING_WRITTEN)}</span>'
    initial = html.escape(channel.title[:1].upper() or "R")
    name = content_phrases.preview_of(place + 1, len(draft.parts))
    number = f" · {place + 1}/{len(draft.parts)}" if draft.thread else ""
    shown = _video(draft) + _others(draft) + _link_card(draft) if is_first else ""
    return (
        f'<article class="rounds-preview" aria-label="{html.escape(name)}">'
        f'<span class="face" aria-hidden="true">{initial}</span>'
        f'<header><strong>{html.escape(channel.title)}</strong> <span class="quiet">{_handle(channel.handle)}'
        f" · {draft.moment.wall.day} {draft.moment.wall:%b}{number}</span></header>"
        f"{_answers(draft) if is_first else ''}<p>{body}</p>{_pictures(part)}{shown}</article>"
    )


def _answers(draft: Draft) -> str:
    return f'<div class="quiet">{html.escape(wording.ANSWERS)}</div>' if draft.reply_to else ""


def _others(draft: Draft) -> str:
    shown = f'<div class="site">{html.escape(wording.SHOWS)}</div>' if draft.quote else ""
    label = f'<div class="quiet">{html.escape(wording.LABELLED_AI)}</div>' if draft.made_with_ai else ""
    return shown + label


def _video(draft: Draft) -> str:
    if isinstance(draft.video, Video):
        return moving.element(draft.video)
    if draft.video is None:
        return ""
    return f'<div class="site">{html.escape(wording.VIDEO)}: {html.escape(draft.video.file_name)}</div>'


def _marked(text: str) -> str:
    parts, last = [], 0
    for found in _LINKS.finditer(text):
        parts.append(html.escape(text[last : found.start()]))
        parts.append(f'<span class="link">{html.escape(_short(found.group()))}</span>')
        last = found.end()
    return "".join([*parts, html.escape(text[last:])]).replace("\n", "<br>")


def _short(address: str) -> str:
    if not address.startswith("http"):
        return address
    bare = address.partition("://")[2].removeprefix("www.")
    return bare if len(bare) <= _LONGEST_ADDRESS else f"{bare[: _LONGEST_ADDRESS - 1]}…"


def _handle(handle: str) -> str:
    return html.escape(f"@{handle.removeprefix('@')}") if handle else ""


def _pictures(part: NewPart) -> str:
    images = [(f"/pictures/{each.sha256}", each.alt) for each in part.kept]
    images += [(_inline(each), each.alt) for each in part.added if len(each.data) <= _LARGEST_INLINE]
    tags = "".join(f'<img src="{source}" alt="{html.escape(alt)}">' for source, alt in images)
    return f'<div class="pictures n{len(images)}">{tags}</div>' if images else ""


def _inline(picture: NewPicture) -> str:
    kind = "png" if picture.data.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}"


def _link_card(draft: Draft) -> str:
    if not draft.link or draft.kept or draft.added or draft.video or draft.quote:
        return ""
    try:
        site = urlsplit(draft.link).hostname or ""
    except ValueError:
        return ""
    return f'<div class="site">{html.escape(site.removeprefix("www."))}</div>' if site else ""
