"""The page that sets targets beside the plan and beside what went out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.shares import Share
from tests.builders import NOON, a_pillar
from tests.ui.house import page, words
from ui import frame, pillar_words

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.ui.house import House

DAY = timedelta(days=1)


def _html(drawn: AppTest) -> str:
    return "".join(str(each.proto.body) for each in drawn.get("html"))


@pytest.mark.parametrize(
    ("short", "sees"), [("ada", True), ("eli", True), ("pam", True), ("ona", True), ("aud", False)]
)
def test_who_plans_or_decides_has_the_page(house: House, short: str, *, sees: bool) -> None:
    places = {place.path for each in frame.places(house.actor(short)).values() for place in each}

    assert ("pillars" in places) is sees


def test_who_has_no_part_in_planning_is_refused_by_the_service(house: House) -> None:
    house.sign_in("aud")

    assert "may not write posts" in words(page("pillars"))


def test_a_drift_is_told_in_a_sentence_with_what_mends_it(house: House) -> None:
    house.app.set_up.add_pillar(OPERATOR, a_pillar(name="community", title="Community", target=70))
    for number in range(9):
        house.post(f"Number {number}", pillar="community", at=NOON + number * DAY)
    for number in range(2):
        house.post(f"Flu {number}", pillar="prevention", at=NOON + number * DAY)
    house.sign_in("ada")

    drawn = page("pillars")
    said = words(drawn)

    assert "Prevention is 12 points under its target; two more posts would bring it back." in said
    assert "Community is 12 points over its target; two posts of other pillars would bring it back." in said
    assert "This month: 11 posts in the plan, proposals and drafts included; 0 of them went out." in said
    assert '<th scope="row">Prevention</th><td>30 %</td><td>18 % (2)</td><td>0 % (0)</td>' in _html(drawn)


def test_what_went_out_stands_beside_the_plan_and_the_past_is_not_to_be_mended(house: House) -> None:
    for number in range(4):
        post = house.post(f"Number {number}", at=NOON + DAY, pillar=None if number else "prevention")
        house.put(post, PostState.PUBLISHED, due=NOON - (number + 1) * DAY)
    house.app.set_up.add_pillar(OPERATOR, a_pillar(name="science", title="The science", target=50))
    house.sign_in("ada")

    drawn = page("pillars", **{"pillar-days": "Last 30 days"})
    said = words(drawn)

    assert "Last 30 days: 4 posts in the plan, proposals and drafts included; 4 of them went out." in said
    assert "The science is 50 points under its target." in said
    assert "Prevention is on its target." in said
    assert "3 posts without a pillar." in said
    assert '<th scope="row">Prevention</th><td>30 %</td><td>25 % (1)</td><td>25 % (1)</td>' in _html(drawn)


def test_the_days_and_the_channel_are_chosen(house: House) -> None:
    house.post("This month", pillar="prevention")
    house.post("Next month", pillar="prevention", at=NOON + 40 * DAY, channel="county-x")
    house.sign_in("ada")

    drawn = page("pillars", **{"pillar-days": "Next month"})
    assert "Next month: 1 post in the plan" in words(drawn)
    drawn.selectbox(key="pillar-channel").set_value("main-x")

    assert "Nothing is planned in these days." in words(drawn.run())


def test_a_bar_is_hidden_from_screen_readers_that_read_the_words(house: House) -> None:
    house.post("Flu", pillar="prevention")
    house.sign_in("ada")

    bars = _html(page("pillars"))

    assert 'aria-hidden="true"' in bars
    assert '<i class="plan" style="width:100%"></i><i class="out" style="width:0.0%"></i>' in bars


def test_before_there_are_posts_the_page_says_what_to_do(house: House) -> None:
    house.sign_in("ada")

    said = words(page("pillars"))

    assert "Nothing is planned in these days." in said
    assert "[Fill gaps in the calendar](/)" in said
    assert "Change targets" not in said


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (299, 1000, "Prevention is 1 point under its target; two more posts would bring it back."),
        (0, 24, "Prevention is 30 points under its target; 11 more posts would bring it back."),
        (24, 24, "Prevention is 70 points over its target; 56 posts of other pillars would bring it back."),
    ],
)
def test_the_sentence_says_how_far_and_how_many(count: int, total: int, said: str) -> None:
    share = Share(pillar="prevention", title="Prevention", target=30, count=count, total=total)

    assert pillar_words.drift(share, is_over=False) == said


def test_a_single_pillar_has_no_others_to_be_mended_by() -> None:
    share = Share(pillar="prevention", title="Prevention", target=30, count=24, total=24)

    said = pillar_words.drift(share, is_over=False, is_single=True)

    assert said == "Prevention is 70 points over its target."
