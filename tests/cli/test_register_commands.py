from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\nUID:walk\r\n"
    "SUMMARY:Heart walk\r\nDTSTART;TZID=America/Chicago:20260106T090000\r\nRRULE:FREQ=WEEKLY\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_observances_are_listed_for_any_year(house: Terminal) -> None:
    listed = house.json("observance", "list", "--year", "2044")

    assert len(listed) == 234
    assert [each["first"] for each in listed] == sorted(each["first"] for each in listed)
    rare = next(each for each in listed if each["key"] == "rare-disease-day")
    assert (rare["first"], rare["last"]) == ("2044-02-29", "2044-02-29")
    assert "World Kidney Day" in house.type("observance", "list", "--year", "2027", "--month", "3").out


def test_an_observance_is_switched_added_changed_and_reset(house: Terminal) -> None:
    assert house.json("observance", "off", "screen-free-week")["active"] is False
    assert house.json("observance", "on", "screen-free-week")["active"] is True
    made = house.json("observance", "add", "Founders Day", "--rule", "fixed:04-12", "--topic", "community")
    assert (made["key"], made["topics"], made["confidence"]) == ("founders-day", ["community"], "own")
    assert house.json("observance", "edit", "founders-day", "--hashtag", "#Founders")["hashtags"] == [
        "Founders"
    ]
    assert house.type("observance", "reset", "founders-day").code == 0

    assert house.type("observance", "off", "founders-day").code == 1
    assert "is no rule" in house.type("observance", "add", "X", "--rule", "soon").err


def test_tags_are_proposed_for_a_text_and_chats_are_kept_with_their_zone(house: Terminal) -> None:
    fitting = house.json("community", "list", "--text", "Mammograms find breast cancer.")
    assert [each["tag"] for each in fitting] == ["bcsm"]

    chat = ("--weekday", "Tuesday", "--at", "20:00", "--zone", "America/New_York", "--week", "1")
    made = house.json("community", "add", "larkspurchat", *chat)

    assert (made["weekday"], made["wall"], made["weeks"]) == (1, "20:00:00", [1])
    assert "Tuesday 20:00 America/New_York, week 1" in house.type("community", "list").out
    assert "check before use" in house.type("community", "list").out
    assert house.json("community", "edit", "bcsm", "--checked")["checked"] is True
    assert house.json("community", "off", "bcsm")["active"] is False
    assert house.json("community", "on", "bcsm")["active"] is True
    assert house.type("community", "reset", "bcsm").code == 0
    assert "There is no weekday" in house.type("community", "add", "x1", "--weekday", "someday").err


def test_own_events_are_imported_listed_switched_and_removed(house: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "classes.ics"
    file.write_bytes(ICS.encode())

    done = house.json("event", "import", str(file), "--calendar", "classes", "--topic", "fitness")

    assert done["new"] > 50
    assert house.json("event", "import", str(file), "--calendar", "classes")["new"] == 0
    assert [each["name"] for each in house.json("event", "list")] == ["classes"]
    assert "Heart walk" in house.type("event", "list", "classes").out
    assert house.json("event", "off", "classes")["active"] is False
    assert house.json("event", "on", "classes")["active"] is True
    assert house.type("event", "remove", "classes").code == 0
    assert house.json("event", "list") == []
    assert house.type("event", "import", str(tmp_path / "none.ics"), "--calendar", "x").code == 1


def test_experts_are_kept_exported_and_deleted(house: Terminal, tmp_path: Path) -> None:
    consent = ("--consent-by", "Folder 3", "--consent-since", "2020-01-01", "--consent-until", "2099-12-31")
    made = house.json("expert", "add", "Dr. Fern Example", "--topic", "heart failure", *consent)
    house.json("expert", "add", "Dr. Moss Sample", "--topic", "asthma")

    assert made["agrees"]
    assert [each["agrees"] for each in house.json("expert", "list")] == [True, False]
    page = house.type("expert", "press").out
    assert "Dr. Fern Example" in page
    assert "Dr. Moss Sample" not in page
    house.type("expert", "vcards", "--out", str(tmp_path / "experts.vcf"))
    assert (tmp_path / "experts.vcf").read_bytes().count(b"BEGIN:VCARD") == 1
    assert house.json("expert", "edit", str(made["id"]), "--role", "Cardiologist")["role"] == "Cardiologist"

    assert house.type("expert", "withdraw", str(made["id"])).code == 0
    assert [each["name"] for each in house.json("expert", "list")] == ["Dr. Moss Sample"]
    assert "three things" in house.type("expert", "edit", "2", "--consent-by", "Folder 4").err
