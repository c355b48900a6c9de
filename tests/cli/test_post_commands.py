from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from scheduler.domain.clock import SystemClock
from scheduler.domain.people import OPERATOR, Role

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal

TUESDAY = "2026-12-01T09:00"


def _add(house: Terminal, *more: str, at: str = TUESDAY, text: str = "Wash your hands.") -> dict[str, object]:
    added: dict[str, object] = house.json(
        "post", "add", "--channel", "main-x", "--at", at, "--text", text, *more
    )
    return added


def test_a_post_is_added_at_the_wall_clock_of_its_channel(house: Terminal) -> None:
    added = _add(house)

    assert added == {"id": 1, "state": "draft", "due": "2026-12-01T15:00:00Z", "findings": [], "cost": 15}


def test_a_time_with_an_offset_is_that_instant(house: Terminal) -> None:
    added = _add(house, at="2026-12-01T09:00+01:00")

    assert added["due"] == "2026-12-01T08:00:00Z"


def test_findings_come_with_the_new_post(house: Terminal) -> None:
    added = _add(house, text="Jane Doe, MRN 12345678, is doing well.")

    findings = added["findings"]
    assert isinstance(findings, list)
    assert findings
    assert set(findings[0]) == {"rule", "severity", "start", "end", "advice"}


def test_a_text_over_the_limit_is_kept_as_a_draft_and_told(house: Terminal) -> None:
    added = _add(house, text="Hand washing. " * 30)

    severities = {finding["severity"] for finding in added["findings"]}  # type: ignore[attr-defined]
    assert added["state"] == "draft"
    assert "block" in severities


def test_a_time_that_the_clocks_skip_is_refused_with_the_two_nearest(house: Terminal) -> None:
    said = house.type(
        "post", "add", "--channel", "main-x", "--at", "2027-03-14T02:30", "--text", "x", "--json"
    )

    assert said.code == 1
    assert said.out == ""
    assert "does not exist in America/Chicago" in said.error
    assert "01:30 or 03:30" in said.error
    assert house.json("post", "list") == []


def test_of_a_repeated_time_the_first_is_taken_and_both_are_told(house: Terminal) -> None:
    said = house.type(
        "post", "add", "--channel", "main-x", "--at", "2027-11-07T01:30", "--text", "x", "--json"
    )

    assert said.code == 0
    assert said.data["due"] == "2027-11-07T06:30:00Z"
    assert "happens twice in America/Chicago: at 06:30 and at 07:30 UTC" in said.err
    assert "give --second to mean the other" in said.err


def test_the_second_of_a_repeated_time_can_be_asked_for_wherever_a_time_is_given(house: Terminal) -> None:
    twice = ("--at", "2027-11-07T01:30", "--second", "--json")

    made = house.type("post", "add", "--channel", "main-x", "--text", "x", *twice)
    number = str(made.data["id"])
    house.json("post", "move", number, "--at", "2027-11-07T01:30")
    moved = house.type("post", "move", number, *twice)

    assert made.data["due"] == moved.data["due"] == "2027-11-07T07:30:00Z"
    assert "The second was taken." in made.err
    assert "The second was taken." in moved.err


def test_asking_for_the_second_of_a_time_that_happens_once_changes_nothing_and_says_so(
    house: Terminal,
) -> None:
    said = house.type(
        "post", "add", "--channel", "main-x", "--at", "2027-11-08T01:30", "--second", "--text", "x", "--json"
    )

    assert said.data["due"] == "2027-11-08T07:30:00Z"
    assert "happens once in America/Chicago; --second changed nothing" in said.err


def test_a_time_with_an_offset_has_no_second(house: Terminal) -> None:
    said = house.type(
        "post", "add", "--channel", "main-x", "--at", "2027-11-07T01:30-05:00", "--second", "--text", "x"
    )

    assert said.code == 1
    assert "A time with an offset happens once" in said.err
    assert house.json("post", "list") == []


def test_a_year_out_of_reach_is_said_in_a_sentence(house: Terminal) -> None:
    said = house.type("post", "add", "--channel", "main-x", "--at", "9999-12-31T23:59", "--text", "x")

    assert said.code == 1
    assert "The year 9999 is out of reach. Check the year." in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--channel", "nowhere", "--at", TUESDAY), "There is no channel “nowhere”. Known: main-x."),
        (
            ("--channel", "main-x", "--at", "tomorrow"),
            "“tomorrow” is no time. Write it like 2026-12-01T09:00",
        ),
        (("--channel", "main-x", "--at", "2026-12-01"), "“2026-12-01” names no time of day."),
        (("--channel", "main-x", "--at", TUESDAY, "--pillar", "cats"), "There is no pillar “cats”."),
        (("--channel", "main-x", "--at", TUESDAY, "--link", "ftp:x"), "ftp:x"),
        (("--channel", "main-x", "--at", "2036-12-01T09:00"), "Check the year"),
        (("--channel", "main-x", "--at", TUESDAY, "--media", "no.png"), "The picture no.png can't be read"),
        (("--channel", "main-x", "--at", TUESDAY, "--alt", "A nurse"), "more --alt texts than --media files"),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    house: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = house.type("post", "add", *words)

    assert said.code == 1
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert house.json("post", "list") == []


def test_a_picture_goes_with_its_alt_text(house: Terminal, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(made, "PNG")
    (tmp_path / "clinic.png").write_bytes(made.getvalue())

    _add(house, "--media", str(tmp_path / "clinic.png"), "--alt", "The clinic's door")

    picture = house.json("post", "show", "1")["pictures"][0]
    assert (picture["alt"], picture["width"]) == ("The clinic's door", 640)


def test_a_picture_that_is_none_is_refused(house: Terminal, tmp_path: Path) -> None:
    (tmp_path / "clinic.png").write_text("no picture at all")

    said = house.type(
        "post", "add", "--channel", "main-x", "--at", TUESDAY, "--media", str(tmp_path / "clinic.png")
    )

    assert said.code == 1
    assert "clinic.png" in said.err
    assert house.json("post", "list") == []


def test_a_list_tells_due_time_in_utc_and_by_the_wall(house: Terminal) -> None:
    _add(house, "--pillar", "prevention")

    (listed,) = house.json("post", "list")

    assert listed["due"] == "2026-12-01T15:00:00Z"
    assert listed["local"] == "2026-12-01T09:00:00-06:00"
    assert listed["zone"] == "America/Chicago"
    assert listed["pillar"] == "prevention"
    assert {"id", "uid", "channel", "state", "text", "link", "version", "remote_id", "explanation"} <= set(
        listed
    )
    assert not {"owner", "fence", "lease_until"} & set(listed)


def test_a_list_can_be_narrowed_by_state_channel_and_time(house: Terminal) -> None:
    _add(house)
    _add(house, at="2026-12-08T09:00", text="Another one.")
    house.json("post", "submit", "2")

    assert [post["id"] for post in house.json("post", "list", "--state", "in-review")] == [2]
    assert [post["id"] for post in house.json("post", "list", "--to", "2026-12-02")] == [1]
    assert [post["id"] for post in house.json("post", "list", "--from", "2026-12-02", "--days", "7")] == [2]
    assert (
        "There is no state “sleeping”. Known: cancelled"
        in house.type("post", "list", "--state", "sleeping").err
    )
    assert house.type("post", "list", "--channel", "nowhere").code == 1


def test_a_post_goes_from_draft_to_scheduled_and_off_the_plan(house: Terminal) -> None:
    _add(house, at=_next_week())

    assert house.json("post", "submit", "1")["state"] == "in_review"
    assert house.json("post", "approve", "1")["state"] == "scheduled"
    assert house.json("post", "move", "1", "--at", _next_week(days=8))["state"] == "scheduled"
    assert house.json("post", "cancel", "1")["state"] == "cancelled"
    assert [entry["action"] for entry in house.json("post", "show", "1")["entries"]][::-1] == [
        "post.added",
        "post.submitted",
        "post.approved",
        "post.moved",
        "post.cancelled",
    ]


def test_a_post_with_a_finding_that_blocks_is_not_approved(house: Terminal) -> None:
    _add(house, at=_next_week(), text="MRN 12345678 is doing well.")
    house.json("post", "submit", "1")

    said = house.type("post", "approve", "1", "--json")

    assert said.code == 1
    assert "This can't go out as it is." in said.error
    assert house.json("post", "show", "1")["state"] == "in_review"


def test_a_rejected_post_keeps_the_reason(house: Terminal) -> None:
    _add(house)
    house.json("post", "submit", "1")

    assert house.json("post", "reject", "1", "--comment", "Said on Monday already")["state"] == "cancelled"
    assert house.json("post", "show", "1")["explanation"] == "Said on Monday already"


def test_a_person_named_by_as_acts_with_their_own_permissions(house: Terminal) -> None:
    with house.app() as app:
        app.people.add(
            OPERATOR, name="Ada", email="ada@example.org", roles=[Role.AUDITOR], password="twelve letters"
        )

    said = house.type("--as", "ADA@example.org", "post", "add", "--channel", "main-x", "--at", TUESDAY)

    assert said.code == 1
    assert said.err == "Ada may not write posts. Ask an administrator for a role that may.\n"
    assert "There is no person “x@example.org”." in house.type("--as", "x@example.org", "post", "list").err


def test_a_person_never_approves_their_own_post(house: Terminal) -> None:
    with house.app() as app:
        app.people.add(
            OPERATOR, name="Ada", email="ada@example.org", roles=[Role.EDITOR], password="twelve letters"
        )
    as_ada = ("--as", "ada@example.org", "post")
    house.type(*as_ada, "add", "--channel", "main-x", "--at", _next_week(), "--text", "Hello.")
    house.type(*as_ada, "submit", "1")

    said = house.type(*as_ada, "approve", "1")

    assert said.code == 1
    assert "somebody else has to approve it" in said.err
    assert house.json("post", "approve", "1")["state"] == "scheduled"


def test_an_unknown_post_is_named(house: Terminal) -> None:
    for command in ("show", "submit", "approve", "reject", "cancel"):
        assert "There is no post “99”." in house.type("post", command, "99").err


def test_what_a_person_reads_holds_no_control_characters(house: Terminal) -> None:
    _add(house, text="Clear \x1b[2Jscreen")

    shown, listed = house.type("post", "show", "1"), house.type("post", "list")

    assert shown.code == listed.code == 0
    assert "\x1b[2J" not in shown.out + listed.out


def test_a_list_for_people_says_what_to_do_when_it_is_empty(house: Terminal) -> None:
    said = house.type("post", "list")

    assert said.code == 0
    assert "rounds post add" in said.out


def test_an_error_is_json_on_standard_error_only_where_json_was_asked_for(house: Terminal) -> None:
    plain, asked = house.type("post", "show", "99"), house.type("post", "show", "99", "--json")

    assert (plain.out, asked.out) == ("", "")
    assert plain.err == json.loads(asked.err)["error"] + "\n"


def _next_week(*, days: int = 7) -> str:
    return (SystemClock().now() + timedelta(days=days)).isoformat()
