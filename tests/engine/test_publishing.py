"""The main path: every outcome, every reason to keep a post back, every crash point."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.base import (
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SignInExpiredError,
)
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.shelving import Shelf
from scheduler.services.wrapping import message_of
from tests.builders import NOON
from tests.engine.conftest import Engine
from tests.engine.paper import AcceptedButLostError, PowerCutError


def _finding(severity: Severity) -> Review:
    return Review(findings=(Finding(rule="PHI-X", severity=severity, advice="Take the number out."),))


# outcomes


def test_a_due_post_goes_out_once(engine: Engine) -> None:
    post = engine.scheduled(link="https://health.example.org/a")

    engine.daemon().publish_due()
    engine.daemon().publish_due()

    assert engine.state(post) == "published"
    assert [message.text for message, _ in engine.network.posts] == [post.wire_text]
    assert engine.get(post).remote_id == "1"


def test_a_post_that_is_not_due_stays(engine: Engine) -> None:
    post = engine.scheduled(due=NOON + timedelta(seconds=1))

    assert engine.daemon().publish_due() == []
    assert engine.state(post) == "scheduled"
    assert engine.network.posts == []


def test_a_refused_post_is_never_sent_again(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [RefusedError("X refused it.", code="403")]

    engine.daemon().publish_due()
    engine.pass_time(hours=1)
    engine.daemon().publish_due()

    assert engine.state(post) == "refused"
    assert engine.network.posts == []
    assert "Copy it to a new draft" in (engine.get(post).explanation or "")


def test_a_post_that_never_left_is_tried_again_later_and_not_before(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [NotSentError("The network can't be reached.")]

    engine.daemon().publish_due()
    engine.daemon().publish_due()

    assert engine.state(post) == "scheduled"
    engine.pass_time(minutes=1)
    engine.daemon().publish_due()
    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_a_rate_limit_is_obeyed_for_the_whole_channel_and_no_other(engine: Engine) -> None:
    daemon = engine.daemon()
    first, second = engine.scheduled(text="One"), engine.scheduled(text="Two")
    other = engine.scheduled(text="Three", channel="other-x", due=NOON + timedelta(seconds=1))
    engine.network.answers = [RateLimitedError("Too many.", reset_at=NOON + timedelta(minutes=15))]

    daemon.publish_due(limit=1)
    engine.pass_time(seconds=5)
    daemon.publish_due()

    assert [engine.state(each) for each in (first, second, other)] == ["scheduled", "scheduled", "published"]
    engine.pass_time(minutes=15)
    daemon.publish_due()
    assert [engine.state(each) for each in (first, second)] == ["published", "published"]


def test_an_expired_sign_in_holds_the_post_for_a_person(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [SignInExpiredError("X no longer knows this sign-in.")]

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert "Connect the channel again" in (engine.get(post).explanation or "")


def test_a_lost_answer_is_asked_for_and_never_repeated(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [AcceptedButLostError("The answer was lost.")]

    engine.daemon().publish_due()
    assert engine.state(post) == "unknown"
    engine.daemon().publish_due()
    engine.pass_time(seconds=20)
    engine.reconciling.ask()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_an_absence_is_not_believed_before_the_settle_time(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [AcceptedButLostError("The answer was lost.")]
    engine.network.shows_after = timedelta(seconds=50)

    engine.daemon().publish_due()
    engine.pass_time(seconds=20)
    engine.reconciling.ask()
    assert engine.state(post) == "unknown"
    engine.pass_time(seconds=45)
    engine.reconciling.ask()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_a_post_that_never_arrived_is_sent_again_after_the_settle_time(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [OutcomeUnknownError("The answer was lost.")]

    engine.daemon().publish_due()
    engine.pass_time(seconds=61)
    engine.reconciling.ask()
    assert engine.state(post) == "scheduled"
    engine.daemon().publish_due()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_a_post_that_never_shows_is_tried_three_times_and_then_a_person_decides(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [OutcomeUnknownError("X says that it has this text already.")] * 9

    for _ in range(6):
        engine.daemon().publish_due()
        engine.pass_time(seconds=61)
        engine.reconciling.ask()

    assert engine.state(post) == "held"
    assert engine.get(post).attempts == 3
    assert engine.network.posts == []


def test_a_network_that_can_not_be_asked_leaves_the_post_unknown(engine: Engine) -> None:
    post = engine.scheduled()
    engine.network.answers = [OutcomeUnknownError("The answer was lost.")]
    engine.daemon().publish_due()

    def cannot(*_: object, **__: object) -> None:
        raise NotSentError("The network can't be reached.")

    engine.network.find = cannot  # type: ignore[method-assign]
    engine.pass_time(hours=1)
    engine.reconciling.ask()

    assert engine.state(post) == "unknown"
    assert engine.network.posts == []


# reasons to keep a post back


def test_after_its_latest_useful_time_a_post_is_missed_and_not_sent(engine: Engine) -> None:
    post = engine.scheduled()
    engine.pass_time(hours=6)

    engine.daemon().publish_due()

    assert engine.state(post) == "missed"
    assert engine.network.posts == []


def test_after_an_outage_nothing_floods(engine: Engine) -> None:
    late = [engine.scheduled(due=NOON - timedelta(hours=hour)) for hour in range(1, 40)]

    engine.daemon().publish_due()

    states = [engine.state(post) for post in late]
    assert states.count("published") == 5
    assert states.count("missed") == 34


def test_content_that_was_not_approved_is_held(engine: Engine) -> None:
    post = engine.scheduled()
    with engine.store.write() as unit:
        unit.posts.save(post.model_copy(update={"text": "Changed behind the back"}), at=NOON)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert engine.network.posts == []


@pytest.mark.parametrize("severity", [Severity.BLOCK, Severity.HOLD])
def test_a_rule_that_changed_since_the_approval_holds_the_post(engine: Engine, severity: Severity) -> None:
    post = engine.scheduled()
    engine.reviews[post.id] = _finding(severity)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert "Take the number out." in (engine.get(post).explanation or "")
    assert engine.network.posts == []


def test_a_hold_that_a_privacy_officer_accepted_lets_the_post_go(engine: Engine) -> None:
    post = engine.scheduled(accepted_rules=("PHI-X",))
    engine.reviews[post.id] = _finding(Severity.HOLD)

    engine.daemon().publish_due()

    assert engine.state(post) == "published"


@pytest.mark.parametrize(
    ("scope", "name"),
    [(PauseScope.EVERYTHING, ""), (PauseScope.CHANNEL, "main-x"), (PauseScope.PILLAR, "prevention")],
)
def test_nothing_in_a_paused_scope_leaves(engine: Engine, scope: PauseScope, name: str) -> None:
    inside = engine.scheduled(pillar="prevention")
    outside = engine.scheduled(channel="other-x", text="Elsewhere")
    engine.pausing.pause(OPERATOR, scope=scope, name=name, reason="Storm.")

    engine.daemon().publish_due()

    assert engine.state(inside) == "held"
    assert engine.state(outside) == ("held" if scope is PauseScope.EVERYTHING else "published")


def test_an_exception_may_speak_while_everything_is_paused(engine: Engine) -> None:
    voice = engine.scheduled(channel="other-x")
    engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.", exceptions=["other-x"])

    engine.daemon().publish_due()

    assert engine.state(voice) == "published"


def test_a_pause_that_begins_after_the_claim_still_holds(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)
    engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")

    daemon.deliver(claimed)

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_lifting_a_pause_releases_nothing_by_itself(engine: Engine) -> None:
    post = engine.scheduled()
    pause = engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    engine.daemon().publish_due()
    engine.pausing.lift(OPERATOR, pause.id)
    engine.daemon().publish_due()
    assert engine.state(post) == "held"

    engine.planning.release(OPERATOR, post.id)
    engine.daemon().publish_due()

    assert engine.state(post) == "published"


def test_a_claim_that_grew_old_is_given_back_unsent(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)
    engine.pass_time(seconds=31)

    daemon.deliver(claimed)

    assert engine.state(post) == "scheduled"
    assert engine.network.posts == []


# races and crashes


def test_of_many_daemons_exactly_one_gets_each_post(engine: Engine) -> None:
    posts = [engine.scheduled(text=f"Post {number}") for number in range(60)]
    daemons = [engine.daemon(f"d{number}") for number in range(4)]

    with ThreadPoolExecutor(4) as pool:
        for daemon in daemons:
            pool.submit(daemon.publish_due)

    assert {engine.state(post) for post in posts} == {"published"}
    assert sorted(m.text for m, _ in engine.network.posts) == sorted(post.text for post in posts)


def test_a_daemon_that_died_after_the_claim_loses_nothing(engine: Engine) -> None:
    post = engine.scheduled()
    engine.daemon("dying").claim(limit=1)
    engine.dead.add("dying")

    engine.reconciling.rescue()
    engine.daemon("next").publish_due()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def _dies_at(engine: Engine, post: Post, *, accepted: bool) -> None:
    def cut() -> None:
        if accepted:
            message = message_of(post, Shelf(engine.folder))
            engine.network.posts.append((message, engine.clock.now()))
        raise PowerCutError

    engine.network.before_send = cut
    with pytest.raises(PowerCutError):
        engine.daemon("dying").publish_due()
    engine.network.before_send = lambda: None
    engine.dead.add("dying")


@pytest.mark.parametrize("accepted", [True, False])
def test_a_daemon_that_died_while_sending_doubles_nothing_and_loses_nothing(
    engine: Engine, *, accepted: bool
) -> None:
    post = engine.scheduled()
    _dies_at(engine, post, accepted=accepted)
    assert engine.state(post) == "sending"

    engine.reconciling.rescue()
    assert engine.state(post) == "unknown"
    engine.reconciling.ask()
    engine.pass_time(seconds=61)
    engine.reconciling.ask()
    engine.daemon("next").publish_due()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


def test_the_attempt_is_written_down_before_the_request_leaves(engine: Engine) -> None:
    post = engine.scheduled()
    seen: list[str] = []
    engine.network.before_send = lambda: seen.append(engine.state(post))

    engine.daemon().publish_due()

    assert seen == ["sending"]
    with engine.store.read() as unit:
        assert [attempt.outcome.value for attempt in unit.attempts.of(post.id)] == ["accepted"]


def test_a_living_daemon_is_never_robbed(engine: Engine) -> None:
    post = engine.scheduled()
    engine.daemon("slow").claim(limit=1)
    engine.pass_time(hours=5)

    assert engine.reconciling.rescue() == []
    assert engine.state(post) == "claimed"


def test_a_result_that_comes_after_the_rescue_does_not_undo_it(engine: Engine) -> None:
    post = engine.scheduled()

    def robbed() -> None:
        engine.dead.add("slow")
        engine.reconciling.rescue()

    engine.network.before_send = robbed
    engine.daemon("slow").publish_due()
    assert engine.state(post) == "unknown"

    engine.reconciling.ask()

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1


# after a restore


def test_after_a_restore_what_was_sent_since_is_not_sent_again(engine: Engine) -> None:
    sent, unsent = engine.scheduled(text="Sent"), engine.scheduled(text="Never sent")
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "backup", "database", at=NOON)
    engine.network.posts.append((message_of(sent, Shelf(engine.folder)), NOON + timedelta(seconds=1)))
    (engine.folder / "high-water").write_text("99 " + "f" * 64)

    assert engine.restoring.notice() == 2
    engine.pass_time(minutes=2)
    engine.daemon().publish_due()
    assert {engine.state(sent), engine.state(unsent)} == {"unknown"}
    engine.reconciling.ask()
    engine.daemon().publish_due()

    assert {engine.state(sent), engine.state(unsent)} == {"published"}
    assert sorted(m.text for m, _ in engine.network.posts) == ["Never sent", "Sent"]


def test_a_database_that_is_not_older_is_left_alone(engine: Engine) -> None:
    post = engine.scheduled()
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "started", "database", at=NOON)
    engine.restoring.note()

    assert engine.restoring.notice() == 0
    assert engine.get(post).ask_since is None


def test_every_change_of_a_post_stands_in_the_record(engine: Engine) -> None:
    post = engine.scheduled()

    engine.daemon().publish_due()

    with engine.store.read() as unit:
        [entry] = unit.audit.recent(subject=f"post:{post.id}")
    assert (entry.actor, entry.action, entry.after) == ("engine", "post.published", post.digest)
    assert post.text not in entry.model_dump_json()
    assert entry.facts["state"] == PostState.PUBLISHED.value
