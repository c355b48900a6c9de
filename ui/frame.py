"""What stands around every page: navigation, who is signed in, pauses in force, sentences to show once."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.services.balancing import PLANS
from scheduler.services.mapping import READERS
from scheduler.services.months import Alarm
from scheduler.services.starting import GUIDES
from ui import (
    approval_words,
    composer,
    delivery_words,
    emergency_words,
    network_words,
    outside_words,
    pause_words,
    people_words,
    phrases,
    pillar_words,
    register_words,
    sheet_words,
    start_words,
    template_words,
    trend_words,
    wording,
)
from ui.boundary import boundary
from ui.composer.actions import DECIDABLE
from ui.parts import confirming, crisis, density, flashes
from ui.parts.page import plain
from ui.parts.pulse import watch
from ui.session import current_actor, may, rounds
from ui.told import told
from ui.views import (
    activity,
    attention,
    authorisations,
    calendar,
    calendars,
    delivery,
    emergency,
    experts,
    inbox,
    network,
    occasions,
    outside_calendars,
    pausing,
    pillars,
    queue,
    review,
    settings,
    sheets,
    sources,
    start,
    templates,
    trends,
    write,
    you,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from scheduler.domain.people import Actor

_ASSETS = Path(__file__).parent / "assets"
MARK = str(_ASSETS / "mark.svg")
_P = Permission


@dataclass(frozen=True)
class Place:
    """A page in the navigation, for whoever has any of `needs`; for everybody where that is empty."""

    show: Callable[[], None]
    #: The words module that names it and says what it is for, and its name there.
    words: ModuleType
    name: str
    icon: str
    path: str
    needs: frozenset[Permission] = frozenset()

    @property
    def title(self) -> str:
        """What it is called."""
        return str(getattr(self.words, self.name))

    @property
    def about(self) -> str:
        """What it is for."""
        return str(getattr(self.words, f"{self.name}_ABOUT"))


_PLAN = (
    Place(calendar.show, wording, "CALENDAR", "calendar_month", "calendar"),
    Place(write.show, wording, "WRITE", "edit", "write", frozenset({_P.WRITE})),
    Place(inbox.show, wording, "INBOX", "inbox", "inbox", frozenset({_P.CURATE})),
    Place(
        review.show,
        wording,
        "REVIEW",
        "rate_review",
        "review",
        frozenset({_P.APPROVE, _P.WRITE}),
    ),
    Place(queue.show, wording, "QUEUE", "schedule_send", "queue"),
    Place(delivery.show, delivery_words, "DELIVERY", "local_shipping", "delivery"),
    Place(pillars.show, pillar_words, "PILLARS", "donut_small", "pillars", PLANS),
    Place(attention.show, wording, "ATTENTION", "notification_important", "attention"),
)
_CONTENT = (
    Place(
        sources.show,
        wording,
        "SOURCES",
        "rss_feed",
        "sources",
        frozenset({_P.CURATE, _P.SET_UP}),
    ),
    Place(
        trends.show,
        trend_words,
        "TRENDS",
        "trending_up",
        "trends",
        frozenset({_P.CURATE}),
    ),
    Place(
        occasions.show,
        register_words,
        "OCCASIONS",
        "celebration",
        "occasions",
        frozenset({_P.CURATE, _P.WRITE, _P.PAUSE}),
    ),
    Place(
        experts.show,
        register_words,
        "EXPERTS",
        "record_voice_over",
        "experts",
        frozenset({_P.CURATE, _P.RELEASE}),
    ),
    Place(templates.show, template_words, "TEMPLATES", "draft", "templates", frozenset({_P.WRITE})),
    Place(network.show, network_words, "NETWORK", "hub", "network", READERS),
    Place(sheets.show, sheet_words, "SHEETS", "table_view", "sheets"),
    Place(
        outside_calendars.show,
        outside_words,
        "OUTSIDE",
        "event_upcoming",
        "outside",
        frozenset({_P.CURATE, _P.WRITE}),
    ),
    Place(
        calendars.show,
        wording,
        "CALENDARS",
        "calendar_add_on",
        "calendars",
        frozenset({_P.SHARE_CALENDARS, _P.APPROVE}),
    ),
)
_HOUSE = (
    Place(
        activity.show,
        wording,
        "ACTIVITY",
        "history",
        "activity",
        frozenset({_P.READ_AUDIT}),
    ),
    Place(
        authorisations.show,
        approval_words,
        "AUTHORISATIONS",
        "assignment_turned_in",
        "authorisations",
        frozenset({_P.RELEASE}),
    ),
    Place(pausing.show, wording, "PAUSE", "pause_circle", "pause", frozenset({_P.PAUSE})),
    Place(
        emergency.show,
        emergency_words,
        "EMERGENCY",
        "campaign",
        "emergency",
        frozenset({_P.OPEN_FAST_LANE, _P.APPROVE, _P.WRITE}),
    ),
    Place(start.show, start_words, "START", "checklist", "start", GUIDES),
    Place(settings.show, wording, "SETTINGS", "settings", "settings"),
    Place(you.show, people_words, "YOU", "account_circle", "you"),
)


def places(actor: Actor) -> dict[str, list[Place]]:
    """Return what this person has a use for, by section; the services guard what is done there."""
    sections = {
        wording.SECTION_PLAN: _PLAN,
        wording.SECTION_CONTENT: _CONTENT,
        wording.SECTION_HOUSE: _HOUSE,
    }
    shown = {
        name: [place for place in section if not place.needs or any(map(actor.may_somewhere, place.needs))]
        for name, section in sections.items()
    }
    return {name: section for name, section in shown.items() if section}


def pages(actor: Actor) -> dict[str, list[st.Page]]:
    """Return the same as Streamlit's pages."""
    counts = waiting()
    return {name: [_page(place, counts) for place in section] for name, section in places(actor).items()}


def waiting() -> dict[str, int]:
    """Return how much waits for a person, by the address of the page where they stand."""
    counts, person = rounds().planning.counts(), current_actor()
    called = rounds().commenting.count(person) if person else 0
    return {
        "review": sum(counts.get(each, 0) for each in DECIDABLE) + len(rounds().emergency.looks.waiting()),
        "attention": rounds().attending.count() + len(rounds().emergency.looks.pressing()) + called,
    }


def name_of(place: Place, counts: Mapping[str, int]) -> str:
    """Return the name of a page with the number of what waits there."""
    return phrases.counted(place.title, counts.get(place.path, 0))


def draw(run: Callable[[], None]) -> None:
    """Draw a page with all that stands around it."""
    st.html(_ASSETS / "planner.css")
    st.html(_ASSETS / "previews.css")
    density.sheet()
    st.logo(str(_ASSETS / "logo.svg"), size="large", icon_image=MARK)
    crisis.switch()
    _who()
    confirming.renew()
    with st.container(key="banners"):
        flashes.show()
        _pauses()
        _sign_ins()
        _budgets()
    unsaved = st.container()
    crisis.dialog()
    with boundary():
        run()
    with unsaved, boundary():  # after the page, which may offer it itself
        composer.remind()
    with boundary():
        composer.dialog()
    watch()


def signed_out() -> None:
    """Draw the only thing somebody without a session sees."""
    st.title(wording.SIGNED_OUT, anchor=False)
    st.caption(wording.SIGNED_OUT_STEP)
    st.html(f'<a class="rounds-link" href="/signin">{wording.SIGN_IN}</a>')


def _page(place: Place, counts: Mapping[str, int]) -> st.Page:
    return st.Page(
        place.show,
        title=name_of(place, counts),
        icon=f":material/{place.icon}:",
        url_path=place.path,
        default=place.path == "calendar",
        help=place.about,
    )


def _who() -> None:
    person = current_actor()
    if person is None:
        return
    with st.sidebar:
        st.space("stretch")
        st.html(
            f'<div class="rounds-who"><span>{html.escape(person.name)}</span>'
            f'<a class="rounds-link" href="/signout">{wording.SIGN_OUT}</a></div>'
        )


def _pauses() -> None:
    """Say on every page what is paused, until when, and that posts wait for a decision afterwards."""
    standing = rounds().pausing.standing()
    for pause in standing:
        words = plain(pause_words.banner(pause, pausing.standing.until(pause)))
        link = f"[{pause_words.SEE_PAUSE}](pause)" if may(Permission.PAUSE) else ""
        if pause.is_drill:
            st.info(f"**{words}** {link}", icon=":material/exercise:")
        else:
            st.error(f"**{words}** {link}", icon=":material/pause_circle:")
    _decisions({pause.id for pause in standing})


def _decisions(standing: set[int]) -> None:
    counts = rounds().releasing.counts()
    waiting = sum(count for number, count in counts.items() if number not in standing)
    if waiting and may(Permission.PAUSE):
        words = f"{plain(pause_words.waiting(waiting))} [{pause_words.DECIDE}](pause)"
        st.warning(words, icon=":material/fact_check:")


def _sign_ins() -> None:
    """Say on every page that a channel must be connected again: nothing of it leaves till then."""
    for lost in rounds().attending.lost_sign_ins():
        st.error(plain(told(lost.words)), icon=":material/key_off:")


def _budgets() -> None:
    """Say on every page that a channel's posts are held for want of money."""
    for month in rounds().budgeting.alarms():
        if month.alarm is Alarm.REACHED:
            st.error(plain(told(month.warning)), icon=":material/payments:")
