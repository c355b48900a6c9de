"""A channel is added on the page of settings: the network is asked whose its keys are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connectors.rehearsal import Account, Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.domain.errors import UnknownNameError
from scheduler.settings import Settings
from tests.builders import x_credentials
from tests.ui.house import House, click, page, words
from ui.session import Desk, open_desk

KEYS = x_credentials("4202")


@pytest.fixture
def network(house: House) -> Rehearsal:
    return Rehearsal([Account("clinic", "4202", KEYS)], now=house.clock.now)


@pytest.fixture
def form(house: House, network: Rehearsal, tmp_path: Path) -> Iterator[AppTest]:
    """The page of settings with a channel typed in, in a house that leads to the rehearsal network."""
    with RehearsalServer(network) as server:
        house.app.close()
        settings = Settings(data_dir=tmp_path / "data", x_base_url=server.url, send_timeout=5)
        house.app = open_app(settings, clock=house.clock)
        open_desk(Desk(house.app, token=lambda: house.token))
        house.sign_in("pam")
        drawn = page("settings")
        fields = {"title": "Clinic", "name": "clinic-x", "handle": "@Clinic", **KEYS}
        for name, value in fields.items():
            drawn.text_input(key=f"channel-{name}-channel0").set_value(value)
        yield drawn


def is_there(house: House) -> bool:
    try:
        return bool(house.app.set_up.channel("clinic-x"))
    except UnknownNameError:
        return False


def test_the_handle_that_answered_is_shown_and_no_key_ever_again(house: House, form: AppTest) -> None:
    drawn = click(form, "Add a channel")

    assert "Clinic is added, connected to @clinic." in words(drawn)
    assert house.app.set_up.channel("clinic-x").handle == "clinic"
    assert house.app.connecting.credentials("clinic-x").reveal() == KEYS
    assert KEYS["access_token_secret"] not in words(drawn) + str([each.value for each in drawn.text_input])


def test_keys_of_another_account_are_told_and_not_kept(house: House, form: AppTest) -> None:
    form.text_input(key="channel-handle-channel0").set_value("larkspur")

    drawn = click(form, "Add a channel")

    assert "These credentials belong to @clinic, not to @larkspur" in drawn.error[0].value
    assert "Keep the keys without asking" not in words(drawn)
    assert not is_there(house)


def test_keys_that_the_network_refuses_are_not_kept_and_what_was_typed_stays(
    house: House, form: AppTest
) -> None:
    form.text_input(key="channel-access_token_secret-channel0").set_value("wrong")

    drawn = click(form, "Add a channel")

    assert "does not accept these credentials" in drawn.error[0].value
    assert "Keep the keys without asking" not in words(drawn)
    assert not is_there(house)
    assert drawn.text_input(key="channel-title-channel0").value == "Clinic"


def test_where_the_network_can_not_be_asked_the_keys_may_be_kept_all_the_same(
    house: House, network: Rehearsal, form: AppTest
) -> None:
    network.faults.put(Fault(FaultKind.CUT, on=Operation.ME))

    drawn = click(form, "Add a channel")
    assert "Nothing was changed" in drawn.error[0].value
    assert not is_there(house)
    drawn = click(drawn, "Keep the keys without asking")

    assert "Clinic is added." in words(drawn)
    assert house.app.connecting.credentials("clinic-x").reveal() == KEYS


def test_a_channel_without_keys_asks_nobody(house: House, network: Rehearsal, form: AppTest) -> None:
    network.faults.put(Fault(FaultKind.CUT, on=Operation.ME))
    for name in KEYS:
        form.text_input(key=f"channel-{name}-channel0").set_value("")

    drawn = click(form, "Add a channel")

    assert "Clinic is added." in words(drawn)
    assert house.app.connecting.connected() == set()
