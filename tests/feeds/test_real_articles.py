from __future__ import annotations

import html
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import nh3
import pytest

from feeds.article import extract, visible
from feeds.quotes import quotes
from feeds.telling import telling

pytestmark = pytest.mark.real

LEAST = 1_500


def articles(folder: Path) -> Iterator[str]:
    """Yield the long texts that stored feeds carry."""
    parse: Any = feedparser.parse
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in {".json", ".opml", ".gz", ".csv"} or path.stat().st_size < LEAST:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = parse(io.BytesIO(path.read_bytes()), sanitize_html=False, resolve_relative_uris=False)
        for entry in found.entries:
            yield from (part["value"] for part in entry.get("content", ()) if len(part["value"]) >= LEAST)


def squeezed(text: str) -> str:
    return "".join(visible(text).split())


def test_all_that_stored_articles_offer_is_said_there_word_for_word(shared_feeds: Path) -> None:
    offered: list[str] = []
    invented: list[str] = []

    for markup in set(articles(shared_feeds / "corpus")):
        page = f"<html><body><article><h1>Article</h1>{markup}</article></body></html>"
        text = extract(page.encode("utf-8", "replace"), url="https://example.org/article").text
        said = squeezed(html.unescape(nh3.clean(page, tags=set())))
        words = [part for quote in quotes(text) for part in (quote.text, quote.speaker)]
        words += [sentence] if (sentence := telling(text)) else []
        offered += words
        invented += [each for each in words if squeezed(each) not in said]

    assert len(offered) > 100
    assert invented == []
