from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from feeds.article import MOST_CHARACTERS, extract

URL = "https://example.org/news/flu"
TOLD = "Free flu shots are given at all nine county clinics from the first Monday in October. "


def a_page(body: str, *, head: str = "", encoding: str = "utf-8") -> bytes:
    page = f'<html lang="en-US"><head><title>Flu shots</title>{head}</head><body>{body}</body></html>'
    return page.encode(encoding)


def an_article(text: str) -> str:
    article = f"<article><h1>Flu shots</h1><p>{text}</p></article>"
    return f"<nav><a href='/'>Home</a></nav>{article}<footer>Terms</footer>"


def test_the_article_is_found_and_the_rest_of_the_page_left_out() -> None:
    head = '<meta property="article:published_time" content="2026-11-02T08:00:00Z">'

    found = extract(a_page(an_article(TOLD * 4), head=head), url=URL)

    assert TOLD.strip() in found.text
    assert "Terms" not in found.text
    assert "Home" not in found.text
    assert found.title == "Flu shots"
    assert found.language == "en"
    assert found.published == datetime(2026, 11, 2, tzinfo=UTC)


def test_scripts_and_styles_are_no_text() -> None:
    body = an_article(f"{TOLD * 4}<script>alert('“gotcha”')</script><style>p {{color: red}}</style>")

    text = extract(a_page(body), url=URL).text

    assert "alert" not in text
    assert "color" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-2", "utf-16"])
def test_the_page_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    body = an_article(f"The clinic in Malmö says so. {TOLD * 4}")
    head = f'<meta charset="{encoding}">'

    assert "Malmö" in extract(a_page(body, head=head, encoding=encoding), url=URL).text


def test_a_page_that_lies_about_its_encoding_is_read_all_the_same() -> None:
    body, head = an_article(f"The clinic in Malmö says so. {TOLD * 4}"), '<meta charset="iso-8859-1">'

    assert "Malmö" in extract(a_page(body, head=head), url=URL).text


@pytest.mark.parametrize("declared", ["rot13", "base64", "idna", "unicode_escape", "no-such", "utf-8"])
def test_an_encoding_that_no_page_has_is_not_tried(declared: str) -> None:
    page = a_page(an_article(f"The clinic in Malmö says so. {TOLD * 4}"), encoding="latin-1")

    found = extract(page.replace(b"<head>", f'<head><meta charset="{declared}">'.encode()), url=URL)

    assert "Malmö" in found.text


def test_marks_that_nobody_sees_are_gone() -> None:
    body = an_article(f"Come\u200b to\u202e the\u00ad clinic\ufeff. {TOLD * 4}")

    assert "Come to the clinic." in extract(a_page(body), url=URL).text


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\x00" * 1000,
        b"just words",
        b"<html></html>",
        b"%PDF-1.7 \xff\xfe",
        gzip.compress(b"<html><body><p>" + b"a" * 50_000_000 + b"</p></body></html>"),
        b"<html><body>" + b"<div>" * 10_000 + TOLD.encode() + b"</div>" * 10_000 + b"</body></html>",
        b"<html><body>" + b"<div>" * 300_000,
        b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><html><p>&b;</p></html>",
    ],
    ids=["empty", "zeros", "words", "no body", "pdf", "gzip bomb", "nested", "open", "entities"],
)
@pytest.mark.timeout(60)
def test_a_page_without_an_article_gives_none(page: bytes) -> None:
    assert TOLD not in extract(page, url=URL).text


@pytest.mark.timeout(120)
def test_a_page_of_five_megabytes_gives_what_a_person_would_read() -> None:
    page = a_page(f"<article><h1>Flu shots</h1>{f'<p>{TOLD * 5}</p>' * 11_600}</article>")

    found = extract(page, url=URL)

    assert len(page) > 4_900_000
    assert TOLD.strip() in found.text
    assert len(found.text) <= MOST_CHARACTERS
