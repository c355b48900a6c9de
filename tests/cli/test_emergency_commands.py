"""The fast lane from the command line, from the words that come with Rounds to the second look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.people import OPERATOR, Role

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

PEOPLE = {"lea": Role.CRISIS_LEAD, "ona": Role.PRIVACY_OFFICER, "eli": Role.EDITOR}
FILLED = ("--set", "place=Oak Clinic", "--set", "until=18:00", "--set", "phone=555-555-0100")
USE = ("emergency", "use", "closed-weather", "--channel", "main-x")


def _people(house: Terminal) -> None:
    with house.app() as app:
        for short, role in PEOPLE.items():
            mail, secret = f"{short}@example.org", "twelve letters and more"
            app.people.add(OPERATOR, name=short.title(), email=mail, roles=(role,), password=secret)


def _by(house: Terminal, short: str, *words: str) -> Any:
    return house.json("--as", f"{short}@example.org", *words)


def _stand(house: Terminal) -> None:
    """Have words approved, Lea on call, and the lane open."""
    _people(house)
    house.json("emergency", "starters")
    for short in ("eli", "ona"):
        _by(house, short, "emergency", "approve", "closed-weather")
    with house.app() as app:
        until = (app.clock.now() + timedelta(days=2)).isoformat()
    _by(house, "lea", "emergency", "on-call", "--add", "lea@example.org", "--until", until)
    _by(house, "lea", "emergency", "open", "--reason", "Ice storm", "--hours", "6")


def test_emergency_words_are_approved_used_and_looked_at_from_the_command_line(house: Terminal) -> None:
    _stand(house)

    seen = _by(house, "lea", *USE, *FILLED, "--preview")
    [post] = _by(house, "lea", *USE, *FILLED)
    [look] = house.json("emergency", "second-look")
    done = _by(house, "eli", "emergency", "second-look", str(post["id"]), "--fine")
    report = house.json("emergency", "report")

    assert (seen["may_go"], seen["text"]) == (True, post["text"])
    assert (post["state"], post["lane"], look["post"]) == ("scheduled", "fast", post["id"])
    assert [each["verdict"] for each in done] == ["fine"]
    assert [each["post"] for each in report["posts"]] == [post["id"]]
    assert "Nothing waits" in house.type("emergency", "second-look").out


def test_a_blank_that_does_not_fit_is_said_and_nothing_is_made(house: Terminal) -> None:
    _stand(house)

    said = house.type("--as", "lea@example.org", *USE, *FILLED, "--set", "place=evil.com")

    assert said.code == 1
    assert "no web address" in said.err
    assert house.json("emergency", "second-look") == []


def test_who_is_not_on_call_is_told_so(house: Terminal) -> None:
    _stand(house)

    refused = [
        house.type(*USE, *FILLED).err,
        house.type("--as", "eli@example.org", *USE, *FILLED).err,
    ]

    assert "a person on call" in refused[0]
    assert "not on call now" in refused[1]


def test_words_are_written_revised_and_retired(house: Terminal) -> None:
    _people(house)
    text = "Our laboratory is closed until {until:time}."

    made = _by(house, "lea", "emergency", "write", "closed-lab", "--title", "Laboratory", "--text", text)
    revised = _by(house, "lea", "emergency", "revise", "closed-lab", "--title", "The laboratory")
    shown = house.type("emergency", "show", "closed-lab").out
    _by(house, "eli", "emergency", "retire", "closed-lab")

    assert (made["state"], made["version"], revised["version"]) == ("draft", 1, 2)
    assert "Still to approve them: privacy officer." in shown
    assert house.json("emergency", "list") == []


def test_of_the_verdicts_of_a_second_look_one_is_said(house: Terminal) -> None:
    said = house.type("emergency", "second-look", "1", "--fine", "--take-down", "Wrong")

    assert (said.code, "Say one of" in said.err) == (1, True)
