"""What a person sees of the rehearsal network, and what its desk takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
import requests

from connectors.base import Picture
from connectors.rehearsal import (
    Fault,
    FaultKind,
    Faults,
    Kept,
    KeptMedium,
    Manner,
    Operation,
    Rehearsal,
    RehearsalServer,
)
from connectors.x_oauth2 import authorization_url
from tests.connectors.canned import Canned
from tests.connectors.conftest import START

HOSTILE = '<script>alert(1)</script> & <img src=x onerror=y> https://example.org/"onmouseover="z'


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def _get(server: RehearsalServer, path: str) -> requests.Response:
    return requests.get(server.url + path, timeout=5)


def test_whatever_was_posted_is_shown_as_text(server: RehearsalServer, network: Rehearsal) -> None:
    network.take(network.accounts[0], HOSTILE)

    answer = _get(server, "/")

    page = _Reader(answer.text)
    assert page.all("script") == []
    assert page.all("img") == []
    assert HOSTILE in page.text
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_a_post_answers_shows_and_discloses_can_be_seen(
    server: RehearsalServer, network: Rehearsal
) -> None:
    film = network.keep(
        KeptMedium("5", "video/mp4", b"", "Wash <hands>", "tweet_video", size=3_000_000, sha256="")
    )
    first = network.take(network.accounts[0], "One")
    manner = Manner(reply_to=first.id, reply_settings="following", made_with_ai=True)
    network.take(network.accounts[0], "Two", manner=manner)
    network.load(Kept("77", "4201", "Three", START, (film.id,), manner=Manner(quote=first.id)))

    page = _Reader(_get(server, "/").text)

    for words in ("Answers", "Shows", "May be answered by: following", "Made with AI"):
        assert words in page.text
    assert "Video, 3,000,000 bytes" in page.text
    assert "Alt text: Wash <hands>" in page.text
    assert page.all("img") == []
    assert _get(server, f"/pictures/{film.id}").status_code == 404


def test_what_an_app_asks_for_is_shown_as_text(server: RehearsalServer) -> None:
    url, _, _ = authorization_url("rehearsal", "http://127.0.0.1:8504/", base_url=server.url)

    answer = requests.get(url, params={"state": '"><script>alert(1)</script>'}, timeout=5)

    page = _Reader(answer.text)
    assert page.all("script") == []
    assert {each["name"] for each in page.all("input")} >= {"state", "code_challenge"}


def test_posts_stand_newest_first_with_pictures_alt_texts_and_local_times(
    server: RehearsalServer, network: Rehearsal, picture: Callable[..., Picture]
) -> None:
    alt = 'A nurse says "hello" & <waves>'
    shown = network.upload(picture().data, mime="image/png", alt=alt)
    network.take(network.accounts[0], "The older one")
    network.take(network.accounts[0], "The newer one, example.org", media=(shown.id,))

    page = _Reader(_get(server, "/").text)

    assert page.text.index("The newer one") < page.text.index("The older one")
    assert page.all("img") == [{"src": f"/pictures/{shown.id}", "alt": alt}]
    assert f"Alt text: {alt}" in page.text
    assert page.all("time")[0] == {"datetime": "2026-10-05T09:00:00+01:00"}
    assert "Mon 5 October 2026, 09:00:00 BST" in page.text
    assert "http://example.org" in [attrs["href"] for attrs in page.all("a")]
    picture_answer = _get(server, f"/pictures/{shown.id}")
    assert picture_answer.content == picture().data
    assert picture_answer.headers["content-type"] == "image/png"


def test_nothing_is_loaded_from_elsewhere(server: RehearsalServer, network: Rehearsal) -> None:
    network.take(network.accounts[0], "See https://example.org/picture.png")

    page = _Reader(_get(server, "/").text)

    loaded = [
        attrs.get("src") or attrs.get("href") for tag, attrs in page.tags if tag in {"img", "link", "script"}
    ]
    assert all(address and address.startswith(("/", "data:")) for address in loaded)
    assert "url(" not in _get(server, "/style.css").text
    assert "prefers-color-scheme:dark" in _get(server, "/style.css").text


def test_one_account_and_one_post_have_pages_of_their_own(
    server: RehearsalServer, network: Rehearsal
) -> None:
    ours = network.take(network.accounts[0], "Ours")
    network.take(network.accounts[1], "Theirs")

    account, post = (
        _Reader(_get(server, "/@Larkspur").text),
        _Reader(_get(server, f"/i/status/{ours.id}").text),
    )

    for page in (account, post):
        assert "Ours" in page.text
        assert "Theirs" not in page.text
    current = [attrs["href"] for attrs in account.all("a") if attrs.get("aria-current") == "page"]
    assert current == ["/@larkspur"]


@pytest.mark.parametrize(
    "path", ["/@nobody", "/i/status/9", "/pictures/9", "/rehearsal/posts.json?account=nobody"]
)
def test_what_is_not_there_is_said_to_be_not_there(server: RehearsalServer, path: str) -> None:
    assert _get(server, path).status_code == 404


def test_an_empty_page_says_what_will_come(server: RehearsalServer) -> None:
    page = _Reader(_get(server, "/").text)

    assert "Nothing has been posted yet" in page.text
    assert not [attrs for attrs in page.all("meta") if attrs.get("http-equiv") == "refresh"]


def test_the_page_refreshes_by_itself_only_when_asked_to(server: RehearsalServer) -> None:
    watch = next(a["href"] for a in _Reader(_get(server, "/").text).all("a") if "watch" in str(a["href"]))

    page = _Reader(_get(server, str(watch)).text)

    assert [attrs for attrs in page.all("meta") if attrs.get("http-equiv") == "refresh"]
    assert "Stop refreshing" in page.text


def test_the_desk_tells_posts_as_they_were_sent(
    server: RehearsalServer, network: Rehearsal, picture: Callable[..., Picture]
) -> None:
    shown = network.upload(picture().data, mime="image/png", alt="A nurse")
    kept = network.take(network.accounts[0], HOSTILE[:100], media=(shown.id,))

    told = _get(server, "/rehearsal/posts.json?account=larkspur").json()

    assert told == [
        {
            "id": kept.id,
            "handle": "larkspur",
            "text": HOSTILE[:100],
            "at": "2026-10-05T08:00:00+00:00",
            "url": f"/i/status/{kept.id}",
            "pictures": [f"/pictures/{shown.id}"],
            "alt_texts": ["A nurse"],
            "reply_to": None,
            "quote": None,
            "reply_settings": "everyone",
            "made_with_ai": False,
        }
    ]
    assert _get(server, "/rehearsal/posts.json?account=larkspur_kids").json() == []


def test_the_desk_takes_faults_shows_them_and_takes_them_away(
    server: RehearsalServer, network: Rehearsal
) -> None:
    url = f"{server.url}/rehearsal/faults"
    asked = {"kind": "late", "on": "post", "seconds": 4, "times": 3, "silent": True}

    put = requests.post(url, json=asked, timeout=5).json()
    met = network.faults.next()
    left = requests.get(url, timeout=5).json()["waiting"]
    cleared = requests.delete(url, timeout=5).json()

    assert put["waiting"] == [{"kind": "late", "on": "post", "times": 3}]
    assert met == Fault(FaultKind.LATE, 4.0, on=Operation.POST, silent=True)
    assert left == [{"kind": "late", "on": "post", "times": 2}]
    assert cleared["waiting"] == []


@pytest.mark.parametrize(
    "asked", [{}, [], {"kind": "earthquake"}, {"kind": "late", "seconds": "soon"}, {"kind": "late", "x": 1}]
)
def test_a_fault_that_is_none_is_refused_with_the_known_kinds(
    server: RehearsalServer, network: Rehearsal, asked: object
) -> None:
    answer = requests.post(f"{server.url}/rehearsal/faults", json=asked, timeout=5)

    assert answer.status_code == 400
    assert "rate_limited" in answer.text
    assert network.faults.waiting() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example", "Content-Type": "application/json"},
        {"Host": "rebound.example", "Content-Type": "application/json"},
        {"Content-Type": "text/plain"},
    ],
)
def test_a_page_in_a_browser_can_not_order_faults(
    server: RehearsalServer, network: Rehearsal, headers: dict[str, str]
) -> None:
    answer = requests.post(
        f"{server.url}/rehearsal/faults", data='{"kind": "lost"}', headers=headers, timeout=5
    )

    assert answer.status_code == 403
    assert network.faults.waiting() == []


def test_the_same_faults_come_from_the_same_seed() -> None:
    def drawn(seed: int) -> list[FaultKind | None]:
        faults = Faults(chances={FaultKind.LOST: 0.2, FaultKind.CUT: 0.2}, seed=seed)
        faults.put(Fault(FaultKind.HTML), times=None, chance=0.1)
        return [fault.kind if fault else None for fault in (faults.next() for _ in range(200))]

    assert drawn(1) == drawn(1) != drawn(2)
    assert {FaultKind.LOST, FaultKind.CUT, FaultKind.HTML, None} == set(drawn(1))


def test_an_application_beside_the_network_is_served_too(network: Rehearsal) -> None:
    feed = Canned(200, b"<rss/>", {"content-type": "application/rss+xml"})

    with RehearsalServer(network, mounts={"/feeds": feed}) as server:
        answer = _get(server, "/feeds/larkspur.xml")

    assert answer.text == "<rss/>"
    assert re.match(r"http://127\.0\.0\.1:\d+$", server.url)
    assert feed.called == ["GET /feeds/larkspur.xml"]
