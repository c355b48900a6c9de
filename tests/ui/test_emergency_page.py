"""Emergency words as the planner shows them: kept, approved, sent in two clicks, looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.approval import Lane
from scheduler.domain.fast_lane import LookVerdict
from scheduler.domain.people import OPERATOR, Actor
from scheduler.domain.post import Post, PostState
from tests.ui.house import House, click, fill, page, words

NAME, TEXT = "closed", "{place:text 40} is closed until {until:time}. In an emergency, call 911."


@pytest.fixture
def crisis(house: House) -> House:
    """A house with approved words, Pam on call, and the lane open."""
    kept, lane = house.app.emergency.words, house.app.emergency.lane
    kept.write(house.actor("ada"), name=NAME, title="Closed for weather", text=TEXT)
    for short in ("eli", "ona"):
        kept.approve(house.actor(short), NAME)
    now, pam = house.clock.now(), house.actor("pam")
    lane.put_on_call(OPERATOR, pam.person_id or 0, begins=now, ends=now + timedelta(days=7))
    lane.open(OPERATOR, reason="Ice storm")
    return house


def filled(drawn: AppTest) -> AppTest:
    fill(drawn, "Place", "Oak Clinic")
    return fill(drawn, "Until", "18:00").run()


def used(house: House) -> Post:
    pam: Actor = house.actor("pam")
    return house.app.emergency.use(pam, NAME, {"place": "Oak Clinic", "until": "18:00"}, ["main-x"])[0]


def test_words_are_filled_seen_as_they_leave_and_sent_with_two_clicks(crisis: House) -> None:
    crisis.sign_in("pam")
    drawn = filled(page("emergency"))
    assert "Oak Clinic is closed until 6:00 PM CST." in words(drawn)
    assert "Main · 66 of 280" in words(drawn)

    click(click(drawn, "Send now"), "Yes, send now")

    sent = crisis.app.planning.in_state(PostState.SCHEDULED)
    assert {(each.channel, each.lane) for each in sent} == {("main-x", Lane.FAST), ("county-x", Lane.FAST)}


def test_a_value_that_does_not_fit_is_said_and_there_is_nothing_to_send(crisis: House) -> None:
    crisis.sign_in("pam")

    drawn = fill(page("emergency"), "Place", "evil.com").run()

    assert "must hold no web address" in words(drawn)
    assert "Still to fill in: Until" in words(drawn)
    assert "Send now" not in [each.label for each in drawn.button]


def test_who_is_not_on_call_sees_the_words_and_can_not_send_them(crisis: House) -> None:
    crisis.sign_in("eli")

    drawn = filled(page("emergency"))

    assert "You are not on call now." in words(drawn)
    assert "On call now: Pam Publisher" in words(drawn)
    assert "Send now" not in [each.label for each in drawn.button]


def test_the_lane_is_opened_with_a_reason_and_closed_after_a_second_click(crisis: House) -> None:
    crisis.app.emergency.lane.close(OPERATOR)
    crisis.sign_in("pam")
    drawn = page("emergency")
    assert "The fast lane is closed." in words(drawn)

    opened = click(fill(drawn, "Why", "Flood"), "Open the fast lane")
    assert crisis.app.emergency.lane.standing() is not None
    click(click(opened, "Close the fast lane"), "Yes, close the fast lane")

    assert crisis.app.emergency.lane.standing() is None


def test_who_signed_in_a_while_ago_proves_who_they_are_before_the_lane_opens(crisis: House) -> None:
    crisis.app.emergency.lane.close(OPERATOR)
    crisis.sign_in("pam")
    crisis.clock.advance(timedelta(minutes=11))

    drawn = page("emergency")

    assert "Open the fast lane" not in [each.label for each in drawn.button]
    assert "Your password" in [each.label for each in drawn.text_input]


def test_the_words_that_come_with_rounds_are_added_and_wait_for_two_people(house: House) -> None:
    house.sign_in("pam")

    drawn = click(page("emergency", emergency="Words"), "Add the words that come with Rounds")

    assert len(house.app.emergency.words.all()) == 6
    assert "Still to approve: approver and privacy officer" in words(drawn)


def test_words_are_approved_on_the_page_by_two_people(house: House) -> None:
    house.app.emergency.words.write(house.actor("ada"), name=NAME, title="Closed", text=TEXT)
    for short in ("eli", "ona"):
        house.sign_in(short)
        click(page("emergency", emergency="Words"), "Approve")

    assert house.app.emergency.words.get(NAME).missing == ()


def test_who_is_on_call_is_kept_on_the_page(house: House) -> None:
    house.sign_in("pam")
    drawn = page("emergency", emergency="On call")
    assert "Nobody is on the list." in words(drawn)

    click(drawn, "Put on call")

    [turn] = house.app.emergency.lane.turns()
    assert turn.is_now
    click(page("emergency", emergency="On call"), "Take off")
    assert house.app.emergency.lane.turns() == []


def test_a_second_look_is_taken_on_the_review_page_by_somebody_else(crisis: House) -> None:
    post = used(crisis)
    crisis.sign_in("pam")
    assert "You sent this one" in words(page("review"))

    crisis.sign_in("eli")
    drawn = page("review")
    assert "Main · closed@1 · sent by Pam Publisher" in words(drawn)
    assert "A second look is due by" in words(drawn)
    click(drawn, "It is fine")

    looked = crisis.app.emergency.looks.of(post.id)
    assert looked is not None
    assert looked.use.verdict is LookVerdict.FINE
    assert "Second looks" not in words(page("review"))


def test_what_must_go_stays_on_the_review_page_until_it_is_gone(crisis: House) -> None:
    post = used(crisis)
    crisis.put(crisis.app.planning.get(post.id), PostState.PUBLISHED, remote_url="https://x.com/a/status/1")
    crisis.sign_in("eli")
    drawn = fill(page("review"), "What is wrong", "Wrong clinic.")

    drawn = click(drawn, "Take it down")
    assert "https://x.com/a/status/1" in words(drawn)
    click(click(drawn, "It is gone"), "Yes, it is gone")

    assert crisis.app.emergency.looks.waiting() == []


def test_a_late_second_look_needs_somebody(crisis: House) -> None:
    used(crisis)
    crisis.clock.advance(timedelta(hours=25))
    crisis.sign_in("eli")

    drawn = page("attention")

    assert "A second look is late" in words(drawn)
    click(drawn, "It is fine")
    assert crisis.app.emergency.looks.pressing() == []
