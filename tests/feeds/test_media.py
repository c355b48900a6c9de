from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.item import FeedItem, ParsedFeed
from feeds.media import seconds_in, views_in
from feeds.parse import parse
from tests.feeds.feed_host import NOW

YOUTUBE = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="https://www.youtube.com/feeds/videos.xml?channel_id=UC1"/>
 <title>Larkspur</title><link rel="alternate" href="https://www.youtube.com/channel/UC1"/>
 <entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>Wash your hands</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
  <published>2026-11-18T09:00:00+00:00</published><updated>2026-11-19T09:00:00+00:00</updated>
  <media:group><media:title>Wash your hands</media:title>
   <media:thumbnail url="https://i2.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/>
   <media:description>Twenty seconds.</media:description>
   <media:community><media:statistics views="251497"/></media:community></media:group></entry></feed>"""

PODCAST = b"""<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
 <channel><title>Rounds aloud</title><link>https://example.org/</link><language>en-US</language>
 <ttl>120</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
 <atom:link rel="hub" href="https://hub.example.org/"/>
 <atom:link rel="self" href="https://example.org/podcast.xml"/>
 <itunes:new-feed-url>https://new.example.org/podcast.xml</itunes:new-feed-url>
 <item><title>Sleep</title><guid isPermaLink="false">sleep-1</guid><itunes:duration>1:02:03</itunes:duration>
 <enclosure url="https://example.org/sleep.mp3" type="audio/mpeg" length="1"/>
 <itunes:image href="https://example.org/sleep.jpg"/></item></channel></rss>"""


def read(document: bytes) -> ParsedFeed:
    return parse(document, base_url="https://example.org/feed.xml", now=NOW)


def test_a_film_of_a_channel_has_its_picture_and_how_often_it_was_seen() -> None:
    assert read(YOUTUBE).items == (
        FeedItem(
            guid="yt:video:abc",
            title="Wash your hands",
            link="https://www.youtube.com/watch?v=abc",
            canonical_link="https://www.youtube.com/watch?v=abc",
            summary="Twenty seconds.",
            published=datetime(2026, 11, 18, 9, tzinfo=UTC),
            updated=datetime(2026, 11, 19, 9, tzinfo=UTC),
            image="https://i2.ytimg.com/vi/abc/hqdefault.jpg",
            medium="video",
            views=251_497,
        ),
    )


def test_an_episode_has_its_length_its_picture_and_its_language() -> None:
    (item,) = read(PODCAST).items

    assert (item.link, item.medium, item.seconds) == ("https://example.org/sleep.mp3", "audio", 3_723)
    assert (item.image, item.language, item.views) == ("https://example.org/sleep.jpg", "en", None)


def test_a_feed_says_where_it_lives_who_announces_it_and_when_to_come_again() -> None:
    feed = read(PODCAST)

    assert (feed.hub, feed.topic) == ("https://hub.example.org/", "https://example.org/podcast.xml")
    assert feed.new_address == "https://new.example.org/podcast.xml"
    assert (feed.ttl_seconds, feed.language) == (43_200.0, "en")


@pytest.mark.parametrize("address", ["https://example.org/feed.xml", "javascript:alert(1)", "mailto:a@b.c"])
def test_a_new_address_is_another_one_that_we_would_visit(address: str) -> None:
    document = PODCAST.replace(b"https://new.example.org/podcast.xml", address.encode())

    assert read(document).new_address is None


@pytest.mark.parametrize("ttl", ["-5", "nan", "inf", "1e400", "soon", ""])
def test_a_time_to_live_that_is_none_asks_for_nothing(ttl: str) -> None:
    document = f"<rss version='2.0'><channel><ttl>{ttl}</ttl></channel></rss>".encode()

    assert read(document).ttl_seconds is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:02:03", 3_723), ("62:03", 3_723), ("3723", 3_723), (3723.5, 3_723), (" 90 ", 90),
     ("", 0), (None, 0), ("-5", 0), ("an hour", 0), ("9" * 400, 0), ({}, 0)],
)  # fmt: skip
def test_a_length_is_read_in_all_its_forms(written: object, seconds: int) -> None:
    assert seconds_in(written) == seconds


@pytest.mark.parametrize(
    ("written", "views"),
    [("251497", 251_497), ("1,204", 1_204), ("0", 0), ("", None), (None, None), ("-1", None),
     ("many", None), ("9" * 30, None), ("\u0664\u0662", None)],
)  # fmt: skip
def test_a_count_is_a_count_or_nothing(written: object, views: int | None) -> None:
    assert views_in(written) == views


def test_a_length_of_years_is_not_believed() -> None:
    (item,) = read(PODCAST.replace(b"1:02:03", b"9999999")).items

    assert item.seconds == 0
