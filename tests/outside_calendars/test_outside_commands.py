"""`rounds calendar outside …` in a terminal, and the tables on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.outside_calendar import NewCalendar
from scheduler.domain.people import OPERATOR
from scheduler.services.reading_calendars import CalendarReader
from scheduler.store.database import open_engine
from tests.cli.conftest import _model_house, house  # noqa: F401 - fixtures of the terminal
from tests.cli.terminal import Terminal
from tests.feeds.feed_host import Host
from tests.outside_calendars.conftest import Shelved, a_calendar, an_event, furnish


@pytest.fixture
def open_house(house: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:  # noqa: F811 - the fixture
    """A house that may ask this machine."""
    monkeypatch.setenv("ROUNDS_ALLOW_PRIVATE_FEEDS", "yes")
    return house


def test_a_calendar_is_subscribed_to_shown_polled_changed_and_removed(
    open_house: Terminal, host: Host
) -> None:
    weekly = an_event("DTSTART:20200101T120000Z", "RRULE:FREQ=WEEKLY", title="Round")
    address = host.serve("/private-77aa/basic.ics", Shelved(a_calendar(weekly)))

    (added,) = open_house.json(
        "calendar", "outside", "add", "Rounds", address, "--keep-free", "--kind", "on-call"
    )
    (listed,) = open_house.json("calendar", "outside", "list")
    shown = open_house.json("calendar", "outside", "show", "Rounds")
    (polled,) = open_house.json("calendar", "outside", "poll", "Rounds")
    changed = open_house.json("calendar", "outside", "change", "Rounds", "--fill", "--hours", "6")
    removed = open_house.json("calendar", "outside", "remove", "Rounds")

    assert added["new"] == len(shown["occurrences"]) > 50
    assert (listed["keeps_free"], listed["kind"], listed["shown_address"]) == (
        True,
        "on-call",
        "http://127.0.0.1/…",
    )
    assert polled["status"] == "unchanged"
    assert (changed["keeps_free"], changed["every_hours"]) == (False, 6)
    assert removed == {"calendar": "Rounds"}
    assert open_house.json("calendar", "outside", "list") == []


def test_a_secret_address_comes_by_standard_input_and_is_never_said(open_house: Terminal, host: Host) -> None:
    address = host.serve("/private-77aa/basic.ics", Shelved(a_calendar(an_event("DTSTART:20200101T120000Z"))))

    said = open_house.type("calendar", "outside", "add", "Mine", "-", stdin=f"{address}\n")
    listed = open_house.type("calendar", "outside", "list")

    assert (said.code, listed.code) == (0, 0)
    assert "private-77aa" not in said.out + said.err + listed.out + listed.err


def test_a_file_is_imported_and_its_event_turned_into_a_post(house: Terminal, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "Congress.ics"
    file.write_bytes(a_calendar(an_event("DTSTART:20200101T120000Z", "RRULE:FREQ=WEEKLY", title="Congress")))

    (told,) = house.json("calendar", "outside", "import", str(file))
    event = house.json("calendar", "outside", "show", "Congress")["occurrences"][-1]["id"]
    made = house.json("calendar", "outside", "post", str(event), "--channel", "main-x")
    twice = house.type("calendar", "outside", "post", str(event), "--channel", "main-x", "--json")
    another = house.json("calendar", "outside", "post", str(event), "--channel", "main-x", "--again")

    assert told["new"] > 50
    assert made["state"] == "draft"
    assert (twice.code, "was made of this event already" in twice.error) == (1, True)
    assert another["id"] > made["id"]


@pytest.mark.parametrize(
    "words",
    [
        ("poll", "nobody"),
        ("show", "nobody"),
        ("remove", "nobody"),
        ("import", "/nowhere.ics"),
        ("add", "Mine", "ftp://example.org/a.ics"),
        ("post", "7", "--channel", "main-x"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(house: Terminal, words: tuple[str, ...]) -> None:  # noqa: F811
    said = house.type("calendar", "outside", *words, "--json")

    assert said.code == 1
    assert said.error.endswith(".")


def test_calendars_are_kept_on_either_database(
    database_url: str, tmp_path: Path, reader: CalendarReader, host: Host
) -> None:
    desk = furnish(open_engine(database_url), tmp_path, reader)
    shelved = Shelved(a_calendar(an_event(uid="a"), an_event(uid="b")))
    desk.subscribe(host, shelved, keeps_free=True)
    desk.posts.make(OPERATOR, desk.outside.events("Open days")[0].id, channel="main-x")

    shelved.becomes(an_event("SEQUENCE:1", uid="a", title="Heart run"), an_event(uid="c"))
    (told,) = desk.outside.poll(OPERATOR)
    desk.outside.import_file(OPERATOR, NewCalendar(name="File"), a_calendar(an_event()))
    desk.outside.remove(OPERATOR, "Open days")

    assert (told.new, told.changed, told.gone) == (1, 1, 1)
    assert [each.name for each in desk.outside.all()] == ["File"]
    desk.store.close()


def test_an_address_opens_after_the_key_was_changed(
    database_url: str, tmp_path: Path, reader: CalendarReader, host: Host
) -> None:
    from scheduler.services.rotating import Rotating

    desk = furnish(open_engine(database_url), tmp_path, reader)
    desk.subscribe(host, Shelved(a_calendar(an_event())))
    rotating = Rotating(desk.store, desk.clock, desk.seal)

    rotated = rotating.rotate(OPERATOR)
    rotating.retire(OPERATOR)
    (told,) = desk.outside.poll(OPERATOR)

    assert (rotated.resealed, rotated.lost) == (1, ())
    assert told.status.value == "unchanged"
    desk.store.close()
