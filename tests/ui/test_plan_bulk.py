"""Several posts at once in the calendar, and the last move taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from scheduler.domain.post import Post, PostState
from tests.builders import NOON
from tests.ui.house import House
from ui.components.calendar import Operation
from ui.plan_operations import handle_all
from ui.state import State

_numbers: Iterator[int] = count(1)


@pytest.fixture
def memory() -> State:
    return State()


def told(house: House, memory: State, who: str = "ada", **fields: Any) -> None:
    operation = Operation(
        **{"nonce": "page", "seq": next(_numbers), "session": memory.seen.session, **fields}
    )
    handle_all([operation], lambda: house.actor(who), house.app, memory)


def bulk(house: House, memory: State, action: str, posts: Sequence[Post], **fields: Any) -> None:
    chosen = [{"id": str(each.id), "version": each.version} for each in posts]
    told(house, memory, type="bulk", action=action, posts=chosen, **fields)


def walls(house: House, posts: Sequence[Post]) -> list[datetime]:
    return [house.app.planning.get(each.id).wall for each in posts]


def said(memory: State) -> list[str]:
    return [flash.words for flash in memory.flashes]


def test_chosen_posts_go_by_days_of_their_own_clocks_across_a_change_of_the_clocks(
    house: House, memory: State
) -> None:
    posts = [house.post(), house.post(channel="county-x")]

    bulk(house, memory, "shift", posts, days=140)

    assert walls(house, posts) == [each.wall + timedelta(days=140) for each in posts]
    assert house.app.planning.get(posts[0].id).due != posts[0].due + timedelta(days=140)
    assert said(memory) == ["2 posts moved 140 days later."]


def test_one_that_cant_go_is_named_and_the_others_go(house: House, memory: State) -> None:
    out, one = house.put(house.post(), PostState.PUBLISHED), house.post()
    stale = house.post()
    house.app.planning.move(house.actor("eli"), stale.id, NOON + timedelta(days=9))

    bulk(house, memory, "shift", [out, one, stale], days=1)

    assert walls(house, [one]) == [one.wall + timedelta(days=1)]
    assert walls(house, [out]) == [out.wall]
    assert said(memory)[0] == "1 post moved a day later."
    assert len(said(memory)) == 3
    assert any("changed by someone else" in words for words in said(memory))
    assert [flash.tone for flash in memory.flashes] == ["good", "bad", "bad"]


def test_nothing_goes_into_the_past(house: House, memory: State) -> None:
    post = house.post()

    bulk(house, memory, "shift", [post], days=-30)

    assert walls(house, [post]) == [post.wall]
    assert "That time has passed" in said(memory)[0]


def test_somebody_who_may_not_write_shifts_and_copies_nothing(house: House, memory: State) -> None:
    post = house.post()
    before = len(house.app.planning.in_state(PostState.DRAFT))
    chosen = [{"id": str(post.id), "version": post.version}]

    for action in ("shift", "copy"):
        told(house, memory, "aud", type="bulk", action=action, posts=chosen, days=1)

    assert walls(house, [post]) == [post.wall]
    assert len(house.app.planning.in_state(PostState.DRAFT)) == before
    assert all(flash.tone == "bad" for flash in memory.flashes)


def test_a_copy_is_a_draft_of_ones_own_a_day_later_without_approval(house: House, memory: State) -> None:
    post = house.put(house.post(), PostState.SCHEDULED)
    known = {each.id for each in house.app.planning.in_state(PostState.DRAFT)}

    bulk(house, memory, "copy", [post])

    (made,) = [each for each in house.app.planning.in_state(PostState.DRAFT) if each.id not in known]
    assert (made.text, made.channel, made.wall) == (post.text, post.channel, post.wall + timedelta(days=1))
    assert made.author == house.actor("ada").person_id
    assert said(memory) == ["1 post duplicated, as a draft a day later."]


@pytest.mark.parametrize("action", ["approve", "cancel"])
def test_nothing_is_decided_before_it_was_read(house: House, memory: State, action: str) -> None:
    post = house.put(house.post(), PostState.IN_REVIEW)

    bulk(house, memory, action, [post])

    assert house.app.planning.get(post.id).state is PostState.IN_REVIEW
    assert memory.choosing is not None
    assert memory.choosing.posts == (post.id,)
    assert memory.is_asking()


def test_moves_are_taken_back_one_after_the_other(house: House, memory: State) -> None:
    post, other = house.post(), house.post(channel="county-x")
    to = NOON + timedelta(days=6)
    told(house, memory, type="move", id=str(post.id), version=1, start=to)
    bulk(house, memory, "shift", [house.app.planning.get(post.id), other], days=1)

    told(house, memory, type="undo")
    assert (house.app.planning.get(post.id).due, walls(house, [other])) == (to, [other.wall])
    told(house, memory, type="undo")
    assert house.app.planning.get(post.id).due == post.due
    told(house, memory, type="undo")

    assert said(memory)[-1].startswith("There is no move of yours to take back")


def test_a_move_is_not_taken_back_over_somebody_elses_change(house: House, memory: State) -> None:
    post = house.post()
    told(house, memory, type="move", id=str(post.id), version=1, start=NOON + timedelta(days=6))
    theirs = house.app.planning.move(house.actor("eli"), post.id, NOON + timedelta(days=8))

    told(house, memory, type="undo")

    assert house.app.planning.get(post.id).due == theirs.due
    assert "changed by someone else" in said(memory)[-1]


def test_more_posts_than_a_person_chooses_are_not_believed() -> None:
    posts = [{"id": str(number), "version": 1} for number in range(201)]

    with pytest.raises(ValueError, match="posts"):
        Operation(nonce="page", seq=1, type="bulk", action="shift", posts=posts)
