from __future__ import annotations

import json
import re
from datetime import timedelta

import defusedxml.ElementTree
import httpx
import pytest

from feeds.fetch import Fetcher
from feeds.parse import parse
from scheduler.demo import script
from scheduler.demo.script import Feed
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from tests.builders import NOON

FEEDS = script.feeds()


def address(press: tuple[str, FrozenClock], feed: Feed) -> str:
    return f"{press[0]}/feeds/{feed.file_name}"


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_each_feed_is_read_by_the_real_reader_without_a_remark(
    press: tuple[str, FrozenClock], feed: Feed
) -> None:
    fetched = Fetcher(now=lambda: NOON, allow_private=True).fetch(address(press, feed))

    parsed = parse(fetched.body, base_url=fetched.url, now=NOON, content_type=fetched.content_type)

    assert parsed.remarks == ()
    assert parsed.title == feed.title
    assert parsed.kind == feed.format
    assert 9 <= len(parsed.items) < len(feed.articles) <= 20
    assert all(item.published and item.published <= NOON for item in parsed.items)
    assert all(item.link.startswith(f"{press[0]}/articles/") for item in parsed.items)
    assert {item.title for item in parsed.items} <= {article.title for article in feed.articles}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_an_unchanged_feed_is_not_sent_twice(press: tuple[str, FrozenClock], feed: Feed) -> None:
    fetcher = Fetcher(now=lambda: NOON, allow_private=True)
    first = fetcher.fetch(address(press, feed))

    by_tag = fetcher.fetch(address(press, feed), etag=first.etag)
    by_date = fetcher.fetch(address(press, feed), last_modified=first.last_modified)

    assert (by_tag.status, by_date.status) == ("unchanged", "unchanged")


def test_in_the_days_after_the_first_one_news_comes_out(press: tuple[str, FrozenClock]) -> None:
    url, clock = press
    feed = next(feed for feed in FEEDS if feed.name == "county-health")
    fetcher = Fetcher(now=clock.now, allow_private=True)
    first = fetcher.fetch(f"{url}/feeds/{feed.file_name}")

    clock.advance(timedelta(days=14))
    later = fetcher.fetch(f"{url}/feeds/{feed.file_name}", etag=first.etag, last_modified=first.last_modified)

    known = parse(first.body, base_url=url, now=NOON).items
    now = parse(later.body, base_url=url, now=clock.now()).items
    assert later.status == "new"
    assert len(now) == len(feed.articles) > len(known)
    assert {item.guid for item in known} < {item.guid for item in now}


def test_a_feeds_names_of_items_stay_when_the_newsroom_moves() -> None:
    from scheduler.demo.documents import document

    here, there = (
        parse(document(feed, base_url=base, anchor=NOON.date(), now=NOON).body, base_url=base, now=NOON)
        for feed in FEEDS[:1]
        for base in ("http://127.0.0.1:1", "http://127.0.0.1:2")
    )

    assert [item.guid for item in here.items] == [item.guid for item in there.items]


def test_every_link_of_the_newsroom_leads_to_a_readable_page(press: tuple[str, FrozenClock]) -> None:
    url, _ = press
    with httpx.Client() as client:
        front = client.get(f"{url}/").text
        links = set(re.findall(r'href="(http[^"]+)"', front))
        answers = {link: client.get(link) for link in links}

    pages = [answer.text for link, answer in answers.items() if "/articles/" in link]
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len(pages) > 130
    for page in pages:
        assert page.startswith("<!doctype html><html lang=")
        assert page.count("<h1>") == page.count("<main>") == 1
        assert "made up" in page
        defusedxml.ElementTree.fromstring(
            re.sub(r"<meta[^>]*>|<!doctype html>|<style>.*?</style>", "", page, flags=re.DOTALL)
        )


def test_what_is_not_there_is_said_to_be_not_there(press: tuple[str, FrozenClock]) -> None:
    url, _ = press

    for path in ("/feeds/nothing.xml", "/articles/nothing", "/articles/../secret"):
        assert httpx.get(f"{url}{path}").status_code == 404


def test_slugs_are_unique_and_links_stay_short() -> None:
    slugs = [article.slug for feed in FEEDS for article in feed.articles]

    assert len(set(slugs)) == len(slugs)
    assert max(map(len, slugs)) <= 24
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_a_json_feed_says_its_version(press: tuple[str, FrozenClock]) -> None:
    feed = next(feed for feed in FEEDS if feed.format == "json")

    told = json.loads(httpx.get(address(press, feed)).text)

    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["items"]


def test_posts_of_the_demo_link_to_pages_that_are_out(press: tuple[str, FrozenClock]) -> None:
    with httpx.Client() as client:
        codes = {
            told.article: client.get(f"{press[0]}/articles/{told.article}").status_code
            for told in script.posts()
            if told.article
        }

    assert set(codes.values()) == {200}
    assert OPERATOR.name
