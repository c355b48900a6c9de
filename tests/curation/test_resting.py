"""What a site asked for once holds for every program of the house, and after a restart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import RateLimitedError, RestingError
from feeds.fetch import Fetcher
from feeds.sites import Manners
from scheduler.services.polling import Polling
from scheduler.services.resting import SiteRests
from tests.curation.asking import FLU, add, named, serve
from tests.curation.house import House
from tests.feeds.feed_host import Host, Reply
from tests.feeds.test_guard import Names


def a_fetcher(house: House) -> Fetcher:
    """A program that asks, and knows only what stands in the database."""
    return Fetcher(
        now=house.clock.now,
        allow_private=True,
        resolver=Names(("127.0.0.1",)),
        manners=Manners(pause=lambda _: None),
        rests=SiteRests(house.store, house.clock),
    )


def test_a_page_that_asks_to_wait_keeps_every_program_from_its_site(house: House, host: Host) -> None:
    host.serve("/article", Reply(429, headers={"Retry-After": "7200"}))
    with pytest.raises(RateLimitedError):
        a_fetcher(house).fetch_page(named(host, "www.county.example", "/article"))

    with pytest.raises(RestingError):
        a_fetcher(house).fetch(named(host, "feeds.county.example"))

    assert SiteRests(house.store, house.clock).until("county.example") == house.clock.now() + timedelta(
        hours=2
    )


def test_a_source_of_a_resting_site_is_put_off_and_counts_no_failure(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, named(host, "feeds.county.example"))
    fetcher = a_fetcher(house)
    polling = Polling(house.store, house.clock, fetcher=lambda: fetcher, chance=lambda: 0.0)
    SiteRests(house.store, house.clock).note("county.example", house.clock.now() + timedelta(hours=2))

    (result,) = polling.poll(force=True)
    house.clock.advance(timedelta(hours=2))
    (after,) = polling.poll()

    assert (result.status, result.remark) == (
        "",
        "Not asked: county.example wants to be left alone for a while.",
    )
    assert (after.status, house.curating.health("county").failures) == ("ok", 0)
    assert [path for path, _ in host.visits] == ["/feed"]
