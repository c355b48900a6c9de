"""The newsletter mailbox in the settings, against a small mail server on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import OPERATOR
from tests.builders import NOON
from tests.feeds.mails import LIST, a_mail
from tests.newsletters.postmen import PASSWORD, USER, SmallPostman, small, way_to
from tests.ui.house import House, click, page, words


@pytest.fixture
def postman(tmp_path: Path) -> Iterator[SmallPostman]:
    folder = tmp_path / "post"
    folder.mkdir()
    with small(folder) as server:
        yield server


def typed(drawn: AppTest, postman: SmallPostman, password: str = PASSWORD) -> AppTest:
    """Fill the form in, and send it."""
    for name, value in (("host", "127.0.0.1"), ("user", USER), ("password", password)):
        drawn.text_input(key=f"mailbox0-{name}").set_value(value)
    drawn.number_input(key="mailbox0-port").set_value(postman.port)
    drawn.text_area(key="mailbox0-authority").set_value(postman.authority)
    return click(drawn, "Set the mailbox")


def add_weekly(drawn: AppTest, sender: str = LIST) -> AppTest:
    given = {
        "sender": sender,
        "name": "weekly",
        "title": "Larkspur Weekly",
        "domains": "larkspur.example.org",
    }
    for name, value in given.items():
        drawn.text_input(key=f"newsletter0-{name}").set_value(value)
    return click(drawn, "Add a newsletter")


def test_a_mailbox_is_set_and_its_password_is_never_shown_again(house: House, postman: SmallPostman) -> None:
    house.sign_in("pam")

    drawn = typed(page("settings"), postman)

    said = words(drawn)
    assert f"{USER} at 127.0.0.1, port {postman.port} · folder INBOX · for reading only" in said
    assert "The mailbox opens, and is kept." in said
    assert PASSWORD not in said
    assert PASSWORD not in {each.value for each in drawn.text_input}
    assert "mailbox0-password" not in drawn.session_state


def test_a_mailbox_that_does_not_open_is_not_kept(house: House, postman: SmallPostman) -> None:
    house.sign_in("pam")

    drawn = typed(page("settings"), postman, password="wrong")

    assert "Nothing was kept." in drawn.error[0].value
    assert house.app.opening.shown() is None


def test_a_newsletter_is_added_counted_read_and_stopped(house: House, postman: SmallPostman) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    postman.deliver(a_mail(), at=NOON)
    house.sign_in("pam")

    drawn = add_weekly(page("settings"))
    assert f"{LIST} · not looked for yet" in words(drawn)
    drawn = click(drawn, "Test the connection")
    assert "Mails of the last 30 days: weekly 1" in words(drawn)
    house.app.newsletters.poll()
    drawn = page("settings")
    assert re.search(rf"{LIST} · last look just now · next in 1[56] min", words(drawn))
    drawn = click(drawn, "Read it no more")

    assert house.app.newsletters.subscribed() == []
    assert "No newsletter is added yet, so no mail is read." in words(drawn)


def test_what_names_no_sender_is_refused(house: House) -> None:
    house.sign_in("ada")

    drawn = add_weekly(page("settings"), sender="weekly")

    assert "names no newsletter" in drawn.error[0].value
    assert house.app.newsletters.subscribed() == []


def test_reading_a_newsletter_now_is_done_from_the_sources_too(house: House, postman: SmallPostman) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    postman.deliver(a_mail(), at=NOON)
    house.sign_in("pam")
    add_weekly(page("settings"))

    drawn = click(page("sources"), "Read now")

    assert "Read 1 source:" in words(drawn)
    assert house.app.curating.healths()["weekly"].status == "ok"


def test_a_mailbox_is_removed_after_a_second_click(house: House, postman: SmallPostman) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    house.sign_in("pam")

    drawn = click(page("settings"), "Remove the mailbox")
    assert house.app.opening.shown() is not None
    drawn = click(drawn, "Yes, remove the mailbox")

    assert house.app.opening.shown() is None
    assert "No mailbox is set." in words(drawn)


def test_who_only_chooses_sources_tests_the_mailbox_and_can_neither_set_nor_remove_it(
    house: House, postman: SmallPostman
) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    house.sign_in("ada")

    drawn = page("settings")

    offered = {each.label for each in drawn.button}
    assert "Test the connection" in offered
    assert not {"Set the mailbox", "Remove the mailbox"} & offered


def test_who_neither_sets_up_nor_chooses_sources_does_not_see_the_mailbox(
    house: House, postman: SmallPostman
) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    house.sign_in("ona")

    said = words(page("settings"))

    assert USER not in said
    with pytest.raises(NotAllowedError):
        house.app.newsletters.check(house.actor("ona"))


def test_where_the_key_is_lost_the_page_says_so_and_the_other_settings_stay(
    house: House, postman: SmallPostman
) -> None:
    house.app.opening.keep(OPERATOR, way_to(postman))
    house.app.settings.key_file.unlink()
    house.sign_in("pam")

    drawn = page("settings")

    assert "is missing" in drawn.error[0].value
    assert "Set the mailbox" in {each.label for each in drawn.button}
    assert "Add a person" in {each.label for each in drawn.expander}
