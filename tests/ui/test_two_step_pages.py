"""Two-step sign-in on the pages, drawn without a browser: set up, asked for again, turned off, demanded."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from streamlit.testing.v1 import AppTest

from scheduler.domain.errors import CodeWantedError
from scheduler.domain.people import OPERATOR, Role
from tests.ui.house import PASSWORD, House, click, fill, page, words
from tests.ui.test_people_pages import app_script, choose

_CODE = "Code from your app"


def device_of(house: House, short: str) -> pyotp.TOTP:
    """Set up somebody's device without its page."""
    actor = house.actor(short)
    device = pyotp.TOTP(house.app.second_factors.offer(actor).key.reveal().replace(" ", ""))
    house.app.second_factors.turn_on(actor, device.at(house.clock.now()))
    house.clock.advance(timedelta(seconds=30))
    return device


def enter(house: House, short: str, device: pyotp.TOTP) -> None:
    """Sit down at the planner with password and code."""
    try:
        house.sign_in(short)
    except CodeWantedError as why:
        code = device.at(house.clock.now())
        house.token = house.app.people.sign_in_by_code(why.half_way.reveal(), code)


def set_up(house: House, drawn: AppTest) -> tuple[AppTest, pyotp.TOTP]:
    """Type the key that the page shows into a device, and its code into the page."""
    (key,) = [each.value for each in drawn.code]
    device = pyotp.TOTP(key.replace(" ", ""))
    drawn = click(fill(drawn, _CODE, "000000"), "Turn it on")
    assert "not right" in drawn.error[0].value
    return click(fill(drawn, _CODE, device.at(house.clock.now())), "Turn it on"), device


def test_one_s_own_page_sets_it_up_and_shows_the_recovery_codes_once(house: House) -> None:
    house.sign_in("eli")
    drawn = page("you")
    assert not drawn.code, "no key is made before somebody wants one"

    drawn = drawn.toggle(key="two-step-set-up").set_value(True).run()
    drawn, _ = set_up(house, drawn)
    kept = app_script()
    kept.session_state["rounds"] = drawn.session_state["rounds"]
    kept = kept.run()

    assert kept.title[0].value == "Keep your recovery codes"
    assert len(kept.code[0].value.splitlines()) == 10
    kept = click(kept, "I have kept them")
    assert not kept.code
    assert "10 recovery codes are left" in words(page("you"))


def test_a_locked_page_asks_for_password_and_code(house: House) -> None:
    device = device_of(house, "eli")
    enter(house, "eli", device)
    house.clock.advance(timedelta(minutes=16))

    drawn = click(fill(app_script(), "Your password", PASSWORD), "Go on")
    assert "code is not right" in drawn.error[0].value
    drawn = fill(fill(drawn, "Your password", PASSWORD), _CODE, device.at(house.clock.now()))

    assert click(drawn, "Go on").title[0].value == "Calendar"


def test_one_s_own_page_turns_it_off_with_password_and_code(house: House) -> None:
    device = device_of(house, "eli")
    enter(house, "eli", device)
    house.clock.advance(timedelta(seconds=30))

    drawn = page("you")
    drawn = click(fill(fill(drawn, "Your password", PASSWORD), _CODE, "000000"), "Turn it off")
    assert "not right" in drawn.error[0].value
    drawn = fill(fill(drawn, "Your password", PASSWORD), _CODE, device.at(house.clock.now()))
    drawn = click(drawn, "Turn it off")

    assert house.app.people.sign_in("eli@example.org", PASSWORD)
    assert "Set up two-step sign-in" in [each.label for each in drawn.toggle]


def test_of_whom_it_is_demanded_sees_one_page_until_it_is_set_up(house: House) -> None:
    house.app.second_factors.set_demand(OPERATOR, roles=[Role.EDITOR])
    house.waiting("Steps are free.")
    house.sign_in("eli")

    drawn = app_script()
    assert drawn.title[0].value == "Set up two-step sign-in"
    assert "Steps are free" not in words(drawn)
    drawn, _ = set_up(house, drawn)

    assert drawn.title[0].value == "Keep your recovery codes"
    assert click(drawn, "I have kept them").title[0].value == "Calendar"


def test_an_administrator_says_who_must_use_it_and_turns_it_off_for_somebody(house: House) -> None:
    device_of(house, "eli")
    house.sign_in("pam")
    drawn = choose(page("settings"), "eli@example.org")
    assert "two-step" in words(drawn)

    drawn = click(drawn, "Turn off two-step sign-in")
    assert house.app.second_factors.is_on(house.app.people.find("eli@example.org"))
    drawn = click(drawn, "Yes, turn off two-step sign-in")
    assert not house.app.second_factors.is_on(house.app.people.find("eli@example.org"))
    next(each for each in drawn.radio if "Everybody" in each.options).set_value("Everybody")
    click(drawn, "Save who must use it")

    assert house.app.second_factors.demand().is_of_everybody
