"""The tray beside the calendar: items that came in, drafts whose time has passed, and evergreen posts.

Every post has a time, so a draft without a firm one is a draft whose time went by: it stays a draft, and
waits for another place. An evergreen post comes again in an open slot of its channel, as the filler would
propose it. Only the tab that is open is read.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Permission
from scheduler.domain.plan import resolve
from scheduler.domain.post import PostState, ReasonPart
from scheduler.services.filling import Proposal
from ui import content_phrases, curation_words, phrases, plan_words
from ui.components.calendar import InboxCard, TrayTab
from ui.moments import day, moment
from ui.plan_bulk import moved, number, remember
from ui.plan_events import cards_of, short_titles
from ui.session import may, may_somewhere, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post
    from scheduler.services.recycling import Standing
    from ui.components.calendar import Operation
    from ui.state import State

INBOX, DRAFTS, EVERGREENS = "inbox", "drafts", "evergreens"
_MOST: Final = 30
#: Older drafts than this nobody means to send.
_OLDEST: Final = timedelta(days=180)
_DAY: Final = timedelta(days=1)


def tabs() -> tuple[TrayTab, ...]:
    """Return the tabs that are of use to this person; none for somebody who only reads."""
    if not may_somewhere(Permission.WRITE):
        return ()
    curated = (INBOX,) if may_somewhere(Permission.CURATE) else ()
    return tuple(TrayTab(id=name, **plan_words.TRAYS[name]) for name in (*curated, DRAFTS, EVERGREENS))


def opened(tray: str, offered: Sequence[TrayTab]) -> str:
    """Return the tab to show: the one that was open, else the first."""
    names = [each.id for each in offered]
    return tray if tray in names else (names or [""])[0]


def cards(tray: str, channels: Sequence[str]) -> tuple[InboxCard, ...]:
    """Return what lies in a tab, of the channels that are shown; none chosen means all."""
    app = rounds()
    if tray == INBOX:
        return cards_of(app.curating.inbox(limit=_MOST))
    titles = short_titles(app.set_up.channels())
    if tray == DRAFTS:
        return tuple(_draft(post, titles) for post in _past_drafts(app, channels))
    return tuple(_evergreen(each, titles) for each in _evergreens(app, channels)) if tray else ()


def _past_drafts(app: App, channels: Sequence[str]) -> list[Post]:
    now = app.clock.now()
    found = app.planning.between(now - _OLDEST, now, channels=channels, states=(PostState.DRAFT,))
    return [post for post in reversed(found) if may(Permission.WRITE, on=post.channel)][:_MOST]


def _evergreens(app: App, channels: Sequence[str]) -> list[Standing]:
    """Return those that have words left and may be placed by this person, the longest silent first."""
    wanted = [each for each in app.recycling.all() if not channels or each.post.channel in channels]
    usable = [each for each in wanted if each.next_text and may(Permission.WRITE, on=each.post.channel)]
    return sorted(usable, key=lambda each: max(each.told))[:_MOST]


def _draft(post: Post, titles: dict[str, str]) -> InboxCard:
    return InboxCard(
        id=f"{DRAFTS}:{post.id}",
        title=content_phrases.title_of(post),
        source=titles.get(post.channel, post.channel),
        age=plan_words.was_for(moment(post.due, post.zone)),
    )


def _evergreen(each: Standing, titles: dict[str, str]) -> InboxCard:
    post, last = each.post, max(each.told)
    return InboxCard(
        id=f"{EVERGREENS}:{post.id}",
        title=each.next_text.partition("\n")[0],
        source=titles.get(post.channel, post.channel),
        age=curation_words.last_out(day(last, post.zone), ""),
        reason=curation_words.rests_until(day(_rested(each), post.zone)),
    )


def _rested(each: Standing) -> datetime:
    return max(each.told) + timedelta(days=each.mark.every_days)


def place(operation: Operation, actor: Actor, app: App, memory: State, gap: Gap | None) -> None:
    """Put a card of the drafts or of the evergreen posts where it was dropped."""
    kind, _, told = (operation.item_id or "").partition(":")
    post = app.planning.get(number("post", told))
    channel = gap.channel if gap else operation.channel
    if channel not in {None, post.channel}:
        raise InvalidInputError(plan_words.CHANNEL_STAYS)
    if kind == DRAFTS:
        after, move = moved(actor, app, post, _time_for(operation, app, post, gap), version=post.version)
        remember(memory, [move])
        memory.say(phrases.moved(moment(after.due, after.zone)))
    elif kind == EVERGREENS:
        memory.say(_again(actor, app, post, gap or _first_gap(operation, app, post)))
    else:
        raise UnknownNameError("card", operation.item_id)


def _time_for(operation: Operation, app: App, post: Post, gap: Gap | None) -> datetime:
    """Return the gap's time, the hour that was hit, the day's first gap, or its own hour on that day."""
    gap = gap or _first_gap(operation, app, post)
    if gap is not None:
        return gap.due
    if operation.day is None:
        return operation.start or post.due
    at, _ = resolve(datetime.combine(operation.day, post.wall.time()), post.zone)
    return at


def _first_gap(operation: Operation, app: App, post: Post) -> Gap | None:
    """Return the first gap of the post's channel on the day that was hit; none where an hour was."""
    if operation.day is None:
        return None
    begin, _ = resolve(datetime.combine(operation.day, time.min), post.zone)
    start = max(begin, app.clock.now() + timedelta(seconds=1))
    gaps = app.planning.gaps(start=start, end=max(begin + _DAY, start), channels=[post.channel])
    return gaps[0] if gaps else None


def _again(actor: Actor, app: App, post: Post, gap: Gap | None) -> str:
    """Propose an evergreen post for a gap, as the filler would; return what to say."""
    standing = app.recycling.of(post.id)
    if standing is None or not standing.next_text:
        raise InvalidInputError(plan_words.NO_EVERGREEN)
    if gap is None:
        raise InvalidInputError(plan_words.EVERGREEN_NEEDS_SLOT)
    proposal = Proposal(
        channel=gap.channel,
        due=gap.due,
        wall=gap.wall,
        zone=gap.zone,
        pillar=gap.pillar or post.pillar,
        item=None,
        again=post,
        source="",
        text=standing.next_text,
        link=post.link or "",
        reason=(ReasonPart(name="person", words=plan_words.PLACED_BY_HAND),),
    )
    made = app.filling.fill(actor, days=1, proposals=[proposal])
    if not made:
        raise InvalidInputError(plan_words.evergreen_rests(day(_rested(standing), post.zone)))
    return plan_words.accepted(moment(made[0].due, made[0].zone), waits=True)
