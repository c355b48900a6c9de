"""After a pause: each post that it held, to be kept, moved or dropped, one by one or many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import ENGINE, Permission
from ui import pause_words as words
from ui.boundary import attempt
from ui.content_phrases import title_of
from ui.moments import distance, moment
from ui.parts.house import house_zone
from ui.parts.page import plain, two_step
from ui.session import actor, may_somewhere, rounds
from ui.state import state
from ui.told import told
from ui.views.pausing import ends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.plan import Pause
    from scheduler.services.releasing import Settled, Waiting

_SHOWN = 100


def show() -> None:
    """Draw a list for each pause that is over and left posts to decide on."""
    counts = rounds().releasing.counts()
    for number in sorted(counts):
        pause = rounds().pausing.get(number)
        if pause.lifted_at is not None:
            with st.container(border=True, key=f"list-{pause.id}"):
                _list(pause)


def _list(pause: Pause) -> None:
    zone, now = house_zone(), rounds().clock.now()
    when = distance(pause.lifted_at or now, now, zone)
    said = words.ended(pause, when, is_by_itself=pause.lifted_by == ENGINE.key)
    st.markdown(f":material/fact_check: **{plain(said)}** {plain(told(pause.reason))}")
    waiting = rounds().releasing.waiting(pause.id)
    decides = may_somewhere(Permission.APPROVE)
    if not decides:
        st.caption(words.NOT_YOURS)
    edition = state().form(f"list-{pause.id}")
    is_all = decides and len(waiting) > 1 and st.checkbox(words.ALL, key=f"all-{edition}")
    chosen = [
        each.post.id for each in waiting[:_SHOWN] if _row(each, edition, is_all=is_all, decides=decides)
    ]
    if decides:
        # All means all of them, those beyond what is shown too.
        everything = [each.post.id for each in waiting]
        _steps(pause, everything if is_all and len(chosen) == len(waiting[:_SHOWN]) else chosen, edition)


def _row(waiting: Waiting, edition: str, *, is_all: bool, decides: bool) -> bool:
    """Draw one post; return whether it is chosen."""
    post = waiting.post
    label = f"**{plain(title_of(post))}**"
    key = f"pick-{edition}-{post.id}-{is_all}"
    if decides:
        chosen = st.checkbox(label, value=is_all, key=key)
    else:
        chosen = False
        st.markdown(label)
    useful = words.STILL_USEFUL if waiting.is_useful else words.TOO_LATE
    facts = [plain(post.channel), words.was_due(moment(waiting.was_due, post.zone)), useful]
    st.caption(" · ".join(facts))
    if waiting.obstacles:
        st.caption(":orange[:material/warning:] " + plain(" ".join(map(told, waiting.obstacles))))
    return chosen


def _steps(pause: Pause, chosen: Sequence[int], edition: str) -> None:
    releasing = rounds().releasing
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            words.KEEP, key=f"keep-{edition}", type="primary", icon=":material/check:", help=words.KEEP_HINT
        ):
            _settle(pause, chosen, lambda: releasing.keep(actor(), pause.id, chosen))
        if st.button(words.KEEP_SLOTS, key=f"slots-{edition}", help=words.KEEP_SLOTS_HINT):
            _settle(pause, chosen, lambda: releasing.keep(actor(), pause.id, chosen, at_slots=True))
        with st.popover(words.MOVE, icon=":material/event:"):
            _move(pause, chosen, edition)
        with st.popover(words.DROP, icon=":material/delete:"):
            _drop(pause, chosen, edition)


def _move(pause: Pause, chosen: Sequence[int], edition: str) -> None:
    releasing = rounds().releasing
    if st.button(words.NEXT_SLOTS, key=f"next-{edition}", icon=":material/event_available:"):
        _settle(pause, chosen, lambda: releasing.move(actor(), pause.id, chosen))
    at = attempt(lambda: ends.at_a_time(f"move-{edition}"))
    if not at.worked:
        st.error(at.words, icon=":material/error:")
    elif st.button(words.MOVE_TO, key=f"move-{edition}", type="primary"):
        to: datetime | None = at.value
        _settle(pause, chosen, lambda: releasing.move(actor(), pause.id, chosen, at=to))


def _drop(pause: Pause, chosen: Sequence[int], edition: str) -> None:
    why = st.text_input(words.DROP_WHY, key=f"why-{edition}") or ""
    if two_step(f"drop-{edition}", words.SURE_DROP, words.SURE_DROP + "?", icon=":material/delete:"):
        _settle(pause, chosen, lambda: rounds().releasing.drop(actor(), pause.id, chosen, reason=why))


def _settle(pause: Pause, chosen: Sequence[int], decide: Callable[[], list[Settled]]) -> None:
    """Decide, tell of each post what came of it, and draw the list anew."""
    if not chosen:
        st.warning(words.NONE_CHOSEN)
        return
    tried = attempt(decide)
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory = state()
    memory.form_done(f"list-{pause.id}")
    for said, count in _summed(tried.value or []):
        memory.say(words.times(count, said))
    st.rerun(scope="app")


def _summed(settled: Sequence[Settled]) -> list[tuple[str, int]]:
    """Return what was said of the posts, the same sentence once with how often."""
    counts: dict[str, int] = {}
    for each in settled:
        said = told(each.words)
        counts[said] = counts.get(said, 0) + 1
    return list(counts.items())
