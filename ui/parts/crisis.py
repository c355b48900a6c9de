"""The red switch: on every page, for whoever may pause. One press tells what it holds, the next one holds it.

Whatever stood before the page when it was pressed, a post being written for one, stands there again
afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from scheduler.domain.emergency import TemplateState
from scheduler.domain.lane import Lane
from scheduler.domain.people import Permission
from scheduler.domain.plan import Pause, PauseScope
from ui import crisis_words as words
from ui import emergency_words, pause_words, people_words, wording
from ui.boundary import attempt, boundary
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts import confirming
from ui.parts.code_field import code_field
from ui.parts.house import house_zone
from ui.parts.page import lines, plain
from ui.session import actor, may_somewhere, rounds, token
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRESS = ":material/pause_circle:"


class _Terms(NamedTuple):
    """What was chosen in the dialog."""

    reason: str
    exceptions: tuple[str, ...]
    lanes: tuple[Lane, ...]


def switch() -> None:
    """Draw the switch, for whoever may pause anything."""
    if not may_somewhere(Permission.PAUSE):
        return
    is_on = _of_everything() is not None
    with st.container(key="crisis-on" if is_on else "crisis-off"):
        st.button(
            words.PAUSED if is_on else words.SWITCH,
            key="crisis-switch",
            icon=_PRESS,
            shortcut=words.KEYS,
            help=words.PAUSED_HINT if is_on else words.SWITCH_HINT,
            on_click=_turn_to,
        )


def switch_inside() -> None:
    """Draw it once more inside a dialog, which lets nobody click beside it.

    Keys that press the switch of the page may come in one message with what was typed in the dialog. Then the
    dialog alone would be drawn anew, over what the switch asks.
    """
    if not may_somewhere(Permission.PAUSE):
        return
    if state().crisis is not None:
        st.rerun(scope="app")
    label = words.PAUSED if _of_everything() else words.SWITCH
    with st.container(key="danger-crisis-inside"):
        pressed = st.button(label, key="crisis-inside", icon=_PRESS, on_click=_turn_to)
    if pressed:
        st.rerun(scope="app")


def dialog() -> None:
    """Draw what one press opens, if somebody pressed."""
    aside = state().crisis
    if aside is None or not may_somewhere(Permission.PAUSE):
        return
    standing = _of_everything()

    def turn_back() -> None:
        state().turn_back(aside.edition)

    @st.dialog(words.TITLE_PAUSED if standing else words.TITLE, icon=_PRESS, on_dismiss=turn_back)
    def over_the_page() -> None:
        with boundary():
            if standing:
                _paused(standing)
            else:
                _ask()

    over_the_page()


def _turn_to() -> None:
    state().turn_to_crisis(rounds().clock.now())


def _of_everything() -> Pause | None:
    """Return the pause of everything that holds now, if one does."""
    found = rounds().pausing.active()
    return next((each for each in found if each.scope is PauseScope.EVERYTHING), None)


def _paused(pause: Pause) -> None:
    """Tell what the pause that stands holds, and what can be said in spite of it."""
    titles = _titles()
    st.markdown(f"**{plain(told(pause.reason))}**")
    held = rounds().releasing.counts().get(pause.id, 0)
    st.caption(plain(f"{words.since(moment(pause.created_at, house_zone()))} {pause_words.held(held)}"))
    _reach([pause], titles)
    _say_who_speaks(pause.exceptions, titles, lane=Lane.FAST in pause.lanes)
    st.markdown(f"[{words.SEE}](pause)")
    _next()


def _ask() -> None:
    titles = _titles()
    own = actor().channels_where(Permission.PAUSE)
    head = st.container()
    reason = st.selectbox(
        words.WHY, words.reasons(), key="crisis-why", help=words.WHY_HINT, accept_new_options=True
    )
    press = st.container()
    with st.expander(words.SPEAKING, icon=":material/campaign:"):
        exceptions, lanes = _speaking([name for name in titles if not own or name in own], titles)
    terms = _Terms((reason or "").strip(), exceptions, lanes)
    pauses = _wanted(own, terms)
    with head:
        _reach(pauses, titles)
        spoken = [name for name in titles if own and name not in own]
        _say_who_speaks([*exceptions, *spoken], titles, lane=bool(lanes))
        if own:
            st.caption(words.ONLY_YOURS)
    with press:
        _press(pauses, words.NOW_CHANNELS if own else words.NOW, words.BEGAN_CHANNELS if own else words.BEGAN)
    _next()


def _speaking(choices: list[str], titles: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Lane, ...]]:
    is_open = st.checkbox(
        pause_words.FAST_LANE, value=True, key="crisis-fast", help=pause_words.FAST_LANE_HINT
    )
    exceptions = st.multiselect(
        words.EXCEPT,
        choices,
        format_func=lambda name: titles.get(name, name),
        key="crisis-except",
        help=words.EXCEPT_HINT,
        placeholder=wording.CHOOSE_OPTIONS,
    )
    return tuple(exceptions), (Lane.FAST,) if is_open else ()


def _wanted(own: tuple[str, ...], terms: _Terms) -> list[Pause]:
    """Return the pauses to make: one of everything, or one for each channel that this person may pause."""
    given = {"reason": terms.reason, "lanes": terms.lanes, "by": "", "created_at": rounds().clock.now()}
    if not own:
        return [Pause(scope=PauseScope.EVERYTHING, exceptions=terms.exceptions, **given)]
    return [
        Pause(scope=PauseScope.CHANNEL, name=name, **given) for name in own if name not in terms.exceptions
    ]


def _reach(pauses: list[Pause], titles: Mapping[str, str]) -> None:
    reach = rounds().foreseeing.reach(pauses)
    st.markdown(f"**{plain(words.holds(reach))}** {plain(words.in_spite(reach.speaking))}")
    held = words.by_channel(reach, titles)
    if held:
        st.markdown("\n".join(f"- {plain(each)}" for each in held))
    if reach.leaving:
        said = words.leaving([title_of(post) for post in reach.leaving])
        st.warning(plain(said), icon=":material/send:")


def _say_who_speaks(channels: tuple[str, ...] | list[str], titles: Mapping[str, str], *, lane: bool) -> None:
    said = words.speaking([titles.get(name, name) for name in channels], lane=lane)
    st.caption(f"{plain(said)} {words.STANDS}")


def _press(pauses: list[Pause], label: str, done: str) -> None:
    """Draw the red button; who has not proved lately who they are types their password beside it."""
    is_proved = confirming.is_fresh()
    if not is_proved and rounds().single_sign_on.way_to_confirm(token()) is not None:
        confirming.confirmed(words.TO_PAUSE, place="crisis")
        return
    if is_proved:
        with st.container(key="danger-crisis"):
            if st.button(label, key="crisis-now", type="primary", icon=_PRESS, width="stretch"):
                _make(pauses, done)
        if st.button(
            words.DRILL,
            key="crisis-drill",
            icon=":material/exercise:",
            type="tertiary",
            help=pause_words.DRILL_HINT,
        ):
            _make(pauses, pause_words.DRILL_BEGAN, is_drill=True)
        return
    with st.container(key="danger-crisis"), st.form("crisis-form", border=False):
        edition = state().form("crisis")
        typed = st.text_input(
            people_words.YOURS, type="password", autocomplete="current-password", key=f"typed-{edition}"
        )
        code = code_field(edition)
        if st.form_submit_button(label, type="primary", icon=_PRESS, width="stretch"):
            _prove_and_make(pauses, done, typed or "", code)


def _prove_and_make(pauses: list[Pause], done: str, typed: str, code: str) -> None:
    tried = attempt(lambda: rounds().people.confirm(token(), typed, code))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("crisis")
    state().proofs += 1
    _make(pauses, done)


def _make(pauses: list[Pause], done: str, *, is_drill: bool = False) -> None:
    memory = state()
    since = memory.crisis.since if memory.crisis else None

    def make() -> None:
        for each in pauses:
            rounds().pausing.pause(
                actor(),
                scope=each.scope,
                name=each.name,
                reason=each.reason,
                exceptions=each.exceptions,
                lanes=each.lanes,
                is_drill=is_drill,
                opened_at=since,
            )

    tried = attempt(make)
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory.say(done)
    if memory.crisis:
        memory.turn_back(memory.crisis.edition)
    st.rerun(scope="app")


def _next() -> None:
    """Name the words that were approved for a crisis, and whether they can leave now."""
    st.markdown(f"**{words.NEXT}**")
    emergency, now = rounds().emergency, rounds().clock.now()
    ready = [each for each in emergency.words.all() if each.state(now) is TemplateState.READY]
    if not ready:
        st.caption(f"{emergency_words.NONE_READY} {emergency_words.NONE_READY_STEP}")
        return
    lane = emergency.lane.standing()
    if lane is None:
        st.caption(f":material/lock: {words.LANE_CLOSED}")
    else:
        said = emergency_words.lane_open(moment(lane.ends_at, house_zone()), lane.reason)
        st.caption(f":material/bolt: {plain(said)}")
    for each in ready[: words.WORDS_SHOWN]:
        st.markdown(f"**{plain(each.title)}**  \n:small[{lines(each.text)}]")
    if len(ready) > words.WORDS_SHOWN:
        st.caption(words.more(len(ready) - words.WORDS_SHOWN))
    st.markdown(f"[{words.NEXT_LINK}](emergency)")


def _titles() -> dict[str, str]:
    return {each.name: each.title for each in rounds().set_up.channels() if each.active}
