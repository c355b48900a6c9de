"""Send emergency words: what happened, the blanks, how it leaves on each channel, and two clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.emergency import TemplateState
from scheduler.domain.people import Permission
from ui import emergency_words as words
from ui import wording
from ui.boundary import attempt
from ui.composer.judgement import findings
from ui.moments import moment
from ui.parts import blanks
from ui.parts.confirming import confirmed
from ui.parts.house import house_zone
from ui.parts.page import act, empty, lines, plain, two_step
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.emergency import EmergencyTemplate
    from scheduler.domain.fast_lane import FastLane
    from scheduler.domain.plan import Channel
    from scheduler.services.emergency import Preview


def show() -> None:
    """Draw the lane, who is on call, and the form."""
    lane = rounds().emergency.lane.standing()
    if lane is None:
        _closed()
    else:
        _open(lane)
    may_send = _on_call() and lane is not None
    now = rounds().clock.now()
    ready = [each for each in rounds().emergency.words.all() if each.state(now) is TemplateState.READY]
    if not ready:
        empty(":material/campaign:", words.NONE_READY, step=words.NONE_READY_STEP)
        return
    _form(ready, may_send=may_send)


def _open(lane: FastLane) -> None:
    until = moment(lane.ends_at, house_zone())
    st.warning(plain(words.lane_open(until, lane.reason)), icon=":material/bolt:")
    if may(Permission.OPEN_FAST_LANE) and two_step(
        "close-lane", words.CLOSE_LANE, words.SURE_TO_CLOSE, icon=":material/block:"
    ):
        act(lambda: rounds().emergency.lane.close(actor()), words.LANE_SHUT)


def _closed() -> None:
    with st.container(border=True, key="lane-closed"):
        st.markdown(f":material/lock: {words.LANE_CLOSED}")
        if not may(Permission.OPEN_FAST_LANE):
            st.caption(words.LANE_CLOSED_FOR_YOU)
            return
        edition = state().form("lane")
        reason = st.text_input(words.WHY_OPEN, key=f"why-{edition}", placeholder=words.WHY_OPEN_HINT) or ""
        hours = st.slider(words.HOURS, 1, 12, 12, key=f"hours-{edition}")
        if not confirmed(words.OPEN_LANE):
            return
        if st.button(words.OPEN_LANE, key="open-lane", type="primary", icon=":material/bolt:"):
            act(lambda: rounds().emergency.lane.open(actor(), reason=reason, hours=hours), words.LANE_OPENED)


def _on_call() -> bool:
    """Say who is on call now; return whether it is the person in front of the page."""
    now = [each for each in rounds().emergency.lane.turns() if each.is_now]
    if not now:
        st.caption(f":orange[:material/person_off:] {words.NOBODY_ON_CALL}")
        return False
    st.caption(f":material/support_agent: {plain(words.on_call([each.name for each in now]))}")
    is_me = any(each.turn.person == actor().person_id for each in now)
    if not is_me:
        st.caption(words.NOT_YOU)
    return is_me


def _form(ready: list[EmergencyTemplate], *, may_send: bool) -> None:
    edition = state().form("emergency-use")
    by_name = {each.name: each for each in ready}
    name = st.selectbox(
        words.CHOOSE,
        list(by_name),
        format_func=lambda each: by_name[each].title,
        key=f"words-{edition}",
    )
    if name is None:
        return
    template = by_name[name]
    channels = {
        each.name: each for each in rounds().set_up.channels() if each.active and template.is_for(each.name)
    }
    fields, shown = st.columns(2, gap="medium")
    with fields:
        key = f"{edition}-{template.label}"
        values = {blank.name: blanks.field(blank, key, hints=words.BLANK_HINTS) for blank in template.blanks}
        chosen = st.multiselect(
            words.CHANNELS,
            list(channels),
            default=list(channels),
            format_func=lambda each: channels[each].title,
            key=f"where-{key}",
            placeholder=wording.CHOOSE_OPTIONS,
        )
    with shown:
        seen = rounds().emergency.preview(name, values, chosen)
        _preview(template, seen, values, [channels[each] for each in chosen])
        if may_send and seen.may_go and chosen:
            _send(name, values, chosen)


def _preview(
    template: EmergencyTemplate, seen: Preview, values: dict[str, str], channels: list[Channel]
) -> None:
    with st.container(border=True, gap="small", key="emergency-preview"):
        st.caption(words.AS_IT_LEAVES)
        st.markdown(lines(seen.text))
        for channel in channels:
            weight = rounds().checking.weigh(seen.text, network=channel.network)
            colour = "gray" if weight.fits else "red"
            st.markdown(
                f":small[:{colour}[{plain(words.counted(channel.title, weight.length, weight.limit))}]]"
            )
            findings(seen.text, seen.stops.get(channel.name, ()))
    bare = [blank.label for blank in template.blanks if not values[blank.name].strip()]
    if bare:
        st.caption(plain(words.still_empty(bare)))
    typed = {name: why for name, why in seen.problems.items() if values[name].strip()}
    blanks.wrong(template.blanks, typed)


def _send(name: str, values: dict[str, str], channels: list[str]) -> None:
    if not two_step("send-emergency", words.SEND, words.SURE_TO_SEND, icon=":material/send:"):
        return
    tried = attempt(lambda: rounds().emergency.use(actor(), name, values, channels))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("emergency-use")
    state().say(words.SENT)
    st.rerun(scope="app")
