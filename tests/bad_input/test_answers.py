"""What becomes of a post whose network answers what no decent network answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Fault, FaultKind, Operation, RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.record import Outcome
from scheduler.domain.secret import Credentials
from scheduler.services.attending import Step
from tests.bad_input.conftest import House, assert_discreet, installed, the_settings
from tests.builders import x_credentials
from tests.connectors.certificates import self_signed

if TYPE_CHECKING:
    from pathlib import Path

    from connectors.rehearsal import Rehearsal
    from scheduler.domain.clock import FrozenClock

K = FaultKind
UNREADABLE = "The answer of X was lost or unreadable."
ASKS = "The network is asked before anything else happens; nothing need be done."


@pytest.mark.parametrize(
    ("fault", "is_out"),
    [
        (Fault(K.HTML), True),
        (Fault(K.EMPTY), True),
        (Fault(K.NO_NUMBER), True),
        (Fault(K.TRICKLE, 0.05), True),
        (Fault(K.ERRORS), False),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Fault) else "",
)
def test_an_answer_that_says_nothing_of_use_leaves_doubt_and_the_network_is_asked(
    house: House, log: pytest.LogCaptureFixture, fault: Fault, *, is_out: bool
) -> None:
    post = house.approved("Flu clinics are open today")
    house.network.faults.put(fault)

    house.app.publishing.publish_due()

    assert house.state(post) == "unknown"
    assert house.post(post).explanation == f"{UNREADABLE} {ASKS}"
    [matter] = house.app.attending.matters()
    assert matter.steps[0] is Step.WAIT
    assert matter.asks_at is not None
    assert [each.outcome for each in matter.tries] == [Outcome.UNKNOWN]
    assert len(house.network.posts()) == is_out

    house.app.publishing.publish_due()
    assert len(house.network.posts()) == is_out  # whatever happens, it is not simply sent again

    house.ask()
    assert house.state(post) == ("published" if is_out else "scheduled")
    house.app.publishing.publish_due()
    assert house.state(post) == "published"
    assert house.sent() == {"Flu clinics are open today": 1}
    assert house.app.attending.matters() == []
    assert_discreet(log, house)


def test_a_page_in_place_of_the_time_line_is_no_absence(house: House) -> None:
    post = house.approved("Flu clinics are open today")
    house.network.faults.put(Fault(K.LOST))
    house.network.faults.put(Fault(K.HTML, on=Operation.TIMELINE))
    house.network.faults.put(Fault(K.ERRORS, on=Operation.TIMELINE))
    house.app.publishing.publish_due()

    house.ask()
    assert house.state(post) == "unknown"
    assert "Rounds asks again by itself." in (house.post(post).explanation or "")
    house.ask()
    assert house.state(post) == "unknown"
    house.ask()

    assert house.state(post) == "published"
    assert house.sent() == {"Flu clinics are open today": 1}


def test_behind_a_certificate_that_fails_nothing_leaves_and_it_is_tried_later(
    tmp_path: Path, network: Rehearsal, clock: FrozenClock, log: pytest.LogCaptureFixture
) -> None:
    with (
        RehearsalServer(network, certificate=self_signed(tmp_path)) as untrusted,
        installed(the_settings(tmp_path, untrusted.url), network, clock) as house,
    ):
        post = house.approved("Flu clinics are open today")

        house.app.publishing.publish_due()

        assert house.state(post) == "scheduled"
        said = house.post(post).explanation or ""
        assert said.startswith("The certificate of X's server could not be verified, so nothing was sent.")
        assert said.endswith("The next try is set.")
        assert network.faults.met == {}
        assert network.posts() == []
        [attempt] = house.app.planning.history(post).attempts
        assert attempt.outcome is Outcome.NOT_SENT
        assert_discreet(log, house)

    with RehearsalServer(network) as trusted:
        mended = House(open_app(the_settings(tmp_path, trusted.url), clock=clock), network, clock)
        mended.pass_time(60)
        mended.app.publishing.publish_due()
        assert mended.state(post) == "published"
        assert mended.sent() == {"Flu clinics are open today": 1}
        mended.app.close()


def test_a_sign_in_revoked_in_the_middle_of_a_thread_holds_the_rest_until_somebody_reconnects(
    house: House, log: pytest.LogCaptureFixture
) -> None:
    post = house.approved("One of three", "Two of three", "Three of three")
    engine = house.app.publishing
    [claimed] = engine.claim(limit=1)
    [begun] = engine.begin([claimed.without_staging()])
    [out] = engine.settle([engine.call(begun)])
    house.network.faults.put(Fault(K.SERVER_ERROR, status=401), times=None)

    following = engine.following(begun.post, out)
    assert following is not None
    engine.deliver(following)

    assert house.state(post) == "held"
    said = house.post(post).explanation or ""
    assert said.startswith("X no longer accepts the sign-in of this channel. 1 of 3 parts are out.")
    assert said.endswith("Connect the channel again, then release it.")
    assert len(house.post(post).receipts) == 1
    assert house.sent() == {"One of three": 1}
    assert house.app.attending.matter(post).steps[0] is Step.RELEASE

    house.network.faults.clear()
    house.app.connecting.connect(OPERATOR, "main-x", Credentials(x_credentials()))
    house.app.planning.release(OPERATOR, post)
    engine.publish_due()

    assert house.state(post) == "published"
    assert house.sent() == {"One of three": 1, "Two of three": 1, "Three of three": 1}
    by_text = {kept.text: kept for kept in house.network.posts()}
    assert by_text["Two of three"].manner.reply_to == by_text["One of three"].id
    assert by_text["Three of three"].manner.reply_to == by_text["Two of three"].id
    parts = [(each.part, each.outcome) for each in house.app.planning.history(post).attempts]
    assert parts == [
        (0, Outcome.ACCEPTED),
        (1, Outcome.REFUSED),
        (1, Outcome.ACCEPTED),
        (2, Outcome.ACCEPTED),
    ]
    assert_discreet(log, house)
