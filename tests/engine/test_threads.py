"""A thread goes out part by part, each part once, whatever happens in between."""

from __future__ import annotations

import pytest

from connectors.base import NotSentError, OutcomeUnknownError, RefusedError, SignInExpiredError
from scheduler.domain.errors import StateError
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post, ThreadPart
from scheduler.services.planning import PostChanges
from tests.engine.conftest import Engine
from tests.engine.paper import AcceptedButLostError, PowerCutError

PARTS = ("Handwashing, part two.", "Handwashing, part three.")


def _thread(engine: Engine) -> Post:
    return engine.scheduled(text="Handwashing.", thread=tuple(ThreadPart(text=text) for text in PARTS))


def _sent(engine: Engine) -> list[tuple[str, str | None]]:
    return [(message.text, message.reply_to) for message, _ in engine.network.posts]


WHOLE = [("Handwashing.", None), (PARTS[0], "1"), (PARTS[1], "2")]


def test_each_part_answers_the_one_before_it_and_the_post_names_the_first(engine: Engine) -> None:
    post = _thread(engine)

    engine.daemon().publish_due()

    published = engine.get(post)
    assert _sent(engine) == WHOLE
    assert published.state.value == "published"
    assert published.remote_id == "1"
    assert [each.remote_id for each in published.receipts] == ["1", "2", "3"]


def test_each_part_has_its_own_attempt_and_its_own_line_in_the_record(engine: Engine) -> None:
    post = _thread(engine)

    engine.daemon().publish_due()

    known = engine.planning.history(post.id)
    assert [(each.part, each.outcome.value, each.remote_id) for each in known.attempts] == [
        (0, "accepted", "1"),
        (1, "accepted", "2"),
        (2, "accepted", "3"),
    ]
    actions = [entry.action for entry in reversed(known.entries)]
    assert actions == ["post.part_published", "post.part_published", "post.published"]


@pytest.mark.parametrize("accepted", [True, False])
def test_after_a_power_cut_it_goes_on_at_the_right_part(engine: Engine, *, accepted: bool) -> None:
    post = _thread(engine)

    def cut() -> None:
        if len(engine.network.posts) == 1:
            if accepted:
                engine.network.before_send = lambda: None
                engine.network.take(PARTS[0], reply_to="1")
            raise PowerCutError

    engine.network.before_send = cut
    with pytest.raises(PowerCutError):
        engine.daemon("dying").publish_due()
    engine.network.before_send = lambda: None
    engine.dead.add("dying")

    engine.reconciling.rescue()
    engine.pass_time(minutes=3)
    engine.reconciling.ask()
    engine.daemon("next").publish_due()

    assert _sent(engine) == WHOLE
    assert engine.state(post) == "published"


def test_a_lost_answer_in_the_middle_is_asked_for_and_the_rest_follows(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, AcceptedButLostError("No answer."))

    engine.daemon().publish_due()
    assert engine.state(post) == "unknown"
    engine.pass_time(minutes=2)
    engine.reconciling.ask()
    engine.daemon().publish_due()

    assert _sent(engine) == WHOLE
    assert engine.state(post) == "published"


def test_a_part_that_never_arrived_is_sent_again_and_the_first_is_not(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, OutcomeUnknownError("No answer."))

    engine.daemon().publish_due()
    engine.pass_time(minutes=3)
    engine.reconciling.ask()
    engine.daemon().publish_due()

    assert _sent(engine) == WHOLE
    assert engine.state(post) == "published"


def test_a_pause_between_the_parts_holds_the_rest_until_it_is_released(engine: Engine) -> None:
    post = _thread(engine)

    def pause() -> None:
        if len(engine.network.posts) == 1:
            engine.network.before_send = lambda: None
            engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")

    engine.network.before_send = pause
    engine.daemon().publish_due()

    held = engine.get(post)
    assert held.state.value == "held"
    assert "2 of 3 parts are out" in (held.explanation or "")
    engine.pausing.lift(OPERATOR, engine.pausing.active()[0].id)
    engine.planning.release(OPERATOR, post.id)
    engine.daemon().publish_due()
    assert _sent(engine) == WHOLE


def test_a_sign_in_that_expired_in_the_middle_holds_the_rest(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, SignInExpiredError("X does not know this account any more."))

    engine.daemon().publish_due()

    held = engine.get(post)
    assert held.state.value == "held"
    assert "1 of 3 parts are out" in (held.explanation or "")
    engine.planning.release(OPERATOR, post.id)
    engine.daemon().publish_due()
    assert _sent(engine) == WHOLE


def test_a_refused_part_ends_the_thread_and_says_how_far_it_came(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, RefusedError("X refused it.", code="403"))

    engine.daemon().publish_due()

    refused = engine.get(post)
    assert refused.state.value == "refused"
    assert "1 of 3 parts are out" in (refused.explanation or "")


def test_a_part_that_must_wait_is_tried_later_and_the_rest_follows(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, NotSentError("X could not be reached.", retry_after=30))

    engine.daemon().publish_due()
    assert engine.state(post) == "scheduled"
    engine.pass_time(seconds=31)
    engine.daemon().publish_due()

    assert _sent(engine) == WHOLE


def test_a_thread_of_which_parts_are_out_can_not_be_changed_but_its_rest_cancelled(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, NotSentError("X could not be reached.", retry_after=30))
    engine.daemon().publish_due()

    with pytest.raises(StateError, match="1 of its 3 parts are out already"):
        engine.planning.edit(OPERATOR, post.id, PostChanges(text="Another beginning."))
    engine.planning.cancel(OPERATOR, post.id)
    engine.pass_time(hours=1)
    engine.daemon().publish_due()

    assert _sent(engine) == WHOLE[:1]


def test_after_a_restore_the_network_is_asked_for_every_part(engine: Engine) -> None:
    post = _thread(engine)
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "backup", "database", at=engine.clock.now())
    engine.pass_time(seconds=1)
    engine.network.take("Handwashing.", reply_to=None)
    engine.network.take(PARTS[0], reply_to="1")
    (engine.folder / "high-water").write_text("99 " + "f" * 64)

    engine.restoring.notice()
    for _ in range(4):
        engine.pass_time(minutes=3)
        engine.daemon().publish_due()
        engine.reconciling.ask()

    assert _sent(engine) == WHOLE
    assert engine.state(post) == "published"


def test_a_thread_that_is_too_late_in_the_middle_says_how_far_it_came(engine: Engine) -> None:
    post = _thread(engine)
    engine.network.after(1, NotSentError("X could not be reached.", retry_after=7 * 3600))

    engine.daemon().publish_due()

    missed = engine.get(post)
    assert missed.state.value == "missed"
    assert "1 of 3 parts are out" in (missed.explanation or "")
