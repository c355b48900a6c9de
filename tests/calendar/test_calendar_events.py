from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scheduler.domain.post import Picture, Post, PostState, ThreadPart
from scheduler.domain.record import Detail
from scheduler.ical import EventStatus, PlanEvent, event_of
from scheduler.ical.event import STATUSES

_SECRET = "The second line says more than a title may tell."


def _of(post: Post, detail: Detail, *, pillar: str = "Prevention") -> PlanEvent:
    return event_of(
        post,
        channel_title="Main account",
        pillar_title=pillar,
        detail=detail,
        planner_url="https://planner.example/",
    )


def test_an_event_carries_name_times_and_counters_of_its_post(post: Callable[..., Post]) -> None:
    given = post(id=17, uid="abc", version=4, sequence=2)

    event = _of(given, Detail.TITLES)

    assert event.uid == "post-abc@rounds"
    assert (event.start, event.zone) == (given.due, given.zone)
    assert (event.revision, event.sequence) == (4, 2)
    assert (event.created, event.modified) == (given.created_at, given.updated_at)
    assert event.categories == ("Main account", "Prevention")
    assert event.url == "https://planner.example/?post=17"


def test_titles_tell_the_first_line_and_nothing_else_of_a_post(post: Callable[..., Post]) -> None:
    picture = Picture(sha256="0" * 64, mime="image/png", width=1, height=1, alt=_SECRET)
    given = post(text=f"Flu clinic\n{_SECRET}", link="https://example.org/flu", pictures=(picture,))

    event = _of(given, Detail.TITLES)

    assert event.title == "[Main account] Flu clinic"
    assert event.description == ""
    assert "second line" not in repr(event)
    assert "example.org/flu" not in repr(event)


def test_a_long_text_without_line_breaks_is_clipped_in_titles(post: Callable[..., Post]) -> None:
    event = _of(post(text="hand washing " * 40), Detail.TITLES)

    assert len(event.title.removeprefix("[Main account] ")) <= 60


def test_the_full_detail_tells_text_state_link_and_pictures(post: Callable[..., Post]) -> None:
    picture = Picture(sha256="0" * 64, mime="image/png", width=1, height=1, alt="Two hands under a tap")
    given = post(
        text=f"Flu clinic\n{_SECRET}",
        link="https://example.org/flu",
        pictures=(picture,),
        state=PostState.IN_REVIEW,
    )

    event = _of(given, Detail.FULL)

    assert event.title == "[Main account] Flu clinic"
    assert event.description == (
        f"Flu clinic\n{_SECRET}\n\nState: in review\nChannel: Main account\nPillar: Prevention\n"
        "Link: https://example.org/flu\nPicture: Two hands under a tap\n"
        f"In the planner: {event.url}"
    )


def test_a_post_without_text_is_called_by_its_pillar(post: Callable[..., Post]) -> None:
    assert _of(post(text=""), Detail.TITLES).title == "[Main account] Prevention"
    assert _of(post(text=" \n"), Detail.TITLES, pillar="").title == "[Main account] Untitled post"


def test_every_state_has_a_status() -> None:
    assert set(STATUSES) == set(PostState)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (PostState.PUBLISHED, EventStatus.CONFIRMED),
        (PostState.SCHEDULED, EventStatus.CONFIRMED),
        (PostState.DRAFT, EventStatus.TENTATIVE),
        (PostState.UNKNOWN, EventStatus.TENTATIVE),
        (PostState.CANCELLED, EventStatus.CANCELLED),
        (PostState.REFUSED, EventStatus.CANCELLED),
    ],
)
def test_a_state_is_shown_as_certain_tentative_or_cancelled(
    post: Callable[..., Post], state: PostState, status: EventStatus
) -> None:
    assert _of(post(state=state), Detail.TITLES).status is status


def test_a_whole_day_starts_at_midnight_for_the_order_of_events(event: Callable[..., PlanEvent]) -> None:
    day = event(start=datetime(2026, 10, 10, tzinfo=UTC).date())

    assert day.is_all_day
    assert day.starts_at == datetime(2026, 10, 10, tzinfo=UTC)


def test_the_full_text_of_a_thread_has_every_part_with_its_pictures(post: Callable[..., Post]) -> None:
    picture = Picture(sha256="0" * 64, mime="image/png", width=1, height=1, alt="A nurse washes her hands")
    thread = (ThreadPart(text="Two.", pictures=(picture,)), ThreadPart(text="Three."))

    event = _of(post(text="One.", thread=thread), Detail.FULL)

    assert event.description.startswith("1/3 One.\n\n2/3 Two.\n\n3/3 Three.\n\n")
    assert "Picture: A nurse washes her hands" in event.description
