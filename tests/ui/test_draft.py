"""What stands in the composer's fields, and what of it reaches the plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import Gap, WallKind
from scheduler.services.planning import PostChanges
from tests.builders import NOON, ZONE, a_channel, a_post
from ui.composer.draft import Draft, Moment, first_time, is_second

#: 2026-11-01 in Chicago: 01:30 comes twice; 2027-03-14: 02:30 does not come at all.
TWICE = datetime(2026, 11, 1, 1, 30)
NEVER = datetime(2027, 3, 14, 2, 30)


def test_a_time_that_does_not_exist_is_named_with_the_two_nearest_and_can_t_be_saved() -> None:
    moment = Moment.typed(NEVER, ZONE)

    assert "does not exist in America/Chicago" in moment.problem
    assert "01:30 or 03:30" in moment.problem
    with pytest.raises(InvalidInputError, match="does not exist"):
        Draft(channel=a_channel(), moment=moment).new()


def test_of_a_time_that_comes_twice_the_chosen_one_is_meant() -> None:
    first, second = Moment.typed(TWICE, ZONE), Moment.typed(TWICE, ZONE, second=True)

    assert (first.kind, second.kind) == (WallKind.FOLD, WallKind.FOLD)
    assert second.due - first.due == timedelta(hours=1)


def test_saving_an_untouched_post_at_the_second_of_two_times_does_not_move_it() -> None:
    due = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    post = a_post(due=due)

    draft = Draft.of(post, a_channel())

    assert is_second(post)
    assert draft.moment.due == due
    assert draft.changes(post) == PostChanges()
    assert not draft.differs(post)


def test_only_what_was_changed_is_sent() -> None:
    post = a_post(link="https://larkspur.example.org/flu", pillar="prevention")
    draft = Draft.of(post, a_channel()).model_copy(update={"link": "", "text": "New words."})

    assert draft.changes(post) == PostChanges(text="New words.", clear_link=True)


def test_a_changed_time_alone_is_told_apart_from_changed_content() -> None:
    post = a_post()
    later = Moment.typed(post.wall + timedelta(hours=1), post.zone)
    draft = Draft.of(post, a_channel()).model_copy(update={"moment": later})

    assert draft.differs(post)
    assert not draft.differs_but_for_time(post)
    assert draft.changes(post) == PostChanges(at=post.due + timedelta(hours=1))


def test_a_new_post_begins_at_the_next_gap_of_its_channel_or_at_nine_tomorrow() -> None:
    due = NOON + timedelta(days=2)
    wall = datetime(2026, 12, 3, 9)
    gap = Gap(slot=1, channel="main-x", pillar=None, due=due, wall=wall, zone=ZONE)

    assert first_time([gap], a_channel(), now=NOON) == wall
    assert first_time([gap], a_channel(name="county-x"), now=NOON) == datetime(2026, 12, 2, 9)
