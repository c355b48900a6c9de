from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal


def test_a_quiet_day_is_added_listed_and_removed(house: Terminal) -> None:
    added = house.type("quiet-day", "add", "2026-12-24", "2026-12-25", "--reason", "Holidays")
    listed = house.type("quiet-day", "list")
    removed = house.type("quiet-day", "remove", "1")

    assert added.out == "Quiet day 1: 2026-12-24 to 2026-12-25, every channel.\n"
    assert listed.out == "1  2026-12-24 to 2026-12-25  every channel  Holidays\n"
    assert removed.out == "2026-12-24 to 2026-12-25: proposals are made again.\n"
    assert house.type("quiet-day", "list").out == "There are no quiet days.\n"


def test_a_quiet_day_that_is_no_day_is_refused_with_an_example(house: Terminal) -> None:
    said = house.type("quiet-day", "add", "Christmas", "--reason", "Holidays")

    assert said.code == 1
    assert "Write it as 2026-09-11." in said.err
    assert house.type("quiet-day", "list", "--json").out.strip() == "[]"


def test_the_share_of_what_is_curated_is_told_and_set(house: Terminal) -> None:
    assert house.type("curated-share").out == "Posts made from sources: no limit.\n"

    said = house.type("curated-share", "60", "--json")

    assert json.loads(said.out) == {"curated_share": 60}
    assert house.type("curated-share").out == "Posts made from sources: 60 per cent at most.\n"
    assert house.type("curated-share", "lots").code == 1
    assert house.type("curated-share", "none").out == "Posts made from sources: no limit.\n"


def test_an_unknown_post_is_not_marked_as_evergreen(house: Terminal) -> None:
    said = house.type("evergreen", "mark", "42")

    assert said.code == 1
    assert house.type("evergreen", "list").out == "No post is marked.\n"


def test_the_runners_up_of_an_unknown_post_are_none(house: Terminal) -> None:
    said = house.type("instead", "42")

    assert said.code == 1
    assert "42" in said.err


def test_the_licences_a_channel_takes_are_told_set_and_lifted(house: Terminal) -> None:
    house.type("channel", "add", "main-x", "--zone", "America/Chicago", "--network", "rehearsal")

    told = house.type("channel", "takes", "main-x")
    set_ = house.json("channel", "takes", "main-x", "own", "cc0")
    refused = house.type("channel", "takes", "main-x", "free")
    lifted = house.type("channel", "takes", "main-x", "any")

    assert told.out == "Proposals for main-x are made from sources under any licence.\n"
    assert set_ == {"name": "main-x", "licences": ["own", "cc0"]}
    assert refused.code == 1
    assert "Known: link_only" in refused.err.replace("\n", " ")
    assert lifted.out == told.out


def test_to_think_over_an_empty_plan_changes_nothing(house: Terminal) -> None:
    said = house.type("fill", "--reconsider")

    assert said.out.startswith("Nothing is better otherwise: 0 proposals stay.")
    assert house.json("fill", "--reconsider", "--dry-run") == {"staying": 0, "changes": [], "made": []}
