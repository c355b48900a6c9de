from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text import plain, shortened

MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "&lt;", "&gt;", "&amp;", "&amp;lt;", "script", "img src=x onerror=a", "/", "!--",
         "-->", "b", " ", "é", "'", '"']
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(MARKUP)
def test_nothing_that_comes_out_is_a_tag(markup: str) -> None:
    assert not re.search(r"<(?:script|img|b|/|!)[^>]*>", plain(markup))


@given(st.text(max_size=200))
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)

    assert plain(once) == once


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br/>two<b>three</b>", "One twothree"),
        ("<style>a{}</style>Text<script>x()</script>", "Text"),
        ("<!-- hidden -->Text", "Text"),
        ("one\u202etwo\x00three", "onetwothree"),
        ("family 👩\u200d⚕️", "family 👩\u200d⚕️"),
        ("<a href='javascript:alert(1)'>Read</a>", "Read"),
        ("&lt;img src=x onerror=alert(1)&gt;Title", "Title"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_markup_becomes_one_line_of_text(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_a_field_without_end_is_read_to_its_bound_only() -> None:
    assert len(plain("<!--" * 500_000)) < 200_001
    assert len(plain("x " * 500_000)) < 200_001


@given(st.text(max_size=80), st.integers(10, 40))
def test_shortened_text_keeps_to_its_bound(text: str, most: int) -> None:
    short = shortened(text, most)

    assert len(short) <= most
    assert short == text or short.endswith("…")


def test_text_is_cut_at_the_end_of_a_word() -> None:
    assert shortened("Wash your hands, often", 18) == "Wash your hands…"
    assert shortened("x" * 30, 10) == "xxxxxxxxx…"
