"""Nothing a person wrote, and nothing that opens an account, stands in the record or in a log."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Fault, FaultKind, RehearsalServer
from scheduler.domain.clock import FrozenClock
from scheduler.domain.experts import Expert
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import PauseScope
from scheduler.services.planning import NewPost, PostChanges
from tests.bad_input.conftest import House, installed, the_network, the_settings
from tests.builders import NOON, a_pillar, x_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Stands in everything that a person types here, and in nothing else.
MARKER = "zyzzyva"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock = FrozenClock(NOON)
    network = the_network(clock)
    with (
        RehearsalServer(network) as server,
        installed(the_settings(tmp_path, server.url), network, clock) as made,
    ):
        yield made


def _work(house: House) -> None:
    """Write, change, return, approve, send, fail, hold, pause, and set things up."""
    app, later = house.app, NOON + timedelta(hours=2)
    app.people.add(
        OPERATOR,
        name=f"Robin {MARKER}",
        email=f"{MARKER}@example.org",
        roles=(Role.AUTHOR,),
        password=f"{MARKER} and the kestrel",
    )
    app.set_up.add_pillar(OPERATOR, a_pillar(description=f"About {MARKER}"))
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=later, text=f"Mrs {MARKER}, 555-0142"))
    app.planning.edit(OPERATOR, post.id, PostChanges(text=f"Wash your {MARKER}.", pillar="prevention"))
    app.planning.submit(OPERATOR, post.id)
    app.approving.send_back(OPERATOR, post.id, f"Why {MARKER}?")
    app.planning.submit(OPERATOR, post.id)
    app.approving.reject(OPERATOR, post.id, comment=f"No {MARKER}.")
    for fault in (None, FaultKind.LOST, FaultKind.CUT):
        sent = house.approved(f"About {MARKER} and {fault}")
        if fault is not None:
            house.network.faults.put(Fault(fault))
        app.publishing.publish_due()
        assert app.planning.get(sent).attempts
    pause = app.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason=f"A crisis of {MARKER}")
    house.approved(f"Held {MARKER}")
    app.pausing.lift(OPERATOR, pause.id)
    app.experts.add(OPERATOR, Expert(name=f"Dr {MARKER}", topics=("flu",), phone="555-0143"))
    app.keeping_quiet.add(OPERATOR, NOON.date(), reason=f"In memory of {MARKER}")
    app.retaining.hold(OPERATOR, reason=f"The case of {MARKER}")
    app.witness.sign()


def test_the_record_and_the_log_hold_no_text_no_reason_no_name_and_no_token(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    _work(house)

    page, lines = "".join(house.app.auditing.page()), "\n".join(house.app.auditing.export())
    heads = house.app.settings.record_heads.read_text(encoding="ascii")
    actions = {entry.action for entry in house.app.auditing.recent(limit=1000)}
    assert actions >= {"post.edited", "post.returned", "post.published", "post.unknown", "record.held"}
    for secret in (MARKER, "555-0142", *x_credentials().values()):
        for told in (lines, heads, caplog.text, page.replace(f"Robin {MARKER}", "")):
            assert secret not in told
