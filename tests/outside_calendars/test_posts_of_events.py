"""An event of others becomes a draft with one click, and a second one only where somebody wants it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler.domain.errors import NotAllowedError, StateError, UnknownNameError
from scheduler.domain.outside_calendar import NewCalendar
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from tests.builders import an_actor
from tests.outside_calendars.conftest import Desk, a_calendar, an_event


def imported(desk: Desk, *lines: str, kind: str = "other") -> int:
    """Import one event; return its number."""
    new = NewCalendar.model_validate({"name": "Congress", "kind": kind})
    desk.outside.import_file(OPERATOR, new, a_calendar(an_event(*lines)))
    return desk.outside.events("Congress")[0].id


def test_a_draft_has_title_time_with_zone_place_link_and_its_source(desk: Desk) -> None:
    event = imported(desk, "URL:https://example.org/walk", "LOCATION:Main hall", "DESCRIPTION:<b>Come</b>")

    post = desk.posts.make(OPERATOR, event, channel="main-x")

    assert post.text == "Heart walk\nThursday, 3 December 2026, 14:00 CST\nMain hall"
    assert post.link == "https://example.org/walk"
    assert (post.state, post.approved_by) == (PostState.DRAFT, None)
    assert post.wall == datetime(2026, 12, 3, 14)
    assert "from the calendar “Congress”, as of 2026-12-01 15:00 UTC" in post.reason[0].words


@pytest.mark.parametrize(
    ("kind", "start", "wall"),
    [
        ("hospital", "DTSTART:20261203T200000Z", datetime(2026, 12, 2, 14)),
        ("chats", "DTSTART:20261203T200000Z", datetime(2026, 12, 3, 14)),
        ("hospital", "DTSTART:20261201T200000Z", datetime(2026, 12, 1, 14)),
        ("other", "DTSTART;VALUE=DATE:20261203", datetime(2026, 12, 3, 9)),
        ("hospital", "DTSTART;VALUE=DATE:20261203", datetime(2026, 12, 2, 9)),
        ("other", "DTSTART:20261120T200000Z", datetime(2026, 12, 1, 9, 30)),
    ],
)
def test_the_time_is_a_day_before_for_the_hospital_with_the_event_for_others_and_never_past(
    desk: Desk, kind: str, start: str, wall: datetime
) -> None:
    post = desk.posts.make(OPERATOR, imported(desk, start, kind=kind), channel="main-x")

    assert post.wall == wall


def test_a_second_post_is_made_only_where_somebody_wants_it(desk: Desk) -> None:
    event = imported(desk)
    first = desk.posts.make(OPERATOR, event, channel="main-x")

    with pytest.raises(StateError, match=f"Post {first.id} was made of this event already"):
        desk.posts.make(OPERATOR, event, channel="main-x")
    second = desk.posts.make(OPERATOR, event, channel="main-x", again=True)

    assert desk.posts.made_of(event) == [first.id, second.id]


def test_after_the_post_was_cancelled_another_is_made_without_a_word(desk: Desk) -> None:
    event = imported(desk)
    first = desk.posts.make(OPERATOR, event, channel="main-x")
    with desk.store.write() as unit:
        unit.posts.save(first.moved_to(PostState.CANCELLED), at=desk.clock.now())

    second = desk.posts.make(OPERATOR, event, channel="main-x")

    assert desk.posts.made_of(event) == [second.id]


def test_that_a_post_was_made_is_known_though_the_event_went_and_came_back(desk: Desk) -> None:
    event = imported(desk)
    desk.posts.make(OPERATOR, event, channel="main-x")
    desk.outside.import_file(OPERATOR, NewCalendar(name="Congress"), a_calendar())
    desk.clock.advance(timedelta(hours=1))

    back = imported(desk)

    with pytest.raises(StateError):
        desk.posts.make(OPERATOR, back, channel="main-x")


def test_a_cancelled_event_and_one_that_is_gone_make_no_post(desk: Desk) -> None:
    off = imported(desk, "STATUS:CANCELLED")

    with pytest.raises(StateError, match="was cancelled"):
        desk.posts.make(OPERATOR, off, channel="main-x")
    with pytest.raises(UnknownNameError):
        desk.posts.make(OPERATOR, off + 100, channel="main-x")


def test_only_who_may_write_on_the_channel_makes_a_post(desk: Desk) -> None:
    event = imported(desk)

    with pytest.raises(NotAllowedError):
        desk.posts.make(an_actor(Role.AUDITOR), event, channel="main-x")

    assert desk.posts.made_of(event) == []
