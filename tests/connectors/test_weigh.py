"""What a text weighs."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from connectors.weigh import X_LIMITS, fits, links, unsure_links, weighted_length

#: A flag that is made of a black one and tag characters.
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Wash your hands", 15),
        ("one\r\ntwo", 7),
        ("see https://example.org/a/very/long/path?with=a&query=too", 27),
        ("see example.org", 27),
        ("手を洗う", 8),
        ("👨‍👩‍👧‍👦", 2),
        ("café", 4),
        ("cafe\u0301", 4),
    ],
)
def test_a_text_weighs_what_x_says(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


def test_two_hundred_and_eighty_fit_and_one_more_does_not() -> None:
    assert fits("a" * X_LIMITS.characters)

    assert not fits("a" * (X_LIMITS.characters + 1))
    assert not fits("")


def test_a_banned_character_does_not_fit_however_short_the_text() -> None:
    assert not fits("a\ufeffb")


def test_half_a_character_is_counted_and_does_not_raise() -> None:
    assert weighted_length("a\ud83d.") >= 3


@pytest.mark.parametrize("piece", ["a-", "a.", "é.", "....", "a.a.a.a.a.a.a.a.a.a/"])
def test_hostile_text_is_weighed_in_a_moment(piece: str) -> None:
    started = time.monotonic()

    weight = weighted_length(piece * 3_000 + ".com")

    assert weight > X_LIMITS.characters
    assert time.monotonic() - started < 20


def test_dots_in_a_long_query_do_not_end_the_link() -> None:
    text = f"Read https://example.org/a?token={'e' * 200}.{'f' * 200}"

    assert weighted_length(text) == 28


def test_links_are_found_where_x_finds_them_with_their_places() -> None:
    text = "Read example.org/a, (https://example.com/b(1)) or write to me@example.net. E.g. v1.2."

    found = links(text)

    assert [each.address for each in found] == ["example.org/a", "https://example.com/b(1)"]
    assert [text[each.start : each.end] for each in found] == [each.address for each in found]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("اغسل يديكexample.org", ["example.org"]),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007fwww.example.org/a",
            ["www.example.org"],
        ),
        ("اغسل يديك example.org", []),
        ("手example.org, éexample.org, (example.org) and “example.org”", []),
        ("ثمhttps://example.org", []),
        ("#tagexample.org me@example.org v1.2", []),
        ("ثمnot.a-domain", []),
    ],
)
def test_a_bare_domain_that_x_may_take_for_a_link_is_told(text: str, addresses: list[str]) -> None:
    assert [each.address for each in unsure_links(text)] == addresses


def test_the_place_of_an_unsure_link_is_its_own() -> None:
    text = "اغسل يديكexample.org ثم"

    (found,) = unsure_links(text)

    assert text[found.start : found.end] == found.address == "example.org"


def test_weighing_needs_no_setuptools_and_leaves_no_trace_of_the_loan() -> None:
    program = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"pkg_resources", "setuptools"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from connectors.weigh import weighted_length
assert "twitter_text" not in sys.modules, "loaded too early"
assert weighted_length("😀 example.org") == 26
assert "pkg_resources" not in sys.modules
assert "tweepy" not in sys.modules
"""

    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


def test_the_parser_keeps_no_table_of_emoji_once_its_pattern_is_made() -> None:
    weighted_length("😀 example.org")

    kept = vars(sys.modules["twitter_text.regexp.emoji"])

    assert {"emoji_raw", "emoji_list", "emoji_dict"} & kept.keys() == set()
    assert weighted_length("🙋🏽👨‍🎤 example.org") == 28
