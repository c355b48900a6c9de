from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.errors import NotAFeedError
from feeds.item import FeedItem, ParsedFeed
from feeds.parse import parse
from tests.feeds.feed_host import NOW

VERSION = "https://jsonfeed.org/version/1.1"


def read(top: Any) -> ParsedFeed:
    return parse(json.dumps(top).encode(), base_url="https://example.org/feed.json", now=NOW)


def test_a_json_feed_is_read_like_any_other() -> None:
    item = {
        "id": 7,
        "url": "/a?utm_source=x",
        "title": "<b>Flu</b> clinic",
        "content_html": "<p>Opens at nine</p>",
        "date_published": "2026-11-20T09:00:00-06:00",
        "image": "/a.jpg",
        "authors": [{"url": "https://example.org"}, {"name": "Health desk"}],
    }

    feed = read(
        {"version": VERSION, "title": "Larkspur", "home_page_url": "https://example.org/", "items": [item]}
    )

    assert (feed.kind, feed.title, feed.home) == ("json", "Larkspur", "https://example.org/")
    assert feed.items == (
        FeedItem(
            guid="7",
            title="Flu clinic",
            link="https://example.org/a?utm_source=x",
            canonical_link="https://example.org/a",
            summary="Opens at nine",
            author="Health desk",
            published=datetime(2026, 11, 20, 15, tzinfo=UTC),
            image="https://example.org/a.jpg",
        ),
    )


def test_values_of_the_wrong_kind_count_as_missing() -> None:
    items = [
        {"id": ["x"], "url": 5, "title": None},
        "text",
        None,
        {
            "id": "https://example.org/b",
            "title": "B",
            "date_published": 12,
            "authors": "x",
            "author": 3,
            "image": {},
        },
    ]

    feed = read({"version": VERSION, "title": 5, "items": items})

    assert [item.title for item in feed.items] == ["B"]
    assert feed.remarks == ("1 item left out: neither title nor summary nor address.",)


def test_a_feed_without_its_version_line_is_recognised_by_its_items() -> None:
    feed = read({"items": [{"id": "1", "url": "/a", "content_text": "Hello"}]})

    assert feed.items[0].title == "Hello"


def test_the_lists_of_the_world_health_organization_are_read() -> None:
    news = {
        "@odata.context": "https://www.who.int/api/news/$metadata#newsitems(Id,Title)",
        "value": [
            {
                "Id": "1",
                "Title": "A",
                "ItemDefaultUrl": "/20-11-2026-a",
                "PublicationDateAndTime": "2026-11-20T09:00:00Z",
            }
        ],
    }
    outbreaks = {
        "@odata.context": "https://www.who.int/api/news/$metadata#diseaseoutbreaknews",
        "value": [{"Id": "2", "Title": "B", "UrlName": "2026-DON1", "Summary": "<p>Cases</p>"}],
    }

    (item,) = read(news).items
    (outbreak,) = read(outbreaks).items

    assert (item.link, item.published) == (
        "https://www.who.int/news/item/20-11-2026-a",
        datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    assert (outbreak.link, outbreak.summary) == (
        "https://www.who.int/emergencies/disease-outbreak-news/item/2026-DON1",
        "Cases",
    )


@pytest.mark.parametrize(
    "top", [{"items": []}, {"version": "2"}, {"@odata.context": "https://example.org/#newsitems"}]
)
def test_other_json_is_no_feed(top: Any) -> None:
    with pytest.raises(NotAFeedError):
        read(top)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    document = b"\xef\xbb\xbf" + json.dumps({"version": VERSION, "items": []}).encode()

    assert parse(document, base_url="https://example.org/", now=NOW).kind == "json"
