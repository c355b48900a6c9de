from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduler.services.rule_book import as_page
from scheduler.services.setting_policies import known_rules

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    if not PAGE.exists():
        pytest.skip("the documentation is not beside the tests")

    assert PAGE.read_text(encoding="utf-8") == as_page(known_rules()), (
        "write it anew: rounds rules --markdown > docs/rules.md"
    )


def test_every_rule_is_listed_with_its_severity_advice_and_source(empty: Terminal) -> None:
    listed = {each["id"]: each for each in empty.json("rules")}

    assert set(listed) == {rule.id for rule in known_rules()}
    assert listed["CLAIM-CURE"]["severity"] == "hold"
    assert all(each["advice"] and each["source"] for each in listed.values())
    assert "PERSON-FIRST" in empty.type("rules").out
    assert empty.type("rules", "--markdown").out == as_page(known_rules())


def test_a_policy_is_shown_changed_and_set_back(house: Terminal) -> None:
    changed = house.json(
        *("channel", "policy", "main-x", "--set", "tone-brag=hold", "--set", "Clinician-Voice=yes"),
        *("--links-to", "example.org"),
    )

    assert changed["overrides"] == {"TONE-BRAG": "hold"}
    assert changed["is_clinician_voice"] is True
    assert changed["link_domains"] == ["example.org"]
    assert house.json("channel", "policy", "main-x") == changed
    back = house.json("channel", "policy", "main-x", "--set", "TONE-BRAG=default", "--links-to", "any")
    assert (back["overrides"], back["link_domains"]) == ({}, [])
    assert "clinician-voice" in house.type("channel", "policy", "main-x").out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("TONE-BRAG", "Write it like TONE-BRAG=hold."),
        ("TONE-BRAG=loud", "“loud” is none of off, advice, hold, block and default."),
        ("picture-check=perhaps", "“perhaps” is neither yes nor no."),
        ("PHI-G-SSN=off", "can only make it stricter"),
        ("NO-SUCH=off", "NO-SUCH"),
    ],
)
def test_what_can_not_be_set_is_refused_in_a_sentence(house: Terminal, change: str, sentence: str) -> None:
    said = house.type("channel", "policy", "main-x", "--set", change)

    assert said.code == 1
    assert sentence in said.err
    assert house.json("channel", "policy", "main-x")["overrides"] == {}
