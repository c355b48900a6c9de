"""What people see of the budgets, and who may set them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PartReceipt, PostState, ThreadPart
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.months import Alarm
from tests.budget.conftest import Ledger
from tests.builders import NOON, an_actor

LINK = "https://health.example.org/flu"
_S = PostState


def test_a_month_tells_spent_scheduled_and_planned_apart(ledger: Ledger) -> None:
    ledger.limit(20_000)
    ledger.tried(Outcome.ACCEPTED, 12_400)
    ledger.post(state=_S.SCHEDULED, link=LINK)
    for state in (_S.DRAFT, _S.IN_REVIEW, _S.PROPOSED, _S.HELD, _S.CANCELLED, _S.MISSED):
        ledger.post(state=state)

    month = ledger.budgeting.month("main-x")

    assert (month.spent, month.committed, month.planned, month.budget) == (12_400, 200, 60, 20_000)
    assert month.words == "December on main-x: $12.40 of $20.00 spent, $0.20 scheduled."


def test_a_post_of_next_month_counts_there(ledger: Ledger) -> None:
    ledger.post(state=_S.SCHEDULED, due=NOON + timedelta(days=31))

    assert ledger.budgeting.month("main-x").committed == 0
    assert ledger.budgeting.month("main-x", date(2027, 1, 31)).committed == 15


def test_what_is_overdue_from_last_month_counts_in_this_one(ledger: Ledger) -> None:
    ledger.post(state=_S.SCHEDULED, due=datetime(2026, 11, 30, 20, tzinfo=UTC))

    assert ledger.budgeting.month("main-x").committed == 15


def test_a_thread_half_sent_counts_each_part_once(ledger: Ledger) -> None:
    receipt = PartReceipt(remote_id="1", url="https://x.example.org/1", at=NOON)
    thread = (ThreadPart(text="Two."), ThreadPart(text="Three."))
    post = ledger.post(state=_S.SENDING, thread=thread, receipts=(receipt,))
    with ledger.store.write() as unit:
        for part, outcome in enumerate((Outcome.ACCEPTED, Outcome.STARTED)):
            tried = Attempt(post=post.id, part=part, fence=1, owner="one", started_at=NOON, cost=15)
            unit.attempts.add(tried.model_copy(update={"outcome": outcome}))

    month = ledger.budgeting.month("main-x")

    assert (month.spent, month.committed) == (30, 15)


def test_before_approval_a_person_reads_cost_link_and_month(ledger: Ledger) -> None:
    ledger.limit(20_000)
    ledger.tried(Outcome.ACCEPTED, 12_400)
    post = ledger.post(state=_S.IN_REVIEW, link=LINK)

    assert ledger.budgeting.before_approval(post) == (
        "This post costs $0.20, $0.185 of it for the link. "
        "December on main-x: $12.40 of $20.00 spent, $0.00 scheduled."
    )


def test_before_approval_a_person_reads_by_how_much_it_goes_over(ledger: Ledger) -> None:
    ledger.limit(300)
    ledger.tried(Outcome.ACCEPTED, 150)
    post = ledger.post(state=_S.IN_REVIEW, link=LINK)

    assert "$0.05 over the budget" in ledger.budgeting.before_approval(post)


def test_a_scheduled_post_is_not_counted_twice_when_it_is_looked_at(ledger: Ledger) -> None:
    ledger.limit(200)
    post = ledger.post(state=_S.SCHEDULED, link=LINK)

    assert "over the budget" not in ledger.budgeting.before_approval(post)


@pytest.mark.parametrize(
    ("spent", "alarm"),
    [(0, Alarm.NONE), (799, Alarm.NONE), (800, Alarm.NEAR), (985, Alarm.NEAR), (986, Alarm.REACHED)],
)
def test_the_alarm_sounds_at_four_fifths_and_when_no_post_fits_any_more(
    ledger: Ledger, spent: int, alarm: Alarm
) -> None:
    ledger.limit(1_000)
    ledger.tried(Outcome.ACCEPTED, spent)

    month = ledger.budgeting.month("main-x")

    assert month.alarm is alarm
    assert bool(month.warning) is (alarm is not Alarm.NONE)
    assert [each.channel for each in ledger.budgeting.alarms()] == (["main-x"] if month.warning else [])


def test_a_publisher_sets_a_budget_and_the_record_tells_of_it(ledger: Ledger) -> None:
    publisher = an_actor(Role.PUBLISHER)

    changed = ledger.budgeting.set_budget(publisher, "main-x", 20_000)

    assert changed.budget == ledger.budgeting.month("main-x").budget == 20_000
    with ledger.store.read() as unit:
        last = unit.audit.last()
    assert last is not None
    assert (last.action, last.facts) == ("channel.budget_set", {"budget": 20_000})


def test_no_limit_and_no_links_are_choices(ledger: Ledger) -> None:
    ledger.limit(20_000)

    ledger.budgeting.set_budget(OPERATOR, "main-x", None)
    channel = ledger.budgeting.set_links(OPERATOR, "main-x", sends_links=False)

    assert (channel.budget, channel.sends_links) == (None, False)


def test_an_editor_may_not_set_a_budget(ledger: Ledger) -> None:
    with pytest.raises(NotAllowedError, match="Ask an administrator"):
        ledger.budgeting.set_budget(an_actor(Role.EDITOR), "main-x", 20_000)

    assert ledger.budgeting.month("main-x").budget is None


def test_a_budget_below_zero_and_an_unknown_channel_are_refused(ledger: Ledger) -> None:
    with pytest.raises(InvalidInputError, match="zero or more"):
        ledger.budgeting.set_budget(OPERATOR, "main-x", -1)
    with pytest.raises(UnknownNameError):
        ledger.budgeting.set_budget(OPERATOR, "nowhere", 1)
