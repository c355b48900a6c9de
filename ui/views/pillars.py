"""The pillars: targets beside the plan and beside what went out, and what would mend a drift."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock, zone_named
from ui import pillar_words as words
from ui import wording
from ui.parts.house import house_zone
from ui.parts.page import empty, header, plain
from ui.parts.table import table
from ui.session import actor, may, may_somewhere, rounds

if TYPE_CHECKING:
    from scheduler.domain.shares import Share, Shares

_WHOLE = 100
_MONTH = timedelta(days=30)


class _Days(NamedTuple):
    """From the first day up to but not on the last one, by the house clock."""

    first: date
    last: date


def show() -> None:
    """Draw the page."""
    with header(words.PILLARS, words.PILLARS_ABOUT):
        pass
    if not rounds().set_up.pillars():
        empty(":material/view_column:", wording.NO_PILLARS, step=words.NO_PILLARS_STEP)
        return
    chosen, days = _chosen()
    channel = _channel()
    zone = house_zone()
    start, end = (_midnight(each, zone) for each in days)
    found = rounds().balancing.shares(actor(), start, end, channel=channel)
    if not found.total:
        empty(":material/donut_small:", words.NOTHING, step=words.NOTHING_STEP)
        _ways()
        return
    st.caption(plain(words.about(chosen, found.total, found.total_out)))
    _draw(found, is_over=end <= rounds().clock.now())


def _chosen() -> tuple[str, _Days]:
    """Let the person choose the days; return what they are called, too."""
    today = wall_clock(rounds().clock.now(), house_zone()).date()
    first = today.replace(day=1)
    next_first = _month_after(first)
    days = {
        words.LAST_30: _Days(today - _MONTH, today),
        words.LAST_MONTH: _Days((first - timedelta(days=1)).replace(day=1), first),
        words.THIS_MONTH: _Days(first, next_first),
        words.NEXT_MONTH: _Days(next_first, _month_after(next_first)),
        words.NEXT_30: _Days(today, today + _MONTH),
    }
    chosen = st.segmented_control(
        words.DAYS,
        list(days),
        default=words.THIS_MONTH,
        required=True,
        key="pillar-days",
        bind="query-params",
        label_visibility="collapsed",
    )
    name = chosen if chosen in days else words.THIS_MONTH
    return name, days[name]


def _month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), zone_named(zone)).astimezone(UTC)


def _channel() -> str:
    titles = {each.name: each.title for each in rounds().set_up.channels()}
    if len(titles) < 2:  # noqa: PLR2004 # nothing to choose
        return ""
    chosen = st.selectbox(
        words.ON_CHANNEL,
        ["", *titles],
        format_func=lambda name: titles.get(name, wording.ALL_CHANNELS),
        key="pillar-channel",
        width=320,
    )
    return chosen or ""


def _draw(found: Shares, *, is_over: bool) -> None:
    out = {each.pillar: each for each in found.out}
    pairs = [(share, out.get(share.pillar, share.model_copy(update={"count": 0}))) for share in found.planned]
    is_single = sum(share.target is not None for share, _ in pairs) == 1
    st.caption(words.READ_BAR)
    for share, went in pairs:
        with st.container(border=True, gap="xsmall", key=f"pillar-{share.pillar or 'none'}"):
            st.markdown(f"**{plain(words.drift(share, is_over=is_over, is_single=is_single))}**")
            st.html(_bar(share, went))
            st.caption(plain(words.line(share, went)))
    _ways()
    table(words.PILLARS, words.HEADS, [words.row(*pair) for pair in pairs])


def _ways() -> None:
    """Lead to where the plan and its targets are changed."""
    ways = []
    if may_somewhere(Permission.WRITE):
        ways.append(f"[{words.FILL}](/)")
    if may(Permission.SET_UP):
        ways.append(f"[{words.SET_TARGETS}](settings)")
    if ways:
        st.markdown(" · ".join(ways))


def _bar(share: Share, out: Share) -> str:
    """Return the share as a bar; the sentence above it and the line beneath it say the same."""
    of_all = _WHOLE * out.count / share.total if share.total else 0
    mark = "" if share.target is None else f'<b style="left:{min(_WHOLE, share.target)}%"></b>'
    colour = html.escape(share.colour or "currentColor", quote=True)
    return (
        f'<div class="rounds-share rounds-drift" aria-hidden="true" style="--pillar:{colour}">'
        f'<i class="plan" style="width:{share.percent}%"></i>'
        f'<i class="out" style="width:{min(_WHOLE, of_all):.1f}%"></i>{mark}</div>'
    )
