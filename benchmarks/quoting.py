"""What can be quoted from articles, whether it is word for word, and what finding it costs.

Run: ROUNDS_SHARED=../shared python benchmarks/quoting.py [--pages FOLDER] [--show]

Articles: every entry of the stored feeds that carries a text of 1,500 characters or more, in English, each
made a page of its own with a menu and a footer around it; with `--pages`, the `.html` files of a folder
instead. Quotes are expected in few: most stored feeds are of people who write in their own voice.

"Word for word" is asked of another reader than ours: the markup of the page, its tags taken off by `nh3`,
with all spaces and unseen marks left out on both sides. CPU is this process's, without loading libraries.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import os
import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final

import feedparser
import nh3

from feeds.article import Article, extract, visible
from feeds.quotes import Quote, quotes
from feeds.telling import telling

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS: Final = ("data/feeds/corpus", "data/feeds/health")
LEAST: Final = 1_500
#: How a word is said, small above it: no part of the sentence.
_READING_AID: Final = re.compile(r"<(rt|rp)>.*?</\1>", re.DOTALL)
#: All that is offered must be part of the page, character for character.
BAR: Final = 1.0


@dataclass
class Sums:
    """What was counted over all articles."""

    articles: int = 0
    with_quote: int = 0
    with_sentence: int = 0
    offered: int = 0
    verbatim: int = 0
    speakers: Counter[str] = field(default_factory=Counter)
    milliseconds: dict[str, list[float]] = field(
        default_factory=lambda: {"article": [], "quotes": [], "sentence": []}
    )


def articles(shared: Path) -> Iterator[bytes]:
    """Yield the entries of the stored feeds that carry an article, each once, as pages."""
    seen = set()
    for folder in FOLDERS:
        for path in sorted((shared / folder).rglob("*")):
            if path.is_file() and path.stat().st_size >= LEAST:
                for markup in _texts(path):
                    if len(markup) >= LEAST and markup not in seen:
                        seen.add(markup)
                        yield _page(markup)


def _texts(path: Path) -> Iterator[str]:
    document = path.read_bytes()
    if path.suffix == ".json":
        yield from _json_texts(document)
        return
    parse: Any = feedparser.parse
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    for entry in found.entries:
        parts = [part.get("value") or "" for part in entry.get("content", ())]
        yield max([*parts, entry.get("summary") or ""], key=len)


def _json_texts(document: bytes) -> Iterator[str]:
    try:
        found = json.loads(document)
    except ValueError:
        return
    if isinstance(found, dict):
        for item in found.get("items") or ():
            if isinstance(item, dict):
                yield str(item.get("content_html") or "")


def _page(markup: str) -> bytes:
    menu = "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
    body = f"{menu}<article><h1>Article</h1>{markup}</article><footer>All rights reserved</footer>"
    return f"<html><head><title>Article</title></head><body>{body}</body></html>".encode("utf-8", "replace")


def pages(folder: Path) -> Iterator[bytes]:
    """Yield the pages that stand in a folder."""
    for path in sorted(folder.rglob("*.html")):
        yield path.read_bytes()


def count(page: bytes, sums: Sums, *, show: bool) -> None:
    """Find what one page offers, and add it up."""
    begun = time.process_time()
    article = extract(page, url="https://example.org/article")
    read = time.process_time()
    if len(article.text) < LEAST // 2 or not _is_english(article):
        return
    found = quotes(article.text)
    quoted = time.process_time()
    sentence = telling(article.text, title=article.title)
    told = time.process_time()
    spans = {"article": read - begun, "quotes": quoted - read, "sentence": told - quoted}
    for name, seconds in spans.items():
        sums.milliseconds[name].append(1000 * seconds)
    sums.articles += 1
    sums.with_quote += bool(found)
    sums.with_sentence += bool(sentence)
    words = [quote.text for quote in found] + [quote.speaker for quote in found] + [sentence] * bool(sentence)
    sums.offered += len(words)
    sums.verbatim += _verbatim(words, page)
    sums.speakers.update(quote.speaker for quote in found)
    if show:
        _show(found, sentence)


def _is_english(article: Article) -> bool:
    if article.language:
        return article.language == "en"
    words = article.text[:4_000].lower().split()
    return sum(word in {"the", "and", "of", "to", "a", "in"} for word in words) >= 0.12 * len(words)


def _verbatim(offered: list[str], page: bytes) -> int:
    markup = _READING_AID.sub("", page.decode("utf-8", "replace"))
    plain = _squeezed(html.unescape(nh3.clean(markup, tags=set())))
    return sum(_squeezed(words) in plain for words in offered)


def _squeezed(text: str) -> str:
    return "".join(visible(text).split())


def _show(found: tuple[Quote, ...], sentence: str) -> None:
    print(f"* {sentence}")
    for quote in found:
        print(f"    “{quote.text}” — {quote.speaker}")


def main() -> int:
    """Print the figures; 1 where something was offered that the page does not say."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=Path, help="a folder of .html files")
    asked.add_argument("--show", action="store_true", help="print what was found")
    given = asked.parse_args()
    shared = Path(os.environ.get("ROUNDS_SHARED", "../shared"))
    extract(_page("<p>Loads the libraries.</p>"), url="https://example.org")
    telling("Loads the sentence splitter, which is not what is to be measured here at all.")
    sums = Sums()
    for page in pages(given.pages) if given.pages else articles(shared):
        count(page, sums, show=given.show)
    if not sums.articles:
        print("There is no article: set ROUNDS_SHARED or --pages.", file=sys.stderr)
        return 1
    _tell(sums)
    return 0 if sums.verbatim >= BAR * sums.offered else 1


def _tell(sums: Sums) -> None:
    print(f"articles in English       {sums.articles:6}")
    print(f"with at least one quote   {sums.with_quote / sums.articles:6.1%}  ({sums.with_quote})")
    print(f"with a telling sentence   {sums.with_sentence / sums.articles:6.1%}  ({sums.with_sentence})")
    share = sums.verbatim / max(1, sums.offered)
    print(f"word for word             {share:6.1%}  ({sums.offered})  bar {BAR:.0%}")
    print(f"speakers                  {len(sums.speakers):6}")
    for name, each in sums.milliseconds.items():
        print(
            f"CPU ms, {name:10}  mean {fmean(each):6.1f}  median {median(each):6.1f}  most {max(each):7.1f}"
        )


if __name__ == "__main__":
    sys.exit(main())
