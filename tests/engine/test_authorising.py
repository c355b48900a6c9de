from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.domain.authorisations import STATEMENTS, Authorisation, Subject, is_reference
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState, ThreadPart
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.attending import Attending
from scheduler.services.authorising import Authorising
from scheduler.services.planning import NewPost
from tests.builders import NOON, an_actor
from tests.engine.conftest import Engine

NINE = datetime(2026, 12, 3, 9)
EDITOR = an_actor(Role.EDITOR, person_id=2)
OFFICER = an_actor(Role.PRIVACY_OFFICER, person_id=3)


def _ledger(engine: Engine) -> Authorising:
    return Authorising(engine.store, engine.clock)


def _signed(**fields: Any) -> Authorisation:
    given = {
        "reference": "HIM-2026-0113",
        "subject": Subject.BOTH,
        "scope": "Recovery after a stroke, told by herself",
        "purpose": "Stroke week",
        "discloser": "Larkspur County Hospital",
        "signed_at": NOON - timedelta(days=30),
        "expires_at": NOON + timedelta(days=90),
        "document": "Cabinet 4, folder 12",
        "statements": tuple(STATEMENTS),
        "created_at": NOON,
    }
    return Authorisation(**{**given, **fields})


def _held(engine: Engine, rule: str = "STORY-PATIENT") -> Post:
    post = engine.planning.add(OPERATOR, NewPost(channel="main-x", at=NINE, text="Hi"))
    engine.reviews[post.id] = Review(
        findings=(Finding(rule=rule, severity=Severity.HOLD, advice="Change it."),)
    )
    return engine.planning.submit(OPERATOR, post.id)


def _released(engine: Engine, number: int) -> Post:
    post = _held(engine)
    engine.approving.approve(EDITOR, post.id)
    return engine.approving.approve(OFFICER, post.id, authorisation=number)


def test_a_held_story_is_released_by_the_name_of_its_authorisation(engine: Engine) -> None:
    signed = _ledger(engine).add(OFFICER, _signed())

    post = _released(engine, signed.id)
    engine.clock.advance(post.due - NOON)
    engine.daemon().publish_due()

    assert (post.state, post.authorisation) == (PostState.SCHEDULED, signed.id)
    assert engine.state(post) == "published"


@pytest.mark.parametrize(
    ("fields", "rule", "words"),
    [
        ({"channels": ("other-x",)}, "STORY-PATIENT", "it is for other-x, not for main-x"),
        ({"expires_at": NOON + timedelta(days=1)}, "STORY-PATIENT", "it holds from"),
        ({"subject": Subject.IMAGE}, "STORY-PATIENT", "here a story is told"),
        ({"subject": Subject.STORY}, "PHI-Q-PICTURE", "here a person is shown"),
        ({}, "CLAIM-CURE", "is not about a person's consent"),
    ],
)
def test_an_authorisation_that_does_not_cover_a_post_releases_nothing(
    engine: Engine, fields: dict[str, Any], rule: str, words: str
) -> None:
    signed, post = _ledger(engine).add(OFFICER, _signed(**fields)), _held(engine, rule)

    with pytest.raises(InvalidInputError, match=words):
        engine.approving.approve(OFFICER, post.id, authorisation=signed.id)

    assert engine.state(post) == "in_review"


def test_a_revocation_holds_what_was_to_go_out_and_says_why(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed())
    post, partial = _released(engine, signed.id), _held(engine)
    engine.approving.approve(OFFICER, partial.id, authorisation=signed.id)

    pulled = ledger.revoke(OFFICER, signed.id)

    assert (pulled.held, pulled.live) == ((post.id,), ())
    assert engine.state(post) == "held"
    assert "was revoked" in (engine.get(post).explanation or "")
    assert engine.get(partial).endorsements == ()
    assert engine.planning.release(OPERATOR, post.id).state is PostState.IN_REVIEW


def test_a_revocation_reaches_what_an_engine_has_in_hand(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed())
    post = _released(engine, signed.id)
    engine.clock.advance(post.due - NOON)
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)

    ledger.revoke(OFFICER, signed.id)
    daemon.deliver(claimed)

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_a_revocation_between_two_parts_of_a_thread_stops_the_rest(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed())
    post = engine.scheduled(authorisation=signed.id, thread=(ThreadPart(text="Then."),))

    def revoke() -> None:
        ledger.revoke(OFFICER, signed.id)

    engine.network.before_send = revoke
    daemon = engine.daemon()
    daemon.publish_due()
    reconciling = engine.reconciling_for(daemon)
    for _ in range(2):
        reconciling.rescue()
    daemon.publish_due()

    assert [message.text for message, _ in engine.network.posts] == [post.text]
    assert engine.state(post) == "held"
    assert [each.id for each in ledger.live()[0].live] == [post.id]


def test_what_is_out_is_listed_to_be_taken_down(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed())
    post = _released(engine, signed.id)
    engine.clock.advance(post.due - NOON)
    engine.daemon().publish_due()
    assert ledger.live() == []

    pulled = ledger.revoke(OFFICER, signed.id)

    assert [each.id for each in pulled.live] == [post.id]
    assert [each.authorisation.id for each in ledger.live()] == [signed.id]


def _out_after_its_end(engine: Engine, ledger: Authorising) -> Post:
    signed = ledger.add(OFFICER, _signed())
    post = _released(engine, signed.id)
    engine.clock.advance(post.due - NOON)
    engine.daemon().publish_due()
    ledger.revoke(OFFICER, signed.id)
    return post


def test_what_was_taken_down_is_not_listed_any_more_and_stands_in_the_record_once(engine: Engine) -> None:
    ledger = _ledger(engine)
    post = _out_after_its_end(engine, ledger)
    attending = Attending(engine.store, engine.clock, settle=timedelta(seconds=120))
    assert attending.count() == 1

    ledger.taken_down(OFFICER, post.id)
    ledger.taken_down(OFFICER, post.id)

    assert ledger.live() == []
    assert attending.count() == 0
    with engine.store.read() as unit:
        actions = [each.action for each in unit.audit.all()]
    assert actions.count("post.taken_down") == 1


def test_only_who_releases_by_authorisations_says_that_one_is_down(engine: Engine) -> None:
    ledger = _ledger(engine)
    post = _out_after_its_end(engine, ledger)

    with pytest.raises(NotAllowedError):
        ledger.taken_down(EDITOR, post.id)

    assert len(ledger.live()) == 1


def test_what_may_still_be_on_its_way_is_not_taken_down(engine: Engine) -> None:
    ledger = _ledger(engine)
    post = _out_after_its_end(engine, ledger)
    with engine.store.write() as unit:
        lost = unit.posts.get(post.id).model_copy(update={"state": PostState.UNKNOWN})
        unit.posts.save(lost, at=NOON)

    with pytest.raises(StateError, match="Nobody knows yet"):
        ledger.taken_down(OFFICER, post.id)


def test_what_was_never_released_by_an_authorisation_is_not_taken_down(engine: Engine) -> None:
    post = _held(engine)

    with pytest.raises(StateError, match="nothing to take down"):
        _ledger(engine).taken_down(OFFICER, post.id)


def test_after_its_authorisation_has_expired_nothing_leaves(engine: Engine) -> None:
    signed = _ledger(engine).add(OFFICER, _signed(expires_at=NOON + timedelta(days=2, hours=1)))
    post = _released(engine, signed.id)

    engine.clock.advance(timedelta(days=2, hours=2))
    engine.daemon().publish_due()

    assert engine.state(post) == "in_review"
    assert engine.network.posts == []


def test_what_an_expired_authorisation_released_is_pulled_by_the_duty(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed(expires_at=NOON + timedelta(days=2, hours=1)))
    post = _released(engine, signed.id)
    engine.clock.advance(timedelta(days=2, hours=2))

    first, second = ledger.pull_expired(), ledger.pull_expired()

    assert ([each.held for each in first], second) == ([(post.id,)], [])
    assert "has expired" in (engine.get(post).explanation or "")


def test_a_post_moved_beyond_its_authorisation_is_reviewed_anew(engine: Engine) -> None:
    signed = _ledger(engine).add(OFFICER, _signed(expires_at=NOON + timedelta(days=3)))
    post = _released(engine, signed.id)

    moved = engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 5, 9))

    assert (moved.state, moved.authorisation) == (PostState.IN_REVIEW, None)


@pytest.mark.parametrize("name", ["Maria Lopez", "LOPEZ 50", "LOPEZ-1950", "him-3", "17", "A" * 50, "X-\n1"])
def test_a_name_is_no_reference(engine: Engine, name: str) -> None:
    assert not is_reference(name)

    with pytest.raises(InvalidInputError, match="never a name"):
        _ledger(engine).add(OFFICER, _signed(reference=name))


@pytest.mark.parametrize("missing", sorted(STATEMENTS))
def test_a_form_that_lacks_what_the_law_asks_is_not_taken(engine: Engine, missing: str) -> None:
    says = tuple(each for each in STATEMENTS if each != missing)

    with pytest.raises(InvalidInputError, match=r"45 CFR 164\.508"):
        _ledger(engine).add(OFFICER, _signed(statements=says))

    assert _ledger(engine).all(OFFICER) == []


def test_one_that_is_over_already_is_not_taken_and_none_by_who_may_not(engine: Engine) -> None:
    with pytest.raises(StateError, match="expired already"):
        _ledger(engine).add(OFFICER, _signed(expires_at=NOON))
    with pytest.raises(NotAllowedError):
        _ledger(engine).add(EDITOR, _signed())

    with pytest.raises(NotAllowedError):
        _ledger(engine).all(EDITOR)


def test_the_record_tells_of_authorisations_without_the_person(engine: Engine) -> None:
    ledger = _ledger(engine)
    signed = ledger.add(OFFICER, _signed())
    _released(engine, signed.id)
    ledger.revoke(OFFICER, signed.id)

    with engine.store.read() as unit:
        entries = [each for each in unit.audit.all() if "authorisation" in each.action]
        told = " ".join(each.model_dump_json() for each in unit.audit.all())

    assert [each.action for each in entries] == ["authorisation.added", "authorisation.revoked"]
    assert all(words not in told for words in (signed.reference, signed.scope, signed.document))
