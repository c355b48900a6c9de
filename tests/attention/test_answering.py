"""What a person says of a post, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors import snowflake
from scheduler.domain.errors import ConflictError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PartReceipt, Post, PostState, ThreadPart
from scheduler.domain.record import Outcome
from tests.attention.conftest import Desk, address, remote_id
from tests.builders import NOON, an_actor

_S = PostState
TOMORROW = NOON + timedelta(days=1)
THREAD = (ThreadPart(text="Two."), ThreadPart(text="Three."))


def a_receipt(number: str = "") -> PartReceipt:
    return PartReceipt(remote_id=number or remote_id(1), url=address(remote_id(1)), at=NOON)


def an_unknown(desk: Desk) -> Post:
    return desk.post(_S.UNKNOWN, Outcome.UNKNOWN)


# it is there


def test_what_a_person_saw_is_published_under_its_address(desk: Desk) -> None:
    post = an_unknown(desk)

    seen = desk.answering.seen(OPERATOR, post.id, f" {address(remote_id(7))}?s=20 ", version=post.version)

    assert (seen.state, seen.remote_id) == (_S.PUBLISHED, remote_id(7))
    assert seen.published_at == NOON
    assert [(each.outcome, each.remote_id) for each in desk.tries(post)] == [(Outcome.ACCEPTED, remote_id(7))]
    assert desk.recorded(post)[0] == "post.seen"


def test_the_same_address_twice_is_once(desk: Desk) -> None:
    post = an_unknown(desk)

    first = desk.answering.seen(OPERATOR, post.id, address(), version=post.version)
    second = desk.answering.seen(OPERATOR, post.id, address(), version=post.version)

    assert first == second
    assert desk.recorded(post).count("post.seen") == 1


def test_the_rest_of_a_thread_goes_on_after_the_part_that_was_seen(desk: Desk) -> None:
    post = desk.post(_S.UNKNOWN, Outcome.UNKNOWN, thread=THREAD, receipts=(a_receipt(),))

    seen = desk.answering.seen(OPERATOR, post.id, address(remote_id(9)))

    assert seen.state is _S.SCHEDULED
    assert [each.remote_id for each in seen.receipts] == [remote_id(1), remote_id(9)]


@pytest.mark.parametrize("state", [_S.HELD, _S.MISSED])
def test_a_post_that_rounds_never_saw_can_still_be_confirmed(desk: Desk, state: PostState) -> None:
    post = desk.post(state, Outcome.ABSENT, Outcome.ABSENT, Outcome.ABSENT)

    assert desk.answering.seen(OPERATOR, post.id, address()).state is _S.PUBLISHED


def test_a_post_that_was_never_tried_can_not_be_confirmed(desk: Desk) -> None:
    post = desk.post(_S.HELD)

    with pytest.raises(StateError, match="Nothing of this post is in doubt"):
        desk.answering.seen(OPERATOR, post.id, address())


@pytest.mark.parametrize(
    "given",
    ["", "here", "https://x.com/larkspur", "https://x.com/larkspur/status/", "ftp://x.com/a/status/1"],
)
def test_what_is_no_address_of_a_post_is_refused_and_nothing_changes(desk: Desk, given: str) -> None:
    post = an_unknown(desk)

    with pytest.raises(InvalidInputError, match=r"address"):
        desk.answering.seen(OPERATOR, post.id, given)

    assert desk.get(post) == post


def test_a_post_of_another_account_is_refused(desk: Desk) -> None:
    post = an_unknown(desk)

    with pytest.raises(InvalidInputError, match="That is a post of @meadow, and this channel is @larkspur"):
        desk.answering.seen(OPERATOR, post.id, address(account="meadow"))


@pytest.mark.parametrize("form", ["https://x.com/i/web/status/{}", "https://twitter.com/Larkspur/status/{}"])
def test_other_forms_of_an_address_are_read(desk: Desk, form: str) -> None:
    post = an_unknown(desk)

    assert desk.answering.seen(OPERATOR, post.id, form.format(remote_id(7))).state is _S.PUBLISHED


def test_an_older_post_with_the_same_words_is_refused(desk: Desk) -> None:
    post = an_unknown(desk)
    older = str(snowflake.first_at(NOON - timedelta(days=1)))

    with pytest.raises(InvalidInputError, match="so it is an older one"):
        desk.answering.seen(OPERATOR, post.id, address(older))


def test_the_address_of_another_post_is_refused(desk: Desk) -> None:
    other = desk.post(_S.PUBLISHED, Outcome.ACCEPTED)
    post = an_unknown(desk)

    with pytest.raises(InvalidInputError, match=f"That is the address of post {other.id}"):
        desk.answering.seen(OPERATOR, post.id, address(remote_id(other.id, 1)))


# it is not there


def test_what_is_not_there_is_sent_again_once_the_settle_time_is_over(desk: Desk) -> None:
    post = an_unknown(desk)
    desk.pass_time(seconds=120)

    again = desk.answering.send_again(OPERATOR, post.id, version=post.version)

    assert again.state is _S.SCHEDULED
    assert [each.outcome for each in desk.tries(post)] == [Outcome.ABSENT]


def test_nothing_is_sent_again_before_the_settle_time_is_over(desk: Desk) -> None:
    post = an_unknown(desk)

    with pytest.raises(StateError, match="Look again in 90 seconds"):
        desk.answering.send_again(OPERATOR, post.id)

    assert desk.get(post) == post
    assert [each.outcome for each in desk.tries(post)] == [Outcome.UNKNOWN]


def test_what_rounds_asks_for_itself_is_not_sent_again_by_a_person(desk: Desk) -> None:
    post = desk.post(_S.UNKNOWN, Outcome.UNKNOWN, not_before=NOON + timedelta(minutes=3))
    desk.pass_time(minutes=5)

    with pytest.raises(StateError, match="Rounds asks the network itself"):
        desk.answering.send_again(OPERATOR, post.id)


def test_a_second_click_does_not_send_it_twice(desk: Desk) -> None:
    post = an_unknown(desk)
    desk.pass_time(minutes=5)

    first = desk.answering.send_again(OPERATOR, post.id, version=post.version)
    second = desk.answering.send_again(OPERATOR, post.id, version=post.version)

    assert first == second
    assert desk.recorded(post).count("post.sent_again") == 1


def test_of_two_people_who_decide_at_once_the_second_is_told(desk: Desk) -> None:
    post = an_unknown(desk)
    desk.pass_time(minutes=5)
    desk.answering.give_up(an_actor(Role.EDITOR, person_id=2), post.id, version=post.version)

    with pytest.raises(ConflictError):
        desk.answering.send_again(an_actor(Role.EDITOR), post.id, version=post.version)

    assert desk.get(post).state is _S.CANCELLED


def test_what_is_sent_again_late_stays_useful(desk: Desk) -> None:
    post = an_unknown(desk)
    desk.pass_time(days=1)

    again = desk.answering.send_again(OPERATOR, post.id)

    assert again.useful_until == desk.clock.now() + timedelta(hours=6)


# give it up, leave it, copy it


def test_what_is_given_up_is_never_sent_again(desk: Desk) -> None:
    post = desk.post(_S.UNKNOWN, Outcome.UNKNOWN, not_before=NOON + timedelta(minutes=1))

    given_up = desk.answering.give_up(OPERATOR, post.id, version=post.version)

    assert (given_up.state, given_up.not_before) == (_S.CANCELLED, None)
    assert desk.answering.give_up(OPERATOR, post.id, version=post.version) == given_up


def test_only_what_is_unknown_can_be_given_up_or_sent_again(desk: Desk) -> None:
    post = desk.post(_S.SCHEDULED)

    for step in (desk.answering.give_up, desk.answering.send_again):
        with pytest.raises(StateError, match="unknown"):
            step(OPERATOR, post.id)
    with pytest.raises(StateError, match="refused"):
        desk.answering.leave(OPERATOR, post.id)


def test_a_copy_has_all_that_is_sent_and_no_approval(desk: Desk) -> None:
    post = desk.post(_S.REFUSED, Outcome.REFUSED, thread=THREAD, quote="17", made_with_ai=True)

    copy = desk.answering.copy(OPERATOR, post.id, TOMORROW)

    assert copy.digest == post.digest
    assert (copy.state, copy.is_approved, copy.attempts) == (_S.DRAFT, False, 0)
    assert copy.uid != post.uid


def test_the_copy_of_a_thread_that_broke_off_is_an_answer_to_what_is_out(desk: Desk) -> None:
    post = desk.post(_S.REFUSED, Outcome.REFUSED, thread=THREAD, receipts=(a_receipt(),))

    copy = desk.answering.copy(OPERATOR, post.id, TOMORROW)

    assert (copy.text, copy.thread, copy.reply_to) == ("Two.", THREAD[1:], remote_id(1))
    assert copy.receipts == ()


def test_copying_twice_makes_one_draft_until_it_is_changed(desk: Desk) -> None:
    post = desk.post(_S.REFUSED, Outcome.REFUSED)

    first = desk.answering.copy(OPERATOR, post.id, TOMORROW)
    second = desk.answering.copy(OPERATOR, post.id, TOMORROW)
    assert first == second
    desk.planning.cancel(OPERATOR, first.id)

    assert desk.answering.copy(OPERATOR, post.id, TOMORROW).id != first.id


def test_who_may_not_approve_decides_nothing_about_what_is_out(desk: Desk) -> None:
    post, author = an_unknown(desk), an_actor(Role.AUTHOR)

    with pytest.raises(NotAllowedError):
        desk.answering.seen(author, post.id, address())
    for step in (desk.answering.give_up, desk.answering.send_again):
        with pytest.raises(NotAllowedError):
            step(author, post.id)

    assert desk.get(post) == post


def test_a_held_post_is_released_or_cancelled_only_as_it_was_seen(desk: Desk) -> None:
    post = desk.post(_S.HELD)

    with pytest.raises(ConflictError):
        desk.planning.release(OPERATOR, post.id, version=post.version + 1)
    with pytest.raises(ConflictError):
        desk.planning.cancel(OPERATOR, post.id, version=post.version + 1)

    assert desk.get(post) == post
