"""The plan as the calendar shows it: posts as chips, gaps as dashed places, items as cards."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from scheduler.domain.plan import zone_named
from scheduler.domain.post import EDITABLE, PostState
from ui import content_phrases, filling_phrases, phrases, wording
from ui.components.calendar import CalendarEvent, ChannelRow, GapMark, InboxCard
from ui.moments import length
from ui.parts.clocks import oddity
from ui.plan_ghosts import lines_of
from ui.session import rounds
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.plan import Channel, Gap
    from scheduler.domain.post import PlanEntry
    from scheduler.services.curating import InboxEntry
    from scheduler.services.proposals import Proposal
    from ui.colours import Painter
    from ui.plan_ghosts import Ghosts

#: How long a chip is in the week view.
_CHIP = timedelta(minutes=30)
_LONGEST_SHOWN = 240


def events_of(posts: Iterable[PlanEntry], painter: Painter) -> tuple[CalendarEvent, ...]:
    """Return the posts as chips; what was cancelled is left out."""
    titles, labels = short_titles(rounds().set_up.channels()), wording.STATES
    return tuple(
        _event(post, titles.get(post.channel, post.channel), labels[post.state.value], painter.colour(post))
        for post in posts
        if post.state is not PostState.CANCELLED
    )


def _event(post: PlanEntry, channel: str, label: str, colour: str | None) -> CalendarEvent:
    return CalendarEvent(
        id=str(post.id),
        title=content_phrases.title_of(post),
        start=post.due,
        end=_end(post),
        state=post.state.value,
        colour=colour,
        channel=channel,
        row=post.channel,
        movable=post.state in EDITABLE,
        version=post.version,
        tooltip=f"{_parts(post)}{post.text[:_LONGEST_SHOWN]}",
        label=label,
    )


def _parts(post: PlanEntry) -> str:
    return f"{content_phrases.thread_of(post.parts)}\n" if post.thread else ""


def short_titles(channels: Sequence[Channel]) -> dict[str, str]:
    """Return titles without the words that all of them begin with: chips are narrow."""
    words = {channel.name: channel.title.split() for channel in channels}
    columns = zip(*words.values(), strict=False) if len(words) > 1 else ()
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    rest = {name: " ".join(title[shared:]) for name, title in words.items()}
    return {each.name: _capital(rest[each.name]) or each.title for each in channels}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _end(post: PlanEntry) -> datetime | None:
    """Return midnight where half an hour later is on the next day: a chip must not reach into it."""
    end, zone = post.due + _CHIP, zone_named(post.zone)
    day = end.astimezone(zone).date()
    if day == post.due.astimezone(zone).date():
        return None
    midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
    return min(end, max(midnight, post.due + timedelta(minutes=1)))


def rows_of(
    channels: Iterable[Channel], wanted: Sequence[str], posts: Iterable[PlanEntry]
) -> tuple[ChannelRow, ...]:
    """Return a row of the timeline for each wanted channel; one that is put away only where it has posts."""
    seen = {post.channel for post in posts}
    return tuple(
        ChannelRow(id=each.name, title=each.title)
        for each in channels
        if each.name in seen or (each.active and (not wanted or each.name in wanted))
    )


def gap_id(gap: Gap) -> str:
    """Return the name under which the browser knows a gap."""
    return f"{gap.slot}@{gap.due.isoformat()}"


def marks_of(gaps: Iterable[Gap], ghosts: Ghosts | None = None) -> tuple[GapMark, ...]:
    """Return the gaps as dashed places, named by channel and pillar, with what is proposed for each."""
    app = rounds()
    owners = {source.name: source.owner for source in app.curating.sources()} if ghosts else {}
    pillars = {pillar.name: pillar for pillar in app.set_up.pillars()}
    titles = short_titles(app.set_up.channels())
    marks = []
    for gap in gaps:
        pillar = pillars.get(gap.pillar or "")
        name = filling_phrases.gap(titles.get(gap.channel, gap.channel), pillar.title if pillar else "")
        label = phrases.facts(name, oddity(gap))
        colour = pillar.colour if pillar else None
        mark = GapMark(id=gap_id(gap), start=gap.due, label=label, colour=colour, row=gap.channel)
        proposal = ghosts.of(gap) if ghosts else None
        marks.append(_with_ghost(mark, proposal, owners) if proposal else mark)
    return tuple(marks)


def _with_ghost(mark: GapMark, proposal: Proposal, owners: dict[str, str]) -> GapMark:
    title, source = lines_of(proposal, owners)
    why = phrases.because([part.words for part in proposal.reason])
    return mark.model_copy(update={"proposal": title, "source": source, "reason": why})


def cards_of(entries: Iterable[InboxEntry]) -> tuple[InboxCard, ...]:
    """Return the inbox as cards to drag."""
    now = rounds().clock.now()
    return tuple(
        InboxCard(
            id=str(entry.item.id),
            title=entry.item.title,
            source=entry.source.owner,
            age=length(now - (entry.item.published or entry.item.first_seen)),
            reason="; ".join(told(part.words) for part in entry.reason),
        )
        for entry in entries
    )
