"""Single sign-on in the planner: how it is set, whether it works, and proving again who one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.components.v2 import manifest_scanner

from scheduler.domain.people import Role
from tests.sign_on.hospital import Hospital
from tests.ui.house import PASSWORD, click, fill, page, words
from ui.session import Desk, open_desk


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    # Streamlit reads the metadata of every installed package for each page that is drawn; ours are not there.
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)


def sit_down(hospital: Hospital, token: str | None) -> None:
    open_desk(Desk(hospital.app, token=lambda: token))


def test_an_administrator_tries_the_provider_and_says_which_groups_have_which_roles(
    hospital: Hospital,
) -> None:
    sit_down(hospital, hospital.app.people.sign_in("pam@example.org", PASSWORD))
    drawn = click(page("settings"), "Test the provider")
    assert "The provider answers" in words(drawn)

    drawn.toggle(key="sign-on-groups").set_value(True).run()
    click(fill(drawn, "Groups and roles", "press=author@main-x\n\nhouse=king"), "Save the groups")
    assert "There is no role “king”" in words(drawn)
    click(fill(drawn, "Groups and roles", "press=author@main-x\n"), "Save the groups")

    (given,) = hospital.app.setting_sign_on.shown().group_roles
    assert (given.group, given.role, given.channel) == ("press", Role.AUTHOR, "main-x")


def test_who_came_by_the_provider_confirms_there_and_by_no_password(hospital: Hospital) -> None:
    hospital.provider.people["n-1"]["groups"] = ["directors"]
    token = hospital.sign_in().token
    sit_down(hospital, token)
    hospital.clock.advance(timedelta(minutes=12))
    drawn = page("settings").toggle(key="sign-on-groups").set_value(True).run()
    assert [each.label for each in drawn.text_input if each.label == "Your password"] == []

    hospital.sign_in(again_for=token)
    drawn.run()

    assert "Groups and roles" in [each.label for each in drawn.text_area]
