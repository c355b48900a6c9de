"""What the planner shows in the calendar, as values: posts, open slots, the inbox, and the words around them.

Nothing here knows Streamlit or a database. Instants go to the browser in UTC; `CalendarView.zone` says in
which wall clock people see them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from scheduler.domain.value import Instant, Value
from ui.components.calendar.span import ViewName, VisibleRange

#: A colour that is safe to hand to a style sheet: `#rrggbb`.
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]

#: Eight quiet, distinguishable colours for pillars, each at 3:1 or better on white; the style sheet
#: mixes in the theme's text colour, so that they hold on a dark ground too.
PILLAR_COLOURS: tuple[str, ...] = (
    "#0f766e",
    "#4f5bd5",
    "#b4530a",
    "#a3337c",
    "#3f7d20",
    "#0b6fa4",
    "#8a5a2b",
    "#7a4fb5",
)


class CalendarEvent(Value):
    """A post as a chip: when, where, what, and in which state.

    Without an `end` it is half an hour long.

    `colour` paints it by what the person asked for; without it the state's own colour is used. The state
    shows as an icon and an outline either way, so colour never stands alone. `label` is the state in people's
    words, for screen readers, the list and the legend. `tooltip` stands beneath channel, time and state,
    which the browser says itself. `version` travels with each move, so that a stale one can be refused.
    """

    id: str
    title: str
    start: Instant
    end: Instant | None = None
    state: str = "draft"
    colour: Colour | None = None
    channel: str = ""
    #: The row of the timeline that it stands in.
    row: str = ""
    movable: bool = True
    version: int = 1
    tooltip: str = ""
    label: str = ""


class InboxCard(Value):
    """What waits beside the calendar to be dragged, or picked and placed: a curated item, a draft, a post."""

    id: str
    title: str
    source: str = ""
    age: str = ""
    reason: str = ""


class TrayTab(Value):
    """A tab of the tray; `hint` says what to do with its cards, `empty` that there are none."""

    id: str
    title: str
    hint: str
    empty: str


class GapMark(Value):
    """An open slot: a place in the plan with no post in it, drawn dashed. `label` names its pillar."""

    id: str
    start: Instant
    label: str = ""
    colour: Colour | None = None
    #: The row of the timeline that it stands in.
    row: str = ""
    #: What is proposed for it, where from, and why: drawn as a ghost in it that one key accepts.
    proposal: str = ""
    source: str = ""
    reason: str = ""


class DayNote(Value):
    """What a day is for: one quiet line above its posts. A click on it writes a post on that day.

    `tooltip` says the whole of it, for the pointer and for screen readers.
    """

    day: date
    title: str
    tooltip: str = ""
    #: The day after its last one, where it is longer than a day.
    until: date | None = None
    #: Nothing is proposed for it: drawn as a band, not as a quiet line.
    is_quiet: bool = False
    #: Nothing leaves while it lasts: drawn as a band as well.
    is_pause: bool = False
    #: The row of the timeline that it stands in; empty for what is for all channels.
    row: str = ""


class LayerEvent(Value):
    """An event of a calendar of others: to be seen beneath the plan, never to be moved.

    `start` and `end` are days where it is on whole days, the last one not included; else instants.
    """

    id: str
    title: str
    start: Instant | date
    end: Instant | date
    all_day: bool = False
    #: Name of the calendar.
    calendar: str = ""
    colour: Colour | None = None
    #: It was cancelled: drawn struck.
    is_off: bool = False
    tooltip: str = ""


class GoodBand(Value):
    """Hours that are good for posting: a soft band behind the hours of a week or a day, never in the way."""

    id: str
    title: str
    start: Instant
    end: Instant
    tooltip: str = ""


class ChannelRow(Value):
    """A row of the timeline: one channel, by the name that posts and open slots give as their `row`."""

    id: str
    title: str


class LegendEntry(Value):
    """What a colour means, where it is not the state's own."""

    label: str
    colour: Colour


class CalendarWords(Value):
    """Every sentence the widget can show, so that the planner's wording stays in one place.

    `{count}`, `{zone}`, `{title}`, `{when}` and `{day}` are filled in by the browser.
    """

    today: str = "Today"
    month: str = "Month"
    week: str = "Week"
    list: str = "List"
    previous: str = "Previous"
    next: str = "Next"
    close: str = "Close"
    more: str = "+{count} more"
    nothing: str = "Nothing planned here yet"
    zone: str = "Times in {zone}"
    open_slot: str = "Open slot"
    proposal: str = "Proposal"
    accepted: str = "{title} accepted for {when}"
    add: str = "Write a post on {day}"
    add_in: str = "Write a post for {title} on {day}"
    timeline: str = "Timeline"
    everywhere: str = "All channels"
    none_here: str = "Nothing planned in this week"
    inbox: str = "Inbox"
    inbox_hint: str = "Drag onto a day, or pick one and choose a place."
    inbox_empty: str = "All caught up. New items from your sources appear here."
    picked: str = "Choose a day or an open slot. Esc lets go."
    moved: str = "{title} moved to {when}"
    placed: str = "{title} placed on {when}"
    fixed: str = "{title} cannot be moved"
    day: str = "Day"
    search: str = "Search the plan"
    chosen: str = "{count} chosen"
    choosing: str = "Choose {title}"
    unchosen: str = "{title} is no longer chosen"
    day_earlier: str = "A day earlier"
    day_later: str = "A day later"
    week_later: str = "A week later"
    approve: str = "Approve"
    copy_posts: str = "Duplicate"
    cancel_posts: str = "Cancel"
    let_go: str = "Let go"
    undo: str = "Undo the last move"
    keys: str = "Keys"
    keys_on: str = "Single keys work"
    key_help: tuple[tuple[str, str], ...] = (
        ("N", "Write a post"),
        ("/", "Search the plan"),
        ("Enter", "Open the post or the open slot"),
        ("Alt + arrows", "Move the post by a day, a week or a quarter of an hour"),
        ("A", "Accept the proposal in an open slot, where proposals are shown"),
        ("X", "Choose the post, or let it go; Ctrl and click does the same"),
        ("U", "Undo the last move"),
        ("T", "Go to today"),
        ("J, K", "Go on, go back"),
        ("M, W, D, L, C", "Month, week, day, list, timeline by channel"),
        ("Esc", "Let go of what is chosen"),
        ("?", "Show these keys"),
    )


class CalendarSpan(Value):
    """What the plan holds between two instants. A thousand events are the sensible limit."""

    #: What these events cover; where the browser shows just that, it need not ask for it.
    shown: VisibleRange | None = None
    #: What was asked for besides the time, as a mark: spans of another mark do not belong together.
    about: str = ""
    events: tuple[CalendarEvent, ...] = ()
    gaps: tuple[GapMark, ...] = ()
    notes: tuple[DayNote, ...] = ()
    layer: tuple[LayerEvent, ...] = ()
    #: Send them for week and day alone: a month has no hours.
    good_bands: tuple[GoodBand, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    #: The rows of the timeline, in their order; each post and open slot names one of them.
    rows: tuple[ChannelRow, ...] = ()


class CalendarView(CalendarSpan):
    """All that the widget draws. Send the visible range only.

    `rev` must change after every handled operation, a refused one included: it makes the browser drop its
    own idea of the plan and draw this one. `ack` is `Seen.acks()`.
    """

    inbox: tuple[InboxCard, ...] = ()
    zone: str = "UTC"
    initial_view: ViewName | None = None
    initial_date: date | None = None
    rev: int = 0
    ack: dict[str, Any] = Field(default_factory=dict)
    editable: bool = True
    show_inbox: bool = True
    #: The tabs of the tray, and the open one, whose cards `inbox` holds; without tabs it is the inbox alone.
    trays: tuple[TrayTab, ...] = ()
    tray: str = ""
    #: The name of the widget on its page; `calendar` sets it.
    key: str = ""
    #: May this person decide on posts, and is there a move to take back?
    decides: bool = False
    can_undo: bool = False
    height: int = Field(default=720, ge=240)
    locale: str = "en-gb"
    first_day: int = Field(default=1, ge=0, le=6)
    words: CalendarWords = CalendarWords()

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is not a time zone; use an IANA name like Europe/Berlin") from error
        return zone
