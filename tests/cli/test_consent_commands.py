from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

_FORM = (
    "--subject=story",
    "--purpose=week",
    "--discloser=us",
    "--signed=2026-01-02",
    "--expires=2999-01-01",
    "--document=cabinet",
    "--scope=recovery",
)


def _entered(house: Terminal) -> int:
    made = house.json("consent", "add", "--reference", "HIM-2026-0113", *_FORM, "--says", "all")
    number: int = made["id"]
    return number


def test_a_signed_form_is_entered_listed_and_taken_back(house: Terminal) -> None:
    number = _entered(house)

    listed = house.json("consent", "list")
    revoked = house.json("consent", "revoke", str(number))

    assert [(each["id"], each["reference"]) for each in listed] == [(number, "HIM-2026-0113")]
    assert (revoked["held"], revoked["live"]) == ([], [])
    assert "revoked" in house.type("consent", "show", str(number)).out


def test_a_form_that_lacks_a_statement_is_refused_with_the_paragraph(house: Terminal) -> None:
    said = house.type("consent", "add", "--reference", "HIM-3-1", *_FORM, "--says", "copy")

    assert said.code == 1
    assert "45 CFR 164.508" in said.err
    assert house.json("consent", "list") == []


def test_how_a_channel_is_approved_is_shown_and_changed(house: Terminal) -> None:
    before = house.json("channel", "approvals", "main-x")

    after = house.json("channel", "approvals", "main-x", "--days", "0", "--privacy-alone", "--fill")

    assert (before["window_days"], before["decide_minutes"]) == (7, 120)
    assert (after["window_days"], after["decide_minutes"], after["fills_with_evergreen"]) == (0, 120, True)
    assert "its day and 0 days" in house.type("channel", "approvals", "main-x").out


def test_who_approves_on_the_command_line_may_name_what_they_read(house: Terminal) -> None:
    made = house.json("post", "add", "--channel", "main-x", "--at", "2027-01-04T09:00", "--text", "Hi")
    number = str(made["id"])
    house.json("post", "submit", number)
    read = house.json("post", "show", number)["reading"]
    house.json("post", "move", number, "--at", "2027-02-04T09:00")

    said = house.type("post", "approve", number, "--reading", read)

    assert said.code == 1
    assert "changed by someone else" in said.err
