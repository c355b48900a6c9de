"""Pausing, drilling and releasing from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope, wall_clock
from scheduler.services.planning import NewPost
from tests.builders import ZONE

if TYPE_CHECKING:
    from scheduler.bootstrap import App
    from tests.cli.terminal import Terminal


def test_a_pause_is_given_an_end_and_lanes_that_may_speak(house: Terminal) -> None:
    ends = datetime.now(UTC).replace(microsecond=0, second=0) + timedelta(days=2)
    until = f"{wall_clock(ends, ZONE):%Y-%m-%dT%H:%M}"

    pause = house.json("pause", "--reason", "Storm", "--until", until, "--except-lane", "fast")

    assert datetime.fromisoformat(pause["ends_at"]) == ends
    assert pause["lanes"] == ["fast"]
    [listed] = house.json("pauses")
    assert (listed["id"], listed["held"], listed["daemons"]) == (pause["id"], 0, 0)


def test_the_same_pause_again_with_a_later_end_is_prolonged(house: Terminal) -> None:
    first = house.json("pause", "--reason", "Storm", "--until", "2035-01-01T10:00")

    later = house.json("pause", "--reason", "Storm", "--until", "2035-01-02T10:00")

    assert later["id"] == first["id"]
    assert later["ends_at"] > first["ends_at"]


def test_a_lane_or_an_end_that_is_none_is_refused_with_the_next_step(house: Terminal) -> None:
    lane = house.type("pause", "--reason", "Storm", "--except-lane", "purple")
    past = house.type("pause", "--reason", "Storm", "--until", "2020-01-01T10:00")
    both = house.type("pause", "--reason", "Storm", "--channel", "main-x", "--pillar", "prevention")

    assert [each.code for each in (lane, past, both)] == [1, 1, 1]
    assert "The lanes are amber, fast, green, red." in lane.err
    assert "That end has passed." in past.err
    assert house.json("pauses") == []


def test_a_drill_is_told_from_a_pause_and_ended_like_one(house: Terminal) -> None:
    said = house.type("pause", "--reason", "Drill of December", "--drill")
    assert "A drill: nothing is held." in said.out
    assert "Drill: Everything is paused" in house.type("pauses").out

    house.json("resume", "--drill")

    assert house.json("pauses") == []


def test_a_pause_in_earnest_outlives_the_end_of_a_drill_and_the_other_way_round(house: Terminal) -> None:
    drill = house.json("pause", "--reason", "Drill of December", "--drill")
    pause = house.json("pause", "--reason", "Storm")

    assert [each["id"] for each in house.json("resume", "--drill")] == [drill["id"]]
    assert [each["id"] for each in house.json("pauses")] == [pause["id"]]
    house.json("pause", "--reason", "Drill of December", "--drill")
    assert [each["id"] for each in house.json("resume")] == [pause["id"]]


def test_what_a_pause_held_is_listed_when_it_is_lifted_and_decided_on(house: Terminal) -> None:
    with house.app() as app:
        posts = [_held(app, f"Number {number}") for number in range(3)]
    [lifted] = house.json("resume")
    assert [each["post"]["id"] for each in lifted["waiting"]] == posts

    kept = house.json("release", "1", str(posts[0]), "--keep")
    dropped = house.json("release", "1", str(posts[1]), "--drop", "--reason", "Out of place now")
    house.json("release", "1", "--move", "--at", "2027-06-01T10:00")

    assert [(each["is_done"], each["state"]) for each in (*kept, *dropped)] == [
        (True, "scheduled"),
        (True, "cancelled"),
    ]
    assert house.json("release", "1") == []
    again = house.type("release", "1", str(posts[0]), "--keep")
    assert (again.code, "Kept already, by operator." in again.out) == (1, True)


def _held(app: App, text: str) -> int:
    """Plan a post as people do, and let the engine meet it in a pause of everything."""
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=datetime.now(UTC), text=text))
    app.planning.submit(OPERATOR, post.id)
    app.approving.approve(OPERATOR, post.id)
    app.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm")
    app.publishing.claim(limit=8)
    return post.id
