"""Delivery: what went out in the chosen days, how late, what nobody knows, and what did not leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from scheduler.domain.plan import wall_clock, zone_named
from scheduler.services.delivering import PAGE
from ui import delivery_words as words
from ui import wording
from ui.boundary import attempt
from ui.content_phrases import title_of
from ui.language import number
from ui.moments import day, moment, to_the_second
from ui.parts import marks, next_step
from ui.parts.delivered import counter
from ui.parts.house import house_zone
from ui.parts.page import empty, header, plain
from ui.parts.plan_filter import channel_filter
from ui.parts.pulse import pulse
from ui.parts.table import table
from ui.session import rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.delivery import DeliverySummary
    from scheduler.domain.post import Post
    from scheduler.services.delivering import Line, Report

_DAY = timedelta(days=1)


class _Days(NamedTuple):
    start: datetime
    end: datetime
    channels: tuple[str, ...]


def show() -> None:
    """Draw the page."""
    with header(words.DELIVERY, words.DELIVERY_ABOUT):
        pass
    state().drawn = rounds().planning.revision()
    counter()
    titles = {each.name: each.title for each in rounds().set_up.channels()}
    days = _chosen()
    tried = attempt(lambda: rounds().delivering.report(days.start, days.end, channels=days.channels))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    _summary(tried.value)
    _unknown(tried.value, titles)
    _channels(tried.value.summary, titles)
    _list(days, titles)
    pulse()


def _chosen() -> _Days:
    """Let the person choose days of the house clock, and channels."""
    back = {words.TODAY: 0, words.WEEK: 6, words.MONTH: 29}
    chosen = st.segmented_control(
        words.DAYS,
        [*back, words.CHOSEN],
        default=words.WEEK,
        required=True,
        key="days",
        bind="query-params",
        label_visibility="collapsed",
    )
    zone = house_zone()
    today = wall_clock(rounds().clock.now(), zone).date()
    first, last = today - timedelta(days=back.get(chosen or words.WEEK, back[words.WEEK])), today
    if chosen == words.CHOSEN:
        with st.container(horizontal=True):
            first = st.date_input(words.FROM, first, max_value=today, key="delivery-from")
            last = st.date_input(words.UNTIL, today, max_value=today, key="delivery-until")
    channels = channel_filter(rounds().set_up.channels())
    return _Days(_midnight(first, zone), _midnight(last + _DAY, zone), tuple(channels))


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), zone_named(zone)).astimezone(UTC)


def _unknown(report: Report, titles: Mapping[str, str]) -> None:
    """Draw what nobody knows, with its safe next steps."""
    if not report.unknown:
        return
    st.subheader(words.UNKNOWN, anchor=False)
    for post in report.unknown:
        with st.container(border=True, gap="small", key=f"unknown-{post.id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                marks.state(post.state).show()
                st.caption(f"{plain(titles[post.channel])} · {words.planned_at(moment(post.due, post.zone))}")
            st.markdown(f"**{plain(title_of(post))}**")
            st.markdown(plain(told(post.explanation or "") or wording.WHY[post.state.value]))
            steps = rounds().attending.matter(post.id).steps
            said = next((wording.NEXT_STEP[step] for step in steps if step in wording.NEXT_STEP), "")
            st.caption(said)
            next_step.show(post, steps, place="delivery")
            _open(post)
    more = report.not_out.get(report.unknown[0].state, 0) - len(report.unknown)
    if more > 0:
        st.caption(f"{words.more_unknown(more)} [{words.TO_ATTENTION}](attention)")


def _summary(report: Report) -> None:
    """Say in a few lines how it went."""
    found = report.summary
    if found.sent:
        st.markdown(f"**{plain(words.summary(found))}** {plain(words.lateness(found))}")
        st.caption(plain(" ".join(filter(None, (words.late_by_a_person(found), words.WHAT_LATE_IS)))))
    if report.overdue:
        st.warning(plain(words.overdue(report.overdue)), icon=":material/hourglass_bottom:")
    if report.not_out:
        said = plain(f"{words.NOT_OUT}: {words.not_out(report.not_out)}.")
        with st.container(key="not-out"):
            st.markdown(f":material/front_hand: {said} [{words.TO_ATTENTION}](attention)")


def _channels(found: DeliverySummary, titles: Mapping[str, str]) -> None:
    """Say the same of each channel."""
    if found.sent:
        table(words.CAPTION, words.HEADS, _rows(found, titles))
    if found.invented:
        st.caption(plain(words.invented(found.invented)))


def _rows(found: DeliverySummary, titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    return [
        (titles[each.channel], number(each.sent), number(each.late), words.span(each.worst))
        for each in found.channels
    ]


def _list(days: _Days, titles: Mapping[str, str]) -> None:
    """Draw the posts that went out, a page of them."""
    delivering = rounds().delivering
    only_late = st.toggle(words.ONLY_LATE, key="only-late", bind="query-params")
    pages = delivering.pages(days.start, days.end, channels=days.channels, only_late=only_late)
    place = st.container()
    number = st.pagination(pages, key=f"delivery-page-{pages}") if pages > 1 else 1
    found = delivering.page(days.start, days.end, channels=days.channels, only_late=only_late, number=number)
    with place:
        if not found:
            said = (
                (words.NONE_LATE, words.NONE_LATE_STEP) if only_late else (words.NOTHING, words.NOTHING_STEP)
            )
            empty(":material/outbox:", said[0], step=said[1])
        _by_day(found, titles)


def _by_day(found: list[Line], titles: Mapping[str, str]) -> None:
    zone, shown = house_zone(), ""
    for line in found[:PAGE]:
        heading = day(line.departure.left, zone)
        if heading != shown:
            st.subheader(heading, anchor=False)
            shown = heading
        _line(line, zone, titles)


def _line(line: Line, zone: str, titles: Mapping[str, str]) -> None:
    post, departure = line.post, line.departure
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", gap="small", key=f"out-{post.id}"
    ):
        st.markdown(f"**{to_the_second(departure.left, zone)}**", width="content")
        _verdict(line)
        facts = [
            plain(titles[post.channel]),
            words.planned(plain(moment(departure.due, zone)), departure),
            words.parts(post.parts),
            words.BY_A_PERSON if departure.is_late and departure.by_a_person else "",
        ]
        said = " · ".join(each for each in facts if each)
        st.markdown(f"{plain(title_of(post))}  \n:small[:gray[{said}]]", width="stretch")
        if post.remote_url:
            st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})", width="content")
        _open(post)


def _verdict(line: Line) -> None:
    said = words.verdict(line.departure)
    if line.departure.is_invented:
        st.badge(said, color="gray", icon=":material/science:")
    elif line.departure.is_late:
        st.badge(said, color="orange", icon=":material/timer_off:")
    else:
        st.badge(said, color="green", icon=":material/check_circle:")


def _open(post: Post) -> None:
    if st.button(wording.OPEN, key=f"open-{post.id}", icon=":material/open_in_full:", type="tertiary"):
        state().open_post(post.id, post.version)
