"""The guard answers the composer's script about a text while it is written, and nobody else."""

from __future__ import annotations

import http
import json
from typing import Any

import pytest

from tests.ui.house import PASSWORD
from tests.ui.planner_process import Answer, Browser

#: With a character that counts two for a script before it.
TEXT = "\U0001f600 MRN 12345678"


@pytest.fixture(scope="module")
def port(address: str) -> int:
    return int(address.rpartition(":")[2])


@pytest.fixture
def author(port: int) -> Browser:
    return signed_in(port, "ada")


def signed_in(port: int, short: str) -> Browser:
    made = Browser(port)
    made.sign_in(f"{short}@example.org", PASSWORD)
    return made


def ask(browser: Browser, **fields: Any) -> Answer:
    body = json.dumps({"text": TEXT, "channel": "main-x", **fields})
    return browser.send("/composer/check", body, X_Rounds="check", Content_Type="application/json")


def test_what_is_found_is_told_with_its_place_as_scripts_count(author: Browser) -> None:
    answer = ask(author)

    (found,) = [each for each in json.loads(answer.body) if each["severity"] == "block"]
    units = TEXT.encode("utf-16-le")
    assert units[found["start"] * 2 : found["end"] * 2].decode("utf-16-le") == "MRN 12345678"
    assert found["advice"] == "Take the medical record number out."
    assert answer.headers["cache-control"] == "no-store"


def test_half_a_character_that_a_script_sends_harms_nothing(author: Browser) -> None:
    answer = author.send(
        "/composer/check",
        '{"text": "\\ud83d MRN 12345678", "channel": "main-x"}',
        X_Rounds="check",
        Content_Type="application/json",
    )

    assert answer.status in {http.HTTPStatus.OK, http.HTTPStatus.BAD_REQUEST}


def test_who_may_not_write_there_is_told_nothing(port: int) -> None:
    answer = ask(signed_in(port, "aud"))

    assert answer.status == http.HTTPStatus.FORBIDDEN
    assert "12345678" not in answer.body


def test_nobody_is_answered_without_a_session(port: int) -> None:
    assert ask(Browser(port)).status == http.HTTPStatus.UNAUTHORIZED


def test_another_sites_form_is_not_answered(author: Browser) -> None:
    body = json.dumps({"text": TEXT, "channel": "main-x"})

    assert author.send("/composer/check", body, Content_Type="text/plain").status == http.HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"text": 1, "channel": "main-x"}', "\x00"])
def test_what_is_no_question_is_refused_and_not_quoted(author: Browser, body: str) -> None:
    answer = author.send("/composer/check", body, X_Rounds="check")

    assert (answer.status, answer.body) == (http.HTTPStatus.BAD_REQUEST, "")


def test_a_text_of_a_book_is_refused_in_a_sentence(author: Browser) -> None:
    answer = ask(author, text="word " * 30_000)

    assert answer.status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer.body == "This is more than can be checked while you type. Make it shorter."


def test_a_channel_that_is_not_there_is_named(author: Browser) -> None:
    assert ask(author, channel="nowhere").status == http.HTTPStatus.FORBIDDEN
