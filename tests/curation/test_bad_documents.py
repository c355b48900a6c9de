from __future__ import annotations

from scheduler.domain.people import OPERATOR
from tests.curation.house import House, a_source
from tests.feeds.feed_host import Host, Reply

ITEMS = (
    b"<item><title>Bad</title><link>javascript:alert(1)</link></item>"
    b"<item><title>Flu clinic</title><link>/flu</link><pubDate>Fri, 01 Jan 2099 00:00:00 GMT</pubDate></item>"
)


def test_why_an_item_was_refused_can_be_read_at_its_source(house: House, host: Host) -> None:
    host.serve("/feed", Reply(body=b"<rss version='2.0'><channel>" + ITEMS + b"</channel></rss>"))
    house.curating.add(OPERATOR, a_source(url=host.url("/feed"), domains=("127.0.0.1",)))

    house.curating.poll()

    with house.store.read() as unit:
        kept = unit.items.known("county").values()
    assert [(item.title, item.published) for item in kept] == [("Flu clinic", None)]
    remark = house.curating.health("county").remark
    assert "1 item left out: no web address that may be shown." in remark
    assert "1 item kept without a date: unreadable, before 1990 or in the future." in remark


def test_a_page_to_sign_in_spoils_nothing_that_is_known(house: House, host: Host) -> None:
    host.serve("/feed", Reply(body=b"<rss version='2.0'><channel>" + ITEMS + b"</channel></rss>"))
    house.curating.add(OPERATOR, a_source(url=host.url("/feed"), domains=("127.0.0.1",)))
    house.curating.poll()

    page = b"<!doctype html><html><form><input type=password name=pw></form></html>"
    host.serve("/feed", Reply(body=page))
    (result,) = house.curating.poll(force=True)

    with house.store.read() as unit:
        assert len(unit.items.known("county")) == 1
    assert result.status in {"broken", "blocked"}
    assert "feed" in house.curating.health("county").remark
