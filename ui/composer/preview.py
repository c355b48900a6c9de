"""The post as people on the network will see it: our own drawing, after what is known of each network.

How a network counts, folds, shortens and crops is `connectors.appearance`. Nothing is asked of any network or
page: of a link's card only what stands here already is drawn.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

import streamlit as st

from connectors.appearance import Grid, appearance_of, folded, last_address, pieces, site_of
from scheduler.domain.post import Video, with_link
from ui import content_phrases, register_words, wording
from ui import variant_words as words
from ui.parts import moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectors.appearance import Appearance, Piece
    from scheduler.services.planning import NewPart, NewPicture
    from ui.composer.draft import Draft

#: Bigger ones are shown once they are saved.
_LARGEST_INLINE = 3 * 1024 * 1024


def show(draft: Draft, on: Appearance | None = None, *, page: str = "") -> None:
    """Draw the preview; `page` is the title of the page its link leads to, where that is known."""
    st.html(card(draft, on, page=page))


def card(draft: Draft, on: Appearance | None = None, *, page: str = "") -> str:
    """Return the preview as HTML, in which nothing a person typed is taken for HTML.

    As on the network of its channel, or `on` another one.
    """
    look = on or appearance_of(draft.channel.network)
    cards = "".join(_part(draft, look, place, page) for place in range(len(draft.parts)))
    return f'<div class="rounds-thread">{cards}</div>' if draft.thread else cards


def text_of(draft: Draft, place: int) -> str:
    """Return the whole text of a part as it leaves, its link included."""
    text = draft.parts[place].text.strip()
    return text if place else with_link(text, draft.link or None)


def _part(draft: Draft, look: Appearance, place: int, page: str) -> str:
    channel, part, count = draft.channel, draft.parts[place], len(draft.parts)
    text, is_first = text_of(draft, place), place == 0
    quiet = f'<span class="quiet">{html.escape(wording.NOTHING_WRITTEN)}</span>'
    name = content_phrases.preview_of(place + 1, count)
    if look is not appearance_of(channel.network):
        name = words.preview_on(name, look.title)
    shown = _video(draft) + _others(draft) if is_first else ""
    has_media = part.kept or part.added or (is_first and (draft.video or draft.quote))
    below = "" if has_media else _link_card(last_address(text, look), look, draft.link, page)
    return (
        f'<article class="rounds-preview on-{look.network}" aria-label="{html.escape(name)}">'
        f'<span class="face" aria-hidden="true">{html.escape(channel.title[:1].upper() or "R")}</span>'
        f"<header><strong>{html.escape(channel.title)}</strong> "
        f'<span class="quiet">{_handle(channel.handle)}'
        f" · {register_words.short_day(draft.moment.wall)}</span>{_number(look, place, count)}</header>"
        f"{_answers(draft) if is_first else ''}"
        f'<div class="said">{_said(text, look) if text else quiet}</div>{_pictures(part, look)}{shown}{below}'
        f'<footer class="quiet" aria-hidden="true">{_deeds(look)}</footer></article>'
    )


def _number(look: Appearance, place: int, count: int) -> str:
    """Return which part of a thread it is: said by us, for no network says it."""
    if count == 1:
        return ""
    comment = f", {words.AS_A_COMMENT}" if place and not look.has_threads else ""
    return (
        f'<span class="ours quiet">{html.escape(content_phrases.part_of(place + 1, count) + comment)}</span>'
    )


def _said(text: str, look: Appearance) -> str:
    """Return the text as it is seen at once, and the rest behind the words that unfold it."""
    seen, rest = folded(pieces(text, look), look)
    if not rest:
        return _marked(seen)
    more = f"<summary>{html.escape(look.more)}</summary>"
    return f"{_marked(seen)}<details>{more}{_marked(rest)}</details>"


def _marked(shown: Sequence[Piece]) -> str:
    told = [
        f'<span class="link">{html.escape(each.text)}</span>' if each.is_link else html.escape(each.text)
        for each in shown
    ]
    return "".join(told).replace("\n", "<br>")


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


def _handle(handle: str) -> str:
    return html.escape(f"@{handle.removeprefix('@')}") if handle else ""


def _deeds(look: Appearance) -> str:
    return "".join(f"<span>{html.escape(each)}</span>" for each in look.deeds)


def _pictures(part: NewPart, look: Appearance) -> str:
    """Return the pictures as the network lays them out and crops them."""
    shown = [_image(f"/pictures/{each.sha256}", each.alt) for each in part.kept]
    shown += [_new(each) for each in part.added]
    if not shown:
        return ""
    if len(shown) == 1:
        narrow, wide = look.single
        tallest = f"{100 / narrow:.2f}cqw" if narrow else "none"
        bounds = f"--least: {100 / wide:.2f}cqw; --most: {tallest}"
        return f'<div class="pictures one" style="{bounds}">{shown[0]}</div>'
    layout = look.layouts.get(len(shown), look.layouts[4])
    rows = max(2, len(shown) - 1) if layout.grid is Grid.LEAD else 1
    box = f"aspect-ratio: {layout.ratio:.4f}; --rows: {rows}"
    return f'<div class="pictures {layout.grid.value}" style="{box}">{"".join(shown)}</div>'


def _image(source: str, alt: str) -> str:
    return f'<img src="{source}" alt="{html.escape(alt)}">'


def _new(picture: NewPicture) -> str:
    if len(picture.data) > _LARGEST_INLINE:
        return f'<span class="later">{html.escape(words.SHOWN_ONCE_SAVED)}</span>'
    kind = "png" if picture.data.startswith(b"\x89PNG") else "jpeg"
    return _image(f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}", picture.alt)


def _link_card(address: str, look: Appearance, link: str, page: str) -> str:
    """Return the card of the last link in the text: its site, and its page's title where that is known."""
    site = site_of(address)
    if not site:
        return ""
    title = f"<strong>{html.escape(page)}</strong>" if page and address == link else ""
    box = f'class="page" style="aspect-ratio: {look.card}" aria-hidden="true"'
    empty = f"<span {box}>{html.escape(words.PAGE_PICTURE)}</span>"
    return f'<div class="site card">{empty}<span class="where">{html.escape(site)}</span>{title}</div>'
