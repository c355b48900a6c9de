"""The counting of texts against the cases that Twitter published for it."""

from __future__ import annotations

import ast
import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.weigh import fits, links, weighted_length

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT / os.environ.get("ROUNDS_SHARED", "../shared")
_CASES = _SHARED / "data" / "twitter-text" / "validate.yml"
_GROUP = re.compile(r"^  (\w+):$", re.MULTILINE)
_CASE = re.compile(
    r'- description: (?P<name>".*")\n      text: (?P<text>".*")\n      expected:\n'
    r"        weightedLength: (?P<weight>\d+)\n        valid: (?P<valid>true|false)\n"
)

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not _CASES.exists(), reason="data/twitter-text/validate.yml is not here"),
]


def _cases(group: str) -> Iterator[tuple[str, str, int, bool]]:
    parts = _GROUP.split(_CASES.read_text(encoding="utf-8"))
    for case in _CASE.finditer(parts[parts.index(group) + 1]):
        name, text = ast.literal_eval(case["name"]), ast.literal_eval(case["text"])
        yield name, text, int(case["weight"]), case["valid"] == "true"


#: The first group keeps two cases of the years in which an emoji of several parts counted each of them.
_OUTDATED = {
    "Count a mix of single byte single word, and double word unicode characters",
    "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers",
}


@pytest.mark.parametrize(
    ("group", "count", "outdated"),
    [
        ("WeightedTweetsCounterTest", 20, _OUTDATED),
        ("WeightedTweetsWithDiscountedEmojiCounterTest", 22, set()),
        ("UnicodeDirectionalMarkerCounterTest", 2, set()),
    ],
)
def test_every_published_case_is_weighed_as_published(group: str, count: int, outdated: set[str]) -> None:
    cases = list(_cases(group))

    wrong = [
        name
        for name, text, weight, is_valid in cases
        if (weighted_length(text), fits(text)) != (weight, is_valid)
    ]

    assert len(cases) == count
    assert set(wrong) == outdated


def test_under_the_rules_of_their_time_the_outdated_cases_are_weighed_as_published() -> None:
    links("Let example.org load the parser")
    twitter_text = importlib.import_module("twitter_text")
    then = {**twitter_text.config.config["defaults"], "version": 2, "emoji_parsing_enabled": False}

    wrong = [
        name
        for name, text, weight, is_valid in _cases("WeightedTweetsCounterTest")
        if (parsed := twitter_text.parse_tweet(text, then)) is None
        or (parsed.weightedLength, parsed.valid) != (weight, is_valid)
    ]

    assert wrong == []
