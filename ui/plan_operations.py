"""What dragging and clicking in the calendar do to the plan. Knows no Streamlit.

Guarantee: each operation is handled once, in the order it was done; a refused one leaves the plan as it was
and says why, and the calendar draws the plan again.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import resolve, wall_clock
from scheduler.services.planning import NewPost
from ui import phrases, plan_tray, plan_words
from ui.boundary import attempt
from ui.components.calendar import Operation, fresh
from ui.moments import moment
from ui.plan_bulk import bulk, moved, number, remember, undo
from ui.plan_events import gap_id
from ui.plan_ghosts import Ghosts, accept
from ui.state import Seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel, Gap
    from ui.state import State

_NINE = time(9, 0)
_QUARTER = timedelta(minutes=15)
#: What changes the calendar alone, unless it is refused.
_WITHIN = frozenset({"move", "tray"})


def handle_all(
    outbox: Iterable[Operation],
    who: Callable[[], Actor],
    app: App,
    memory: State,
    *,
    channels: Sequence[str] = (),
) -> None:
    """Handle what was not handled before; `channels` are the ones shown, empty for all."""
    news, memory.seen = fresh(outbox, memory.seen)
    for operation in news:
        memory.rev += 1
        tried = attempt(lambda operation=operation: handle(operation, who(), app, memory, channels=channels))  # type: ignore[misc]
        if not tried.worked:
            memory.say(tried.words, "bad")
        memory.is_page_due |= not tried.worked or operation.type not in _WITHIN


def handle(
    operation: Operation, actor: Actor, app: App, memory: State, *, channels: Sequence[str] = ()
) -> None:
    """Do what one operation asks for."""
    if operation.type == "move":
        _move(operation, actor, app, memory)
        return
    _check_is_to_come(operation, app)
    if operation.type == "undo":
        undo(actor, app, memory)
    elif operation.type == "bulk":
        bulk(operation, actor, app, memory)
    elif operation.type == "look":
        memory.looked_at = number("event", operation.id)
    elif operation.type == "tray":
        memory.tray = operation.id or ""
    elif operation.type == "open":
        post = app.planning.get(number("post", operation.id))
        memory.open_post(post.id, post.version)
    else:
        _put(operation, actor, app, memory, channels)


def _put(operation: Operation, actor: Actor, app: App, memory: State, channels: Sequence[str]) -> None:
    """Put something into a place, or show what might stand there."""
    gap, ghosts = _gap(operation, app), memory.ghosts or Ghosts()
    if operation.type == "accept":
        memory.say(accept(app, actor, ghosts, gap))
    elif operation.type == "open_gap" and gap is not None and ghosts.of(gap):
        memory.show_proposal(gap)
    elif operation.type == "place" and ":" in (operation.item_id or ""):
        plan_tray.place(operation, actor, app, memory, gap)
    elif operation.type == "place":
        _place(operation, actor, app, memory, channels)
    else:
        memory.open_new(_seed(operation, app, channels))


def _move(operation: Operation, actor: Actor, app: App, memory: State) -> None:
    post = app.planning.get(number("post", operation.id))
    if operation.channel not in {None, post.channel}:
        raise InvalidInputError(plan_words.CHANNEL_STAYS)
    after, move = moved(actor, app, post, operation.start or post.due, version=operation.version)
    remember(memory, [move])
    memory.is_page_due |= after.state is not post.state  # what waits for whom is counted on every page
    memory.say(phrases.moved(moment(after.due, after.zone)))


def _check_is_to_come(operation: Operation, app: App) -> None:
    """Refuse a place in the past: a post moved there would leave at this moment."""
    today = wall_clock(app.clock.now(), _first(app, ()).zone).date()
    is_past = operation.start is not None and operation.start <= app.clock.now()
    if is_past or (operation.day is not None and operation.day < today):
        raise InvalidInputError(plan_words.PAST_PLACE)


def _place(operation: Operation, actor: Actor, app: App, memory: State, channels: Sequence[str]) -> None:
    """Make a draft from an item where it was dropped, and show it."""
    seed = _seed(operation, app, channels)
    made = app.curating.compose(number("item", operation.item_id), channel=seed.channel)
    post = app.planning.add(
        actor,
        NewPost(
            channel=seed.channel,
            at=seed.wall or _from_now(app),
            text=made.text,
            link=made.link,
            pillar=seed.pillar or made.pillar,
            item=number("item", operation.item_id),
            reason=made.reason,
        ),
    )
    memory.open_post(post.id, post.version)
    memory.say(phrases.placed(moment(post.due, post.zone)))


def _seed(operation: Operation, app: App, channels: Sequence[str]) -> Seed:
    """Find channel and time for a place: the gap that was hit, the day's first gap, or nine o'clock."""
    if operation.channel is not None:
        channels = [app.set_up.channel(operation.channel).name]
    channel = _first(app, channels)
    if operation.gap_id is not None and operation.start is not None:
        return _of_gap(_gap(operation, app)) or Seed(
            channel=channel.name, wall=_wall(operation.start, channel)
        )
    if operation.start is not None and not operation.all_day:
        return Seed(channel=channel.name, wall=_wall(operation.start, channel))
    if operation.day is None:
        return Seed(channel=channel.name)
    begin, _ = resolve(datetime.combine(operation.day, time.min), channel.zone)
    now = app.clock.now()
    gaps = app.planning.gaps(start=max(begin, now), end=begin + timedelta(days=1), channels=channels)
    first = _of_gap(gaps[0] if gaps else None)
    if first is not None:
        return first
    nine = datetime.combine(operation.day, _NINE)
    is_past = begin <= now < begin + timedelta(days=1) and resolve(nine, channel.zone)[0] <= now
    return Seed(channel=channel.name, wall=_wall(_from_now(app), channel) if is_past else nine)


def _gap(operation: Operation, app: App) -> Gap | None:
    if operation.start is None or operation.gap_id is None:
        return None
    near = app.planning.gaps(start=operation.start, end=operation.start + timedelta(minutes=1))
    return next((gap for gap in near if gap_id(gap) == operation.gap_id), None)


def _of_gap(gap: Gap | None) -> Seed | None:
    if gap is None:
        return None
    return Seed(channel=gap.channel, wall=wall_clock(gap.due, gap.zone), pillar=gap.pillar)


def _first(app: App, channels: Sequence[str]) -> Channel:
    known = [channel for channel in app.set_up.channels() if channel.active]
    shown = [channel for channel in known if channel.name in channels]
    return (shown or known or app.set_up.channels())[0]


def _from_now(app: App) -> datetime:
    """Return the next quarter of an hour that leaves time to write."""
    now = app.clock.now().astimezone(UTC)
    return (
        now
        + 2 * _QUARTER
        - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    )


def _wall(at: datetime, channel: Channel) -> datetime:
    return wall_clock(at, channel.zone)
