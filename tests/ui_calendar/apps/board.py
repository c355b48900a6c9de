"""A page with nothing but the calendar: it keeps a small plan and writes down what it was told.

`CALENDAR_LOG` names the file it appends each handled operation to, as JSON lines.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from ui.components.calendar import (
    PILLAR_COLOURS,
    CalendarChange,
    CalendarEvent,
    CalendarView,
    ChannelRow,
    GapMark,
    InboxCard,
    Operation,
    Seen,
    TrayTab,
    calendar,
    fresh,
)

st.set_page_config(page_title="Calendar", layout="wide", page_icon="📅")
S = st.session_state
#: Every move of this post is refused.
STUBBORN = "6"
ZONE = st.query_params.get("zone", "Europe/Berlin")
CHANNELS = ("X", "Blog", "LI")
PILLARS = ("Prevention", "Vaccination", "Heart", "Careers", "Research", "Nutrition", "Visitors", "Mind")
STATES = {
    "draft": "Draft",
    "proposed": "Proposed",
    "in_review": "In review",
    "scheduled": "Scheduled",
    "sending": "Sending",
    "published": "Published",
    "held": "Held",
    "unknown": "Unclear",
    "refused": "Refused",
    "missed": "Missed",
    "cancelled": "Cancelled",
}
TITLES = (
    "Flu shots: walk in, no appointment",
    "Five signs of a stroke everyone should know",
    "Meet the night shift on ward 4",
    "Wash, rinse, dry: hand hygiene week",
    "Blood donation day in the east lobby",
    "What a stent does, in 60 seconds",
    "Visiting hours over the holidays",
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def event(number: int, state: str, start: datetime, title: str) -> CalendarEvent:
    pillar = number % len(PILLARS) if "pillar" in st.query_params else None
    return CalendarEvent(
        id=str(number),
        title=st.query_params.get(f"title{number}", title),
        start=start,
        end=start + timedelta(minutes=30),
        state=state,
        colour=None if pillar is None else PILLAR_COLOURS[pillar],
        channel=CHANNELS[number % 3],
        row=CHANNELS[number % 3],
        movable=state not in {"published", "sending", "refused", "cancelled"},
        label=STATES[state],
        tooltip=title,
    )


def plan() -> dict[str, CalendarEvent]:
    states = list(STATES)
    days = (2, 3, 4, 4, 5, 6, 9, 10, 11, 12, 12, 12, 12, 13, 17, 18, 19, 20, 24, 26, 30)
    events = [
        event(number, states[number % len(states)], at(day, 8 + number % 9, 15 * (number % 3)), title)
        for number, day in enumerate(days, start=1)
        for title in (TITLES[number % len(TITLES)],)
    ]
    return {each.id: each for each in events}


S.setdefault("plan", plan())
S.setdefault("seen", Seen.begin())
S.setdefault(
    "cards",
    [
        InboxCard(
            id="i1",
            title="RSV vaccine advice for people over 75 updated",
            source="CDC",
            age="3 h",
            reason="Prevention is 2 below target",
        ),
        InboxCard(
            id="i2",
            title="World Diabetes Day: material for clinics",
            source="WHO",
            age="1 day",
            reason="Fits Nutrition; not used in 60 days",
        ),
        InboxCard(id="i3", title="New guideline on hypertension in pregnancy", source="NICE", age="2 days"),
    ],
)
S.setdefault(
    "gaps",
    [
        GapMark(
            id=f"g{day}",
            start=at(day, 9),
            label=PILLARS[day % 8],
            row="Blog",
            proposal=f"Ask about measles {day}" if "ghosts" in st.query_params else "",
            source="County Health",
        )
        for day in (16, 19, 23, 25, 27)
    ],
)
S.setdefault("rev", 0)
S.setdefault("tray", "inbox")
LATE = InboxCard(id="drafts:7", title="Thank you, night shift", source="X", age="was for Friday")
TRAYS = tuple(
    TrayTab(id=name.lower(), title=name, hint=f"Drag {name}.", empty=f"No {name}.")
    for name in ("Inbox", "Drafts", "Evergreen")
)


def start_of(operation: Operation) -> datetime:
    if operation.start is not None:
        return operation.start
    return datetime.combine(operation.day or date.min, time(9), ZoneInfo(ZONE)).astimezone(UTC)


def handle(operation: Operation) -> None:
    outcome = "done"
    if operation.type == "move":
        post = S.plan[operation.id]
        if operation.channel not in {None, post.row}:
            outcome = "stays"
        elif operation.version != post.version or post.id == STUBBORN:
            outcome = "conflict"
        else:
            span = post.end - post.start
            start = start_of(operation)
            update = {"start": start, "end": start + span, "version": post.version + 1}
            S.plan[post.id] = post.model_copy(update=update)
    elif operation.type == "tray":
        S.tray = operation.id
    elif operation.type == "accept":
        S.gaps = [gap for gap in S.gaps if gap.id != operation.gap_id]
    elif operation.type == "place":
        card = next(card for card in (*S.cards, LATE) if card.id == operation.item_id)
        S.cards = [other for other in S.cards if other is not card]
        S.gaps = [gap for gap in S.gaps if gap.id != operation.gap_id]
        number = len(S.plan) + 100
        S.plan[str(number)] = event(number, "draft", start_of(operation), card.title)
    else:
        S.said = f"{operation.type} {operation.id or operation.gap_id or operation.day or operation.start}"
    with Path(os.environ["CALENDAR_LOG"]).open("a", encoding="utf-8") as log:
        log.write(operation.model_dump_json()[:-1] + f', "outcome": "{outcome}"}}\n')


def on_change(change: CalendarChange) -> None:
    news, S.seen = fresh(change.outbox, S.seen)
    for operation in news:
        handle(operation)
    S.rev += len(news)


@st.fragment
def board() -> None:
    view = CalendarView(
        events=tuple(S.plan.values()),
        inbox=tuple(S.cards) if S.tray == "inbox" else (LATE,),
        trays=TRAYS if "trays" in st.query_params else (),
        tray=S.tray,
        gaps=tuple(S.gaps),
        rows=tuple(ChannelRow(id=name, title=f"Channel {name}") for name in CHANNELS),
        zone=ZONE,
        initial_view=st.query_params.get("view"),
        initial_date=date(2026, 11, 17),
        rev=S.rev,
        ack=S.seen.acks(),
        editable="readonly" not in st.query_params,
    )
    change = calendar(key="calendar", view=view, on_change=on_change)
    st.caption(f"rev {S.rev} · {S.get('said', 'nothing')}")
    if change.range is not None:
        st.text(change.range.model_dump_json())


if st.toggle("Show the calendar", value=True):
    board()
