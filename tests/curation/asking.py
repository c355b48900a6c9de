"""How tests ask sources: by a poller for which every name is this machine, and that never really pauses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from feeds.fetch import Fetcher
from feeds.sites import Manners
from scheduler.domain.curation import Source
from scheduler.domain.people import OPERATOR
from scheduler.services.polling import Polling
from tests.curation.house import Entry, House, a_source, rss
from tests.feeds.feed_host import Host, Reply
from tests.feeds.test_guard import Names

FLU = Entry("flu", "Flu clinics open on Saturday")
SLEEP = Entry("sleep", "How to keep a sleep diary")
TAG = {"ETag": '"v1"'}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def polling_by_name(house: House, *, chance: float = 0.0) -> Polling:
    """Return a poller for which every name is this machine, and that never really pauses."""
    fetcher = Fetcher(
        now=house.clock.now,
        allow_private=True,
        resolver=Names(("127.0.0.1",)),
        manners=Manners(pause=lambda _: None),
    )
    return Polling(house.store, house.clock, fetcher=lambda: fetcher, chance=lambda: chance)


def serve(host: Host, *entries: Entry, path: str = "/feed", **headers: str) -> None:
    host.serve(path, Reply(body=rss(*entries), headers=TAG | headers))


def add(house: House, url: str, *, name: str = "county", **fields: Any) -> Source:
    return house.curating.add(OPERATOR, a_source(name=name, url=url, domains=("127.0.0.1",), **fields))


def named(host: Host, name: str, path: str = "/feed") -> str:
    return f"http://{name}:{host.server_address[1]}{path}"


def next_check(house: House, name: str = "county") -> datetime:
    at = house.curating.health(name).next_check_at
    assert at is not None
    return at
