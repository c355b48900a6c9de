"""Where an administrator makes links by which people choose a password, drawn without a browser."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from scheduler.domain.people import OPERATOR, Role
from tests.ui.house import House, click, fill, page, words


def _add(drawn: AppTest, name: str, email: str) -> AppTest:
    """Fill in the form for a new person, without a password, and send it."""
    fill(drawn, "Email address", email)
    [each for each in drawn.text_input if each.label == "Name"][-1].set_value(name)
    next(each for each in drawn.multiselect if each.label == "Everywhere").set_value([Role.AUTHOR])
    return click(drawn, "Add a person")


def _address(drawn: AppTest) -> str:
    return next(each.value for each in drawn.code if "/invitation/" in each.value)


def test_a_person_without_a_password_gets_a_link_that_is_shown_once(house: House) -> None:
    house.sign_in("pam")

    drawn = _add(page("settings"), "Nora New", "nora@example.org")

    told = words(drawn)
    assert "Link for Nora New" in told
    assert "has to choose a password" in told
    assert "ROUNDS_PUBLIC_URL" in told
    token = _address(drawn).rpartition("/")[2]
    assert house.app.inviting.look(token).email == "nora@example.org"
    assert not click(drawn, "I have sent it").code
    assert "A link is out" in words(page("settings"))


def test_who_has_not_proved_lately_who_they_are_is_told_where_the_link_is_made(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings")
    house.clock.advance(timedelta(minutes=14))

    told = words(_add(drawn, "Nora New", "nora@example.org"))

    assert "Nora New" in [each.name for each in house.app.people.all()]
    assert "show that it is you" in told
    assert house.app.inviting.standing() == {}


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_can_be_ended(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings").selectbox(key="person-chosen").select("eli@example.org").run()

    drawn = click(drawn, "Make a password reset link")

    token = _address(drawn).rpartition("/")[2]
    assert not house.app.inviting.look(token).is_new
    click(drawn, "End the link")
    assert house.app.inviting.standing() == {}


def test_nobody_makes_a_link_for_themselves(house: House) -> None:
    house.sign_in("pam")

    drawn = page("settings").selectbox(key="person-chosen").select("pam@example.org").run()

    labels = {each.label for each in drawn.button}
    assert "Save roles" in labels
    assert not labels & {"Make an invitation link", "Make a password reset link"}


def test_the_first_hour_gives_the_link_where_it_asks_for_people(house: House) -> None:
    house.sign_in("pam")
    house.app.people.set_roles(
        OPERATOR, "pam@example.org", roles=[Role.PUBLISHER, Role.ADMINISTRATOR], channel_roles={}
    )

    drawn = _add(page("start", step="people"), "Nora New", "nora@example.org")

    assert "Link for Nora New" in words(drawn)
    assert "/invitation/" in _address(drawn)
