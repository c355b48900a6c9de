from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.errors import IllegalMoveError
from scheduler.domain.post import EDITABLE, MOVES, Picture, PostState
from tests.builders import a_post, approved

STATES = list(PostState)
PAIRS = [(before, after) for before in STATES for after in STATES]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda state: state.value)
def test_a_post_moves_only_as_the_table_says(before: PostState, after: PostState) -> None:
    post = a_post(state=before)

    if after in MOVES[before]:
        assert post.moved_to(after).state is after
        return
    with pytest.raises(IllegalMoveError):
        post.moved_to(after)


@pytest.mark.parametrize("state", ["published", "refused", "cancelled"])
def test_an_absorbing_state_is_never_left(state: str) -> None:
    assert MOVES[PostState(state)] == frozenset()


def test_every_other_state_has_a_way_to_an_end() -> None:
    ends = {PostState.PUBLISHED, PostState.REFUSED, PostState.CANCELLED}
    reached = set(ends)
    while True:
        more = {state for state in STATES if MOVES[state] & reached} - reached
        if not more:
            break
        reached |= more

    assert reached == set(STATES)


def test_only_a_post_that_was_written_down_as_sending_can_become_published_or_was_asked_for() -> None:
    before = {state for state in STATES if PostState.PUBLISHED in MOVES[state]}

    seen_by_a_person = {PostState.HELD, PostState.MISSED}
    assert before == {PostState.SENDING, PostState.UNKNOWN} | seen_by_a_person


def test_what_is_on_its_way_or_out_can_not_be_edited() -> None:
    gone = {"claimed", "sending", "published", "unknown", "refused", "cancelled"}

    assert {state.value for state in STATES} - {state.value for state in EDITABLE} == gone


def test_a_link_follows_the_words_once() -> None:
    link = "https://health.example.org/a"

    assert a_post(text="Read on.", link=link).wire_text == f"Read on. {link}"
    assert a_post(text=f"See {link} today.", link=link).wire_text == f"See {link} today."
    assert a_post(text="", link=link).wire_text == link


@given(some.text(max_size=40), some.text(max_size=40), some.text(max_size=20), some.text(max_size=20))
def test_two_posts_have_one_digest_only_if_the_same_would_leave(
    one: str, other: str, alt: str, other_alt: str
) -> None:
    def made(text: str, words: str) -> str:
        picture = Picture(sha256="0" * 64, mime="image/png", width=1, height=1, alt=words)
        return a_post(text=text, pictures=(picture,)).digest

    same = (one, alt) == (other, other_alt)

    assert (made(one, alt) == made(other, other_alt)) == same


def test_an_approval_is_for_this_content_and_no_other() -> None:
    post = a_post()
    agreed = approved(post)

    assert agreed.is_approved
    assert not agreed.model_copy(update={"text": "Something else"}).is_approved
    assert not post.is_approved


def test_moving_the_time_leaves_the_digest_alone() -> None:
    post = a_post()

    assert post.model_copy(update={"due": post.useful_until}).digest == post.digest
