from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from scheduler.domain.choice import REST, Candidate, Choice, Fit, Placed
from scheduler.domain.curation import Trust
from scheduler.domain.plan import Gap, Pause, PauseScope, gaps, wall_clock
from scheduler.optimising.filling import plan
from scheduler.optimising.question import Question
from scheduler.optimising.terms import AROUND
from tests.builders import NOON, ZONE, a_pillar, a_slot

PREVENTION = a_pillar(target=50)
SCIENCE = a_pillar(name="science", title="The science", target=50)
PILLARS = (PREVENTION, SCIENCE)


def choose(open_gaps: Any, candidates: Any, *, accepts: Any = lambda *_: True, **given: Any) -> list[Choice]:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    question = Question(gaps=tuple(open_gaps), candidates=tuple(candidates), **fields)
    return list(plan(question, accepts=accepts).choices)


def a_gap(days: float = 1, **fields: Any) -> Gap:
    due = NOON + timedelta(days=days)
    given = {"slot": 1, "channel": "main-x", "pillar": None, "due": due, "zone": ZONE}
    return Gap(**{**given, "wall": wall_clock(due, ZONE), **fields})


def a_candidate(item: int = 1, *, pillar: str | None = "prevention", **fields: Any) -> Candidate:
    given = {
        "item": item,
        "story": item,
        "source": f"source-{item}",
        "owner": "CDC",
        "trust": Trust.A,
        "worth": 1.0,
        "born": NOON - timedelta(hours=14),
        "half_life": timedelta(days=14),
        "good_until": NOON + timedelta(days=60),
        "fits": (Fit(pillar=pillar, value=0.5, words=("flu",)),),
    }
    return Candidate(**{**given, **fields})


def a_pause(scope: PauseScope, name: str = "", **fields: Any) -> Pause:
    return Pause(id=1, scope=scope, name=name, reason="storm", by="x", created_at=NOON, **fields)


INSTANTS = some.datetimes(
    min_value=datetime(2026, 12, 2), max_value=datetime(2026, 12, 20), timezones=some.just(UTC)
)
GAPS = some.lists(
    some.builds(
        lambda due, channel, pillar: Gap(
            slot=1, channel=channel, pillar=pillar, due=due, wall=wall_clock(due, ZONE), zone=ZONE
        ),
        INSTANTS,
        some.sampled_from(["main-x", "jobs-x"]),
        some.sampled_from([None, "prevention", "science"]),
    ),
    max_size=25,
    unique_by=lambda gap: (gap.channel, gap.due),
)
CANDIDATES = some.lists(
    some.builds(
        lambda item, story, source, pillar, age, worth: a_candidate(
            item,
            story=story,
            source=source,
            pillar=pillar,
            worth=worth,
            born=NOON - timedelta(hours=age),
            half_life=timedelta(days=2),
            good_until=NOON + timedelta(days=14) - timedelta(hours=age),
        ),
        some.integers(1, 60),
        some.integers(100, 130),
        some.sampled_from(["cdc", "county", "journal"]),
        some.sampled_from(["prevention", "science"]),
        some.integers(0, 400),
        some.floats(0.1, 1.0),
    ),
    max_size=40,
    unique_by=lambda candidate: candidate.item,
)
PLACED = some.lists(
    some.builds(
        lambda due, pillar, item, story: Placed(
            channel="main-x", due=due, pillar=pillar, item=item, story=story, source="cdc"
        ),
        INSTANTS,
        some.sampled_from([None, "prevention", "science"]),
        some.integers(1, 60),
        some.integers(100, 130),
    ),
    max_size=15,
)


@settings(max_examples=20, deadline=None)
@given(GAPS, CANDIDATES, PLACED)
def test_no_item_and_no_story_is_chosen_twice_nor_again(
    open_gaps: list[Gap], candidates: list[Candidate], placed: list[Placed]
) -> None:
    choices = choose(open_gaps, candidates, now=NOON, placed=placed, pillars=PILLARS)

    stories = {candidate.item: candidate.story for candidate in candidates}
    items = [choice.item for choice in choices]
    told = [stories[item] for item in items]
    assert len(set(items)) == len(items)
    assert len(set(told)) == len(told)
    assert not set(items) & {post.item for post in placed}
    assert not set(told) & {post.story for post in placed}


@settings(max_examples=20, deadline=None)
@given(GAPS, CANDIDATES, PLACED)
def test_only_gaps_are_filled_each_once_and_none_from_a_stale_item(
    open_gaps: list[Gap], candidates: list[Candidate], placed: list[Placed]
) -> None:
    choices = choose(open_gaps, candidates, now=NOON, placed=placed, pillars=PILLARS)

    filled = [(choice.gap.channel, choice.gap.due) for choice in choices]
    by_item = {candidate.item: candidate for candidate in candidates}
    assert len(set(filled)) == len(filled)
    assert {choice.gap.model_dump_json() for choice in choices} <= {
        gap.model_dump_json() for gap in open_gaps
    }
    for choice in choices:
        assert choice.gap.due < by_item[choice.item].good_until
        assert choice.gap.pillar in {None, choice.pillar}


@settings(max_examples=20, deadline=None)
@given(GAPS, CANDIDATES, PLACED, some.randoms(use_true_random=False))
def test_the_order_of_what_is_given_plays_no_part(
    open_gaps: list[Gap], candidates: list[Candidate], placed: list[Placed], dice: random.Random
) -> None:
    first = choose(open_gaps, candidates, now=NOON, placed=placed, pillars=PILLARS)

    for things in (open_gaps, candidates, placed):
        dice.shuffle(things)
    second = choose(open_gaps, candidates, now=NOON, placed=placed, pillars=PILLARS)

    assert first == second


@settings(max_examples=20, deadline=None)
@given(GAPS, CANDIDATES, some.sampled_from(["prevention", "science"]))
def test_a_paused_pillar_is_never_chosen(
    open_gaps: list[Gap], candidates: list[Candidate], name: str
) -> None:
    pause = a_pause(PauseScope.PILLAR, name)

    choices = choose(open_gaps, candidates, now=NOON, pillars=PILLARS, pauses=[pause])

    assert all(choice.pillar != name for choice in choices)


def test_a_gap_of_a_paused_channel_stays_a_gap() -> None:
    pause = a_pause(PauseScope.CHANNEL, "main-x")
    other = a_gap(channel="jobs-x")

    choices = choose(
        [a_gap(), other],
        [a_candidate(1), a_candidate(2)],
        now=NOON,
        pillars=PILLARS,
        pauses=[pause],
    )

    assert [choice.gap for choice in choices] == [other]


def test_during_a_pause_of_everything_only_excepted_channels_are_filled() -> None:
    pause = a_pause(PauseScope.EVERYTHING, exceptions=("jobs-x",))
    excepted = a_gap(channel="jobs-x")

    choices = choose([a_gap(), excepted], [a_candidate()], now=NOON, pillars=PILLARS, pauses=[pause])

    assert [choice.gap for choice in choices] == [excepted]


def test_the_reason_is_one_that_a_person_can_read() -> None:
    placed = [
        Placed(channel="main-x", due=NOON + timedelta(hours=hour), pillar="science") for hour in range(3)
    ]

    (choice,) = choose([a_gap()], [a_candidate()], now=NOON, placed=placed, pillars=PILLARS)

    assert [part.words for part in choice.reason] == [
        "Prevention is 2 below target",
        "CDC, trust A",
        "14 h old",
        "not used in 60 days",
        "speaks of flu",
    ]
    assert [part.name for part in choice.reason] == ["pillar", "trust", "freshness", "novelty", "fit"]


def test_for_a_gap_days_away_the_reason_tells_the_age_on_that_day_too() -> None:
    (choice,) = choose([a_gap(days=6)], [a_candidate()], now=NOON, pillars=PILLARS)

    assert "14 h old, 6 days when it goes out" in [part.words for part in choice.reason]


def test_an_item_without_a_date_is_not_called_fresh() -> None:
    candidate = a_candidate(is_dated=False)

    (choice,) = choose([a_gap()], [candidate], now=NOON, pillars=PILLARS)

    assert "no date given" in [part.words for part in choice.reason]


def test_the_pillar_below_its_target_is_filled_first() -> None:
    placed = [Placed(channel="main-x", due=NOON, pillar="prevention")]

    (choice,) = choose(
        [a_gap()],
        [a_candidate(1), a_candidate(2, pillar="science", worth=0.6)],
        now=NOON,
        placed=placed,
        pillars=PILLARS,
    )

    assert choice.pillar == "science"


def test_posts_further_away_than_the_month_around_do_not_count_for_the_shares() -> None:
    long_ago = [Placed(channel="main-x", due=NOON - AROUND - timedelta(days=2), pillar="prevention")] * 5

    (choice,) = choose(
        [a_gap()],
        [a_candidate(1), a_candidate(2, pillar="science", worth=0.9)],
        now=NOON,
        placed=long_ago,
        pillars=PILLARS,
    )

    assert choice.pillar == "prevention"


def test_a_month_of_gaps_comes_close_to_the_target_shares() -> None:
    pillars = tuple(
        a_pillar(name=name, title=name, target=target)
        for name, target in (("tips", 40), ("science", 30), ("people", 20), ("news", 10))
    )
    slots = [a_slot(id=day + 1, weekday=day, wall=time(9)) for day in range(7)]
    month = gaps(slots, (), start=NOON, end=NOON + timedelta(days=28))
    candidates = [
        a_candidate(number, pillar=pillars[number % 4].name, source=f"source-{number % 9}")
        for number in range(1, 200)
    ]

    choices = choose(month, candidates, now=NOON, pillars=pillars)

    counts = Counter(choice.pillar for choice in choices)
    assert len(choices) == 28
    assert all(abs(counts[each.name] - 28 * each.target / 100) <= 1.5 for each in pillars)


def test_the_freshest_item_at_the_time_of_the_gap_wins_among_equals() -> None:
    old, new = a_candidate(1, born=NOON - timedelta(days=5)), a_candidate(2)

    (choice,) = choose([a_gap()], [old, new], now=NOON, pillars=PILLARS)

    assert choice.item == 2


def test_news_gives_way_to_an_explainer_for_a_gap_far_away() -> None:
    news = a_candidate(1, half_life=timedelta(days=2), source="wire")
    explainer = a_candidate(2, worth=0.85, born=NOON - timedelta(days=3), half_life=timedelta(days=14))

    near, far = (
        choose([a_gap(days=days)], [news, explainer], now=NOON, pillars=PILLARS)[0].item for days in (0.2, 9)
    )

    assert (near, far) == (1, 2)


def test_a_source_does_not_stand_twice_in_a_row_while_there_is_another() -> None:
    placed = [Placed(channel="main-x", due=NOON, source="cdc")]
    from_cdc = a_candidate(1, source="cdc")
    from_county = a_candidate(2, source="county", worth=0.4)

    (choice,) = choose([a_gap(days=2)], [from_cdc, from_county], now=NOON, placed=placed, pillars=PILLARS)

    assert choice.item == 2


def test_a_source_does_not_stand_twice_on_one_day_while_there_is_another() -> None:
    day = NOON + timedelta(days=1)
    placed = [
        Placed(channel="main-x", due=day - timedelta(hours=1), source="cdc"),
        Placed(channel="main-x", due=day + timedelta(hours=1), source="other"),
        Placed(channel="main-x", due=day + timedelta(hours=2), source="cdc"),
    ]
    from_cdc = a_candidate(1, source="cdc")
    from_county = a_candidate(2, source="county", worth=0.4)

    (choice,) = choose(
        [a_gap(days=1 + 3 / 24)], [from_cdc, from_county], now=NOON, placed=placed, pillars=PILLARS
    )

    assert choice.item == 2


def test_a_lone_source_fills_its_gaps_all_the_same() -> None:
    candidates = [a_candidate(number, source="cdc") for number in range(1, 6)]

    choices = choose([a_gap(days=day) for day in range(1, 4)], candidates, now=NOON, pillars=PILLARS)

    assert len(choices) == 3


def test_a_story_rests_for_sixty_days() -> None:
    told = [Placed(channel="jobs-x", due=NOON, story=7, item=90)]
    again = a_candidate(1, story=7, good_until=NOON + timedelta(days=365))
    just_before, just_after = (
        a_gap(days=REST.days - 1 / 24),
        a_gap(days=REST.days + 1 / 24),
    )

    chosen = choose([just_before, just_after], [again], now=NOON, placed=told, pillars=PILLARS)

    assert [choice.gap for choice in chosen] == [just_after]


def test_a_gap_for_one_pillar_takes_nothing_else() -> None:
    assert not choose([a_gap(pillar="science")], [a_candidate(1)], now=NOON, pillars=PILLARS)


def test_gaps_for_one_pillar_choose_before_gaps_for_any() -> None:
    any_gap, science_gap = a_gap(days=1), a_gap(days=5, pillar="science")

    choices = choose([any_gap, science_gap], [a_candidate(1, pillar="science")], now=NOON, pillars=PILLARS)

    assert [choice.gap for choice in choices] == [science_gap]


def test_what_the_last_word_refuses_is_left_out_and_the_next_best_taken() -> None:
    best, second = a_candidate(1), a_candidate(2, worth=0.5)

    (choice,) = choose(
        [a_gap()], [best, second], now=NOON, pillars=PILLARS, accepts=lambda each, _gap: each.item != 1
    )

    assert choice.item == 2


def test_without_pillars_gaps_are_filled_all_the_same() -> None:
    (choice,) = choose([a_gap()], [a_candidate(pillar=None)], now=NOON)

    assert choice.pillar is None
    assert [part.name for part in choice.reason] == ["trust", "freshness", "novelty", "fit"]
