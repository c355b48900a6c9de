from __future__ import annotations

from datetime import timedelta
from html import escape

import pytest

from feeds.fetch import Fetcher
from scheduler.domain.curation import Fate, Item
from scheduler.domain.post import PostState
from scheduler.services.afterlife import Afterlife
from tests.builders import NOON, a_post
from tests.curation.house import House, a_source, an_item
from tests.feeds.feed_host import Host, Reply

TITLE = "Mask guidance for visitors of nursing homes"
OTHER = "Respiratory season: what hospitals should know"


def page(title: str = TITLE, head: str = "", body: str = "") -> Reply:
    text = f"<html><head><title>{escape(title)}</title>{head}</head><body>{body}</body></html>"
    return Reply(body=text.encode())


def moved(to: str, status: int = 301) -> Reply:
    return Reply(status, headers={"Location": to})


def planned(house: House, link: str) -> tuple[Item, int]:
    with house.store.write() as unit:
        unit.sources.put(a_source(domains=("127.0.0.1",)))
        item = unit.items.put(an_item(1, title=TITLE, link=link))
        post = unit.posts.add(a_post(item=item.id, state=PostState.SCHEDULED, due=NOON + timedelta(days=1)))
    return item, post.id


def looked(house: House, host: Host) -> tuple[Item, str, PostState]:
    """Look at the page at `/old` and return what became of the item and its queued post."""
    item, number = planned(house, host.url("/old"))
    fetcher = Fetcher(now=house.clock.now, allow_private=True)
    Afterlife(house.store, house.clock, fetcher=lambda: fetcher).look()
    post = house.planning.get(number)
    return house.curating.item(item.id), post.explanation or "", post.state


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_leads_to_another_article_for_good_is_superseded_by_it(
    house: House, host: Host, status: int
) -> None:
    new = host.serve("/new", page(OTHER))
    host.serve("/old", moved(new, status))

    item, explanation, state = looked(house, host)

    assert (item.fate, state) == (Fate.SUPERSEDED, PostState.HELD)
    assert new in item.fate_words
    assert new in explanation


@pytest.mark.parametrize(
    "said",
    [
        "This page has been replaced by <a href='/new'>the newer one</a>.",
        "<strong>This guidance was superseded by</strong> our <em>fresh</em> <a class=x href='/new'>page</a>",
        "A newer version of this advisory is available: <a href='/new'>here</a>",
    ],
)
def test_a_page_that_says_what_replaced_it_is_superseded_whatever_that_is_called(
    house: House, host: Host, said: str
) -> None:
    host.serve("/old", page(body=f"<p>{said}</p><p><a href='/else'>More</a></p>"))
    host.serve("/new", page())

    item, _, state = looked(house, host)

    assert (item.fate, state) == (Fate.SUPERSEDED, PostState.HELD)
    assert item.fate_words.endswith(host.url("/new"))


@pytest.mark.parametrize(
    "head",
    ["<link rel='canonical' href='/new'>", '<meta http-equiv="Refresh" content="0; URL=/new">'],
    ids=["canonical", "refresh"],
)
def test_a_page_that_names_another_article_as_its_place_is_superseded(
    house: House, host: Host, head: str
) -> None:
    host.serve("/old", page(head=head))
    host.serve("/new", page(OTHER))

    item, _, state = looked(house, host)

    assert (item.fate, state) == (Fate.SUPERSEDED, PostState.HELD)
    assert item.fate_words.endswith(host.url("/new"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (moved("/new"), page(f"{TITLE} | The county")),
        (moved("/new", 302), page(OTHER)),
        (moved("/new"), page("")),
        (page(head="<link rel='canonical' href='/new'>"), page(f"{TITLE} (updated)")),
        (page(head="<link rel='canonical' href='/new'>"), Reply(404)),
        (page(head="<link rel='canonical' href='/'>"), page(OTHER)),
        (page(head="<link rel='canonical' href='/old?utm_source=rss'>"), page(OTHER)),
        (page(head="<link rel='canonical' href='javascript:alert(1)'>"), page(OTHER)),
        (page(head="<meta http-equiv='refresh' content='600; url=/new'>"), page(OTHER)),
        (page(body="<p>The old rule was replaced by <a href='/new'>a law</a>.</p>"), page(OTHER)),
        (page(body="<p>This page has been replaced by</p><p><a href='/new'>Next</a></p>"), page(OTHER)),
    ],
)
def test_a_page_that_moved_or_says_nothing_sure_stands(
    house: House, host: Host, old: Reply, new: Reply
) -> None:
    host.serve("/old", old)
    host.serve("/new", new)
    host.serve("/", page(OTHER))

    item, _, state = looked(house, host)

    assert (item.fate, state) == (Fate.STANDS, PostState.SCHEDULED)


def test_a_page_that_leads_to_the_front_page_for_good_is_missing(house: House, host: Host) -> None:
    host.serve("/old", moved("/"))
    host.serve("/", page("The county"))

    item, _, _ = looked(house, host)

    with house.store.read() as unit:
        check = unit.page_checks.some([item.id])[item.id]
    assert (item.fate, check.status, check.misses) == (Fate.STANDS, 404, 1)
