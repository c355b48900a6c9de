from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scheduler.cli import logs

if TYPE_CHECKING:
    import pytest


def test_values_of_an_event_stand_behind_its_words() -> None:
    record = logging.makeLogRecord(
        {"name": "scheduler.webcal", "levelname": "INFO", "msg": "started", "port": 8502}
    )

    line = logs.EventFormatter().format(record)

    assert line.endswith("INFO scheduler.webcal started port=8502")


def test_what_is_no_event_of_the_real_world_is_kept_quiet(caplog: pytest.LogCaptureFixture) -> None:
    part = logging.getLogger("scheduler.services.publishing")

    with logs.quiet():
        part.warning("post 1 was taken")
    part.warning("post 2 was taken")

    assert caplog.messages == ["post 2 was taken"]
