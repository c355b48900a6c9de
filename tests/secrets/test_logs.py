"""What is written down, at whatever level, holds no token."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from scheduler.cli import logs


@contextmanager
def written(level: int) -> Iterator[io.StringIO]:
    """Begin logging at `level` as a daemon does, with every logger turned up, and put all back."""
    root, out = logging.getLogger(), io.StringIO()
    before = root.level, root.handlers[:]
    names = sorted(logs.TALKATIVE | {"scheduler", "feeds", "connectors", "ui"})
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        with redirect_stderr(out):
            root.handlers = []
            logs.begin(level)
            root.setLevel(level)
            yield out
    finally:
        root.setLevel(before[0])
        root.handlers = before[1]
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)


@pytest.mark.parametrize("name", sorted(logs.TALKATIVE))
@pytest.mark.parametrize("child", ["", ".client", ".connectionpool.deep"])
def test_a_talkative_library_writes_warnings_only_whatever_its_level(name: str, child: str) -> None:
    with written(logging.DEBUG) as out:
        logger = logging.getLogger(f"{name}{child}")
        logger.setLevel(logging.DEBUG)
        logger.debug("signed with planted-token")
        logger.info("asked planted-token")
        logger.warning("gave up")
        logger.setLevel(logging.NOTSET)

    assert "planted-token" not in out.getvalue()
    assert "gave up" in out.getvalue()


def test_our_own_events_are_written_at_debug() -> None:
    with written(logging.DEBUG) as out:
        logging.getLogger("scheduler.services").debug("post taken", extra={"post": 7})

    assert "post taken post=7" in out.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer planted-token-1",
        "authorization='Basic cGxhbnRlZC10b2tlbi0x'",
        'OAuth oauth_nonce="planted-token-1", oauth_signature="planted-token-1%2B"',
        'body {"access_token": "planted-token-1", "refresh_token":"planted-token-1"}',
        "{'client_secret': 'planted-token-1'}",
        "grant_type=refresh_token&refresh_token=planted-token-1&client_id=rounds",
        "GET /connected?state=planted-token-1-state&code=planted-token-1-code HTTP/1.1",
        "code_verifier: planted-token-1",
        "sealed gAAAAABplanted_token_1_and_all_that_follows==",
    ],
)
def test_what_looks_like_a_token_is_blotted_out(line: str) -> None:
    shown = logs.redacted(line)

    assert "planted" not in shown
    assert "cGxhbnRlZC10b2tlbi0x" not in shown
    assert "•••" in shown


@pytest.mark.parametrize(
    "line",
    [
        "2026-12-01 15:00:00,000 INFO scheduler.daemon engine started owner=12-ab34",
        "post 7 settled outcome=accepted late_s=0.002",
        "job failed name=publish reason=The disk is full; nothing was changed.",
        "post 7 reconciled state=published",
        "sign-in renewed channel=main-x",
        "The bearer of the message was late",
    ],
)
def test_what_is_no_token_stays(line: str) -> None:
    assert logs.redacted(line) == line


def test_tracebacks_are_blotted_too() -> None:
    with written(logging.INFO) as out:
        try:
            int("refresh_token=planted-token-1")
        except ValueError:
            logging.getLogger("scheduler").exception("job failed")

    assert "ValueError" in out.getvalue()
    assert "planted" not in out.getvalue()
