"""What needs a person, and which steps are safe."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PartReceipt, PostState, ThreadPart
from scheduler.domain.record import Outcome
from scheduler.services.attending import Step, parts_of
from tests.attention.conftest import SETTLE, Desk
from tests.builders import NOON, a_post

_S = PostState


def test_the_most_pressing_stand_first_and_what_needs_nobody_is_left_out(desk: Desk) -> None:
    refused = desk.post(_S.REFUSED, Outcome.REFUSED)
    missed = desk.post(_S.MISSED)
    held = desk.post(_S.HELD)
    unknown = desk.post(_S.UNKNOWN, Outcome.UNKNOWN)
    for state in (_S.DRAFT, _S.SCHEDULED, _S.PUBLISHED, _S.CANCELLED, _S.SENDING):
        desk.post(state)

    found = desk.attending.matters()

    assert [each.post.id for each in found] == [unknown.id, held.id, missed.id, refused.id]
    assert desk.attending.count() == 4


def test_an_unknown_post_that_rounds_asks_for_says_when(desk: Desk) -> None:
    asks_at = NOON + timedelta(minutes=1)

    matter = desk.matter(desk.post(_S.UNKNOWN, Outcome.UNKNOWN, not_before=asks_at))

    assert matter.asks_at == asks_at
    assert matter.settled_at == NOON + SETTLE
    assert matter.steps == (Step.WAIT, Step.SEEN, Step.GIVE_UP)


def test_an_unknown_post_on_a_network_that_can_not_be_asked_is_put_to_a_person(desk: Desk) -> None:
    matter = desk.matter(desk.post(_S.UNKNOWN, Outcome.UNKNOWN))

    assert matter.asks_at is None
    assert matter.steps == (Step.SEEN, Step.AGAIN, Step.GIVE_UP)


@pytest.mark.parametrize(
    ("state", "outcomes", "steps"),
    [
        (_S.HELD, (), (Step.RELEASE, Step.CANCEL)),
        (_S.HELD, (Outcome.ABSENT,) * 3, (Step.RELEASE, Step.SEEN, Step.CANCEL)),
        (_S.HELD, (Outcome.NOT_SENT,), (Step.RELEASE, Step.CANCEL)),
        (_S.MISSED, (), (Step.MOVE, Step.CANCEL)),
        (_S.MISSED, (Outcome.ABSENT,), (Step.MOVE, Step.SEEN, Step.CANCEL)),
        (_S.REFUSED, (Outcome.REFUSED,), (Step.COPY, Step.LEAVE)),
        (_S.PUBLISHED, (Outcome.ACCEPTED,), ()),
    ],
)
def test_each_state_offers_only_safe_steps(
    desk: Desk, state: PostState, outcomes: tuple[Outcome, ...], steps: tuple[Step, ...]
) -> None:
    assert desk.matter(desk.post(state, *outcomes)).steps == steps


def test_a_held_post_whose_time_has_passed_wants_a_new_one(desk: Desk) -> None:
    desk.pass_time(hours=7)

    assert desk.matter(desk.post(_S.HELD)).steps == (Step.MOVE, Step.CANCEL)


def test_every_try_is_told(desk: Desk) -> None:
    post = desk.post(_S.HELD, Outcome.NOT_SENT, Outcome.ABSENT)

    assert [each.outcome for each in desk.matter(post).tries] == [Outcome.NOT_SENT, Outcome.ABSENT]


@pytest.mark.parametrize("answer", ["copied", "left"])
def test_a_refusal_that_somebody_answered_is_not_shown_any_more(desk: Desk, answer: str) -> None:
    post = desk.post(_S.REFUSED, Outcome.REFUSED)

    if answer == "copied":
        desk.answering.copy(OPERATOR, post.id, NOON + timedelta(days=1))
    else:
        desk.answering.leave(OPERATOR, post.id)

    assert desk.attending.matters() == []
    assert desk.attending.count() == 0
    assert desk.get(post).state is _S.REFUSED


RECEIPT = PartReceipt(remote_id="1", url="https://x.com/larkspur/status/1", at=NOON)
THREAD = (ThreadPart(text="Two."), ThreadPart(text="Three."))


@pytest.mark.parametrize(
    ("state", "receipts", "standings"),
    [
        (_S.SCHEDULED, (), ["not_out", "not_out", "not_out"]),
        (_S.CLAIMED, (RECEIPT,), ["out", "not_out", "not_out"]),
        (_S.SENDING, (RECEIPT,), ["out", "leaving", "not_out"]),
        (_S.UNKNOWN, (RECEIPT,), ["out", "in_doubt", "not_out"]),
        (_S.REFUSED, (RECEIPT,), ["out", "not_out", "not_out"]),
        (_S.PUBLISHED, (), ["out", "out", "out"]),
    ],
)
def test_each_part_of_a_thread_is_told_apart(
    state: PostState, receipts: tuple[PartReceipt, ...], standings: list[str]
) -> None:
    post = a_post(state=state, thread=THREAD, receipts=receipts)

    parts = parts_of(post)

    assert [each.standing.value for each in parts] == standings
    assert [each.text for each in parts] == [post.wire_text, "Two.", "Three."]
    assert [each.url for each in parts] == [each.url for each in receipts] + [""] * (3 - len(receipts))


def test_a_lost_sign_in_counts_only_the_posts_that_wait_for_it(desk: Desk) -> None:
    with desk.store.write() as unit:
        unit.plan.set_credentials("main-x", b"sealed")
        unit.notes.put("sign-in-expired:main-x", "fingerprint", at=NOON)
    for state in (_S.SCHEDULED, _S.HELD, _S.UNKNOWN, _S.PUBLISHED, _S.MISSED, _S.DRAFT):
        desk.post(state)

    [lost] = desk.attending.lost_sign_ins()

    assert (lost.channel, lost.since, lost.waiting) == ("main-x", NOON, 3)
    assert "3 posts wait for it" in lost.words
    assert "Connect the channel again" in lost.words


def test_no_sign_in_is_lost_in_a_house_where_all_is_well(desk: Desk) -> None:
    desk.post(_S.HELD)

    assert desk.attending.lost_sign_ins() == []
    assert desk.attending.count() == 1
