"""A lost answer is made up for in the way each network allows, and in no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import NotSentError, Once, OutcomeUnknownError, RateLimitedError
from scheduler.domain.errors import StorageError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import Outcome
from scheduler.services.shelving import Shelf
from scheduler.services.wrapping import message_of
from tests.engine.conftest import Engine
from tests.engine.paper import AcceptedButLostError


def test_where_one_key_is_one_message_a_late_acceptance_still_overtakes_nobody(engine: Engine) -> None:
    engine.network.once = Once.KEY
    post = engine.scheduled()
    engine.network.answers = [OutcomeUnknownError("No answer.")]

    engine.daemon().publish_due()
    engine.pass_time(seconds=16)
    engine.reconciling.ask()
    assert engine.state(post) == "unknown"
    engine.pass_time(seconds=60)
    engine.reconciling.ask()
    engine.daemon().publish_due()

    assert engine.state(post) == "published"
    assert {message.key for message, _ in engine.network.posts} == {post.uid}


def test_where_one_key_is_one_message_what_is_there_is_not_sent_again(engine: Engine) -> None:
    engine.network.once = Once.KEY
    post = engine.scheduled()
    engine.network.answers = [AcceptedButLostError("No answer.")]

    engine.daemon().publish_due()
    engine.pass_time(seconds=16)
    engine.reconciling.ask()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_a_network_of_two_steps_is_asked_for_what_was_staged(engine: Engine) -> None:
    engine.network.once = Once.TWO_STEPS
    engine.network.staging = lambda: "container-7"
    post = engine.scheduled()
    engine.network.answers = [AcceptedButLostError("No answer.")]

    engine.daemon().publish_due()
    engine.pass_time(seconds=16)
    engine.reconciling.ask()

    assert engine.network.asked_for == ["container-7"]
    assert engine.state(post) == "published"
    [attempt] = engine.planning.history(post.id).attempts
    assert (attempt.staged, attempt.outcome) == ("container-7", Outcome.ACCEPTED)


def test_what_can_not_be_staged_was_never_sent(engine: Engine) -> None:
    def fail() -> str:
        raise NotSentError("The upload failed.", retry_after=60)

    engine.network.once = Once.TWO_STEPS
    engine.network.staging = fail
    post = engine.scheduled()

    engine.daemon().publish_due()

    assert engine.state(post) == "scheduled"
    assert engine.planning.history(post.id).attempts == ()
    assert engine.network.posts == []


@pytest.mark.parametrize("took_it", [True, False])
def test_a_network_that_can_not_be_asked_leaves_it_to_a_person(engine: Engine, *, took_it: bool) -> None:
    engine.network.once = Once.NOTHING
    post = engine.scheduled()
    lost = AcceptedButLostError if took_it else OutcomeUnknownError
    engine.network.answers = [lost("No answer.")]

    engine.daemon().publish_due()
    for _ in range(3):
        engine.pass_time(hours=1)
        engine.reconciling.ask()
        engine.daemon().publish_due()

    unknown = engine.get(post)
    assert unknown.state is PostState.UNKNOWN
    assert "can't be asked" in (unknown.explanation or "")
    assert engine.network.asked == 0
    assert len(engine.network.posts) == int(took_it)


def test_after_a_kill_on_a_network_that_can_not_be_asked_a_person_is(engine: Engine) -> None:
    engine.network.once = Once.NOTHING
    post = engine.scheduled()
    dying = engine.daemon("dying")
    dying.begin([each.without_staging() for each in dying.claim(limit=1)])
    engine.dead.add("dying")

    engine.reconciling.rescue()
    engine.reconciling.ask()
    engine.pass_time(hours=1)
    engine.reconciling.ask()

    unknown = engine.get(post)
    assert unknown.state is PostState.UNKNOWN
    assert "Look there" in (unknown.explanation or "")
    assert engine.network.posts == []


def test_a_network_that_does_not_answer_is_asked_ever_less_often(engine: Engine) -> None:
    engine.scheduled()
    engine.network.answers = [OutcomeUnknownError("No answer.")]
    engine.daemon().publish_due()
    engine.network.is_silent = True

    asked = []
    for _ in range(60 * 6):
        engine.pass_time(seconds=10)
        before = engine.network.asked
        engine.reconciling.ask()
        asked.append(engine.network.asked - before)

    assert sum(asked[:120]) > 2 * sum(asked[-120:]) > 0
    assert engine.network.posts == []


def test_a_silent_network_is_asked_once_a_round_and_others_are_asked(engine: Engine) -> None:
    for number in range(5):
        engine.scheduled(text=f"Post {number}")
    engine.network.answers = [OutcomeUnknownError("No answer.") for _ in range(5)]
    engine.daemon().publish_due()
    engine.network.is_silent = True
    engine.pass_time(seconds=16)

    engine.reconciling.ask()

    assert engine.network.asked == 1


def test_what_a_daemon_knew_after_it_was_robbed_is_believed(engine: Engine) -> None:
    post = engine.scheduled()
    slow = engine.daemon("slow")
    [begun] = slow.begin([each.without_staging() for each in slow.claim(limit=1)])
    told = slow.call(begun)
    engine.dead.add("slow")
    engine.reconciling.rescue()
    slow.settle([told])
    engine.network.is_silent = True

    engine.reconciling.ask()

    assert engine.state(post) == "published"
    assert engine.get(post).remote_id == "1"
    assert engine.network.asked == 0


def test_a_rate_limit_that_one_daemon_met_is_obeyed_by_all(engine: Engine) -> None:
    first, second = engine.scheduled(text="First"), engine.scheduled(text="Second", due=engine.clock.now())
    engine.network.answers = [
        RateLimitedError("X asks us to wait.", reset_at=engine.clock.now() + timedelta(minutes=5))
    ]
    one = engine.daemon("one")
    one.deliver(one.claim(limit=1)[0])

    engine.daemon("two").publish_due()

    assert engine.network.posts == []
    assert {engine.state(first), engine.state(second)} == {"scheduled"}
    engine.pass_time(minutes=6)
    engine.daemon("two").publish_due()
    assert len(engine.network.posts) == 2


def test_a_post_in_our_name_that_nobody_works_on_is_taken_back(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    daemon.begin([each.without_staging() for each in daemon.claim(limit=1)])
    reconciling = engine.reconciling_for(daemon)

    reconciling.rescue()
    reconciling.rescue()
    assert engine.state(post) == "sending"
    daemon.abandon(engine.get(post))
    reconciling.rescue()
    assert engine.state(post) == "sending"
    reconciling.rescue()

    assert engine.state(post) == "unknown"


def test_a_post_whose_time_passed_while_the_machine_slept_does_not_leave(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [begun] = daemon.begin([each.without_staging() for each in daemon.claim(limit=1)])
    engine.pass_time(hours=7)
    daemon.renew()

    daemon.send(begun)
    daemon.publish_due()

    assert engine.network.posts == []
    assert engine.state(post) == "missed"


def test_an_outcome_that_the_database_could_not_take_is_written_later(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [begun] = daemon.begin([each.without_staging() for each in daemon.claim(limit=1)])
    told = daemon.call(begun)

    with engine.disk_full():
        daemon.settle([told])
    assert engine.state(post) == "sending"
    daemon.settle_again()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_of_two_claims_of_one_post_in_one_hand_only_the_newer_is_begun(engine: Engine) -> None:
    engine.scheduled()
    daemon = engine.daemon()
    [stale] = daemon.claim(limit=1)
    engine.dead.add("one")
    engine.reconciling.rescue()
    engine.dead.clear()
    [fresh] = daemon.claim(limit=1)

    begun = daemon.begin([stale.without_staging(), fresh.without_staging()])

    assert [each.post.fence for each in begun] == [fresh.post.fence]


def test_a_renewal_that_comes_after_a_long_sleep_does_not_make_an_old_claim_good(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [begun] = daemon.begin([each.without_staging() for each in daemon.claim(limit=1)])
    engine.pass_time(minutes=2)

    daemon.renew()
    daemon.send(begun)

    assert engine.network.posts == []
    assert engine.state(post) == "scheduled"


@pytest.mark.parametrize("state", [PostState.CLAIMED, PostState.SENDING, PostState.HELD, PostState.IN_REVIEW])
def test_after_a_restore_a_post_in_any_state_is_asked_for_before_it_leaves(
    engine: Engine, state: PostState
) -> None:
    post = engine.scheduled(
        state=state, owner="dead" if state.value in {"claimed", "sending"} else None, fence=1
    )
    engine.dead.add("dead")
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "backup", "database", at=engine.clock.now())
    engine.pass_time(seconds=1)
    engine.network.posts.append((message_of(post, Shelf(engine.folder)), engine.clock.now()))
    (engine.folder / "high-water").write_text("99 " + "f" * 64)

    engine.restoring.notice()
    engine.reconciling.rescue()
    if state is PostState.HELD:
        engine.planning.release(OPERATOR, post.id)
    if state is PostState.IN_REVIEW:
        engine.approving.approve(OPERATOR, post.id)
    for _ in range(3):
        engine.daemon().publish_due()
        engine.pass_time(minutes=1)
        engine.reconciling.ask()

    assert len(engine.network.posts) == 1
    assert engine.state(post) == "published"


def test_after_a_restore_an_absence_is_believed_only_after_the_settle_time(engine: Engine) -> None:
    post = engine.scheduled()
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "backup", "database", at=engine.clock.now())
    engine.pass_time(hours=1)
    engine.network.shows_after = timedelta(seconds=30)
    engine.network.posts.append((message_of(post, Shelf(engine.folder)), engine.clock.now()))
    (engine.folder / "high-water").write_text("99 " + "f" * 64)

    engine.restoring.notice()
    for _ in range(20):
        engine.daemon().publish_due()
        engine.pass_time(seconds=10)
        engine.reconciling.ask()

    assert len(engine.network.posts) == 1
    assert engine.state(post) == "published"


def test_a_fault_of_ours_at_one_post_does_not_keep_the_others_from_being_asked_for(engine: Engine) -> None:
    broken, other = engine.scheduled(text="Broken"), engine.scheduled(text="Other")
    engine.network.answers = [AcceptedButLostError("No answer."), AcceptedButLostError("No answer.")]
    engine.daemon().publish_due()
    engine.pass_time(seconds=16)
    engine.network.breaks_at = "Broken"

    engine.reconciling.ask()

    assert (engine.state(broken), engine.state(other)) == ("unknown", "published")


def test_the_settle_time_of_a_daemon_that_stood_still_and_died_begins_with_its_death(engine: Engine) -> None:
    post = engine.scheduled()
    dying = engine.daemon("dying")
    dying.begin([each.without_staging() for each in dying.claim(limit=1)])
    engine.pass_time(minutes=10)
    engine.network.shows_after = timedelta(seconds=30)
    engine.network.posts.append((message_of(post, Shelf(engine.folder)), engine.clock.now()))
    engine.dead.add("dying")

    engine.reconciling.rescue()
    for _ in range(12):
        engine.pass_time(seconds=10)
        engine.reconciling.ask()
        engine.daemon("next").publish_due()

    assert len(engine.network.posts) == 1
    assert engine.state(post) == "published"


def test_a_claim_that_can_not_be_given_back_now_is_given_back_later(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)

    with engine.disk_full(), pytest.raises(StorageError):
        daemon.give_back(claimed)
    reconciling = engine.reconciling_for(daemon)
    reconciling.rescue()
    reconciling.rescue()

    assert engine.state(post) == "scheduled"
