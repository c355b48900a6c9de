from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import NotAFeedError
from feeds.item import FeedItem, ParsedFeed
from feeds.parse import parse
from tests.feeds.feed_host import NOW, RSS

BASE = "https://example.org/news/feed.xml"


def read(document: bytes) -> ParsedFeed:
    return parse(document, base_url=BASE, now=NOW)


def rss(*items: str, head: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel>{head}{body}</channel></rss>".encode()


def only(document: bytes) -> FeedItem:
    (item,) = read(document).items
    return item


def test_a_document_becomes_items_in_its_order() -> None:
    feed = read(RSS)

    assert (feed.title, feed.kind, feed.home) == ("Larkspur health", "rss", "https://example.org/")
    assert feed.remarks == ()
    assert feed.items == (
        FeedItem(
            guid="flu-1",
            title="Flu clinic opens",
            link="https://example.org/flu",
            canonical_link="https://example.org/flu",
            published=datetime(2026, 11, 20, 9, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (b"<rss version='0.91'><channel/></rss>", "rss"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom"),
        (
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>",
            "rdf",
        ),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json"),
    ],
)
def test_a_feed_without_items_is_still_a_feed(document: bytes, kind: str) -> None:
    feed = read(document)

    assert (feed.kind, feed.items) == (kind, ())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"   \n",
        b"<html><body><p>Hello</p></body></html>",
        b"%PDF-1.7 \x00\xff",
        b"\x89PNG\r\n",
        b"{}",
        b"[1, 2]",
        b'{"version": 3, "items": "none"}',
        b"{" * 100_000,
        b"/etc/hostname",
        b"<?xml version='1.0'?><note/>",
        b"Sign in to continue",
    ],
)
def test_what_is_no_feed_is_refused_by_name(document: bytes) -> None:
    with pytest.raises(NotAFeedError, match=r"^The feed at example\.org is (not a feed|empty)") as caught:
        read(document)

    assert "Hello" not in str(caught.value)


def test_a_document_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.xml"
    file.write_bytes(RSS)

    with pytest.raises(NotAFeedError):
        read(str(file).encode())


def test_a_page_names_the_feeds_it_offers() -> None:
    page = b"<html><head><link rel=alternate type=application/atom+xml href=/a.atom></head></html>"

    with pytest.raises(NotAFeedError) as caught:
        read(page)

    assert caught.value.alternates == ("https://example.org/a.atom",)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd",
     "mailto:a@example.org", "https://cdc.gov\\@evil.example/",
     "https://user:pw@example.org/", "https://", "", "//"],
)  # fmt: skip
def test_a_link_that_may_not_be_shown_is_left_out_with_a_remark(link: str) -> None:
    feed = read(rss(f"<title>A</title><link>{link}</link>", "<title>B</title><link>/b</link>"))

    assert [item.link for item in feed.items] == ["https://example.org/b"]
    assert feed.remarks == ("1 item left out: no web address that may be shown.",)


def test_relative_links_are_joined_to_where_the_feed_came_from() -> None:
    item = only(rss("<title>A</title><link>../a?x=1&amp;utm_source=feed#top</link>"))

    assert item.link == "https://example.org/a?x=1&utm_source=feed#top"
    assert item.canonical_link == "https://example.org/a?x=1"


@pytest.mark.parametrize("host", ["www.google.com", "google.com", "www.google.co.uk"])
def test_an_alert_leads_to_the_page_it_found(host: str) -> None:
    page = "https://example.org/flu?id=7"
    item = only(
        rss(f"<title>A</title><link>https://{host}/url?rct=j&amp;sa=t&amp;url={page}&amp;ct=ga</link>")
    )

    assert item.link == page


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/url?url=https://evil.example/",
        "https://www.google.com/maps?url=https://a.example/",
    ],
)
def test_an_address_within_another_one_is_else_left_alone(link: str) -> None:
    assert only(rss(f"<title>A</title><link>{link}</link>")).link == link


def test_an_alert_that_found_a_script_is_left_out() -> None:
    feed = read(rss("<title>A</title><link>https://www.google.com/url?url=https://u:p@evil.example/</link>"))

    assert feed.remarks == ("1 item left out: no web address that may be shown.",)


def test_markup_in_titles_and_summaries_becomes_plain_text() -> None:
    item = only(
        rss(
            "<title>Flu &amp;amp; you: &lt;b&gt;now&lt;/b&gt;</title><link>/a</link>"
            "<description><![CDATA[<style>p{}</style><p>One</p><p>Two&nbsp;three</p>"
            "<script>alert(1)</script><!--><img src=x onerror=alert(1)>-->]]></description>"
        )
    )

    assert item.title == "Flu & you: now"
    assert item.summary == "One Two three -->"
    assert "onerror" not in item.summary


def test_an_item_without_title_is_named_by_its_text() -> None:
    item = only(rss("<link>/a</link><description>Wash your hands</description>"))

    assert (item.title, item.summary) == ("Wash your hands", "")


def test_an_item_that_says_nothing_is_left_out() -> None:
    feed = read(rss("<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate>"))

    assert (feed.items, feed.entries) == ((), 1)
    assert feed.remarks == ("1 item left out: neither title nor summary nor address.",)


def test_an_item_without_words_is_kept_under_its_address() -> None:
    feed = read(rss("<link>https://example.org/2026/flu/</link>"))

    assert [item.title for item in feed.items] == ["example.org/2026/flu"]
    assert feed.remarks == ("1 item kept under its address: neither title nor summary.",)


def test_items_without_a_page_of_their_own_lead_to_the_home_of_the_feed_and_stay_apart() -> None:
    items = ("<title>A</title>", "<title>B</title><guid isPermaLink='false'>urn:b</guid>")
    feed = read(rss(*items, head="<link>https://example.org/</link>"))

    assert [item.link for item in feed.items] == ["https://example.org/"] * 2
    assert len({item.guid for item in feed.items}) == 2
    assert len({item.canonical_link for item in feed.items}) == 2
    assert feed.remarks == ("2 items kept with the address of the feed's home: it names no page of its own.",)


def test_long_texts_are_cut_at_a_word_and_said_so() -> None:
    words = "flu " * 1_000
    feed = read(rss(f"<title>{words}</title><link>/a</link><description>x{words}</description>"))

    assert len(feed.items[0].title) <= 500
    assert len(feed.items[0].summary) <= 2_000
    assert feed.items[0].title.endswith("flu…")
    assert feed.remarks == ("1 item shortened to the longest title or summary that we keep.",)


def test_of_too_many_items_the_first_thousand_stay() -> None:
    feed = read(rss(*(f"<title>T{number}</title><link>/{number}</link>" for number in range(1_003))))

    assert len(feed.items) == 1_000
    assert feed.items[0].title == "T0"
    assert feed.remarks == ("3 items left out: a document may have 1,000.",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Fri, 20 Nov 2026 09:00:00 -0600", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("Mon, 20 Nov 2026 09:00:00 CDT", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("2026-11-20T09:00:00+01:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("April 23, 2025", datetime(2025, 4, 23, tzinfo=UTC)),
        ("2014-12-16 10:15:00", datetime(2014, 12, 16, 10, 15, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 20:00:00 GMT", datetime(2026, 11, 22, 20, tzinfo=UTC)),
    ],
)
def test_dates_are_aware_and_utc(written: str, expected: datetime) -> None:
    item = only(rss(f"<title>A</title><link>/a</link><pubDate>{written}</pubDate>"))

    assert item.published == expected
    assert item.published is not None
    assert item.published.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "soon", "31/31/2026",
     "Tue, 24 Nov 2026 09:00:00 GMT", "0001-01-01T00:00:00Z", "99999-01-01T00:00:00Z"],
)  # fmt: skip
def test_a_date_that_can_not_be_believed_is_none_with_a_remark(written: str) -> None:
    feed = read(rss(f"<title>A</title><link>/a</link><pubDate>{written}</pubDate>"))

    assert feed.items[0].published is None
    assert feed.remarks == ("1 item kept without a date: unreadable, before 1990 or in the future.",)


def test_a_missing_date_is_none_without_a_remark() -> None:
    feed = read(rss("<title>A</title><link>/a</link>"))

    assert (feed.items[0].published, feed.remarks) == (None, ())


def test_reading_a_date_that_was_only_updated_warns_no_one() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        item = only(
            b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/a'/>"
            b"<updated>2026-11-20T09:00:00Z</updated></entry></feed>"
        )

    assert item.published == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_the_own_id_is_the_identity_where_it_is_unique() -> None:
    feed = read(
        rss(
            "<title>A</title><link>/a</link><guid isPermaLink='false'>1</guid>",
            "<title>B</title><link>/b</link><guid isPermaLink='false'>same</guid>",
            "<title>C</title><link>/c</link><guid isPermaLink='false'>same</guid>",
            "<title>D</title><link>/d?utm_medium=rss</link>",
        )
    )

    assert [item.guid for item in feed.items] == [
        "1",
        "https://example.org/b",
        "https://example.org/c",
        "https://example.org/d",
    ]


def test_an_item_that_stands_twice_is_kept_once() -> None:
    feed = read(rss("<title>A</title><link>/a</link>", "<title>A</title><link>/a#x</link>"))

    assert [item.title for item in feed.items] == ["A"]
    assert feed.entries == 2
    assert feed.remarks == ("1 item left out: the same item stands in the document twice.",)


def test_items_that_share_a_page_stay_apart_by_what_they_say() -> None:
    feed = read(rss("<title>A</title><link>/a</link>", "<title>B</title><link>/a#x</link>"))
    later = read(rss("<title>B</title><link>/a#x</link>", "<title>A</title><link>/a</link>"))

    assert [item.title for item in feed.items] == ["A", "B"]
    assert {item.title: item.guid for item in feed.items} == {item.title: item.guid for item in later.items}


def test_an_identity_without_end_becomes_a_digest() -> None:
    item = only(rss(f"<title>A</title><link>/a</link><guid isPermaLink='false'>{'x' * 5_000}</guid>"))

    assert item.guid.startswith("sha256:")
    assert len(item.guid) == 71


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("<author>desk@example.org (Health Desk)</author>", "Health Desk"),
        ("<author>desk@example.org</author>", ""),
        (
            "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Health &amp;amp; Co</dc:creator>",
            "Health & Co",
        ),
        ("", ""),
    ],
)
def test_an_author_is_a_name_and_never_a_mail_address(written: str, author: str) -> None:
    assert only(rss(f"<title>A</title><link>/a</link>{written}")).author == author


def test_a_picture_is_found_where_feeds_put_it() -> None:
    media = "xmlns:media='http://search.yahoo.com/mrss/'"
    feed = read(
        rss(
            f"<title>A</title><link>/a</link><media:thumbnail {media} url='/a.jpg'/>",
            f"<title>B</title><link>/b</link><media:content {media} medium='image' url='/b.jpg'/>",
            "<title>C</title><link>/c</link><enclosure type='image/png' url='/c.png'/>",
            "<title>D</title><link>/d</link><enclosure type='audio/mpeg' url='/d.mp3'/>",
            f"<title>E</title><link>/e</link><media:thumbnail {media} url='javascript:1'/>",
        )
    )

    assert [item.image for item in feed.items] == [
        "https://example.org/a.jpg",
        "https://example.org/b.jpg",
        "https://example.org/c.png",
        None,
        None,
    ]


def test_a_podcast_without_a_page_links_to_its_sound() -> None:
    item = only(rss("<title>A</title><enclosure type='audio/mpeg' url='https://example.org/a.mp3'/>"))

    assert item.link == "https://example.org/a.mp3"


def test_ill_formed_documents_give_what_can_be_read() -> None:
    document = b"<rss version='2.0'><channel><item><title>A & B</title><link>/a</link></item><item><title>C"

    assert [item.title for item in read(document).items] == ["A & B"]


def test_entities_of_strangers_are_not_opened() -> None:
    document = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<rss version="2.0"><channel><item><title>A&x;</title><link>/a</link></item></channel></rss>'
    )

    assert only(document).title in {"A", "A&x;"}


def test_the_declared_charset_is_heeded() -> None:
    document = "<rss version='2.0'><channel><item><title>Café</title><link>/a</link></item></channel></rss>"

    feed = parse(
        document.encode("iso-8859-1"), base_url=BASE, now=NOW, content_type="text/xml; charset=iso-8859-1"
    )

    assert feed.items[0].title == "Café"


def test_no_remark_holds_text_of_the_feed() -> None:
    feed = read(rss("<title>Private words</title><link>javascript:1</link><pubDate>Private</pubDate>"))

    assert "Private" not in " ".join(feed.remarks)
