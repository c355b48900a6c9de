"""What one daemon does for all beside sending: read feeds and mail, fill gaps, look after what was read.

Each may wait for a network or reckon for seconds, so they have threads of their own and hold up no post.
Those that reckon with all that came in run apart, in a process that ends with the work: so the memory that
it takes comes back, and the solver and its like never stand in the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.bootstrap import App

#: The first poll comes before the first filling.
FILL_AFTER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Duty:
    """A job that is repeated `every` so often, the first time `after` the start."""

    name: str
    every: timedelta
    after: timedelta
    job: Callable[[], object]
    #: Is it better done in a process of its own? Then it asks nobody on a network.
    is_apart: bool = False
    #: What it works from: apart it is not begun again while this is as it was when it last ended well.
    news: Callable[[], object] = object


class Apart:
    """A duty that `run` does by its name in a process of its own, unless nothing is new to it."""

    def __init__(self, duty: Duty, run: Callable[[str], object]) -> None:
        self._duty = duty
        self._run = run
        self._known: object = None

    def __call__(self) -> None:
        """Do it; what it worked from is remembered only where that went well."""
        news = self._duty.news()
        if news != self._known:
            self._run(self._duty.name)
            self._known = news


def duties(app: App, *, fill_after: timedelta = FILL_AFTER) -> tuple[Duty, ...]:
    """Return the duties of the daemon that leads."""
    return (*_of_curation(app, fill_after=fill_after), *_of_posts(app))


def _of_curation(app: App, *, fill_after: timedelta) -> tuple[Duty, ...]:
    """Return what brings items in and makes proposals of them."""
    return (
        Duty("poll", timedelta(seconds=30), timedelta(0), app.curating.ask),
        # What came in is read in batches, for the sentence model takes a second to start.
        Duty(
            "understand",
            timedelta(minutes=5),
            timedelta(minutes=1),
            app.curating.understand,
            is_apart=True,
            news=app.curating.news,
        ),
        # Newsletters have a job of their own: a mail server that is slow keeps no feed waiting.
        Duty("mail", timedelta(minutes=1), timedelta(minutes=1), app.newsletters.poll),
        # Calendars of others are looked at, each at its own pace.
        Duty("calendars", timedelta(minutes=5), timedelta(minutes=1), app.outside.poll_due),
        # Hubs are asked to announce news, and leases renewed.
        Duty("subscribe", timedelta(hours=1), timedelta(minutes=3), app.announcing.renew),
        Duty("fill", timedelta(hours=1), fill_after, lambda: _fill(app), is_apart=True),
        # What others say to our channels is heard where a channel wants it.
        Duty("hear", timedelta(hours=1), timedelta(minutes=2), app.hearing.listen),
        # What many suddenly speak of is noticed, and new lines of the profile are read.
        Duty("heed", timedelta(hours=1), timedelta(minutes=4), lambda: _heed(app), is_apart=True),
        Duty("prepare", timedelta(minutes=5), timedelta(minutes=1), app.profile.prepare),
        # Titles and pages behind posts are looked at for retractions; each page at most once a day.
        Duty("afterlife", timedelta(minutes=30), timedelta(minutes=10), app.afterlife.look),
    )


def _of_posts(app: App) -> tuple[Duty, ...]:
    """Return what is done for posts, and for the record of what became of them."""
    return (
        # The days that are over are counted for the last time.
        Duty("close", timedelta(hours=1), timedelta(minutes=5), app.counting.close),
        # Late decisions and second looks are said, and what an expired authorisation released is held.
        Duty("approvals", timedelta(minutes=5), timedelta(minutes=2), lambda: _approvals(app)),
        # Pauses whose end has come are written down as over; posts that come due find it first.
        Duty("pauses", timedelta(seconds=30), timedelta(seconds=5), app.pausing.end_those_over),
        # Pictures of open posts that nobody, or an older version, has looked at; and those of restored ones.
        Duty(
            "pictures",
            timedelta(minutes=5),
            timedelta(minutes=3),
            lambda: app.sights.look_over(app.planning.picture_bytes),
        ),
        # The end of the record is signed where enough was written, or a day has passed.
        Duty("sign", timedelta(minutes=5), timedelta(minutes=1), app.witness.tick),
        # Silent sources are noticed, and old items that nobody used forgotten.
        Duty("care", timedelta(days=1), timedelta(minutes=30), lambda: _care(app)),
        # New zone data may be installed while the daemon runs.
        Duty("rezone", timedelta(days=1), timedelta(days=1), app.rezoning.check),
    )


def _fill(app: App) -> None:
    if app.settings.fill_days:
        app.filling.fill(days=app.settings.fill_days)


def _heed(app: App) -> None:
    app.trends.look()


def _approvals(app: App) -> None:
    app.authorising.pull_expired()
    app.escalating.look()
    app.emergency.lane.expire()
    app.emergency.looks.escalate()


def _care(app: App) -> None:
    app.curating.care()
    app.quoting.forget()
    app.sights.forget()
    app.forgetting.forget()
