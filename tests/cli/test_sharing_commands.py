from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal


def test_a_calendar_address_is_shown_once_and_opens_the_plan(house: Terminal) -> None:
    made = house.json("calendar", "token", "Board office")

    assert made["addresses"]["https"].endswith(f"/calendar/{made['token']}.ics")
    assert made["detail"] == "titles"
    assert made["token"] not in json.dumps(house.json("calendar", "list"))
    with house.app() as app:
        assert app.calendar_answers.answer(made["token"], client="test") is not None


def test_a_revoked_calendar_opens_nothing(house: Terminal) -> None:
    made = house.json("calendar", "token", "Board office", "--detail", "full", "--channel", "main-x")

    revoked = house.json("calendar", "revoke", str(made["id"]))

    assert revoked["revoked_at"] is not None
    with house.app() as app:
        assert app.calendar_answers.answer(made["token"], client="test") is None


def test_the_addresses_of_a_token_can_be_printed_again(house: Terminal) -> None:
    made = house.json("calendar", "token", "Board office")

    assert house.json("calendar", "url", made["token"]) == made["addresses"]
    assert "outlook.office.com" in house.type("calendar", "url", made["token"]).out


def test_a_token_that_begins_with_a_hyphen_is_a_token(house: Terminal) -> None:
    for token in ("-h5QGk1dT3xJz8Rq2Lw9Yb6Vn4Mc7Pa0", "-lvsbmNKg9f3XKc37j4YHL0wydUKiDAq"):
        assert house.json("calendar", "url", token)["https"].endswith(f"/calendar/{token}.ics")


def test_a_calendar_that_can_not_be_is_refused(house: Terminal) -> None:
    assert "There is no detail “all”." in house.type("calendar", "token", "X", "--detail", "all").err
    assert "There is no channel “no-x”." in house.type("calendar", "token", "X", "--channel", "no-x").err
    assert "needs a name" in house.type("calendar", "token", " ").err
    assert house.type("calendar", "revoke", "99").code == 1
    assert house.json("calendar", "list") == []


def test_the_plan_is_exported_to_a_file_or_to_standard_output(house: Terminal, tmp_path: Path) -> None:
    at = ("--channel", "main-x", "--at", "2026-12-01T09:00", "--text", "Wash your hands.")
    house.json("post", "add", *at)

    told = house.type("calendar", "export", "--detail", "full")
    written = house.type("calendar", "export", "--detail", "full", "--out", str(tmp_path / "plan.ics"))

    assert told.out.startswith("BEGIN:VCALENDAR\r\n")
    assert "Wash your hands." in told.out
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.out == ""


def test_a_file_that_can_not_be_written_is_named(house: Terminal, tmp_path: Path) -> None:
    for command in ("calendar", "audit", "source"):
        said = house.type(command, "export", "--out", str(tmp_path / "nowhere" / "file"))

        assert said.code == 1
        assert "can't be written" in said.err


def test_the_record_is_exported_and_verified(house: Terminal, tmp_path: Path) -> None:
    house.type("audit", "export", "--out", str(tmp_path / "record.jsonl"))

    *lines, proof = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text().splitlines()]
    verified = house.json("audit", "verify")
    assert verified["is_intact"]
    assert verified["lines"] == len(lines) == 3
    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert proof["verification"]["is_intact"]
    assert house.type("audit", "export").out.count("\n") == 3 + 1


def test_a_record_that_somebody_changed_is_told_by_its_line(house: Terminal) -> None:
    with house.app() as app:
        engine = app._store.engine
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql("UPDATE audit SET actor = 'somebody else' WHERE seq = 2")

    said = house.type("audit", "verify", "--json")

    assert (said.code, said.data["is_intact"], said.data["first_bad"]) == (1, False, 2)


def test_a_source_of_the_catalogue_is_added_by_its_name(house: Terminal) -> None:
    shipped = house.json("source", "list", "--catalogue")[0]

    added = house.json("source", "add", shipped["name"])

    assert added["url"] == shipped["url"]
    (listed,) = house.json("source", "list")
    assert listed["health"]["status"] == ""


def test_the_whole_catalogue_is_imported_once(house: Terminal) -> None:
    first, second = (house.json("source", "import", "--catalogue") for _ in range(2))

    offers = house.json("source", "list", "--catalogue")
    assert {each["name"] for each in first} == {each["name"] for each in offers if not each["caution"]}
    assert second == []


def test_another_source_is_added_by_its_address(house: Terminal) -> None:
    words = ("--url", "https://larkspur.example/feed.xml", "--owner", "Larkspur", "--trust", "a")

    added = house.json("source", "add", "our-blog", *words)

    assert (added["trust"], added["domains"]) == ("A", ["larkspur.example"])


def test_a_source_that_can_not_be_is_refused(house: Terminal) -> None:
    refused = {
        ("add", "no-such"): "no source “no-such” in the catalogue",
        ("add", "Our Blog", "--url", "https://larkspur.example/feed.xml"): "can't name a source",
        ("add", "blog", "--url", "larkspur"): "no address of a feed",
        ("add", "blog", "--url", "https://larkspur.example/feed.xml", "--trust", "Z"): "no trust “Z”",
        ("poll", "no-such"): "no source “no-such”",
        ("import", "no.opml"): "no.opml can't be read",
    }

    for words, sentence in refused.items():
        said = house.type("source", *words)
        assert said.code == 1
        assert sentence in said.err
    assert house.json("source", "list") == []


def test_sources_travel_as_opml(house: Terminal, tmp_path: Path) -> None:
    house.json("source", "add", "our-blog", "--url", "https://larkspur.example/feed.xml")
    house.type("source", "export", "--out", str(tmp_path / "sources.opml"))

    again = house.json("source", "import", str(tmp_path / "sources.opml"))
    broken = house.type("source", "import", "-", stdin="<opml")

    assert again == []
    assert broken.code == 1


def test_a_feed_that_can_not_be_read_is_told_and_the_others_are_read(house: Terminal) -> None:
    house.json("source", "add", "our-blog", "--url", "http://127.0.0.1:9/feed.xml")

    said = house.type("source", "poll", "--json")

    (polled,) = said.data
    assert said.code == 1
    assert polled["source"] == "our-blog"
    assert polled["remark"].endswith(".")
    assert house.json("source", "list")[0]["health"]["status"] == polled["status"]


def test_without_items_nothing_is_proposed_and_nothing_fails(house: Terminal) -> None:
    house.json("slot", "add", "--channel", "main-x", "--weekday", "monday", "--time", "09:00")

    assert house.json("item", "list") == []
    assert house.json("fill", "--days", "14", "--dry-run") == []
    assert house.json("fill", "--days", "14") == []
    assert "There is no pillar “cats”." in house.type("item", "list", "--pillar", "cats").err
    assert house.type("fill", "--dry-run", "--channel", "no-x").code == 1


def test_an_app_password_is_shown_once_and_lets_its_person_in_until_it_is_revoked(house: Terminal) -> None:
    house.type(
        *("user", "add", "dana@example.org", "--name", "Dana Reyes", "--role", "editor", "--password-stdin"),
        stdin="twelve letters and more\n",
    )
    whose = ("--for", "dana@example.org")

    made = house.json("calendar", "password", "add", "Telephone", *whose)
    listed = house.json("calendar", "password", "list", *whose)
    with house.app() as app:
        before = app.app_passwords.guest(made["user"], made["password"])
    house.json("calendar", "password", "revoke", str(made["id"]))
    with house.app() as app:
        after = app.app_passwords.guest(made["user"], made["password"])

    assert made["server"].endswith("/caldav/")
    assert [each["name"] for each in listed] == ["Telephone"]
    assert made["password"] not in json.dumps(listed)
    assert (before is not None, after) == (True, None)
    assert "name a person" in house.type("calendar", "password", "add", "Telephone").err


def test_a_calendar_is_narrowed_renamed_and_given_another_address(house: Terminal) -> None:
    narrowed = ("--channel", "main-x", "--state", "in review", "--state", "published")
    made = house.json("calendar", "token", "Board", *narrowed)

    turned = house.json("calendar", "rotate", str(made["id"]))
    renamed = house.json("calendar", "rename", str(made["id"]), "Board office")

    assert made["view"]["states"] == ["in_review", "published"]
    assert (turned["id"], renamed["name"]) == (made["id"], "Board office")
    assert turned["token"] != made["token"]
    assert "plan: main-x, in review, published" in house.type("calendar", "list").out
    with house.app() as app:
        assert app.calendar_answers.answer(made["token"], client="") is None
        assert app.calendar_answers.answer(turned["token"], client="") is not None


def test_a_person_makes_a_calendar_of_their_own_approvals(house: Terminal) -> None:
    for short in ("dana", "kim"):
        who = (f"{short}@example.org", "--name", short.title(), "--role", "editor")
        house.type("user", "add", *who, "--password-stdin", stdin="twelve letters and more\n")
    approvals = ("calendar", "token", "Mine", "--view", "approvals")

    made = house.json("--as", "dana@example.org", *approvals, "--alarm", "60")

    assert (made["view"]["kind"], made["view"]["alarm"]) == ("approvals", 60)
    others = house.type("--as", "dana@example.org", *approvals, "--person", "kim@example.org")
    assert "one's own" in others.err
    assert "name a person" in house.type(*approvals).err
    assert {each["view"] for each in house.json("calendar", "views")} == {
        "plan", "approvals", "observances", "gaps", "trends"
    }  # fmt: skip
    assert "no view “cats”" in house.type("calendar", "token", "X", "--view", "cats").err
