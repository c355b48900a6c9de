"""The red switch on every page: who has it, what one press tells, what the second one does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.lane import Lane
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from tests.builders import NOON
from tests.ui.house import PASSWORD, click, page, words
from ui.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from streamlit.testing.v1 import AppTest

    from tests.ui.house import House

DAY = timedelta(days=1)


def _pressed(name: str = "queue") -> AppTest:
    return click(page(name), "Pause all")


def _approved(house: House, text: str, *, at: datetime, **fields: Any) -> int:
    post = house.waiting(text, at=at, **fields)
    house.app.approving.approve(OPERATOR, post.id)
    return post.id


def _labels(drawn: AppTest) -> set[str]:
    return {each.label for each in drawn.button}


@pytest.mark.parametrize(("short", "has_it"), [("pam", True), ("ona", True), ("ada", False), ("eli", False)])
def test_who_may_pause_has_the_switch_on_every_page_and_the_service_refuses_others(
    house: House, short: str, *, has_it: bool
) -> None:
    house.sign_in(short)

    drawn = [page(name) for name in ("queue", "settings", "you")]

    assert {"Pause all" in _labels(each) for each in drawn} == {has_it}
    if not has_it:
        with pytest.raises(NotAllowedError):
            house.app.pausing.pause(house.actor(short), scope=PauseScope.EVERYTHING, reason="Storm.")


def test_one_press_tells_what_it_holds_and_pauses_nothing(house: House) -> None:
    _approved(house, "Flu clinic on Saturday", at=NOON + timedelta(hours=3))
    _approved(house, "Next week", at=NOON + 7 * DAY)
    _approved(house, "County too", at=NOON + 7 * DAY, channel="county-x")
    leaving = house.app.planning.get(_approved(house, "Leaving now", at=NOON + timedelta(hours=1)))
    house.put(leaving, PostState.SENDING)
    house.sign_in("pam")

    said = words(_pressed())

    assert "It holds 1 post of the next 24 hours, 3 posts in all." in said
    assert "Main: 1 in 24 hours, 2 in all" in said
    assert "County: 0 in 24 hours, 1 in all" in said
    assert "This one is being sent this moment and can't be called back: “Leaving now”." in said
    assert "Still speaking: emergency words, on every channel." in said
    assert house.app.pausing.standing() == []


def test_the_second_press_pauses_everything_with_a_reason_ready_and_says_so_everywhere(house: House) -> None:
    house.sign_in("pam")

    drawn = click(_pressed(), "Pause everything now")

    [pause] = house.app.pausing.active()
    assert (pause.scope, pause.lanes, pause.exceptions) == (PauseScope.EVERYTHING, (Lane.FAST,), ())
    assert "Everything is paused: We stop first, then look." in words(drawn)
    assert "Everything is paused: We stop first, then look." in words(page("settings"))
    assert "All paused" in _labels(page("you"))


def test_a_reason_of_the_list_and_a_channel_that_goes_on_are_kept(house: House) -> None:
    _approved(house, "County stays", at=NOON + DAY / 2, channel="county-x")
    house.sign_in("pam")
    drawn = _pressed()
    drawn.selectbox(key="crisis-why").set_value("A public tragedy.")
    drawn.checkbox(key="crisis-fast").uncheck()
    drawn.multiselect(key="crisis-except").set_value(["county-x"])
    drawn.run()
    assert "Still speaking: County." in words(drawn)
    assert "1 post in line may leave in spite of it." in words(drawn)

    click(drawn, "Pause everything now")

    [pause] = house.app.pausing.active()
    assert (pause.reason, pause.exceptions, pause.lanes) == ("A public tragedy.", ("county-x",), ())


def test_it_is_drilled_from_the_same_dialog(house: House) -> None:
    house.sign_in("pam")

    click(_pressed(), "Drill it")

    assert house.app.pausing.active() == []
    [drill] = house.app.pausing.standing()
    assert drill.is_drill


def test_who_has_not_proved_lately_who_they_are_types_the_password_beside_the_button(house: House) -> None:
    house.sign_in("pam")
    house.clock.advance(timedelta(minutes=11))
    drawn = _pressed()
    assert "Drill it" not in _labels(drawn)
    field = next(each for each in drawn.text_input if each.proto.type == each.proto.PASSWORD)

    field.set_value("something else entirely")
    drawn = click(drawn, "Pause everything now")
    assert house.app.pausing.standing() == []
    field = next(each for each in drawn.text_input if each.proto.type == each.proto.PASSWORD)
    field.set_value(PASSWORD)
    click(drawn, "Pause everything now")

    assert len(house.app.pausing.active()) == 1


def test_who_may_pause_one_channel_alone_pauses_that_one(house: House) -> None:
    given = {"county-x": [Role.CRISIS_LEAD]}
    house.app.people.set_roles(OPERATOR, "ada@example.org", roles=[Role.AUTHOR], channel_roles=given)
    _approved(house, "Main goes on", at=NOON + DAY / 2)
    house.sign_in("ada")
    drawn = _pressed()
    assert "You may pause these channels; the others go on." in words(drawn)

    click(drawn, "Pause these channels now")

    assert [(each.scope, each.name) for each in house.app.pausing.active()] == [
        (PauseScope.CHANNEL, "county-x")
    ]


def test_while_all_is_paused_the_switch_tells_what_it_holds_and_what_can_be_said(house: House) -> None:
    _approved(house, "Flu clinic on Saturday", at=NOON + timedelta(hours=3))
    house.app.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    house.sign_in("pam")

    said = words(click(page("queue"), "All paused"))

    assert "Since Tue 1 Dec 2026, 09:00 CST." in said
    assert "It holds 1 post of the next 24 hours, 1 post in all." in said
    assert "Nobody goes on speaking." in said
    assert "No words are ready to be sent." in said


def test_the_words_approved_for_a_crisis_stand_in_the_dialog(house: House) -> None:
    kept = house.app.emergency.words
    kept.write(house.actor("ada"), name="closed", title="Clinic closed", text="The clinic is closed today.")
    digest = next(each.digest for each in kept.all() if each.name == "closed")
    kept.approve(house.actor("eli"), "closed", digest=digest)
    kept.approve(house.actor("ona"), "closed", digest=digest)
    house.sign_in("pam")

    said = words(_pressed())

    assert "Clinic closed" in said
    assert "The clinic is closed today." in said
    assert "The fast lane is closed: it is opened on the page Emergency words." in said


def test_what_stood_before_the_page_stands_there_again_and_a_second_press_wins() -> None:
    memory = State()
    memory.is_filling = True
    memory.turn_to_crisis(NOON)
    assert memory.crisis is not None
    first = memory.crisis.edition
    assert (memory.is_filling, memory.is_asking()) == (False, True)

    memory.turn_to_crisis(NOON + DAY)
    memory.turn_back(first)
    assert memory.crisis is not None
    memory.turn_back(memory.crisis.edition)

    assert memory.is_filling
    assert memory.crisis is None
