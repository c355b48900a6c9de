"""The rehearsal network is as strict as X, shows what it has as X does, and keeps it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import snowflake
from connectors.base import Picture
from connectors.rehearsal import (
    Account,
    Kept,
    KeptMedium,
    Manner,
    PortInUseError,
    Rehearsal,
    RehearsalServer,
)
from connectors.rehearsal.kept import RefusalError
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START
from tests.connectors.signing import call

Paint = Callable[..., Picture]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": 7},
        {"text": "a" * 281},
        {"text": "ok", "made_up": True},
        {"text": "ok", "media": {"media_ids": ["7"]}},
        {"text": "ok", "media": {"media_ids": "7"}},
        {"text": "ok", "media": {"made_up": []}},
        {"text": "ok", "media": []},
        {"text": "ok", "media": {"media_ids": []}},
        {"text": "ok", "reply": {}},
        {"text": "ok", "reply": "77"},
        {"text": "ok", "reply": {"in_reply_to_tweet_id": 77}},
        {"text": "ok", "quote_tweet_id": "abc"},
        {"text": "ok", "reply_settings": "everyone"},
        {"text": "ok", "reply_settings": "mentioned"},
        {"text": "ok", "made_with_ai": "yes"},
        ["text"],
    ],
)
def test_a_body_that_x_would_not_take_is_refused(
    server: RehearsalServer, network: Rehearsal, body: Any
) -> None:
    answer = call("POST", f"{server.url}/2/tweets", json=body)

    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Request"
    assert network.posts() == []


def test_a_second_name_of_a_share_is_refused(server: RehearsalServer, network: Rehearsal) -> None:
    answer = call("POST", f"{server.url}/2/tweets", json={"text": "Talks with $HCA and $UNH."})

    assert answer.status_code == 403
    assert network.posts() == []


@pytest.mark.parametrize(
    "path",
    [
        "/2/users/4201/tweets?made_up=1",
        "/2/users/4201/tweets?post.fields=text",
        "/2/users/4201/tweets?tweet.fields=made_up",
        "/2/users/4201/tweets?max_results=4",
        "/2/users/4201/tweets?max_results=101",
        "/2/users/4201/tweets?since_id=abc",
        "/2/users/4201/tweets?start_time=yesterday",
        "/2/users/4201/tweets?start_time=2026-10-05T08:00:00",
        "/2/users/4201/tweets?exclude=quotes",
        "/2/users/larkspur/tweets",
        "/2/tweets",
        "/2/tweets?ids=abc",
        "/2/tweets?ids=1&ids=2",
        "/2/users/me?tweet.fields=text",
    ],
)
def test_a_query_that_x_would_not_take_is_refused(server: RehearsalServer, path: str) -> None:
    assert call("GET", f"{server.url}{path}").status_code == 400


def test_a_duplicate_is_refused_in_the_words_of_x_until_a_day_has_passed(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock
) -> None:
    first = call("POST", f"{server.url}/2/tweets", json={"text": "Flu clinics"})
    second = call("POST", f"{server.url}/2/tweets", json={"text": "Flu clinics"})
    clock.advance(timedelta(days=1, seconds=1))
    third = call("POST", f"{server.url}/2/tweets", json={"text": "Flu clinics"})

    assert [first.status_code, second.status_code, third.status_code] == [201, 403, 201]
    assert second.json() == {
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
    }
    assert len(network.posts()) == 2


def test_posts_are_shown_shortened_escaped_and_with_their_links(
    server: RehearsalServer, network: Rehearsal, picture: Paint
) -> None:
    shown = network.upload(picture().data, mime="image/png", alt="A nurse")
    kept = network.take(network.accounts[0], "Fish & <chips> example.org/a", media=(shown.id,))

    answer = call("GET", f"{server.url}/2/tweets?ids={kept.id}&tweet.fields=entities,attachments,created_at")

    post = answer.json()["data"][0]
    assert "example.org" not in post["text"]
    assert post["text"].startswith("Fish &amp; &lt;chips&gt; https://t.co/")
    assert [url["expanded_url"] for url in post["entities"]["urls"]] == [
        "http://example.org/a",
        f"https://x.com/i/status/{kept.id}/photo/1",
    ]
    for url in post["entities"]["urls"]:
        assert post["text"][url["start"] : url["end"]] == url["url"]
    assert post["attachments"] == {"media_keys": [shown.key]}
    assert post["created_at"] == "2026-10-05T08:00:00.000Z"


def test_only_the_fields_asked_for_are_shown(server: RehearsalServer, network: Rehearsal) -> None:
    kept = network.take(network.accounts[0], "See example.org")

    post = call("GET", f"{server.url}/2/tweets?ids={kept.id}").json()["data"][0]

    assert set(post) == {"id", "text", "edit_history_tweet_ids"}


def test_a_time_line_comes_in_pages_without_gap_or_overlap(
    server: RehearsalServer, network: Rehearsal
) -> None:
    numbers = [network.take(network.accounts[0], f"Post {each}").id for each in range(12)]
    network.take(network.accounts[1], "Not ours")
    url, token, pages = f"{server.url}/2/users/4201/tweets?max_results=5", "", []

    for _ in range(3):
        pages.append(call("GET", url + token).json())
        token = f"&pagination_token={pages[-1]['meta'].get('next_token')}"

    assert [post["id"] for page in pages for post in page["data"]] == numbers[::-1]
    assert [page["meta"]["result_count"] for page in pages] == [5, 5, 2]
    assert "next_token" not in pages[-1]["meta"]


def test_an_empty_time_line_has_no_list_at_all(server: RehearsalServer) -> None:
    assert call("GET", f"{server.url}/2/users/4201/tweets").json() == {"meta": {"result_count": 0}}


def test_a_time_line_is_cut_by_times_and_numbers(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock
) -> None:
    first = network.take(network.accounts[0], "First")
    clock.advance(timedelta(minutes=1))
    second = network.take(network.accounts[0], "Second")
    url = f"{server.url}/2/users/4201/tweets"

    def shown(query: str) -> list[str]:
        return [post["id"] for post in call("GET", f"{url}?{query}").json().get("data", [])]

    assert shown("start_time=2026-10-05T08:01:00Z") == [second.id]
    assert shown("end_time=2026-10-05T08:01:00Z") == [first.id]
    assert shown(f"since_id={first.id}") == [second.id]
    assert shown(f"until_id={second.id}") == [first.id]


def test_what_is_not_there_is_told_as_an_error_beside_what_is(
    server: RehearsalServer, network: Rehearsal
) -> None:
    kept = network.take(network.accounts[0], "There")

    both = call("GET", f"{server.url}/2/tweets?ids={kept.id},99").json()

    assert [post["id"] for post in both["data"]] == [kept.id]
    assert [error["resource_id"] for error in both["errors"]] == ["99"]
    assert "data" not in call("GET", f"{server.url}/2/tweets?ids=99").json()


def test_nobody_takes_down_the_post_of_another(server: RehearsalServer, network: Rehearsal) -> None:
    kept = network.take(network.accounts[1], "Theirs")

    assert call("DELETE", f"{server.url}/2/tweets/{kept.id}").status_code == 404
    assert network.posts() == [kept]


def test_every_answer_tells_what_is_left_and_then_comes_429(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock
) -> None:
    network.calls_per_window = 2
    url = f"{server.url}/2/users/me"

    answers = [call("GET", url) for _ in range(3)]
    clock.advance(timedelta(minutes=15))
    later = call("GET", url)

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert [each.headers["x-rate-limit-remaining"] for each in answers] == ["1", "0", "0"]
    assert int(answers[2].headers["x-rate-limit-reset"]) >= START.timestamp() + 900
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("data", "category"),
    [
        (b"", "tweet_image"),
        (b"<svg/>", "tweet_image"),
        (b"\x89PNG\r\n\x1a\nbroken", "tweet_image"),
        (None, "tweet_gif"),
    ],
)
def test_what_is_no_picture_is_not_kept(
    server: RehearsalServer, picture: Paint, data: bytes | None, category: str
) -> None:
    media = picture().data if data is None else data
    answer = call(
        "POST",
        f"{server.url}/2/media/upload",
        files={"media": ("picture", media, "image/png")},
        data={"media_category": category},
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("alt", ["", "a" * 1001, None])
def test_an_alt_text_that_x_would_not_take_is_refused(
    server: RehearsalServer, network: Rehearsal, picture: Paint, alt: str | None
) -> None:
    kept = network.upload(picture().data, mime="image/png")
    body = {"id": kept.id, "metadata": {"alt_text": {"text": alt}}}

    answer = call("POST", f"{server.url}/2/media/metadata", json=body)

    assert answer.status_code == 400


def test_numbers_grow_and_tell_the_time_of_the_rehearsed_clock(
    network: Rehearsal, clock: FrozenClock
) -> None:
    numbers = [int(network.take(network.accounts[0], f"Post {each}").id) for each in range(50)]
    clock.advance(timedelta(hours=-1))
    numbers.append(int(network.take(network.accounts[0], "After the clock went back").id))

    assert numbers == sorted(set(numbers))
    assert snowflake.time_of(numbers[0]) == START
    assert snowflake.first_at(START) <= numbers[0]


def test_a_restart_loses_nothing_and_numbers_go_on(
    tmp_path: Path, clock: FrozenClock, picture: Paint
) -> None:
    journal = tmp_path / "network" / "journal.jsonl"
    accounts = [Account("larkspur", "4201", x_credentials())]
    before = Rehearsal(accounts, now=clock.now, journal=journal)
    shown = before.upload(picture().data, mime="image/png")
    before.describe(shown.id, "A nurse")
    plain = before.take(accounts[0], "Plain")
    kept = before.take(accounts[0], "Kept 🙂", media=(shown.id,))
    gone = before.take(accounts[0], "Taken down")
    before.delete(accounts[0], gone.id)

    after = Rehearsal(accounts, now=clock.now, journal=journal)

    assert after.posts() == [kept, plain]
    assert after.medium(shown.id) == before.medium(shown.id)
    with pytest.raises(RefusalError, match="duplicate"):
        after.take(accounts[0], "Plain")
    assert int(after.take(accounts[0], "After the restart").id) > int(gone.id)


def test_a_line_that_a_power_cut_left_half_written_costs_only_itself(
    tmp_path: Path, clock: FrozenClock
) -> None:
    journal = tmp_path / "journal.jsonl"
    accounts = [Account("larkspur", "4201", x_credentials())]
    Rehearsal(accounts, now=clock.now, journal=journal).take(accounts[0], "First")
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"kind": "post", "id": "9')

    Rehearsal(accounts, now=clock.now, journal=journal).take(accounts[0], "Second")

    texts = [kept.text for kept in Rehearsal(accounts, now=clock.now, journal=journal).posts()]
    assert texts == ["Second", "First"]


def test_a_post_of_the_past_is_put_in_place_once(network: Rehearsal) -> None:
    kept = Kept("77", "4201", "Last week", START - timedelta(days=7))

    network.load(kept)
    network.load(kept)

    assert network.posts() == [kept]


def test_a_port_in_use_is_named(server: RehearsalServer, network: Rehearsal) -> None:
    port = int(server.url.rpartition(":")[2])

    with pytest.raises(PortInUseError, match=f"Port {port} is in use") as caught:
        RehearsalServer(network, port=port)

    assert caught.value.port == port


def test_an_account_is_known_by_its_own_number_and_by_the_one_in_its_token(
    clock: FrozenClock,
) -> None:
    network = Rehearsal([Account("larkspur", "1", x_credentials())], now=clock.now)
    with RehearsalServer(network) as server:
        kept = network.take(network.accounts[0], "Ours")

        pages = [call("GET", f"{server.url}/2/users/{number}/tweets").json() for number in ("1", "4201")]
        stranger = call("GET", f"{server.url}/2/users/77/tweets").json()

    assert [page["data"][0]["id"] for page in pages] == [kept.id, kept.id]
    assert set(stranger) == {"errors"}


def test_a_thread_and_its_manner_survive_a_restart(tmp_path: Path, clock: FrozenClock) -> None:
    accounts = [Account("larkspur", "4201", x_credentials())]
    before = Rehearsal(accounts, now=clock.now, journal=tmp_path / "kept.jsonl")
    first = before.take(accounts[0], "One")
    manner = Manner(first.id, None, "following", made_with_ai=True)
    second = before.take(accounts[0], "Two", manner=manner)

    after = Rehearsal(accounts, now=clock.now, journal=tmp_path / "kept.jsonl")

    assert after.post(second.id) == second
    assert second.conversation == first.id


def test_a_journal_of_before_is_read(tmp_path: Path, clock: FrozenClock) -> None:
    journal = tmp_path / "kept.jsonl"
    at = START.isoformat()
    journal.write_text(
        json.dumps({"kind": "picture", "id": "5", "mime": "image/png", "alt": "A", "data": "QQ=="})
        + "\n"
        + json.dumps({"kind": "post", "id": "7", "user": "4201", "text": "Old", "at": at, "pictures": ["5"]})
        + "\n"
    )

    network = Rehearsal([Account("larkspur", "4201", x_credentials())], now=clock.now, journal=journal)

    assert network.post("7") == Kept("7", "4201", "Old", START, ("5",))
    assert network.medium("5") == KeptMedium("5", "image/png", b"A", "A")
