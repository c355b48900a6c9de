"""The stop: asked in the claim, it counts what is on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from scheduler.domain.people import ENGINE
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PartReceipt, PostState, ThreadPart
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.purse import stop_for_credit, stops
from tests.budget.conftest import Ledger, a_ledger
from tests.builders import NOON, a_channel

LINK = "https://health.example.org/flu"


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """The same on every database, for each sums in its own way."""
    yield from a_ledger(database_url)


def test_without_a_budget_nothing_is_stopped(ledger: Ledger) -> None:
    ledger.tried(Outcome.ACCEPTED, 1_000_000)

    assert ledger.stops(ledger.post(link=LINK)) == [""]


def test_the_post_that_would_go_over_is_stopped_and_told_the_next_step(ledger: Ledger) -> None:
    ledger.limit(1_000)
    ledger.tried(Outcome.ACCEPTED, 900)

    (told,) = ledger.stops(ledger.post(link=LINK))

    assert told == (
        "It costs $0.20, and $0.10 are left of the $1.00 that main-x may cost in December. Raise the "
        "budget under Settings, Channels, take out the link, or move it to next month; then release it."
    )


def test_a_post_that_fits_to_the_mill_goes_out(ledger: Ledger) -> None:
    ledger.limit(200)

    assert ledger.stops(ledger.post(link=LINK)) == [""]


def test_the_posts_of_one_claim_count_against_each_other(ledger: Ledger) -> None:
    ledger.limit(500)
    posts = [ledger.post(link=LINK) for _ in range(4)]

    told = ledger.stops(*posts)

    assert [bool(each) for each in told] == [False, False, True, True]


def test_a_dearer_post_that_is_stopped_leaves_room_for_a_cheaper_one(ledger: Ledger) -> None:
    ledger.limit(100)

    told = ledger.stops(ledger.post(link=LINK), ledger.post())

    assert [bool(each) for each in told] == [True, False]


@pytest.mark.parametrize("state", [PostState.CLAIMED, PostState.SENDING])
def test_what_another_daemon_has_in_hand_counts(ledger: Ledger, state: PostState) -> None:
    ledger.limit(300)
    ledger.post(link=LINK, state=state, owner="two", fence=1)

    (told,) = ledger.stops(ledger.post(link=LINK))

    assert "$0.10 are left" in told


def test_a_post_that_is_being_sent_counts_once(ledger: Ledger) -> None:
    ledger.limit(400)
    sending = ledger.post(link=LINK, state=PostState.SENDING, owner="two", fence=1)
    with ledger.store.write() as unit:
        unit.attempts.add(Attempt(post=sending.id, fence=1, owner="two", started_at=NOON, cost=200))

    assert ledger.stops(ledger.post(link=LINK)) == [""]


def test_parts_of_a_thread_still_to_come_count_while_it_is_sent(ledger: Ledger) -> None:
    ledger.limit(400)
    thread = (ThreadPart(text=f"More: {LINK}"),)
    receipt = PartReceipt(remote_id="1", url="https://x.example.org/1", at=NOON)
    sending = ledger.post(thread=thread, receipts=(receipt,), state=PostState.SENDING, owner="two")
    with ledger.store.write() as unit:
        first = Attempt(post=sending.id, fence=1, owner="two", started_at=NOON, cost=15)
        unit.attempts.add(first.model_copy(update={"outcome": Outcome.ACCEPTED}))

    (told,) = ledger.stops(ledger.post(link=LINK))

    assert "$0.185 are left" in told


def test_a_thread_is_stopped_whole_before_its_first_part_leaves(ledger: Ledger) -> None:
    ledger.limit(20)

    (told,) = ledger.stops(ledger.post(thread=(ThreadPart(text="And more."),)))

    assert told.startswith("It costs $0.03, and $0.02 are left")


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Outcome.STARTED, True),
        (Outcome.ACCEPTED, True),
        (Outcome.UNKNOWN, True),
        (Outcome.ABSENT, False),
        (Outcome.REFUSED, False),
        (Outcome.NOT_SENT, False),
    ],
)
def test_only_what_the_network_may_have_is_paid_for(
    ledger: Ledger, outcome: Outcome, *, counts: bool
) -> None:
    ledger.limit(200)
    ledger.tried(outcome, 200)

    assert bool(ledger.stops(ledger.post())[0]) is counts


def test_a_month_ends_at_midnight_utc(ledger: Ledger) -> None:
    ledger.limit(200)
    ledger.tried(Outcome.ACCEPTED, 200, at=datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))

    assert ledger.stops(ledger.post()) == [""]


def test_what_another_channel_spends_does_not_count(ledger: Ledger) -> None:
    ledger.limit(200)
    ledger.tried(Outcome.ACCEPTED, 200, channel="county-x")

    assert ledger.stops(ledger.post()) == [""]


def test_a_budget_of_zero_stops_everything_that_costs(ledger: Ledger) -> None:
    ledger.limit(0)
    with ledger.store.write() as unit:
        unit.plan.add_channel(a_channel(name="free", network="mastodon", budget=0))

    told = ledger.stops(ledger.post(), ledger.post(channel="free"))

    assert [bool(each) for each in told] == [True, False]


def test_an_alarm_is_recorded_once_for_each_threshold_of_a_month(ledger: Ledger) -> None:
    ledger.limit(100)
    ledger.tried(Outcome.ACCEPTED, 70)

    for _ in range(3):
        ledger.stops(ledger.post())
    assert ledger.alarms_recorded() == ["budget.near"]
    ledger.tried(Outcome.ACCEPTED, 20)
    for _ in range(3):
        ledger.stops(ledger.post())

    assert ledger.alarms_recorded() == ["budget.reached", "budget.near"]


def test_one_post_can_be_asked_about_alone(ledger: Ledger) -> None:
    ledger.limit(10)
    post = ledger.post()

    with ledger.store.write() as unit:
        assert stops(unit, post, NOON).startswith("It costs $0.015")


def test_a_network_without_credit_pauses_the_channel_once(ledger: Ledger) -> None:
    with ledger.store.write() as unit:
        first = stop_for_credit(unit, "main-x", at=NOON)
        second = stop_for_credit(unit, "main-x", at=NOON)
        (pause,) = unit.pauses.active()

    assert first.id == second.id
    assert (pause.scope, pause.name, pause.by) == (PauseScope.CHANNEL, "main-x", ENGINE.key)
    assert "no credit left" in pause.reason
