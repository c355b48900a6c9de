from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.domain.post import MOVES, PostState

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guarantees.md"
TESTS = ROOT / "tests"

if not PAGE.exists():
    pytest.skip("docs/guarantees.md stands in the checkout only", allow_module_level=True)


def test_the_page_of_guarantees_lists_the_very_moves_of_the_table() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## The moves")[1].split("## If the power")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)

    told = {PostState(name): {PostState(each) for each in re.findall(r"`(\w+)`", to)} for name, to in rows}

    assert told == {state: set(moves) for state, moves in MOVES.items()}


def test_every_state_is_explained() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## The states")[1].split("## The moves")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == {state.value for state in PostState}


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)", PAGE.read_text(encoding="utf-8")))
    code = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))

    missing = {name for name in named if f"def {name}(" not in code}

    assert missing == set()
