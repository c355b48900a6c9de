from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from scheduler.domain.choice import Candidate, FilledPlan, Month, Placed, WantedOn
from scheduler.domain.plan import gaps
from scheduler.optimising.board import NOTHING
from scheduler.optimising.filling import nearly, plan
from scheduler.optimising.judging import worth_of
from scheduler.optimising.model import Model
from scheduler.optimising.question import Question
from tests.builders import NOON, a_pillar, a_slot
from tests.optimising import cases
from tests.optimising.test_rules import a_candidate, a_gap

PREVENTION = a_pillar(target=50)
SCIENCE = a_pillar(name="science", title="The science", target=50)


def a_question(*candidates: Candidate, days: int = 5, **fields: object) -> Question:
    given = {
        "gaps": tuple(a_gap(day) for day in range(1, days + 1)),
        "candidates": candidates,
        "now": NOON,
        "pillars": (PREVENTION, SCIENCE),
        **fields,
    }
    return Question(**given)  # type: ignore[arg-type] # fields of any kind


def tiny(number: int) -> Question:
    """Return a question of three gaps and few items."""
    question = cases.small(number)
    return replace(question, gaps=question.gaps[:3], candidates=question.candidates[:4], curated_share=60)


def best_by_trying_all(model: Model) -> float:
    offers = range(NOTHING, len(model.offers))
    return max(worth_of(model, chosen) for chosen in itertools.product(offers, repeat=len(model.calendar)))


def places(found: FilledPlan) -> dict[tuple[str, datetime], int]:
    return {(each.gap.channel, each.gap.due): each.item for each in found.choices}


@pytest.mark.parametrize("number", range(12))
def test_the_plan_of_a_tiny_question_is_the_best_of_all_plans(number: int) -> None:
    question = tiny(number)
    best = best_by_trying_all(Model(question))

    found = plan(question)

    assert found.worth == pytest.approx(best, rel=1.1e-4)
    assert found.bound >= best - 1e-6


@pytest.mark.parametrize("number", range(100, 108))
def test_the_fast_way_counts_as_the_judge_does_and_stays_below_its_bound(number: int) -> None:
    question = cases.small(number)
    exact = plan(question, runners_up=0)

    found, chosen = nearly(question)

    assert found.worth == pytest.approx(worth_of(Model(question), chosen))
    assert 0.96 * exact.worth <= found.worth <= exact.bound + 1e-6
    assert found.bound >= exact.worth - 1e-6


def test_the_fast_way_gives_the_same_plan_whatever_the_order_of_what_is_given() -> None:
    question, dice = cases.small(120), random.Random(5)

    def shuffled(things: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dice.sample(things, len(things)))

    mixed = Question(
        gaps=shuffled(question.gaps),  # type: ignore[arg-type] # the same gaps
        candidates=shuffled(question.candidates),  # type: ignore[arg-type] # the same candidates
        now=question.now,
        placed=shuffled(question.placed),  # type: ignore[arg-type] # the same posts
        pillars=shuffled(question.pillars),  # type: ignore[arg-type] # the same pillars
        pauses=question.pauses,
        curated_share=question.curated_share,
        months=question.months,
        earlier=question.earlier,
    )

    assert nearly(mixed)[0] == nearly(question)[0]


@pytest.mark.parametrize("number", range(3000, 3008))
def test_one_new_item_changes_a_few_choices_at_most(number: int) -> None:
    question = replace(cases.small(number), earlier={})
    before = places(plan(question, runners_up=0))
    more = replace(question, candidates=(*question.candidates, cases.best_of(question)), earlier=before)

    after = places(plan(more, runners_up=0))

    changed = [gap for gap in before.keys() | after.keys() if before.get(gap) != after.get(gap)]
    assert len(changed) <= 4


def test_what_was_proposed_before_stays_unless_something_is_clearly_better() -> None:
    stood, other = a_candidate(1, worth=0.8), a_candidate(2, worth=0.9)
    far_better = a_candidate(3, worth=1.0, relevance=1.0, fits=a_candidate().fits)
    earlier = {("main-x", a_gap(1).due): 1}

    same = plan(a_question(stood, other, days=1, earlier=earlier))
    moved = plan(a_question(stood.model_copy(update={"worth": 0.3}), far_better, days=1, earlier=earlier))

    assert [each.item for each in same.choices] == [1]
    assert [each.item for each in moved.choices] == [3]


def test_a_source_stands_no_more_often_in_a_week_than_its_cap() -> None:
    capped = [a_candidate(number, source="wire", weekly_cap=2) for number in range(1, 9)]
    placed = [Placed(channel="main-x", due=NOON, source="wire", is_curated=True)]

    found = plan(a_question(*capped, days=12, placed=tuple(placed)))

    weeks = [each.gap.wall.isocalendar().week for each in found.choices]
    assert weeks.count(NOON.isocalendar().week) == 1
    assert all(weeks.count(week) <= 2 for week in weeks)


def test_no_more_posts_are_proposed_than_the_months_budget_pays_for() -> None:
    candidates = [a_candidate(number) for number in range(1, 9)]
    months = (Month(channel="main-x", year=2026, month=12, posts=2),)

    found = plan(a_question(*candidates, months=months))

    assert len(found.choices) == 2


def test_gaps_beyond_the_share_of_what_is_curated_are_left_to_people() -> None:
    candidates = [a_candidate(number, source=f"s{number}") for number in range(1, 20)]

    found = plan(a_question(*candidates, days=10, curated_share=60))

    assert len(found.choices) == 6


def test_an_own_post_stands_where_no_more_may_be_curated() -> None:
    own = a_candidate(-7, story=-7, source="own post 7")
    candidates = [a_candidate(number) for number in range(1, 9)]

    found = plan(a_question(*candidates, own, days=5, curated_share=60))

    assert [each.item for each in found.choices if each.item < 0] == [-7]
    assert len(found.choices) == 4


def test_an_item_for_an_observance_stands_on_its_day() -> None:
    day = a_gap(4).wall.date()
    wanted = WantedOn(name="World AIDS Day", first=day, last=day)
    candidates = [a_candidate(number) for number in range(1, 8)]
    on_it = a_candidate(9, worth=0.7, wanted=(wanted,))

    found = plan(a_question(*candidates, on_it))

    (choice,) = [each for each in found.choices if each.item == 9]
    assert choice.gap.wall.date() == day
    assert "it is World AIDS Day" in [part.words for part in choice.reason]


def test_posts_on_one_theme_are_kept_apart() -> None:
    alike = [a_candidate(number, theme="flu") for number in (1, 2)]
    others = [a_candidate(number, theme=f"t{number}", worth=0.9) for number in (3, 4, 5)]

    found = plan(a_question(*alike, *others))

    days = [each.gap.due for each in found.choices if each.item in {1, 2}]
    assert abs(days[0] - days[1]) >= timedelta(days=3)


def test_an_item_stands_only_on_its_channels() -> None:
    only = a_candidate(1, channels=("jobs-x",))
    asked = a_question(only, gaps=(a_gap(1), a_gap(2, channel="jobs-x")))

    (choice,) = plan(asked).choices

    assert choice.gap.channel == "jobs-x"


def test_runners_up_are_free_and_say_why_they_lost() -> None:
    best = a_candidate(1)
    others = [
        a_candidate(2, worth=0.4, trust="D"),
        a_candidate(3, born=NOON - timedelta(days=20)),
        a_candidate(4, story=1, worth=0.9),
    ]

    (choice,) = plan(a_question(best, *others, days=1)).choices

    assert choice.item == 1
    assert {each.item: each.why for each in choice.runners_up} == {
        3: "older: 21 days when it goes out",
        2: "trust D",
    }


def test_what_is_refused_is_no_runner_up_either() -> None:
    candidates = [a_candidate(number, worth=1 - number / 10) for number in range(1, 5)]

    (choice,) = plan(
        a_question(*candidates, days=1), accepts=lambda each, _gap: each.item not in {1, 3}
    ).choices

    assert choice.item == 2
    assert [each.item for each in choice.runners_up] == [4]


def test_a_plan_without_anything_to_choose_from_is_empty_and_proven() -> None:
    found = plan(a_question())

    assert (found.choices, found.shortfall) == ((), 0.0)


def test_a_large_plan_keeps_every_rule_and_names_its_bound() -> None:
    question = cases.year(channels=8, items=1200)
    question = replace(
        question,
        gaps=tuple(gap for gap in question.gaps if gap.due < question.gaps[0].due + timedelta(days=270)),
    )

    found = plan(question, runners_up=0)

    model = Model(question)
    number = {(gap.channel, gap.due): row for row, gap in enumerate(model.calendar.gaps)}
    rows = {
        (candidate.item, fit.pillar): row
        for row, (candidate, fit) in enumerate(zip(model.offers.candidates, model.offers.fits, strict=True))
    }
    chosen = [NOTHING] * len(model.calendar)
    for each in found.choices:
        chosen[number[each.gap.channel, each.gap.due]] = rows[each.item, each.pillar]
    assert worth_of(model, chosen) == pytest.approx(found.worth)
    assert 0 < found.shortfall < 0.25


def test_a_month_half_full_at_random_comes_close_to_its_targets() -> None:
    question = cases.half_full(2001)

    found = plan(question, runners_up=0)

    pillars = [*(each.pillar for each in found.choices), *(post.pillar for post in question.placed)]
    off = [abs(100 * pillars.count(each.name) / len(pillars) - each.target) for each in question.pillars]
    assert sum(off) / len(off) <= 3


def test_a_year_of_weekly_gaps_is_filled_from_what_does_not_grow_old() -> None:
    slots = [a_slot(wall=time(9))]
    year = gaps(slots, (), start=NOON, end=NOON + timedelta(days=365))
    lasting = [
        a_candidate(number, half_life=timedelta(days=365), good_until=datetime(2070, 1, 1, tzinfo=UTC))
        for number in range(1, 70)
    ]

    found = plan(a_question(*lasting, gaps=tuple(year)), runners_up=0)

    assert len(found.choices) == len(year)
