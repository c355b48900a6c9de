"""What stands around every page: navigation, who is signed in, pauses in force, sentences to show once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import composer, phrases, wording
from ui.boundary import boundary
from ui.composer.actions import DECIDABLE
from ui.parts.page import plain
from ui.session import current_actor, rounds
from ui.state import state
from ui.views import activity, calendar, calendars, inbox, pausing, queue, review, settings, sources, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.people import Actor

_ASSETS = Path(__file__).parent / "assets"
MARK = str(_ASSETS / "mark.svg")
_P = Permission


def pages(actor: Actor) -> dict[str, list[st.Page]]:
    """Return the pages that this person has a use for, by section; the services guard what is done there."""
    counts = rounds().planning.counts()
    reviews = phrases.counted(wording.REVIEW, sum(counts.get(each, 0) for each in DECIDABLE))
    queued = phrases.counted(wording.QUEUE, sum(counts.get(each, 0) for each in queue.NEEDS))
    plan = [
        _page(calendar.show, wording.CALENDAR, "calendar_month", "calendar", about=wording.CALENDAR_ABOUT),
        _page(write.show, wording.WRITE, "edit", "write", _P.WRITE, about=wording.WRITE_ABOUT),
        _page(inbox.show, wording.INBOX, "inbox", "inbox", _P.CURATE, about=wording.INBOX_ABOUT),
        _page(
            review.show, reviews, "rate_review", "review", _P.APPROVE, _P.WRITE, about=wording.REVIEW_ABOUT
        ),
        _page(queue.show, queued, "schedule_send", "queue", about=wording.QUEUE_ABOUT),
    ]
    content = [
        _page(
            sources.show,
            wording.SOURCES,
            "rss_feed",
            "sources",
            _P.CURATE,
            _P.SET_UP,
            about=wording.SOURCES_ABOUT,
        ),
        _page(
            calendars.show,
            wording.CALENDARS,
            "calendar_add_on",
            "calendars",
            _P.SHARE_CALENDARS,
            about=wording.CALENDARS_ABOUT,
        ),
    ]
    house = [
        _page(
            activity.show,
            wording.ACTIVITY,
            "history",
            "activity",
            _P.READ_AUDIT,
            about=wording.ACTIVITY_ABOUT,
        ),
        _page(pausing.show, wording.PAUSE, "pause_circle", "pause", _P.PAUSE, about=wording.PAUSE_ABOUT),
        _page(settings.show, wording.SETTINGS, "settings", "settings", about=wording.SETTINGS_ABOUT),
    ]
    sections = {
        wording.SECTION_PLAN: plan,
        wording.SECTION_CONTENT: content,
        wording.SECTION_HOUSE: house,
    }
    shown = {
        name: [page for page, needs in section if not needs or needs & actor.permissions]
        for name, section in sections.items()
    }
    return {name: section for name, section in shown.items() if section}


def draw(page: st.Page) -> None:
    """Draw a page with all that stands around it."""
    st.html(_ASSETS / "planner.css")
    st.logo(str(_ASSETS / "logo.svg"), size="large", icon_image=MARK)
    _who()
    _flashes()
    _pauses()
    with boundary():
        page.run()
    with boundary():
        composer.dialog()


def signed_out() -> None:
    """Draw the only thing somebody without a session sees."""
    st.title(wording.SIGNED_OUT, anchor=False)
    st.caption(wording.SIGNED_OUT_STEP)
    st.html(f'<a class="rounds-link" href="/signin">{wording.SIGN_IN}</a>')


def _page(
    show: Callable[[], None], title: str, icon: str, path: str, *needs: Permission, about: str
) -> tuple[st.Page, frozenset[Permission]]:
    page = st.Page(
        show, title=title, icon=f":material/{icon}:", url_path=path, default=path == "calendar", help=about
    )
    return page, frozenset(needs)


def _who() -> None:
    person = current_actor()
    if person is None:
        return
    with st.sidebar:
        st.space("stretch")
        st.html(
            f'<div class="rounds-who"><span>{plain_html(person.name)}</span>'
            f'<a class="rounds-link" href="/signout">{wording.SIGN_OUT}</a></div>'
        )


def _flashes() -> None:
    for flash in state().take_flashes():
        if flash.tone == "bad":
            st.error(flash.words, icon=":material/error:")
        else:
            st.toast(flash.words, icon=":material/check_circle:")


def _pauses() -> None:
    for pause in rounds().pausing.active():
        words = phrases.pause_banner(phrases.paused(pause.scope.value, pause.name), pause.reason)
        st.error(f"**{plain(words)}**", icon=":material/pause_circle:")


def plain_html(text: str) -> str:
    """Return text as HTML in which nothing is taken for a tag."""
    import html

    return html.escape(text)
