"""What needs a person: what is known of each such post, and the safe next steps as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.record import Outcome
from scheduler.services.attending import Step
from scheduler.services.months import Alarm
from ui import desk_phrases as desk
from ui import pause_words, phrases, wording
from ui.content_phrases import title_of
from ui.moments import day, distance, hour, moment, to_the_second
from ui.parts import aftermath, comments, content, marks, next_step, overdue
from ui.parts.delivered import counter
from ui.parts.page import act, empty, header, plain
from ui.parts.pulse import pulse
from ui.parts.second_look import second_looks
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.domain.record import Attempt
    from scheduler.services.attending import Matter
    from scheduler.services.concerns import Concern

_SHOWN = 60
#: Of these it matters why.
_EXPLAINED = frozenset({Outcome.NOT_SENT, Outcome.REFUSED, Outcome.UNKNOWN})


def show() -> None:
    """Draw the page."""
    with header(wording.ATTENTION, wording.ATTENTION_ABOUT):
        pass
    state().drawn = rounds().planning.revision()
    counter()
    for month in rounds().budgeting.alarms():
        if month.alarm is Alarm.NEAR:  # a spent one stands on every page
            st.warning(plain(told(month.warning)), icon=":material/payments:")
    _drill()
    matters, sources = rounds().attending.matters(), rounds().attending.sources()
    fallen = rounds().afterlife.live()
    late, over = rounds().escalating.late(), rounds().authorising.live()
    lost = rounds().attending.lost_sign_ins()  # those stand on every page
    looks = second_looks(rounds().emergency.looks.pressing())
    called = rounds().commenting.waiting(actor())
    if not any((matters, sources, fallen, late, over, lost, looks, called)):
        empty(":material/task_alt:", wording.NOTHING_NEEDS_YOU, step=wording.NOTHING_NEEDS_YOU_STEP)
    comments.calls(called)
    channels = {channel.name: channel for channel in rounds().set_up.channels()}
    for pulled in over:
        for post in pulled.live[:_SHOWN]:
            overdue.live(pulled.authorisation, post, channels[post.channel].title)
    for waiting in late[:_SHOWN]:
        overdue.late(waiting, channels[waiting.post.channel].title)
    for matter in matters[:_SHOWN]:
        _card(matter, channels[matter.post.channel])
    for each in fallen[:_SHOWN]:
        aftermath.card(each, channels[each.post.channel].title)
    for concern in sources[:_SHOWN]:
        _source(concern)
    pulse()


def _drill() -> None:
    """Remind who may pause of the next drill."""
    words = rounds().overseeing.drill_reminder() if may(Permission.PAUSE) else ""
    if words:
        st.info(f"{plain(told(words))} [{pause_words.SEE_PAGE}](pause)", icon=":material/exercise:")


def _source(concern: Concern) -> None:
    """Draw a source that somebody should look at."""
    with st.container(border=True, gap="small", key=f"need-source-{concern.source.name}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.source(concern.health).show()
            st.caption(plain(concern.source.owner))
        st.markdown(f"**{plain(concern.source.title)}**")
        st.markdown("  \n".join(plain(told(words)) for words in concern.words))
        name = concern.source.name
        if not may(Permission.CURATE):
            return
        with st.container(horizontal=True):
            if concern.is_alarmed and st.button(desk.LOOKED, key=f"agree-{name}", icon=":material/check:"):
                act(lambda: rounds().curating.agree(actor(), name), desk.LOOKED_DONE)
            if concern.is_overdue and st.button(desk.REVIEWED, key=f"review-{name}"):
                act(lambda: rounds().curating.review(actor(), name), desk.REVIEW_DONE)
            if st.button(desk.ARCHIVE, key=f"archive-{name}", type="tertiary", help=desk.ARCHIVE_HINT):
                act(lambda: rounds().curating.archive(actor(), name), wording.SAVED)


def _card(matter: Matter, channel: Channel) -> None:
    post = matter.post
    with st.container(border=True, gap="small", key=f"need-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.state(post.state).show()
            at = f"{day(post.due, post.zone)}, {hour(post.due, post.zone)}"
            away = distance(post.due, rounds().clock.now(), post.zone)
            st.caption(phrases.facts(at, away, plain(channel.title)))
        if not post.thread:
            st.markdown(f"**{plain(title_of(post))}**")
        st.markdown(plain(told(post.explanation or "") or wording.WHY[post.state.value]))
        _known(matter, channel.network)
        _advice(matter)
        next_step.show(post, matter.steps, place="attention")
        _open(post)


def _known(matter: Matter, network: str) -> None:
    """Draw what is known: each part of a thread and whether it is out, each try, what happens next."""
    post = matter.post
    if post.thread:
        content.show_sent(post, network, is_in_doubt=Step.SEEN in matter.steps)
    lines = [_line(each, post) for each in matter.tries]
    if lines:
        st.caption("  \n".join(plain(line) for line in lines))
    if matter.asks_at:
        away = distance(matter.asks_at, rounds().clock.now(), post.zone)
        st.markdown(
            f":material/update: {plain(phrases.asks_at(f'{hour(matter.asks_at, post.zone)} ({away})'))}"
        )
    elif Step.AGAIN in matter.steps and matter.settled_at and matter.settled_at > rounds().clock.now():
        until = to_the_second(matter.settled_at, post.zone)
        st.markdown(f":material/hourglass: {plain(phrases.settles_at(until))}")


def _line(tried: Attempt, post: Post) -> str:
    """Tell of one try; why it failed is left out where the card says it already."""
    why = tried.detail if tried.outcome in _EXPLAINED and tried.detail != post.explanation else ""
    when = moment(tried.started_at, post.zone)
    return phrases.try_line(when, tried.outcome.value, why, part=tried.part + 1, parts=post.parts)


def _advice(matter: Matter) -> None:
    words = next((wording.NEXT_STEP[step] for step in matter.steps if step in wording.NEXT_STEP), "")
    if words:
        st.caption(words)


def _open(post: Post) -> None:
    if st.button(wording.OPEN, key=f"open-{post.id}", icon=":material/open_in_full:", type="tertiary"):
        state().open_post(post.id, post.version)
