"""Answers, threads, quotes, who may answer, what is disclosed: as sent, refused in time, found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors import connect
from connectors.base import (
    Connector,
    Once,
    OutcomeUnknownError,
    Outgoing,
    Picture,
    Receipt,
    RefusedError,
    Video,
)
from connectors.rehearsal import Fault, FaultKind, Manner, Operation, Rehearsal, RehearsalServer
from connectors.x import X
from connectors.x_limits import allowance
from connectors.x_rules import REPLY_SETTINGS
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out

Message = Callable[..., Outgoing]
Paint = Callable[..., Picture]
HERE = Path("/nowhere.mp4")


@pytest.fixture(params=["old names", "new names", "new names, lenient"])
def named(request: pytest.FixtureRequest, network: Rehearsal) -> None:
    """Let the network speak either edition of X's names, strictly or not."""
    network.has_new_names = request.param != "old names"
    network.is_lenient = "lenient" in request.param


@pytest.mark.usefixtures("named")
def test_a_thread_is_posts_that_answer_each_other(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    parts = ["One", "Two example.org", "Three"]
    out: list[Receipt] = []
    for text in parts:
        above = out[-1].remote_id if out else None
        out.append(put_out(connector, message(text, reply_to=above)))

    found = [
        connector.find(message(text, reply_to=above), since=START, staged="")
        for text, above in zip(parts, [None, *(each.remote_id for each in out)], strict=False)
    ]

    assert found == out
    assert {kept.conversation for kept in network.posts()} == {"", out[0].remote_id}


@pytest.mark.usefixtures("named")
def test_the_same_words_in_another_place_of_a_thread_are_another_post(
    connector: Connector, message: Message
) -> None:
    first = put_out(connector, message("Thank you"))
    second = put_out(connector, message("Thank you", reply_to=first.remote_id))

    assert connector.find(message("Thank you"), since=START, staged="") == first
    assert connector.find(message("Thank you", reply_to=first.remote_id), since=START, staged="") == second
    assert connector.find(message("Thank you", reply_to=second.remote_id), since=START, staged="") is None


def test_a_part_whose_answer_was_lost_is_found_by_what_it_answers(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    first = put_out(connector, message("One"))
    network.faults.put(Fault(FaultKind.LOST))

    with pytest.raises(OutcomeUnknownError):
        put_out(connector, message("Two", reply_to=first.remote_id))
    found = connector.find(message("Two", reply_to=first.remote_id), since=START, staged="")

    assert found is not None
    assert found.remote_id == network.posts()[0].id


@pytest.mark.usefixtures("named")
def test_an_answer_to_somebody_else_is_found_though_x_puts_their_name_before_it(
    connector: Connector, server: RehearsalServer, message: Message
) -> None:
    other = connect("x", x_credentials("4202"), base_url=server.url)
    asked = put_out(other, message("When do you open?"))

    receipt = put_out(connector, message("At eight, see example.org", reply_to=asked.remote_id))

    sent = message("At eight, see example.org", reply_to=asked.remote_id)
    assert connector.find(sent, since=START, staged="") == receipt


@pytest.mark.usefixtures("named")
def test_a_quote_is_found_and_not_taken_for_one_of_another_post(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    first, second = (put_out(connector, message(text)) for text in ("One", "Two"))

    receipt = put_out(connector, message("See this: example.org", quote=first.remote_id))

    kept = network.post(receipt.remote_id)
    assert kept is not None
    assert kept.manner == Manner(quote=first.remote_id)
    sent = message("See this: example.org", quote=first.remote_id)
    assert connector.find(sent, since=START, staged="") == receipt
    sent = message("See this: example.org", quote=second.remote_id)
    assert connector.find(sent, since=START, staged="") is None


@pytest.mark.parametrize("ours", [each for each in REPLY_SETTINGS if each != "everyone"])
def test_who_may_answer_is_told_in_the_words_of_x(
    connector: Connector, network: Rehearsal, message: Message, ours: str
) -> None:
    put_out(connector, message(reply_settings=ours))

    assert network.posts()[0].manner.reply_settings == REPLY_SETTINGS[ours]


def test_what_was_made_with_ai_says_so_and_nothing_else_does(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    put_out(connector, message("Made", made_with_ai=True))
    put_out(connector, message("Written"))

    assert [kept.manner.made_with_ai for kept in network.posts()] == [False, True]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "needs a text"),
        ({"text": "a" * 281}, "281 of 280 characters"),
        ({"text": "a\ufeffb"}, "characters"),
        ({"pictures": (Picture(b"a", "image/png", ""),) * 5}, "at most 4 pictures"),
        ({"pictures": (Picture(b"a", "image/tiff", ""),)}, "Picture 1 is of a kind"),
        ({"pictures": (Picture(b"", "image/png", ""),)}, "Picture 1 is empty"),
        ({"pictures": (Picture(b"a" * 5_000_001, "image/png", ""),)}, "larger than 5,000,000"),
        ({"pictures": (Picture(b"a", "image/png", "a" * 1001),)}, "more than 1,000 characters"),
        (
            {"pictures": (Picture(b"a", "image/png", ""),), "video": Video(HERE, "video/mp4", "", 9, 9)},
            "either pictures",
        ),
        ({"video": Video(HERE, "video/webm", "", 9, 9)}, "MP4"),
        ({"video": Video(HERE, "video/mp4", "", 512_000_001, 9)}, "larger than 512,000,000"),
        ({"video": Video(HERE, "video/mp4", "", 0, 9)}, "empty"),
        ({"video": Video(HERE, "video/mp4", "", 9, 141)}, "between 0.5 and 140 seconds"),
        ({"video": Video(HERE, "image/gif", "", 15_000_001)}, "larger than 15,000,000"),
        ({"video": Video(HERE, "video/mp4", "a" * 1001, 9, 9)}, "more than 1,000 characters"),
        ({"quote": "77", "pictures": (Picture(b"a", "image/png", ""),)}, "either media or another post"),
        ({"quote": "https://x.com/i/status/77"}, "not named by its number"),
        ({"reply_to": "../users/me"}, "not named by its number"),
        ({"reply_settings": "friends"}, "Who may answer"),
    ],
)
def test_what_x_would_not_take_is_refused_before_anything_is_sent(
    connector: Connector, network: Rehearsal, message: Message, given: dict[str, Any], words: str
) -> None:
    network.faults.put(Fault(FaultKind.CUT))

    with pytest.raises(RefusedError, match=words) as staging:
        connector.stage(message(**{"text": "Flu clinics", **given}))
    with pytest.raises(RefusedError):
        connector.send(message(**{"text": "Flu clinics", **given}), "")

    assert staging.value.code == "check"
    assert "Flu" not in str(staging.value)
    assert network.faults.met == {}


def test_a_post_that_is_gone_can_be_neither_answered_nor_quoted(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    with pytest.raises(RefusedError, match="may be gone"):
        put_out(connector, message(reply_to="77"))
    with pytest.raises(RefusedError, match="may not quote"):
        put_out(connector, message(quote="77"))

    assert network.posts() == []


def test_a_network_that_passes_over_our_names_is_asked_by_the_others(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    receipt = put_out(connector, message())
    network.has_new_names = network.is_lenient = True

    connector.identity()

    assert connector.metrics([receipt.remote_id]).keys() == {receipt.remote_id}
    assert connector.find(message(), since=START, staged="") == receipt


def test_x_can_be_asked_for_what_it_took(connector: Connector) -> None:
    assert connector.once is Once.LOOKUP


def test_an_app_that_may_not_read_still_knows_who_it_is(connector: Connector, network: Rehearsal) -> None:
    network.faults.put(Fault(FaultKind.SERVER_ERROR, on=Operation.LOOK_UP, status=403))

    assert connector.identity() == "larkspur"


@pytest.mark.parametrize(
    ("headers", "left", "reset"),
    [
        ({}, None, None),
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": "1790000000"}, 7, None),
        (
            {
                "x-rate-limit-remaining": "7",
                "x-rate-limit-reset": "1790000000",
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": "1790050000",
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": "1790040000",
            },
            0,
            1790050000,
        ),
        ({"x-app-limit-24hour-remaining": "None", "x-rate-limit-remaining": "-1"}, None, None),
    ],
)
def test_the_tightest_of_x_s_limits_counts(
    headers: dict[str, str], left: int | None, reset: int | None
) -> None:
    told = allowance(headers)

    assert told.left == left
    assert told.reset_at == (datetime.fromtimestamp(reset, UTC) if reset else None)


def test_the_calls_that_are_left_are_known_after_a_post(
    server: RehearsalServer, network: Rehearsal, message: Message
) -> None:
    connector = connect("x", x_credentials(), base_url=server.url)
    assert isinstance(connector, X)
    network.calls_per_window = 1

    connector.send(message(), "")

    assert connector.allowance is not None
    assert connector.allowance.left == 0
    assert connector.allowance.reset_at is not None
