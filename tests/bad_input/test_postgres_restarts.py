"""PostgreSQL stops and starts again while posts are being sent."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import RehearsalServer
from scheduler.daemon import Daemon
from scheduler.domain.clock import SystemClock
from tests.bad_input.conftest import assert_discreet, installed, the_network, the_settings, until

if TYPE_CHECKING:
    from tests.postgres import Postgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
#: So many may be on the wire when the database goes.
SENDERS = 4


@pytest.mark.parametrize("at_once", [False, True], ids=["stopped", "crashed"])
def test_without_its_database_a_daemon_sends_nothing_and_afterwards_each_post_once(
    durable_postgres: Postgres, tmp_path: Path, log: pytest.LogCaptureFixture, *, at_once: bool
) -> None:
    network, url = the_network(), durable_postgres.fresh()
    with RehearsalServer(network) as server:
        short = {"settle_seconds": 2.0, "send_timeout": 1.0, "lease_seconds": 10.0}
        settings = the_settings(tmp_path, server.url, database_url=url, senders=SENDERS, **short)
        with installed(settings, network, SystemClock()) as house:
            first = datetime.now(UTC) + timedelta(seconds=3)
            dues = [first + number * timedelta(seconds=0.1) for number in range(40)]
            posts = [house.approved(f"Post {number} of forty", at=due) for number, due in enumerate(dues)]
            daemon = Daemon(house.app)
            daemon.start()
            assert until(lambda: len(network.posts()) >= 5)

            durable_postgres.stop(at_once=at_once)
            threading.Event().wait(1.5)  # what was on the wire has arrived
            sent = len(network.posts())
            assert not until(lambda: len(network.posts()) > sent, seconds=2)
            durable_postgres.start()

            assert until(lambda: all(house.state(post) == "published" for post in posts), seconds=120)
            daemon.stop()
            assert house.sent() == Counter(house.texts)
            assert house.app.auditing.verify().is_intact
            assert_discreet(log, house)
    assert sent < len(posts)
    durable_postgres.drop(url)
