"""What others will see, what it weighs and costs, and what the guard says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.money import dollars
from scheduler.policies.finding import Severity
from ui import phrases
from ui.composer import preview
from ui.parts import marks
from ui.parts.page import plain
from ui.session import rounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.policies.finding import Finding
    from ui.composer.draft import Draft

_ORDER = {Severity.BLOCK: 0, Severity.HOLD: 1, Severity.ADVICE: 2}


def show(draft: Draft) -> None:
    """Draw preview, weight and findings of what stands in the fields."""
    preview.show(draft)
    _weight(draft)
    if not (draft.text.strip() or draft.link or draft.kept or draft.added):
        return
    review = rounds().checking.review(
        draft.text, channel=draft.channel.name, link=draft.link or None, item=draft.item, pictures=draft.kept
    )
    findings(draft.text, review.findings)
    if draft.missing_alt:
        st.markdown(f"{marks.SEVERITIES[Severity.BLOCK].inline} {phrases.describe(draft.missing_alt)}")


def findings(text: str, found: Sequence[Finding]) -> None:
    """Draw what the guard says, the gravest first."""
    for finding in sorted(found, key=lambda each: (_ORDER[each.severity], each.start)):
        quoted = text[finding.start : finding.end]
        words = plain(finding.advice)
        if quoted.strip():
            words = f"**{plain(quoted)}** · {words}"
        st.markdown(
            f"{marks.SEVERITIES[finding.severity].inline} {words}", help=finding.source or finding.rule
        )


def _weight(draft: Draft) -> None:
    app, network = rounds(), draft.channel.network
    weight = app.checking.weigh(draft.text, draft.link or None, network=network)
    cost = app.budgeting.cost_of_text(
        draft.text, draft.link or None, alt_texts=draft.described, network=network
    )
    words = phrases.weight(weight.length, weight.limit, dollars(cost.total) if cost.total else "")
    share = min(1.0, weight.length / weight.limit) if weight.limit else 0.0
    st.progress(share, text=f":red[{words}]" if weight.length > weight.limit else words)
    if cost.total:
        month = app.budgeting.month(draft.channel.name, draft.moment.due.date())
        st.caption(plain(f"{cost.words} {month.words}"))
