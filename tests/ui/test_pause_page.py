"""The page where everything is paused, drilled, and decided on afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.lane import Lane
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from tests.builders import NOON
from tests.ui.house import click, fill, page, words

if TYPE_CHECKING:
    from datetime import datetime

    from streamlit.testing.v1 import AppTest

    from scheduler.domain.plan import Pause
    from tests.ui.house import House

DAY = timedelta(days=1)


def test_a_pause_is_made_with_a_ready_reason_an_end_and_the_fast_lane_open(house: House) -> None:
    house.sign_in("pam")
    drawn = page("pausing")
    _pills(drawn, "1 hour").set_value("1 hour")
    _pills(drawn, "A public tragedy").set_value("A public tragedy")

    drawn = click(click(drawn.run(), "Pause now"), "Yes, pause now")

    [pause] = house.app.pausing.active()
    assert (pause.reason, pause.ends_at, pause.lanes) == (
        "A public tragedy.",
        NOON + timedelta(hours=1),
        (Lane.FAST,),
    )
    assert "Everything is paused until Tue 1 Dec 2026, 10:00 CST (in 1 h): A public tragedy." in words(drawn)


def test_the_page_says_what_a_pause_will_hold_before_it_is_made(house: House) -> None:
    _approved(house, "Flu clinic on Saturday", at=NOON + timedelta(hours=3))
    _approved(house, "Next week", at=NOON + 7 * DAY)
    house.sign_in("pam")

    said = words(page("pausing"))

    assert "It holds 1 post of the next 24 hours: Main 1." in said
    assert "Flu clinic on Saturday" in said
    assert "Next week" not in said


def test_a_drill_holds_nothing_and_says_so_on_every_page(house: House) -> None:
    house.sign_in("pam")
    drawn = fill(page("pausing"), "Why?", "Drill of December.").run()

    click(drawn, "Drill it")

    assert house.app.pausing.active() == []
    said = words(page("queue"))
    assert "Drill: in earnest, everything would be paused. Drill of December." in said
    click(page("pausing"), "End the drill")
    assert house.app.pausing.standing() == []


def test_who_has_not_proved_lately_who_they_are_is_asked_before_they_pause(house: House) -> None:
    house.sign_in("pam")
    house.clock.advance(timedelta(minutes=11))

    drawn = page("pausing")

    assert "Pause now" not in {each.label for each in drawn.button}
    assert "To pause or lift: type your password" in words(drawn)


def test_a_pause_is_prolonged_with_one_click(house: House) -> None:
    pause = _paused(house, ends_at=NOON + timedelta(hours=2))
    house.sign_in("pam")

    click(page("pausing"), "One hour longer")

    assert house.app.pausing.get(pause.id).ends_at == NOON + timedelta(hours=3)


def test_what_a_pause_held_is_chosen_all_at_once_and_kept_with_room_between(house: House) -> None:
    posts = [_approved(house, f"Number {number}", at=NOON + DAY) for number in range(3)]
    _lifted_after(house, DAY)
    house.sign_in("pam")
    assert "A pause is over. 3 posts it held wait for a decision." in words(page("queue"))

    drawn = page("pausing")
    next(each for each in drawn.checkbox if each.label == "Select all").check()
    click(drawn.run(), "Keep")

    kept = [house.app.planning.get(each) for each in posts]
    assert [post.state.value for post in kept] == ["scheduled"] * 3
    assert [post.due - kept[0].due for post in kept] == [
        timedelta(minutes=30) * number for number in range(3)
    ]
    assert house.app.releasing.counts() == {}


def test_one_post_is_dropped_with_its_reason_and_the_others_stay_held(house: House) -> None:
    first, second = (_approved(house, f"Number {number}", at=NOON + DAY) for number in range(2))
    pause = _lifted_after(house, DAY)
    house.sign_in("pam")
    drawn = page("pausing")
    next(each for each in drawn.checkbox if "Number 0" in each.label).check()

    drawn = fill(drawn.run(), "Why? It stands with each of them.", "Out of place now.").run()
    click(click(drawn, "Drop them"), "Yes, drop them")

    assert house.app.planning.get(first).explanation == "Out of place now."
    assert house.app.planning.get(first).state == "cancelled"
    assert [each.post.id for each in house.app.releasing.waiting(pause.id)] == [second]


def test_nothing_is_decided_before_a_post_is_chosen(house: House) -> None:
    post = _approved(house, "Number 0", at=NOON + DAY)
    pause = _lifted_after(house, DAY)
    house.sign_in("pam")

    drawn = click(page("pausing"), "Keep")

    assert "Choose posts first" in words(drawn)
    assert [each.post.id for each in house.app.releasing.waiting(pause.id)] == [post]


def _pills(drawn: AppTest, choice: str) -> Any:
    """Return the row of choices that offers `choice`."""
    return next(each for each in drawn.button_group if choice in each.options)


def _approved(house: House, text: str, *, at: datetime) -> int:
    post = house.waiting(text, at=at)
    house.app.approving.approve(OPERATOR, post.id)
    return post.id


def _paused(house: House, **terms: Any) -> Pause:
    return house.app.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.", **terms)


def _lifted_after(house: House, span: timedelta) -> Pause:
    """Pause everything, let the engine meet what comes due in `span`, and lift the pause."""
    pause = _paused(house)
    house.clock.advance(span)
    house.app.publishing.claim(limit=8)
    return house.app.pausing.lift(OPERATOR, pause.id)


def test_who_may_pause_is_reminded_of_a_drill_after_a_month_without_one(house: House) -> None:
    house.sign_in("pam")
    assert "The pause was never drilled." not in words(page("attention"))
    house.clock.advance(31 * DAY)
    house.sign_in("pam")
    assert "The pause was never drilled." in words(page("attention"))

    drill = _paused(house, is_drill=True)
    house.app.pausing.lift(OPERATOR, drill.id)

    assert "drilled" not in words(page("attention"))
