from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Account, Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from tests.cli.terminal import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.terminal import Terminal

INIT = ("init", "--name", "Larkspur Clinic", "--zone", "America/Chicago", "--email", "it@example.org")


def test_init_founds_an_organisation_with_an_administrator_who_can_sign_in(empty: Terminal) -> None:
    said = empty.type(*INIT, "--password-stdin", "--json", stdin="a long enough word\n")

    assert said.data["name"] == "Larkspur Clinic"
    with empty.app() as app:
        token = app.people.sign_in("it@example.org", "a long enough word")
        assert token is not None
        actor = app.people.actor_of(token)
        assert actor is not None
    assert "a long enough word" not in said.out + said.err


@pytest.mark.parametrize(
    ("change", "password", "sentence"),
    [
        ({"--zone": "Mars/Olympus"}, "a long enough word", "There is no time zone “Mars/Olympus”."),
        ({"--email": "nobody"}, "a long enough word", "“nobody” is not a mail address."),
        ({}, "short", "A password needs at least 12 characters."),
        ({"--name": ""}, "a long enough word", "There is no terminal to ask on. Give --name."),
    ],
)
def test_init_refuses_what_it_can_not_use_and_leaves_nothing_half_done(
    empty: Terminal, change: dict[str, str], password: str, sentence: str
) -> None:
    options = dict(zip(INIT[1::2], INIT[2::2], strict=True)) | change
    words = [word for pair in options.items() for word in pair]

    said = empty.type("init", *words, "--password-stdin", stdin=password)

    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    with empty.app() as app:
        assert app.set_up.organisation() is None
        assert app.people.all() == []


def test_init_never_touches_an_organisation_that_is_there(house: Terminal) -> None:
    said = house.type(*INIT, "--password-stdin", stdin="a long enough word")

    assert said.code == 1
    assert "already, and nothing was changed" in said.err
    assert house.json("user", "list") == []


def test_migrating_twice_changes_nothing(empty: Terminal) -> None:
    first, second = empty.json("migrate"), empty.json("migrate")

    assert first == second == {"is_current": True}


def test_the_doctor_tells_of_every_part_and_ends_with_one_where_something_is_wrong(house: Terminal) -> None:
    said = house.type("doctor", "--json")

    parts = {part["name"]: part for part in said.data["parts"]}
    assert {"database", "engine", "disk", "channels", "sources", "planner", "calendar server"} <= set(parts)
    assert parts["database"]["is_well"]
    assert not parts["engine"]["is_well"]
    assert "rounds daemon" in parts["engine"]["words"]
    assert (said.code, said.data["is_well"]) == (1, False)


def test_the_doctor_tells_of_a_database_that_can_not_be_opened(empty: Terminal) -> None:
    said = empty.type("doctor", "--json")

    assert said.code == 1
    assert not next(part for part in said.data["parts"] if part["name"] == "database")["is_well"]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """A network that knows @second by `KEYS`."""
    made = Rehearsal([Account("second", "2", KEYS)])
    with RehearsalServer(made) as server:
        monkeypatch.setenv("ROUNDS_X_BASE_URL", server.url)
        yield made


ADD = ("channel", "add", "second-x", "--zone", "Europe/Paris", "--credentials")


@pytest.mark.usefixtures("network")
def test_a_channel_is_added_with_sealed_credentials(house: Terminal, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(KEYS))

    added = house.json(*ADD, str(tmp_path / "x.json"))

    assert (added["name"], added["zone"], added["is_connected"]) == ("second-x", "Europe/Paris", True)
    assert added["handle"] == "second"
    assert KEYS["access_token_secret"] not in json.dumps(added)
    assert KEYS["access_token_secret"].encode() not in (house.data_dir / "rounds.db").read_bytes()
    assert [channel["name"] for channel in house.json("channel", "list")] == ["main-x", "second-x"]


@pytest.mark.usefixtures("network")
def test_the_account_that_answered_is_told_and_another_one_is_refused(house: Terminal) -> None:
    other = house.type(*ADD, "-", "--handle", "larkspur", stdin=json.dumps(KEYS))
    right = house.type(*ADD, "-", "--handle", "@Second", stdin=json.dumps(KEYS))

    assert other.code == 1
    assert "These credentials belong to @second, not to @larkspur, so nothing was kept." in other.err
    assert (right.code, "connected to @second." in right.out) == (0, True)


@pytest.mark.usefixtures("network")
def test_credentials_that_the_network_does_not_know_are_not_kept(house: Terminal) -> None:
    wrong = {**KEYS, "access_token_secret": "planted-wrong"}

    said = house.type(*ADD, "-", stdin=json.dumps(wrong))

    assert said.code == 1
    assert "The network does not accept these credentials, so nothing was changed." in said.err
    assert (said.err.count("\n"), "--without-asking" in said.err) == (1, False)
    assert len(house.json("channel", "list")) == 1


def test_where_the_network_can_not_be_asked_a_person_may_keep_them_unproved(
    house: Terminal, network: Rehearsal
) -> None:
    network.faults.put(Fault(FaultKind.CUT, on=Operation.ME))

    said = house.type(*ADD, "-", stdin=json.dumps(KEYS))
    kept = house.type(*ADD, "-", "--without-asking", stdin=json.dumps(KEYS))

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "--without-asking" in said.err
    assert kept.code == 0
    assert "credentials that nobody has proved" in kept.out
    assert [channel["is_connected"] for channel in house.json("channel", "list")] == [True, True]


def test_a_channel_can_be_connected_later(house: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    house.json("channel", "add", "second-x", "--zone", "Europe/Paris")

    with RehearsalServer(Rehearsal([Account("second", "2", KEYS)])) as network:
        monkeypatch.setenv("ROUNDS_X_BASE_URL", network.url)
        said = house.type("channel", "connect", "second-x", "--credentials", "-", stdin=json.dumps(KEYS))

    assert said.code == 0
    assert all(channel["is_connected"] for channel in house.json("channel", "list"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("main-x", "--zone", "America/Chicago"), "main-x"),
        (("Main X", "--zone", "America/Chicago"), "“Main X” can't name a channel"),
        (("b-x", "--zone", "Nowhere"), "There is no time zone “Nowhere”."),
        (("b-x", "--zone", "America/Chicago", "--network", "smoke"), "the network “smoke”"),
        (
            ("b-x", "--zone", "America/Chicago", "--credentials", "no.json"),
            "The credentials no.json can't be read",
        ),
        (("b-x", "--zone", "America/Chicago", "--credentials", "-"), "The credentials are no JSON."),
    ],
)
def test_a_channel_that_can_not_be_is_refused_with_a_sentence(
    house: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = house.type("channel", "add", *words)

    assert said.code == 1
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert len(house.json("channel", "list")) == 1


def test_credentials_that_lack_a_key_are_refused_by_its_name(house: Terminal) -> None:
    lacking = {name: value for name, value in KEYS.items() if name != "access_token"}

    said = house.type("channel", "connect", "main-x", "--credentials", "-", stdin=json.dumps(lacking))

    assert said.code == 1
    assert "access_token" in said.err


def test_a_channel_is_paused_and_goes_on(house: Terminal) -> None:
    pause = house.json("channel", "pause", "main-x", "--reason", "Media storm")

    assert (pause["scope"], pause["name"]) == ("channel", "main-x")
    assert house.json("channel", "list")[0]["is_paused"]
    assert len(house.json("channel", "resume", "main-x")) == 1
    assert not house.json("channel", "list")[0]["is_paused"]
    assert "Nothing of that kind is paused." in house.type("channel", "resume", "main-x").err


def test_everything_or_one_pillar_is_paused_and_resumed(house: Terminal) -> None:
    everything = house.json("pause", "--reason", "Storm", "--except", "main-x")
    pillar = house.json("pause", "--reason", "Recall", "--pillar", "prevention")

    assert everything["exceptions"] == ["main-x"]
    assert [each["id"] for each in house.json("resume")] == [everything["id"]]
    assert [each["id"] for each in house.json("resume", str(pillar["id"]))] == [pillar["id"]]
    assert house.type("resume").code == 1
    assert "There is no pillar “cats”." in house.type("pause", "--reason", "x", "--pillar", "cats").err
    assert "Say why" in house.type("pause", "--reason", " ").err


def test_a_slot_that_the_clock_skips_or_repeats_is_told_with_the_date(house: Terminal) -> None:
    at = ("slot", "add", "--channel", "main-x", "--weekday", "sunday", "--time")

    skipped, repeated, quiet = (house.type(*at, time).out for time in ("02:30", "01:30", "09:00"))

    assert "the clocks of America/Chicago skip 02:30; it goes out at 03:30." in skipped
    assert "01:30 happens twice in America/Chicago; it goes out the first time." in repeated
    assert "clocks" not in quiet
    assert "twice" not in quiet
    listed = house.type("slot", "list").out
    assert listed.count("it goes out at 03:30") == listed.count("it goes out the first time") == 1
    kinds = {
        slot["wall"]: [each["kind"] for each in slot["clock_changes"]] for slot in house.json("slot", "list")
    }
    assert kinds == {"02:30:00": ["gap"], "01:30:00": ["fold"], "09:00:00": []}


def test_pillars_and_slots_make_the_week(house: Terminal) -> None:
    house.json("pillar", "add", "heart", "--target", "20", "--word", "Cardiac")
    slot = house.json(
        "slot", "add", "--channel", "main-x", "--weekday", "Monday", "--time", "09:00", "--pillar", "heart"
    )

    assert (slot["weekday"], slot["wall"], slot["zone"]) == (0, "09:00:00", "America/Chicago")
    assert {pillar["name"] for pillar in house.json("pillar", "list")} == {"heart", "prevention"}
    assert house.type("slot", "remove", str(slot["id"])).code == 0
    assert house.json("slot", "list", "--channel", "main-x") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("pillar", "add", "heart", "--target", "71"), "70 % are left"),
        (
            ("slot", "add", "--channel", "main-x", "--weekday", "someday", "--time", "09:00"),
            "no weekday “someday”",
        ),
        (("slot", "add", "--channel", "main-x", "--weekday", "monday", "--time", "25:00"), "no time of day"),
        (
            ("slot", "add", "--channel", "main-x", "--weekday", "monday", "--time", "09:00Z"),
            "without an offset",
        ),
        (("slot", "add", "--channel", "no-x", "--weekday", "monday", "--time", "09:00"), "no channel “no-x”"),
        (("slot", "list", "--channel", "no-x"), "no channel “no-x”"),
        (("slot", "remove", "99"), "99"),
    ],
)
def test_a_plan_part_that_can_not_be_is_refused(
    house: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = house.type(*words)

    assert said.code == 1
    assert sentence in said.err


def test_a_person_is_added_and_gets_a_new_password(house: Terminal) -> None:
    person = house.type(
        *("user", "add", "dana@example.org", "--name", "Dana Reyes", "--role", "privacy-officer"),
        *("--password-stdin", "--json"),
        stdin="a long enough word",
    ).data
    changed = house.type(
        "user", "password", "dana@example.org", "--password-stdin", stdin="another long word\n"
    )

    assert (person["email"], person["roles"]) == ("dana@example.org", ["privacy_officer"])
    assert changed.code == 0
    with house.app() as app:
        assert app.people.sign_in("dana@example.org", "a long enough word") is None
        assert app.people.sign_in("dana@example.org", "another long word") is not None


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        (
            ("add", "d@example.org", "--name", "D", "--role", "wizard"),
            "a long enough word",
            "no role “wizard”",
        ),
        (("add", "nobody", "--name", "D", "--role", "editor"), "a long enough word", "not a mail address"),
        (("add", "d@example.org", "--name", "D", "--role", "editor"), "short", "at least 12 characters"),
        (("password", "x@example.org"), "a long enough word", "no person “x@example.org”"),
    ],
)
def test_a_person_who_can_not_be_is_refused(
    house: Terminal, words: tuple[str, ...], stdin: str, sentence: str
) -> None:
    said = house.type("user", *words, "--password-stdin", stdin=stdin)

    assert said.code == 1
    assert sentence in said.err
    assert house.json("user", "list") == []


def test_without_a_terminal_a_password_is_not_asked_for(house: Terminal) -> None:
    said = house.type("user", "add", "d@example.org", "--name", "D", "--role", "editor")

    assert said.code == 1
    assert "--password-stdin" in said.err
