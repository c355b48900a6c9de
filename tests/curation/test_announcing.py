from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from scheduler.callbacks import websub_route
from scheduler.domain.curation import SourceHealth
from scheduler.domain.people import OPERATOR
from scheduler.services.announcing import Announcing
from scheduler.webcal import CalendarServer, application
from tests.builders import NOON
from tests.curation.house import Entry, House, a_source, rss
from tests.feeds.feed_host import Host, Reply, Visit

BASE = "https://rounds.example.org/"
FLU = Entry("flu", "Flu clinics open on Saturday")


class Hub:
    """A hub on loopback: remembers what it was asked, and calls back as it is told."""

    def __init__(self, host: Host) -> None:
        self.asked: list[dict[str, str]] = []
        self.status = 202
        self.url = host.serve("/hub", self._take)

    def _take(self, visit: Visit) -> None:
        form = visit.rfile.read(int(visit.headers["Content-Length"])).decode()
        self.asked.append({name: values[0] for name, values in parse_qs(form).items()})
        visit.start(self.status, {"Content-Length": "0"})

    @property
    def token(self) -> str:
        return urlsplit(self.asked[-1]["hub.callback"]).path.rpartition("/")[2]

    def signed(self, body: bytes, *, method: str = "sha256", secret: str = "") -> str:
        key = (secret or self.asked[-1]["hub.secret"]).encode()
        return f"{method}={hmac.new(key, body, method).hexdigest()}"


@pytest.fixture
def hub(host: Host) -> Hub:
    return Hub(host)


@pytest.fixture
def announcing(house: House) -> Announcing:
    return Announcing(house.store, house.clock, base=BASE, fetcher=lambda: house.curating.fetcher)


@pytest.fixture
def server(announcing: Announcing) -> Iterator[CalendarServer]:
    class Nothing:
        def glance(self, token: str) -> None:
            del token

        def answer(self, token: str, *, client: str) -> None:
            del token, client

    made = CalendarServer(
        application(Nothing(), dict, str, others=[websub_route(announcing)]), "127.0.0.1", 0
    )
    made.start()
    yield made
    made.stop()


def polled(house: House, host: Host, hub: Hub) -> SourceHealth:
    """Add a source whose headers name a hub, and ask it once."""
    links = f'<{hub.url}>; rel="hub", <{host.url("/feed")}>; rel="self"'
    host.serve("/feed", Reply(body=rss(FLU), headers={"ETag": '"1"', "Link": links}))
    house.curating.add(OPERATOR, a_source(url=host.url("/feed"), domains=("127.0.0.1",)))
    house.curating.poll()
    return house.curating.health("county")


def asks_back(announcing: Announcing, hub: Hub, **other: str) -> str | None:
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": hub.asked[-1]["hub.topic"],
        "hub.challenge": "a challenge",
        "hub.lease_seconds": "432000",
    }
    return announcing.confirm(hub.token, {**asked, **{f"hub.{name}": value for name, value in other.items()}})


def test_a_poll_finds_the_hub_and_the_name_of_the_feed_there(house: House, host: Host, hub: Hub) -> None:
    health = polled(house, host, hub)

    assert (health.hub, health.topic) == (hub.url, host.url("/feed"))


def test_a_hub_is_asked_to_announce_and_its_question_back_is_confirmed(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)

    taken = announcing.renew()
    challenge = asks_back(announcing, hub)

    asked = hub.asked[0]
    assert taken == 1
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", host.url("/feed"))
    assert asked["hub.callback"].startswith("https://rounds.example.org/websub/")
    assert challenge == "a challenge"
    assert house.curating.health("county").lease_until == NOON + timedelta(days=5)


def test_without_a_public_address_no_hub_is_asked_and_nothing_is_answered(
    house: House, host: Host, hub: Hub
) -> None:
    polled(house, host, hub)
    off = Announcing(house.store, house.clock, base="", fetcher=lambda: house.curating.fetcher)

    assert off.renew() == 0
    assert hub.asked == []
    assert off.confirm("any", {"hub.mode": "subscribe"}) is None
    assert not off.announce("any", [b""], signature="")


@pytest.mark.parametrize(
    "other", [{"topic": "https://other.example/feed"}, {"mode": "unsubscribe"}, {"challenge": ""}]
)
def test_what_we_did_not_ask_for_is_not_confirmed(
    house: House, host: Host, hub: Hub, announcing: Announcing, other: dict[str, str]
) -> None:
    polled(house, host, hub)
    announcing.renew()

    assert asks_back(announcing, hub, **other) is None
    assert house.curating.health("county").lease_until is None


def test_a_lease_is_renewed_a_day_before_it_ends_and_not_sooner(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)
    announcing.renew()
    asks_back(announcing, hub)

    house.clock.advance(timedelta(days=3))
    early = announcing.renew()
    house.clock.advance(timedelta(days=1, hours=1))
    late = announcing.renew()

    assert (early, late) == (0, 1)


def test_a_hub_that_does_not_answer_is_asked_again_after_hours_and_not_at_once(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)
    hub.status = 500

    tries = [announcing.renew(), announcing.renew()]
    house.clock.advance(timedelta(hours=7))
    announcing.renew()

    assert tries == [0, 0]
    assert len(hub.asked) == 2


def test_a_signed_announcement_brings_the_next_poll_forward_and_is_not_believed(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)
    announcing.renew()
    house.clock.advance(timedelta(minutes=10))
    pushed = rss(Entry("forged", "Something that the source never said"))

    known = announcing.announce(hub.token, [pushed], signature=hub.signed(pushed))
    results = house.curating.poll()

    with house.store.read() as unit:
        items = unit.items.known("county")
    assert known
    assert [result.source for result in results] == ["county"]
    assert set(items) == {"flu"}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_the_recommendation_signs(
    house: House, host: Host, hub: Hub, announcing: Announcing, method: str
) -> None:
    polled(house, host, hub)
    announcing.renew()

    announcing.announce(hub.token, [b"ne", b"ws"], signature=hub.signed(b"news", method=method))

    assert house.curating.health("county").next_check_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "sha256", "é=é"])
def test_an_announcement_without_a_right_signature_changes_nothing(
    house: House, host: Host, hub: Hub, announcing: Announcing, signature: str
) -> None:
    before = polled(house, host, hub)
    announcing.renew()
    before = house.curating.health("county")

    wrong = hub.signed(b"news", secret="another secret")
    known = [announcing.announce(hub.token, [b"news"], signature=each) for each in (signature, wrong)]

    assert known == [True, True]
    assert house.curating.health("county") == before


def test_a_hub_that_calls_all_the_time_has_the_source_asked_every_five_minutes_at_most(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)
    announcing.renew()

    for _ in range(20):
        announcing.announce(hub.token, [b"news"], signature=hub.signed(b"news"))
        house.curating.poll()

    assert sum(path == "/feed" for path, _ in host.visits) == 1


def test_an_announced_source_is_still_polled_daily(
    house: House, host: Host, hub: Hub, announcing: Announcing
) -> None:
    polled(house, host, hub)
    announcing.renew()
    asks_back(announcing, hub)

    house.curating.poll(force=True)
    next_check = house.curating.health("county").next_check_at

    assert next_check is not None
    assert timedelta(hours=24) <= next_check - NOON <= timedelta(hours=27)


def test_hubs_reach_us_over_http_and_strangers_do_not(
    house: House, host: Host, hub: Hub, announcing: Announcing, server: CalendarServer
) -> None:
    polled(house, host, hub)
    announcing.renew()
    address = f"{server.url}/websub/{hub.token}"
    question = {"hub.mode": "subscribe", "hub.topic": host.url("/feed"), "hub.challenge": "8 & more"}

    with httpx.Client(trust_env=False) as client:
        confirmed = client.get(f"{address}?{urlencode(question)}")
        announced = client.post(address, content=b"news", headers={"X-Hub-Signature": hub.signed(b"news")})
        stranger = client.post(f"{server.url}/websub/guess", content=b"news")
        flood = client.post(address, content=bytes(6 * 1024 * 1024))

    assert (confirmed.status_code, confirmed.text) == (200, "8 & more")
    assert announced.status_code == 204
    assert stranger.status_code == 404
    assert flood.status_code == 413
