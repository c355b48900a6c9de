"""What the calendar shows of a span of time: posts, open slots, and the layers that are wished for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.plan import wall_clock
from ui import content_phrases, language, plan_good_times, plan_pauses
from ui.boundary import attempt
from ui.colours import Painter
from ui.components.calendar import CalendarSpan, ranges_beside
from ui.parts import occasions, outside
from ui.parts.house import house_zone
from ui.plan_events import events_of, marks_of, rows_of
from ui.plan_ghosts import Asked, Ghosts, channels_asked, span_to
from ui.session import rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.plan import Pause
    from scheduler.domain.post import PlanEntry, PostState
    from ui.colours import Colouring
    from ui.components.calendar import DayNote, VisibleRange


@dataclass(frozen=True)
class Wishes:
    """What the person wants to see; all of it stands in the address."""

    channels: list[str]
    states: list[PostState]
    find: str
    colouring: Colouring
    with_occasions: bool
    with_good_times: bool
    #: Those to be seen.
    pauses: list[Pause]
    with_outside: bool
    with_proposals: bool

    @property
    def is_whole(self) -> bool:
        """Is the plan shown whole, but for channels? Open slots stand in such a plan alone."""
        return not (self.states or self.find)

    @property
    def mark(self) -> str:
        """A few letters that change with what is wished for, and with the language."""
        wished = f"{self!r} {language.current()!r}"
        return hashlib.blake2b(wished.encode(), digest_size=8).hexdigest()

    def shows(self, post: PlanEntry) -> bool:
        """Does a post hold every word that was looked for?"""
        if not self.find:
            return True
        held = f"{content_phrases.title_of(post)} {post.text}".casefold()
        return all(word in held for word in self.find.casefold().split())


def in_sight(wishes: Wishes, shown: VisibleRange, zone: str) -> CalendarSpan:
    """Return what the plan holds while `shown` lasts, and have looked for what could fill its open slots."""
    return _span(wishes, shown, zone, _looked_for(wishes, shown))


def beside(wishes: Wishes) -> tuple[CalendarSpan, ...]:
    """Return what the plan holds a step before and a step after what is in sight; a fault shows nothing."""
    shown, ghosts = state().range, state().ghosts if wishes.with_proposals else None
    if shown is None:
        return ()
    zone = house_zone()
    ranges = ranges_beside(shown, zone=zone)
    return attempt(lambda: tuple(_span(wishes, each, zone, ghosts) for each in ranges)).value or ()


def _span(wishes: Wishes, shown: VisibleRange, zone: str, ghosts: Ghosts | None) -> CalendarSpan:
    app = rounds()
    found = app.planning.entries(shown.start, shown.end, channels=wishes.channels, states=wishes.states)
    posts = [post for post in found if wishes.shows(post)]
    begin = max(shown.start, app.clock.now())
    has_gaps = wishes.is_whole and begin < shown.end
    gaps = app.planning.gaps(start=begin, end=shown.end, channels=wishes.channels) if has_gaps else []
    painter = Painter(wishes.colouring)
    return CalendarSpan(
        shown=shown,
        about=wishes.mark,
        events=events_of(posts, painter),
        gaps=marks_of(gaps, ghosts),
        notes=_notes(shown, zone, with_occasions=wishes.with_occasions)
        + plan_pauses.bands(wishes.pauses, shown.start, shown.end, zone),
        layer=outside.layer_of(shown.start, shown.end) if wishes.with_outside else (),
        good_bands=plan_good_times.bands(shown, wishes.channels) if wishes.with_good_times else (),
        legend=painter.legend(posts),
        rows=rows_of(app.set_up.channels(), wishes.channels, posts),
    )


def _looked_for(wishes: Wishes, shown: VisibleRange) -> Ghosts | None:
    """Return what is proposed for the gaps in sight, as far as it was found by now; where wished for."""
    app, memory = rounds(), state()
    days = span_to(shown.end, app.clock.now())
    if not wishes.with_proposals or not days:
        memory.ghosts = None
        return None
    memory.ghosts = memory.ghosts or Ghosts()
    memory.ghosts.look(app, Asked(memory.drawn, days, channels_asked(wishes.channels)))
    return memory.ghosts


def _notes(shown: VisibleRange, zone: str, *, with_occasions: bool) -> tuple[DayNote, ...]:
    """Return the quiet days, which are always shown, and what the days are for."""
    first, last = wall_clock(shown.start, zone).date(), wall_clock(shown.end, zone).date() - timedelta(days=1)
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    quiet = occasions.bands_of(rounds().keeping_quiet.between(first, last), titles)
    if not with_occasions:
        return quiet
    return quiet + occasions.notes_of(rounds().observing.between(first, last), first, last)
