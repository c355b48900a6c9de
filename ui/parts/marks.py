"""Badges: a state, a trust, a severity, each with an icon, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from scheduler.domain.curation import Alarm, Fate, SourceHealth, Trust
from scheduler.domain.post import PostState
from scheduler.policies.finding import Severity
from ui import curation_words, desk_phrases, phrases, wording

Hue = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]


@dataclass(frozen=True)
class Mark:
    """How one thing is shown: words, colour, icon."""

    words: str
    hue: Hue
    icon: str

    def show(self) -> None:
        """Draw it as a badge."""
        st.badge(self.words, color=self.hue, icon=self.icon)

    @property
    def inline(self) -> str:
        """The badge in Markdown."""
        return f":{self.hue}-badge[{self.icon} {self.words}]"


_S = PostState
_STATES: dict[PostState, tuple[Hue, str]] = {
    _S.PROPOSED: ("violet", ":material/auto_awesome:"),
    _S.DRAFT: ("gray", ":material/edit_note:"),
    _S.IN_REVIEW: ("orange", ":material/rate_review:"),
    _S.SCHEDULED: ("blue", ":material/schedule:"),
    _S.CLAIMED: ("blue", ":material/schedule_send:"),
    _S.SENDING: ("blue", ":material/send:"),
    _S.PUBLISHED: ("green", ":material/check_circle:"),
    _S.HELD: ("yellow", ":material/front_hand:"),
    _S.UNKNOWN: ("red", ":material/help:"),
    _S.REFUSED: ("red", ":material/block:"),
    _S.MISSED: ("orange", ":material/timer_off:"),
    _S.CANCELLED: ("gray", ":material/cancel:"),
}

_SEVERITIES: dict[Severity, tuple[Hue, str]] = {
    Severity.BLOCK: ("red", ":material/block:"),
    Severity.HOLD: ("orange", ":material/front_hand:"),
    Severity.ADVICE: ("blue", ":material/lightbulb:"),
}

_TRUST_HUES: dict[Trust, Hue] = {Trust.A: "green", Trust.B: "blue", Trust.C: "yellow", Trust.D: "gray"}
_HEALTH: dict[str, tuple[Hue, str]] = {
    "ok": ("green", ":material/check_circle:"),
    "unchanged": ("green", ":material/check_circle:"),
    "blocked": ("orange", ":material/block:"),
    "broken": ("red", ":material/error:"),
    "gone": ("red", ":material/link_off:"),
    "": ("gray", ":material/hourglass_empty:"),
}


def state(of: PostState) -> Mark:
    """Return how a post's state is shown."""
    return Mark(wording.STATES[of.value], *_STATES[of])


def severity(of: Severity) -> Mark:
    """Return how it is shown how much a finding weighs."""
    return Mark(wording.SEVERITIES[of.value], *_SEVERITIES[of])


def archived() -> Mark:
    """Return how it is shown that a source is used no more."""
    return Mark(desk_phrases.ARCHIVED, "gray", ":material/archive:")


def overdue() -> Mark:
    """Return how it is shown that a source is to be looked at."""
    return Mark(desk_phrases.OVERDUE, "orange", ":material/event_busy:")


def trust(tier: Trust) -> Mark:
    """Return how a tier of trust is shown."""
    return Mark(phrases.trust(tier.value), _TRUST_HUES[tier], ":material/verified_user:")


def fate(of: Fate) -> Mark:
    """Return how it is shown that an item no longer stands as it did."""
    return Mark(
        curation_words.FALLEN[of.value], "red" if of is Fate.RETRACTED else "orange", ":material/report:"
    )


def poll(status: str) -> Mark:
    """Return how a source's last poll is shown."""
    hue, icon = _HEALTH.get(status, ("orange", ":material/error:"))
    return Mark(wording.HEALTH.get(status, status), hue, icon)


def source(health: SourceHealth) -> Mark:
    """Return how a source is: its alarm where there is one, else its last poll."""
    if health.alarm is not Alarm.NONE:
        return Mark(desk_phrases.ALARMS[health.alarm.value], "orange", ":material/notification_important:")
    return poll(health.status)
