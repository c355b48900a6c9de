"""The page that tells what went out, how late, and what nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.delivery import Departure
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import SEEDED, Attempt, Outcome
from scheduler.services.delivering import PAGE
from tests.builders import NOON
from tests.ui.house import PEOPLE, click, page, words
from ui import delivery_words, frame

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from scheduler.domain.post import Post
    from tests.ui.house import House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _left(
    house: House,
    text: str,
    *,
    late: timedelta = timedelta(seconds=1),
    owner: str = "one",
    ago: timedelta = HOUR,
) -> Post:
    """Keep a post that left so long after its time, some while ago."""
    post = house.post(text)
    due = NOON - ago - late
    out = house.put(
        post,
        PostState.PUBLISHED,
        due=due,
        attempts=1,
        published_at=due + late,
        remote_url="https://network.example.org/1",
    )
    with house.app._store.write() as unit:
        tried = Attempt(
            post=out.id, fence=1, owner=owner, started_at=due + late, outcome=Outcome.ACCEPTED, remote_id="1"
        )
        unit.attempts.add(tried)
    return out


def _tables(drawn: AppTest) -> str:
    return "".join(str(each.proto.body) for each in drawn.get("html"))


@pytest.mark.parametrize("short", sorted(PEOPLE))
def test_everybody_who_sees_the_queue_sees_the_page(house: House, short: str) -> None:
    places = {place.path for each in frame.places(house.actor(short)).values() for place in each}

    assert {"queue", "delivery"} <= places


def test_a_late_post_is_called_late_and_by_how_much(house: House) -> None:
    _left(house, "On the second")
    _left(house, "Two hours after", late=2 * HOUR)
    house.sign_in("aud")

    drawn = page("delivery")
    said = words(drawn)

    assert "2 posts went out, 1 of them late." in said
    assert "the latest one 2 h after it." in said
    assert "On time" in said
    assert "Late by 2 h" in said
    assert "planned Tue 1 Dec 2026, 06:00 CST" in said
    assert "[See it on the network](https://network.example.org/1)" in said
    assert '<th scope="row">Main</th><td>2</td><td>1</td><td>2 h</td>' in _tables(drawn)


def test_who_let_it_go_after_its_time_is_said(house: House) -> None:
    late = _left(house, "Two hours after", late=2 * HOUR)
    with house.app._store.write() as unit:
        unit.audit.append(OPERATOR, "post.released", f"post:{late.id}", at=NOON - HOUR)
    house.sign_in("pam")

    said = words(page("delivery"))

    assert "1 of the late ones was let go by a person after its planned time." in said
    assert "A person let it go after its planned time." in said


def test_what_nobody_knows_stands_first_with_its_safe_next_step(house: House) -> None:
    post = house.put(house.post("Is it out?", at=NOON - HOUR), PostState.UNKNOWN)
    house.sign_in("pam")

    drawn = page("delivery")

    assert "Nobody knows yet whether these are out" in words(drawn)
    assert "Is it out?" in words(drawn)
    assert "Due in these days and not out: 1 outcome unknown." in words(drawn)
    click(click(drawn, "Give it up"), "Yes, give it up")
    assert house.app.planning.get(post.id).state is not PostState.UNKNOWN


def test_who_may_not_decide_sees_what_is_unknown_without_its_steps(house: House) -> None:
    house.put(house.post("Is it out?", at=NOON - HOUR), PostState.UNKNOWN)
    house.sign_in("aud")

    drawn = page("delivery")

    assert "Is it out?" in words(drawn)
    assert {each.label for each in drawn.button} == {"Open"}


def test_what_should_have_left_and_still_waits_is_said(house: House) -> None:
    post = house.waiting("Waits", at=NOON + HOUR)
    house.app.approving.approve(OPERATOR, post.id)
    house.clock.advance(2 * HOUR)
    house.sign_in("pam")

    assert "1 post of these days has not left though it is due." in words(page("delivery"))


def test_the_past_of_the_demo_is_never_called_on_time(house: House) -> None:
    _left(house, "Made up", owner=SEEDED)
    house.sign_in("pam")

    said = words(page("delivery"))

    assert "Made up for the demo, not measured" in said
    assert "On time" not in said
    assert "1 post went out" not in said


def test_an_empty_page_says_what_to_do(house: House) -> None:
    house.sign_in("ada")
    assert "Nothing went out in these days." in words(page("delivery"))
    _left(house, "On the second")

    drawn = page("delivery")
    drawn.toggle[0].set_value(True)

    assert "Nothing was late in these days." in words(drawn.run())


def test_other_days_are_not_told_of_and_a_page_has_fifty(house: House) -> None:
    for number in range(PAGE + 1):
        _left(house, f"Number {number}", ago=number * timedelta(minutes=1))
    _left(house, "Last week", ago=6 * DAY)
    house.sign_in("pam")

    drawn = page("delivery", days="Today")

    opened = [each for each in drawn.button if each.label == "Open"]
    assert len(opened) == PAGE
    assert "51 posts went out" in words(drawn)
    assert "Last week" not in words(drawn)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(milliseconds=300), "0.3 s"),
        (timedelta(seconds=125), "2 min 5 s"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=1, hours=4), "1 day 4 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_spans_are_written_in_their_two_largest_units(late: timedelta, said: str) -> None:
    assert delivery_words.span(late) == said


def test_a_post_that_left_a_moment_early_is_on_time() -> None:
    departure = Departure(post=1, channel="main-x", due=NOON, left=NOON - timedelta(seconds=1))

    assert delivery_words.verdict(departure) == "On time"
