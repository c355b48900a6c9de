from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.clock import SystemClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from tests.cli.terminal import KEYS

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal


def _plan(house: Terminal, *, hours: float, text: str, approve: bool = True, **options: str) -> int:
    at = (SystemClock().now() + timedelta(hours=hours)).isoformat()
    given = {"channel": "main-x", **options}
    more = [word for name, value in given.items() for word in (f"--{name}", value)]
    number = house.json("post", "add", "--at", at, "--text", text, *more)["id"]
    if approve:
        house.json("post", "submit", str(number))
        house.json("post", "approve", str(number))
    return int(number)


def _digests(house: Terminal) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in house.data_dir.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal", ".lock"))
    }


def test_a_week_goes_out_each_post_once_and_costs_what_x_asks(house: Terminal) -> None:
    numbers = [_plan(house, hours=hours, text=f"Flu shots on day {hours}.") for hours in (1, 30, 60, 150)]
    linked = _plan(house, hours=100, text="Read more.", link="https://larkspur.example/flu")

    report = house.json("rehearse", "--days", "7")

    assert {post["id"] for post in report["sent"]} == {*numbers, linked}
    assert all(post["accepted"] == 1 for post in report["sent"])
    assert all(
        post["published_at"] == post["due"][:19] + post["published_at"][19:] for post in report["sent"]
    )
    assert (report["goes_well"], report["stopped"]) == (True, [])
    assert float(report["cost"]) == sum(float(post["cost"]) for post in report["sent"]) > 0


def test_nothing_of_the_real_data_is_changed(house: Terminal) -> None:
    number = _plan(house, hours=5, text="Flu shots.")
    before = _digests(house)

    house.json("rehearse")

    assert _digests(house) == before
    assert house.json("post", "show", str(number))["state"] == "scheduled"


def test_what_a_pause_holds_is_told_with_its_reason_and_ends_with_one(house: Terminal) -> None:
    held, free = _plan(house, hours=5, text="One.", pillar="prevention"), _plan(house, hours=6, text="Two.")
    with house.app() as app:
        app.pausing.pause(OPERATOR, scope=PauseScope.PILLAR, name="prevention", reason="Recall")

    said = house.type("rehearse", "--json")

    assert said.code == 1
    assert [post["id"] for post in said.data["sent"]] == [free]
    assert [post["id"] for post in said.data["stopped"]] == [held]
    assert "Recall" in said.data["stopped"][0]["why"]
    assert not said.data["goes_well"]


def test_what_waits_for_a_person_is_listed_and_no_failure(house: Terminal) -> None:
    draft = _plan(house, hours=5, text="A draft.", approve=False)

    report = house.json("rehearse")

    assert report["goes_well"]
    assert [(post["id"], post["why"]) for post in report["waiting"]] == [(draft, "still a draft")]


def test_a_duplicate_that_x_would_refuse_is_told(house: Terminal) -> None:
    keys = json.dumps({name: f"{value}-2" for name, value in KEYS.items()})
    brief = ("--zone", "America/Chicago", "--useful-hours", "0.2", "--credentials", "-", "--without-asking")
    house.json("channel", "add", "brief-x", *brief, stdin=keys)
    _plan(house, hours=5, text="Flu shots.", channel="brief-x")
    again = _plan(house, hours=7, text="Flu shots.", channel="brief-x")

    said = house.type("rehearse", "--json")

    assert [post["id"] for post in said.data["stopped"]] == [again]
    assert said.data["stopped"][0]["why"]
    assert said.code == 1


def test_only_the_days_asked_for_are_run_and_empty_slots_are_told(house: Terminal) -> None:
    _plan(house, hours=80, text="After the time.")
    house.json("slot", "add", "--channel", "main-x", "--weekday", "monday", "--time", "09:00")

    short, week = house.json("rehearse", "--days", "3"), house.json("rehearse", "--days", "7")

    assert (short["sent"], len(week["sent"])) == ([], 1)
    assert [gap["channel"] for gap in week["gaps"]] == ["main-x"]


def test_a_channel_that_is_not_connected_is_told(house: Terminal) -> None:
    house.json("channel", "add", "bare-x", "--zone", "America/Chicago")
    at = (SystemClock().now() + timedelta(hours=5)).isoformat()
    house.json("post", "add", "--channel", "bare-x", "--at", at, "--text", "Hello.")
    house.json("post", "submit", "1")
    house.json("post", "approve", "1")

    said = house.type("rehearse", "--json")

    assert said.code == 1
    assert "not connected" in said.data["stopped"][0]["why"]


def test_a_person_reads_what_would_go_out_and_what_it_costs(house: Terminal) -> None:
    _plan(house, hours=5, text="Flu shots are free.")
    _plan(house, hours=6, text="A draft.", approve=False)

    said = house.type("rehearse")

    assert said.code == 0
    assert "Flu shots are free." in said.out
    assert "still a draft" in said.out
    assert "1 of 1 due posts would go out, each once, for" in said.out
