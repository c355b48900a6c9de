"""What a feed may do wrong: the item is refused or cleaned, the rest is used, and the reason can be read."""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feeds.errors import NotAFeedError
from feeds.item import ParsedFeed
from feeds.parse import parse
from feeds.worker import ParserProcess
from tests.feeds.feed_host import NOW
from tests.feeds.test_real_feeds import OF_JSON, accounted, documents

BASE = "https://example.org/feed.xml"
GOOD = "<item><title>Flu clinic opens</title><link>/flu</link></item>"


@pytest.fixture
def worker() -> Iterator[ParserProcess]:
    with ParserProcess(seconds=20) as worker:
        yield worker


def rss(items: str, head: str = "") -> str:
    return f"<rss version='2.0'><channel><title>County</title>{head}{items}</channel></rss>"


def read(document: str | bytes, content_type: str | None = None) -> ParsedFeed:
    raw = document if isinstance(document, bytes) else document.encode()
    return parse(raw, base_url=BASE, now=NOW, content_type=content_type)


def entries_of(document: bytes) -> int:
    """Return how many entries bare feedparser finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bare: Any = feedparser.parse
        return len(bare(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False).entries)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_document_cut_off_anywhere_gives_what_stands_before(shared_feeds: Path) -> None:
    """Each at one tenth, its neighbour at the next; `benchmarks/parsing.py` cuts each at all of them."""
    wrong: list[str] = []
    with ParserProcess(seconds=60) as worker:  # other tests may be at work beside this one
        for number, file in enumerate(documents(shared_feeds)):
            whole = file.read_bytes()
            cut = whole[: len(whole) * (1 + number % 9) // 10]
            try:
                feed = worker.parse(cut, base_url=BASE, now=NOW)
            except NotAFeedError:
                wrong += [f"{file.name}: refused"] if entries_of(cut) else []
                continue
            found = feed.entries if feed.kind in OF_JSON else entries_of(cut)
            if not found == feed.entries == accounted(feed):
                wrong.append(f"{file.name}: {found} found, {feed.entries} read")

    assert wrong == []


def test_a_cut_document_says_so() -> None:
    document = rss(GOOD + "<item><title>Sleep</title><link>/sleep</link></item>").encode()

    feed = read(document[: document.index(b"Sleep") + 5])

    assert "Flu clinic opens" in [item.title for item in feed.items]
    assert feed.remarks[0] == "The document is damaged or ends in the middle; what could be read was read."


@pytest.mark.parametrize(
    ("declared", "written"),
    [("iso-8859-1", "utf-8"), ("windows-1252", "utf-8"), ("us-ascii", "utf-8"), ("utf-8", "windows-1252"),
     ("utf-8", "iso-8859-1"), ("no-such-encoding", "utf-8")],
)  # fmt: skip
def test_a_feed_that_lies_about_its_encoding_is_read_as_it_is(declared: str, written: str) -> None:
    document = f"<?xml version='1.0' encoding='{declared}'?>" + rss(GOOD.replace("clinic", "café"))

    feed = read(document.encode(written))

    assert [item.title for item in feed.items] == ["Flu café opens"]
    assert len(feed.remarks) == 1
    assert "encoding" in feed.remarks[0] or "is UTF-8" in feed.remarks[0]


def test_a_server_that_lies_about_the_encoding_is_not_believed() -> None:
    feed = read(rss(GOOD.replace("clinic", "café")), content_type="text/xml; charset=ISO-8859-1")

    assert feed.items[0].title == "Flu café opens"
    assert feed.remarks == ("The document calls itself iso-8859-1, but is UTF-8; so it was read.",)


def test_a_feed_that_tells_the_truth_gets_no_remark() -> None:
    document = "<?xml version='1.0' encoding='iso-8859-1'?>" + rss(GOOD.replace("clinic", "café"))

    feed = read(document.encode("iso-8859-1"), content_type="text/html")

    assert (feed.items[0].title, feed.remarks) == ("Flu café opens", ())


@pytest.mark.parametrize("written", ["Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01", "2099-12-31T23:59:59Z"])
def test_an_impossible_date_is_taken_off_and_the_item_stays(written: str) -> None:
    bad = f"<item><title>Old</title><link>/old</link><pubDate>{written}</pubDate></item>"

    feed = read(rss(bad + GOOD))

    assert [(item.title, item.published) for item in feed.items] == [
        ("Old", None),
        ("Flu clinic opens", None),
    ]
    assert feed.remarks == ("1 item kept without a date: unreadable, before 1990 or in the future.",)


@pytest.mark.parametrize("wrong_by", [timedelta(days=-1), timedelta(days=1)])
def test_a_clock_that_is_wrong_by_a_day_costs_no_date(wrong_by: timedelta) -> None:
    bad = "<item><title>New</title><link>/n</link><pubDate>Sat, 21 Nov 2026 09:00:00 GMT</pubDate></item>"

    feed = parse(rss(bad).encode(), base_url=BASE, now=NOW + wrong_by)

    assert [item.published for item in feed.items] == [NOW]
    assert feed.remarks == ()


@pytest.mark.parametrize(
    ("entry", "around"),
    [
        (
            "<item><title>T{0}</title><link>/{0}</link></item>",
            "<rss version='2.0'><channel>{}</channel></rss>",
        ),
        (
            "<entry><title>T{0}</title><link href='/{0}'/></entry>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>County</title>{}</feed>",
        ),
    ],
)
def test_of_a_hundred_thousand_entries_the_first_thousand_are_kept_in_time(
    worker: ParserProcess, entry: str, around: str
) -> None:
    document = around.format("".join(entry.format(number) for number in range(100_000))).encode()

    feed = worker.parse(document, base_url=BASE, now=NOW)

    assert [item.title for item in feed.items] == [f"T{number}" for number in range(1_000)]
    assert feed.entries == 100_000
    assert feed.remarks == ("99000 items left out: a document may have 1,000.",)


def test_a_hundred_thousand_entries_cost_little_more_than_a_thousand() -> None:
    document = rss("".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in range(100_000)))

    started = time.process_time()
    read(document)

    assert time.process_time() - started < 4


def test_entries_in_json_without_end_are_cut_too(worker: ParserProcess) -> None:
    items = ",".join(f'{{"id": "{n}", "url": "/{n}", "content_text": "T{n}"}}' for n in range(100_000))
    document = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}'.encode()

    feed = worker.parse(document, base_url=BASE, now=NOW)

    assert (len(feed.items), feed.entries) == (1_000, 100_000)


def test_what_stands_after_too_many_entries_is_still_read() -> None:
    many = "".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in range(6_000))
    document = rss(many).replace("</channel>", "<language>es-MX</language></channel>")

    feed = read(document)

    assert (feed.language, len(feed.items), feed.entries) == ("es", 1_000, 6_000)


def test_a_title_of_a_megabyte_is_shortened_and_the_rest_is_used(worker: ParserProcess) -> None:
    bad = f"<item><title>{'flu ' * 250_000}</title><link>/big</link></item>"

    feed = worker.parse(rss(bad + GOOD).encode(), base_url=BASE, now=NOW)

    assert [item.link for item in feed.items] == ["https://example.org/big", "https://example.org/flu"]
    assert len(feed.items[0].title) <= 500
    assert feed.remarks == ("1 item shortened to the longest title or summary that we keep.",)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\nscript:alert(1)"])
def test_an_item_that_leads_to_a_script_is_refused_and_the_rest_is_used(link: str) -> None:
    bad = f"<item><title>Bad</title><link>{link}</link></item>"

    feed = read(rss(bad + GOOD, head="<link>https://example.org/</link>"))

    assert [item.link for item in feed.items] == ["https://example.org/flu"]
    assert feed.remarks == ("1 item left out: no web address that may be shown.",)


def test_scripts_within_an_item_are_cleaned_away() -> None:
    bad = (
        "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Hands</title><link>/a</link>"
        "<description>&lt;a href='javascript:alert(1)'&gt;Wash&lt;/a&gt; them</description>"
        "<enclosure type='image/png' url='javascript:alert(1)'/></item>"
    )

    (item,) = read(rss(bad)).items

    assert (item.title, item.summary, item.image) == ("Hands", "Wash them", None)


def test_a_page_to_sign_in_is_told_from_a_feed_by_name() -> None:
    page = (
        b"<!doctype html><html><body><form action='/login'><input name=user>"
        b"<input type='password' name=pw></form></body></html>"
    )

    with pytest.raises(NotAFeedError, match=r"^The feed at example\.org shows a page to sign in") as caught:
        read(page)

    assert caught.value.alternates == ()


@pytest.mark.parametrize("kept", [0.15, 0.5, 0.8, 0.99])
def test_a_json_feed_that_ends_in_the_middle_gives_the_items_before_that(kept: float) -> None:
    items = ", ".join(f'{{"id": "{n}", "url": "/{n}", "content_text": "T{n}"}}' for n in range(10))
    whole = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "é", "tags": [], "items": [{items}]}}'
    cut = whole[: int(len(whole) * kept)]

    feed = read(cut)

    assert len(feed.items) == cut.count("}")
    assert feed.remarks[0].startswith("The document is damaged or ends in the middle")
