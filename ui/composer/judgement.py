"""What a post costs, and what the guard says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.post import Video
from scheduler.policies.finding import Review, Severity
from scheduler.policies.post_rules import MEDIA_KIND
from scheduler.services.planning import NewVideo
from ui import content_phrases, phrases, wording
from ui.boundary import attempt
from ui.composer import rewriting
from ui.parts import marks
from ui.parts.page import plain
from ui.session import rounds
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.post import Picture
    from scheduler.policies.finding import Finding
    from scheduler.services.planning import NewPart
    from ui.composer.draft import Draft

#: The gravest first.
ORDER = {Severity.BLOCK: 0, Severity.HOLD: 1, Severity.ADVICE: 2}


def show(draft: Draft, fields: rewriting.Fields | None = None) -> None:
    """Draw cost and findings of a message, part by part.

    Where it stands in `fields`, what a finding offers can be put into them.
    """
    _cost(draft)
    if draft.is_empty:
        return
    for place, part in enumerate(draft.parts):
        _judged(draft, place, part, fields)
    if fields is not None:
        rewriting.undo(fields)


def reviewed(draft: Draft, place: int) -> Review:
    """Return what the guard says of a part, on the channel of the draft.

    With it stands why the channel's network does not take a video that is new, and not yet kept.
    """
    part = draft.parts[place]
    shown: list[Picture | Video] = list(part.kept)
    if place == 0 and isinstance(draft.video, Video):
        shown.append(draft.video)
    said = rounds().checking.review(
        part.text,
        channel=draft.channel.name,
        link=None if place else draft.link or None,
        item=draft.item,
        pictures=shown,
        is_reply=bool(draft.reply_to),
    )
    return Review(findings=(*said.findings, *_refused(draft, place)))


def _refused(draft: Draft, place: int) -> tuple[Finding, ...]:
    video, channel = draft.video, draft.channel.name
    if place or not isinstance(video, NewVideo):
        return ()
    tried = attempt(lambda: rounds().planning.examine_video(video.file, channel, file_name=video.file_name))
    return () if tried.worked else (replace(MEDIA_KIND.finding(), advice=tried.words),)


def _judged(draft: Draft, place: int, part: NewPart, fields: rewriting.Fields | None) -> None:
    review = reviewed(draft, place)
    bare = sum(not each.alt.strip() for each in part.added)
    bare_video = place == 0 and isinstance(draft.video, NewVideo) and not draft.video.alt.strip()
    if draft.thread and (review.findings or bare):
        st.caption(content_phrases.part_of(place + 1, len(draft.parts)))

    def beside(finding: Finding) -> None:
        if fields is not None:
            rewriting.offer(fields, place, part.text, finding)

    findings(part.text, review.findings, beside)
    for words in (phrases.describe(bare) if bare else "", wording.DESCRIBE_VIDEO if bare_video else ""):
        if words:
            st.markdown(f"{marks.severity(Severity.BLOCK).inline} {words}")


def findings(text: str, found: Sequence[Finding], beside: Callable[[Finding], None] = lambda _: None) -> None:
    """Draw what the guard says, the gravest first, each with what is drawn `beside` it."""
    for finding in sorted(found, key=lambda each: (ORDER[each.severity], each.start)):
        quoted = text[finding.start : finding.end]
        words = plain(told(finding.advice))
        if quoted.strip():
            words = f"**{plain(quoted)}** · {words}"
        st.markdown(f"{marks.severity(finding.severity).inline} {words}", help=finding.source or finding.rule)
        beside(finding)


def _cost(draft: Draft) -> None:
    app = rounds()
    cost = app.budgeting.cost_of_texts(draft.costly_parts, network=draft.channel.network)
    if cost.total:
        month = app.budgeting.month(draft.channel.name, draft.moment.due.date())
        st.caption(plain(told(f"{cost.words} {month.words}")))
