"""The pauses and drills that stand: what, why, until when, how quickly they took hold; prolong and lift."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.lane import Lane
from scheduler.domain.people import Permission
from ui import pause_words as words
from ui import phrases, wording
from ui.moments import distance, moment
from ui.parts.house import house_zone
from ui.parts.page import act, plain, two_step
from ui.parts.people import names
from ui.session import actor, may, rounds
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.plan import Pause

_HOUR = timedelta(hours=1)


def show(*, is_proved: bool) -> None:
    """Draw a card for each; with its steps for who proved who they are."""
    known, counts = names(), rounds().releasing.counts()
    for pause in rounds().pausing.standing():
        with st.container(border=True, key=f"pause-{pause.id}"):
            _tell(pause, known, counts.get(pause.id, 0))
            if is_proved:
                _steps(pause)


def until(pause: Pause) -> str:
    """Return when a pause ends by itself, with how far away that is; empty where it does not."""
    if pause.ends_at is None:
        return ""
    zone, now = house_zone(), rounds().clock.now()
    return f"{moment(pause.ends_at, zone)} ({distance(pause.ends_at, now, zone)})"


def _tell(pause: Pause, known: dict[str, str], held: int) -> None:
    mark = ":blue[:material/exercise:]" if pause.is_drill else ":red[:material/pause_circle:]"
    end = until(pause)
    st.markdown(f"{mark} **{plain(words.title(pause))}**" + (f" {plain(f'until {end}')}" if end else ""))
    st.markdown(plain(told(pause.reason)))
    now, zone = rounds().clock.now(), house_zone()
    met = words.would_hold(len(rounds().overseeing.would_hold(pause.id))) if pause.is_drill else ""
    facts = [
        phrases.made(known.get(pause.by, pause.by), distance(pause.created_at, now, zone)),
        words.speaking(pause),
        met or words.held(held),
        words.took_hold(rounds().overseeing.progress(pause.id)),
    ]
    st.caption("  \n".join(plain(each) for each in facts if each))


def _steps(pause: Pause) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if pause.ends_at is not None:
            later = max(pause.ends_at, rounds().clock.now()) + _HOUR
            if st.button(words.LONGER, key=f"longer-{pause.id}", icon=":material/more_time:"):
                _set_end(pause, later, words.LONGER_DONE)
            if st.button(words.NO_END, key=f"endless-{pause.id}", type="tertiary"):
                _set_end(pause, None, words.NO_END_DONE)
    if Lane.FAST in pause.lanes:
        _emergency(pause)
    if pause.is_drill:
        if st.button(words.END_DRILL, key=f"end-drill-{pause.id}", icon=":material/stop_circle:"):
            act(lambda: rounds().pausing.lift(actor(), pause.id), words.DRILL_ENDED)
    elif two_step(f"lift-{pause.id}", wording.LIFT, wording.SURE_TO_LIFT, icon=":material/play_arrow:"):
        act(lambda: rounds().pausing.lift(actor(), pause.id), wording.PAUSE_LIFTED)


def _emergency(pause: Pause) -> None:
    """Lead to the emergency words, and offer to open their lane where it is not."""
    lane = rounds().emergency.lane
    opens = may(Permission.OPEN_FAST_LANE) and not pause.is_drill and lane.standing() is None
    with st.container(horizontal=True, vertical_alignment="center"):
        if opens and st.button(words.OPEN_LANE, key=f"lane-{pause.id}", icon=":material/campaign:"):
            act(lambda: lane.open(actor(), reason=pause.reason, pause=pause.id), words.LANE_OPENED)
        st.markdown(f"[{words.EMERGENCY_WORDS}](emergency)", width="content")


def _set_end(pause: Pause, at: datetime | None, done: str) -> None:
    act(lambda: rounds().pausing.set_end(actor(), pause.id, at), done)
