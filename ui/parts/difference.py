"""What differs between two wordings of a post, by words: marked by a sign, a line and a word for the ear."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.difference import Fate, difference
from scheduler.services.content import content_of
from ui import composing_words as words
from ui import content_phrases, wording
from ui.moments import moment
from ui.parts.page import plain
from ui.session import actor, rounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.domain.difference import Piece
    from scheduler.domain.post import Picture, Post, ThreadPart
    from scheduler.services.content import Content

_MARKS = {
    Fate.GONE: ("del", "\u2212"),
    Fate.COME: ("ins", "+"),
}


def show(before: Content, after: Content, *, also: Sequence[tuple[str, str, str]] = ()) -> bool:
    """Draw what differs; return false, drawing nothing, where nothing does.

    `also` are further lines: what each is called, what it was, and what it is.
    """
    drawn = element(before, after, also=also)
    if drawn:
        st.html(drawn)
    return bool(drawn)


def since_decision(post: Post, known: Mapping[str, str]) -> None:
    """Draw what changed since somebody last decided on a post; nothing where nothing did."""
    since = rounds().comparing.since_decision(actor(), post)
    if since is None:
        return
    who = known.get(since.by, wording.SOMEBODY_GONE)
    st.markdown(
        f"**:material/difference: {plain(words.since(since.decision, who, moment(since.at, post.zone)))}**"
    )
    if since.before is None:
        st.caption(words.NOT_KEPT)
    else:
        show(since.before, content_of(post))


def element(before: Content, after: Content, *, also: Sequence[tuple[str, str, str]] = ()) -> str:
    """Return the same as HTML, in which no sign of a text is taken for HTML; empty where nothing differs."""
    old, new = dict(_lines(before)), dict(_lines(after))
    named = list(dict.fromkeys([*old, *new]))
    lines = [(name, old.get(name, ""), new.get(name, "")) for name in named] + list(also)
    drawn = [_line(name, was, now) for name, was, now in lines if was != now]
    if not drawn:
        return ""
    legend = f'<p class="legend" aria-hidden="true">{html.escape(words.LEGEND)}</p>'
    return f'<div class="rounds-difference">{"".join(drawn)}{legend}</div>'


def _lines(content: Content) -> Iterable[tuple[str, str]]:
    """Yield what a post says and shows, each by its name."""
    parts: list[Content | ThreadPart] = [content, *content.thread]
    for number, part in enumerate(parts, start=1):
        name = content_phrases.part_text(number, len(parts) if number > 1 else 1)
        yield name, part.text
        yield words.pictures_of(name), _told(part.pictures)
    yield wording.LINK, content.link or ""
    yield wording.VIDEO, f"{content.video.file_name}: {content.video.alt}" if content.video else ""
    yield wording.REPLY_TO, content.reply_to or ""
    yield wording.QUOTE, content.quote or ""
    yield wording.WHO_MAY_ANSWER, wording.WHO_MAY_ANSWER_CHOICES[content.reply_settings.value]
    yield wording.MADE_WITH_AI, words.YES_AI if content.made_with_ai else words.NO_AI


def _told(pictures: Sequence[Picture]) -> str:
    return "\n".join(f"{each.file_name}: {each.alt}" for each in pictures)


def _line(name: str, was: str, now: str) -> str:
    told = "".join(map(_piece, difference(was, now)))
    return f'<p><span class="name">{html.escape(name)}</span> <span class="text">{told}</span></p>'


def _piece(piece: Piece) -> str:
    if piece.fate is Fate.SAME:
        return _text(piece.text)
    bare = piece.text.strip(" ")
    before, _, after = piece.text.partition(bare) if bare else ("", "", "")
    tag, sign = _MARKS[piece.fate]
    gone = piece.fate is Fate.GONE
    begin = words.REMOVED if gone else words.ADDED
    end = words.END_OF_REMOVED if gone else words.END_OF_ADDED
    shown = f'<span class="sign" aria-hidden="true">{sign}</span><span class="heard">{begin}</span>'
    return f'{before}<{tag}>{shown}{_text(bare or piece.text)}<span class="heard">{end}</span></{tag}>{after}'


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
