"""Badges: a state, a trust, a severity, each with an icon, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from scheduler.domain.curation import Alarm, Fate, SourceHealth, Trust
from scheduler.domain.post import PostState
from scheduler.policies.finding import Severity
from ui import phrases, wording
from ui.curation_words import FALLEN
from ui.desk_phrases import ALARMS
from ui.desk_phrases import ARCHIVED as ARCHIVED_WORDS
from ui.desk_phrases import OVERDUE as OVERDUE_WORDS

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
STATES: dict[PostState, Mark] = {
    _S.PROPOSED: Mark(wording.STATES["proposed"], "violet", ":material/auto_awesome:"),
    _S.DRAFT: Mark(wording.STATES["draft"], "gray", ":material/edit_note:"),
    _S.IN_REVIEW: Mark(wording.STATES["in_review"], "orange", ":material/rate_review:"),
    _S.SCHEDULED: Mark(wording.STATES["scheduled"], "blue", ":material/schedule:"),
    _S.CLAIMED: Mark(wording.STATES["claimed"], "blue", ":material/schedule_send:"),
    _S.SENDING: Mark(wording.STATES["sending"], "blue", ":material/send:"),
    _S.PUBLISHED: Mark(wording.STATES["published"], "green", ":material/check_circle:"),
    _S.HELD: Mark(wording.STATES["held"], "yellow", ":material/front_hand:"),
    _S.UNKNOWN: Mark(wording.STATES["unknown"], "red", ":material/help:"),
    _S.REFUSED: Mark(wording.STATES["refused"], "red", ":material/block:"),
    _S.MISSED: Mark(wording.STATES["missed"], "orange", ":material/timer_off:"),
    _S.CANCELLED: Mark(wording.STATES["cancelled"], "gray", ":material/cancel:"),
}

SEVERITIES: dict[Severity, Mark] = {
    Severity.BLOCK: Mark(wording.SEVERITIES["block"], "red", ":material/block:"),
    Severity.HOLD: Mark(wording.SEVERITIES["hold"], "orange", ":material/front_hand:"),
    Severity.ADVICE: Mark(wording.SEVERITIES["advice"], "blue", ":material/lightbulb:"),
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


ARCHIVED = Mark(ARCHIVED_WORDS, "gray", ":material/archive:")
OVERDUE = Mark(OVERDUE_WORDS, "orange", ":material/event_busy:")


def trust(tier: Trust) -> Mark:
    """Return how a tier of trust is shown."""
    return Mark(phrases.trust(tier.value), _TRUST_HUES[tier], ":material/verified_user:")


def fate(of: Fate) -> Mark:
    """Return how it is shown that an item no longer stands as it did."""
    return Mark(FALLEN[of.value], "red" if of is Fate.RETRACTED else "orange", ":material/report:")


def poll(status: str) -> Mark:
    """Return how a source's last poll is shown."""
    hue, icon = _HEALTH.get(status, ("orange", ":material/error:"))
    return Mark(wording.HEALTH.get(status, status), hue, icon)


def source(health: SourceHealth) -> Mark:
    """Return how a source is: its alarm where there is one, else its last poll."""
    if health.alarm is not Alarm.NONE:
        return Mark(ALARMS[health.alarm.value], "orange", ":material/notification_important:")
    return poll(health.status)
