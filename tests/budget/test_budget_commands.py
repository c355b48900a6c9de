"""`rounds channel budget` and `rounds channel links`, as typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, settle


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settle(tmp_path_factory.mktemp("model") / "data").data_dir


@pytest.fixture
def house(tmp_path: Path, model: Path) -> Terminal:
    shutil.copytree(model, tmp_path / "data")
    return Terminal(tmp_path / "data")


def test_a_budget_is_set_shown_and_taken_away(house: Terminal) -> None:
    told = house.json("channel", "budget", "main-x", "20.00")

    assert (told["budget"], told["spent"], told["left"], told["alarm"]) == (20_000, 0, 20_000, "none")
    assert "$20.00" in house.type("channel", "budget").out
    assert house.json("channel", "budget", "main-x", "none")["budget"] is None
    assert house.json("channel", "list")[0]["budget"] is None


def test_another_month_can_be_shown(house: Terminal) -> None:
    assert house.json("channel", "budget", "main-x", "--month", "2027-02")["month"] == "2027-02"
    assert "is no month" in house.type("channel", "budget", "--month", "soon").err


def test_what_is_no_amount_is_refused_with_an_example(house: Terminal) -> None:
    said = house.type("channel", "budget", "main-x", "much", "--json")

    assert (said.code, said.error) == (1, "“much” is no amount. Write US dollars like 20.00.")


def test_links_are_a_choice(house: Terminal) -> None:
    assert house.json("channel", "links", "main-x", "no") == {"name": "main-x", "sends_links": False}
    assert house.type("channel", "links", "main-x", "yes").out.startswith("New proposals for main-x carry")
    assert "neither yes nor no" in house.type("channel", "links", "main-x", "perhaps").err


def test_the_cost_is_told_before_approval(house: Terminal) -> None:
    link = "https://larkspur.example.org/flu"
    house.type("channel", "budget", "main-x", "20")
    at = "2028-10-03T09:00"

    said = house.type("post", "add", "--channel", "main-x", "--at", at, "--text", "Flu shots", "--link", link)

    assert (
        "This post costs $0.20, $0.185 of it for the link. "
        "October on main-x: $0.00 of $20.00 spent, $0.00 scheduled." in said.out
    )
    assert house.json("post", "show", "1")["cost"]["total"] == 200
    assert house.json("post", "submit", "1")["cost"] == 200


def test_the_doctor_tells_of_budgets_and_delivery(house: Terminal) -> None:
    house.type("channel", "budget", "main-x", "0")

    parts = {each["name"]: each for each in house.type("doctor", "--json").data["parts"]}

    assert not parts["budgets"]["is_well"]
    assert "The budget of main-x" in parts["budgets"]["words"]
    assert parts["delivery"]["words"] == "0 posts sent · 0 lost · 0 doubled."


def test_a_monitor_reads_what_a_channel_spent_and_may_spend(house: Terminal) -> None:
    house.type("channel", "budget", "main-x", "20")

    with house.app() as app:
        lines = app.diagnosing.metrics().splitlines()

    assert 'rounds_channel_spent_mills{channel="main-x"} 0' in lines
    assert 'rounds_channel_budget_mills{channel="main-x"} 20000' in lines
    assert "rounds_posts_lost 0" in lines
