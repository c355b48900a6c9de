"""What every connector promises, asked of each one over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors import NETWORKS, UnknownNetworkError, check_network, connect, limits_of
from connectors.appearance import APPEARANCES
from connectors.base import Connector, Outgoing, Picture, RefusedError, SignInExpiredError
from connectors.rehearsal import Rehearsal, RehearsalServer
from scheduler.domain.clock import FrozenClock
from scheduler.services.pictures import PictureLimits
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out

Message = Callable[..., Outgoing]
Paint = Callable[..., Picture]

TEXTS = [
    "Wash your hands",
    "Fish & chips < 2 > 1",
    "Already escaped: &amp; &lt;b&gt; &copy;",
    "Flu clinics: https://example.org/flu?where=all&copy=2&lt=3",
    "Flu clinics: example.org/flu, or www.example.com",
    "HTTPS://Example.ORG/Flu/ and https://example.org/",
    "Twice https://example.org/a and https://example.org/a",
    "Prefix https://example.org/a and https://example.org/ab",
    "Ümlaute https://bücher.example/straße?q=ä and cafe\u0301",
    "First line\n\nsecond\tline  with   gaps ",
    "手を洗いましょう。👩‍⚕️👨‍👩‍👧‍👦 https://example.org/手",
    "اغسل يديك example.org",
    "100% of rooms, 50%25 and a+b=c %41",
    "https://t.co/abc stays what it is",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_sent_is_found_again(
    connector: Connector, message: Message, network: Rehearsal, text: str
) -> None:
    receipt = put_out(connector, message(text))

    found = connector.find(message(text), since=START - timedelta(minutes=2), staged="")

    assert found == receipt
    assert [kept.text for kept in network.posts()] == [text]


def test_a_receipt_tells_number_time_and_where_to_look(
    connector: Connector, message: Message, network: Rehearsal, server: RehearsalServer
) -> None:
    receipt = put_out(connector, message())

    kept = network.posts()[0]
    assert receipt.remote_id == kept.id
    assert receipt.at == START
    assert receipt.url == f"{server.url}/i/status/{kept.id}"


def test_what_was_never_sent_is_not_found(connector: Connector, message: Message) -> None:
    put_out(connector, message("Something else"))

    assert connector.find(message("Wash your hands"), since=START - timedelta(days=1), staged="") is None
    assert connector.find(message("Something els"), since=START - timedelta(days=1), staged="") is None


def test_a_post_of_before_is_not_found(connector: Connector, message: Message, clock: FrozenClock) -> None:
    put_out(connector, message())
    clock.advance(timedelta(minutes=10))

    assert connector.find(message(), since=clock.now() - timedelta(minutes=2), staged="") is None


def test_a_post_of_the_very_instant_is_found(connector: Connector, message: Message) -> None:
    put_out(connector, message())

    assert connector.find(message(), since=START, staged="") is not None


def test_of_two_alike_the_older_is_found_however_many_pages_lie_between(
    connector: Connector, message: Message, network: Rehearsal, clock: FrozenClock, picture: Paint
) -> None:
    first = put_out(connector, message(pictures=(picture(),)))
    for number in range(230):
        network.take(network.accounts[0], f"Another post, number {number}")
    clock.advance(timedelta(seconds=1))
    second = put_out(connector, message(pictures=(picture(),)))

    found = connector.find(message(pictures=(picture(),)), since=START, staged="")

    assert found == first != second


def test_the_same_text_with_other_pictures_is_another_message(
    connector: Connector, message: Message, picture: Paint
) -> None:
    put_out(connector, message(pictures=(picture(), picture("red"))))

    assert connector.find(message(), since=START, staged="") is None
    assert connector.find(message(pictures=(picture(),)), since=START, staged="") is None
    assert connector.find(message(pictures=(picture(), picture())), since=START, staged="") is not None


def test_pictures_arrive_with_their_alt_texts_in_order(
    connector: Connector, message: Message, network: Rehearsal, picture: Paint
) -> None:
    sent = [picture("teal", "A nurse"), picture("red", 'Quotes " & <tags>'), picture("blue", "ä" * 1000)]

    put_out(connector, message("", pictures=tuple(sent)))

    kept = [network.medium(each) for each in network.posts()[0].media]
    assert [each and (each.data, each.mime, each.alt) for each in kept] == [
        (each.data, each.mime, each.alt) for each in sent
    ]


def test_the_identity_is_the_handle(connector: Connector) -> None:
    assert connector.identity() == "larkspur"


def test_accounts_do_not_see_each_other(
    connector: Connector, message: Message, server: RehearsalServer
) -> None:
    other = connect("x", x_credentials("4202"), base_url=server.url)
    put_out(connector, message())

    assert other.find(message(), since=START, staged="") is None
    assert other.identity() == "larkspur_kids"


def test_counts_are_told_by_our_names_and_missing_posts_left_out(
    connector: Connector, message: Message, clock: FrozenClock
) -> None:
    receipt = put_out(connector, message())
    clock.advance(timedelta(days=2))

    counts = connector.metrics([receipt.remote_id, "99", receipt.remote_id])

    assert list(counts) == [receipt.remote_id]
    assert set(counts[receipt.remote_id]) == {"likes", "reposts", "replies", "quotes", "views"}
    assert counts == connector.metrics([receipt.remote_id])


def test_counts_of_more_posts_than_one_call_takes_are_told(connector: Connector, network: Rehearsal) -> None:
    numbers = [network.take(network.accounts[0], f"Post {each}").id for each in range(150)]

    assert set(connector.metrics(numbers)) == set(numbers)
    assert connector.metrics([]) == {}


def test_a_post_is_taken_down_once_and_again(
    connector: Connector, message: Message, network: Rehearsal
) -> None:
    receipt = put_out(connector, message())

    connector.delete(receipt.remote_id)
    connector.delete(receipt.remote_id)

    assert network.posts() == []
    assert connector.find(message(), since=START, staged="") is None


def test_a_number_that_is_none_is_refused_before_anything_is_asked(
    connector: Connector, message: Message, network: Rehearsal
) -> None:
    put_out(connector, message())

    with pytest.raises(RefusedError):
        connector.delete("../users/me")

    assert len(network.posts()) == 1


def test_any_thread_may_send(connector: Connector, message: Message, network: Rehearsal) -> None:
    texts = [f"Post number {each}" for each in range(40)]

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda text: put_out(connector, message(text)), texts))

    assert sorted(kept.text for kept in network.posts()) == sorted(texts)
    assert {receipt.remote_id: text for receipt, text in zip(receipts, texts, strict=True)} == {
        kept.id: kept.text for kept in network.posts()
    }


def test_limits_are_told_without_connecting(connector: Connector) -> None:
    assert connector.limits == limits_of("x")
    assert connector.limits.characters == 280
    assert connector.settle_seconds == 30.0


def test_an_unknown_network_is_named_beside_the_known() -> None:
    with pytest.raises(UnknownNetworkError, match=r"“pigeon”.*Known: x"):
        connect("pigeon", {})
    with pytest.raises(UnknownNetworkError):
        limits_of("pigeon")

    assert NETWORKS == ("x",)


@pytest.mark.parametrize("network", ["linkedin", "facebook", "bluesky", "mastodon"])
def test_what_a_network_takes_is_known_before_there_is_a_connector(network: str) -> None:
    limits = limits_of(network)

    assert limits == APPEARANCES[network].limits
    assert set(limits.picture_types) >= {"image/jpeg", "image/png"}
    assert limits.picture_bytes >= PictureLimits().most_bytes
    assert limits.picture_side >= PictureLimits().most_side
    with pytest.raises(UnknownNetworkError):
        check_network(network)
    check_network("rehearsal")


def test_missing_credentials_are_named_and_not_shown() -> None:
    keys = x_credentials() | {"consumer_secret": " ", "access_token": ""}

    with pytest.raises(SignInExpiredError, match="lack consumer_secret, access_token") as caught:
        connect("x", keys)

    assert "secret of 4201" not in str(caught.value)
