"""`rounds profile …` and `rounds trends …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal


def test_a_line_is_put_listed_and_removed(house: Terminal) -> None:
    house.type("profile", "put", "Cardiology", "Heart disease and stroke", "--weight", "0.5")

    listed = house.json("profile", "list")
    removed = house.type("profile", "remove", "Cardiology")

    assert [(line["name"], line["kind"], line["weight"]) for line in listed] == [
        ("Cardiology", "service_line", 0.5)
    ]
    assert removed.code == 0
    assert house.json("profile", "list") == []


def test_a_kind_of_line_that_there_is_not_is_refused_with_the_known_ones(house: Terminal) -> None:
    said = house.type("profile", "put", "Farms", "Farm families", "--kind", "folk")

    assert said.code == 1
    assert "community" in said.err


def test_where_nothing_bursts_it_is_said_so(house: Terminal) -> None:
    assert house.json("trends", "look") == []
    assert "Nothing bursts at present." in house.type("trends", "list").out


def test_a_trend_that_there_is_not_is_refused(house: Terminal) -> None:
    for command in (("show", "7"), ("dismiss", "7"), ("propose", "7", "--channel", "main-x")):
        assert house.type("trends", *command).code == 1
