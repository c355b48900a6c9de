"""A rehearsal network on a clock that tests move, and the connector to it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from connectors import connect
from connectors.base import Connector, Outgoing, Picture, Receipt
from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.consenting import CONFIDENTIAL, PUBLIC

START = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def put_out(connector: Connector, message: Outgoing) -> Receipt:
    """Stage `message`, then send it."""
    return connector.send(message, connector.stage(message))


@pytest.fixture
def clock() -> FrozenClock:
    """Return the clock of the network."""
    return FrozenClock(START)


@pytest.fixture
def network(clock: FrozenClock) -> Rehearsal:
    """Return a network with two accounts."""
    accounts = [
        Account("larkspur", "4201", x_credentials(), name="Larkspur County Hospital", zone="Europe/London"),
        Account("larkspur_kids", "4202", x_credentials("4202")),
    ]
    return Rehearsal(accounts, now=clock.now, apps=[PUBLIC, CONFIDENTIAL])


@pytest.fixture
def server(network: Rehearsal) -> Iterator[RehearsalServer]:
    """Serve the network."""
    with RehearsalServer(network) as running:
        yield running


@pytest.fixture
def connector(server: RehearsalServer, clock: FrozenClock) -> Connector:
    """Return the connector of the first account."""
    return connect("x", x_credentials(), base_url=server.url, timeout=5.0, settle_seconds=30.0, now=clock.now)


@pytest.fixture
def message() -> Callable[..., Outgoing]:
    """Return a builder of messages; what is not given does not matter."""

    def build(text: str = "Flu clinics are open today", **given: Any) -> Outgoing:
        return Outgoing(key="post-1", text=text, **given)

    return build


@pytest.fixture
def picture() -> Callable[..., Picture]:
    """Return a painter of pictures."""

    def paint(colour: str = "teal", alt: str = "A teal square") -> Picture:
        file = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(file, "PNG")
        return Picture(file.getvalue(), "image/png", alt)

    return paint
