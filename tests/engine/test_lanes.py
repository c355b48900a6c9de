from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.domain.approval import ApprovalRules, Lane
from scheduler.domain.errors import GuardError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.planning import NewPost, PostChanges
from tests.builders import an_actor
from tests.engine.conftest import Engine

NINE = datetime(2026, 12, 3, 9)
EDITOR = an_actor(Role.EDITOR, person_id=2)
OFFICER = an_actor(Role.PRIVACY_OFFICER, person_id=3)
OTHER_OFFICER = an_actor(Role.PRIVACY_OFFICER, person_id=4)


def _in_review(engine: Engine, *rules: str, severity: Severity = Severity.HOLD) -> Post:
    post = engine.planning.add(OPERATOR, NewPost(channel="main-x", at=NINE, text="Hi"))
    found = [Finding(rule=rule, severity=severity, advice="Take the number out.") for rule in rules]
    engine.reviews[post.id] = Review(findings=tuple(found))
    return engine.planning.submit(OPERATOR, post.id)


def _send(engine: Engine, post: Post) -> str:
    engine.clock.advance(post.due - engine.clock.now())
    engine.daemon().publish_due()
    return engine.state(post)


def test_what_the_guard_passes_takes_one_approver(engine: Engine) -> None:
    post = _in_review(engine)

    approved = engine.approving.approve(EDITOR, post.id)

    assert (approved.state, approved.lane) == (PostState.SCHEDULED, Lane.GREEN)
    assert _send(engine, post) == "published"


def test_what_the_guard_holds_takes_an_approver_and_a_privacy_officer(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")

    first = engine.approving.approve(EDITOR, post.id)
    said = engine.approving.standing(first)
    second = engine.approving.approve(OFFICER, post.id, comment="Signed consent.")

    assert (first.state, first.is_approved) == (PostState.IN_REVIEW, False)
    assert said == "1 of 2: a privacy officer has still to decide."
    assert (second.state, second.lane, second.accepted_rules) == ("scheduled", Lane.AMBER, ("PHI-X",))
    assert _send(engine, post) == "published"


def test_the_privacy_officer_may_decide_first(engine: Engine) -> None:
    post = _in_review(engine, "STORY-PATIENT")

    first = engine.approving.approve(OFFICER, post.id, comment="Signed consent.")

    assert engine.approving.standing(first) == "1 of 2: an approver has still to decide."
    assert engine.approving.approve(EDITOR, post.id).state is PostState.SCHEDULED


def test_of_what_is_held_a_privacy_officer_says_why_it_may_go_out(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")

    with pytest.raises(GuardError, match="with a comment that says why"):
        engine.approving.approve(OFFICER, post.id, comment=" ")

    assert engine.get(post).endorsements == ()


def test_nobody_decides_twice_on_a_post(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(OFFICER, post.id, comment="Signed consent.")

    with pytest.raises(NotAllowedError, match="decided on this post already"):
        engine.approving.approve(OFFICER, post.id, comment="Twice.")

    assert engine.state(post) == "in_review"


def test_a_second_approver_is_no_privacy_officer(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(EDITOR, post.id)

    with pytest.raises(GuardError, match="privacy officer"):
        engine.approving.approve(an_actor(Role.PUBLISHER, person_id=5), post.id, comment="I am sure.")

    assert engine.state(post) == "in_review"


def test_a_channel_may_let_a_privacy_officer_decide_alone(engine: Engine) -> None:
    engine.approving.set_rules(OPERATOR, ApprovalRules(channel="main-x", privacy_decides_alone=True))
    post = _in_review(engine, "PHI-X")

    with pytest.raises(GuardError):
        engine.approving.approve(EDITOR, post.id, comment="I am sure.")

    assert engine.approving.approve(OFFICER, post.id, comment="Consent.").state is PostState.SCHEDULED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.PRIVACY_OFFICER])
def test_a_finding_that_blocks_is_waved_through_by_no_one_person(engine: Engine, role: Role) -> None:
    post = _in_review(engine, "PHI-X", severity=Severity.BLOCK)

    for _ in range(2):
        with pytest.raises((GuardError, NotAllowedError)):
            engine.approving.approve(OPERATOR, post.id)
            engine.approving.approve(an_actor(role), post.id, comment="I am sure.")

    assert engine.state(post) == "in_review"


def test_two_privacy_officers_override_a_block_each_with_a_reason(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X", severity=Severity.BLOCK)

    engine.approving.approve(OFFICER, post.id, comment="She asked for it.")
    with pytest.raises(GuardError, match="two privacy officers"):
        engine.approving.approve(OTHER_OFFICER, post.id)
    approved = engine.approving.approve(OTHER_OFFICER, post.id, comment="I saw the form.")

    assert (approved.state, approved.lane) == (PostState.SCHEDULED, Lane.RED)
    assert _send(engine, post) == "published"


@pytest.mark.parametrize("rule", ["TEXT-TOO-LONG-TO-CHECK", "TEXT-LENGTH", "LINK-SCHEME", "CLAIM-CURE"])
def test_what_is_not_about_a_person_nobody_overrides(engine: Engine, rule: str) -> None:
    post = _in_review(engine, rule, "PHI-X", severity=Severity.BLOCK)

    for officer in (OFFICER, OTHER_OFFICER):
        with pytest.raises(GuardError, match="can't go out as it is"):
            engine.approving.approve(officer, post.id, comment="I am sure.")

    assert engine.state(post) == "in_review"


def test_an_edit_ends_a_decision_and_the_former_words_do_not_bring_it_back(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(EDITOR, post.id)

    engine.planning.edit(OPERATOR, post.id, PostChanges(text="Other"))
    back = engine.planning.edit(OPERATOR, post.id, PostChanges(text="Hi"))

    assert (back.digest, back.endorsements) == (post.digest, ())
    assert engine.approving.standing(back).startswith("0 of 2")


def test_a_decision_under_other_rules_does_not_count(engine: Engine) -> None:
    engine.rules = "of May"
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(EDITOR, post.id)

    engine.rules = "of June"
    second = engine.approving.approve(OFFICER, post.id, comment="Consent.")

    assert second.state is PostState.IN_REVIEW
    assert engine.approving.standing(second) == "1 of 2: an approver has still to decide."


def test_what_was_accepted_under_other_rules_is_held_and_needs_a_new_approval(engine: Engine) -> None:
    engine.rules = "of May"
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(EDITOR, post.id)
    engine.approving.approve(OFFICER, post.id, comment="Consent.")

    engine.rules = "of June"

    assert _send(engine, post) == "held"
    assert engine.planning.release(OPERATOR, post.id).state is PostState.IN_REVIEW
    assert engine.network.posts == []


def test_what_passes_under_new_rules_too_leaves(engine: Engine) -> None:
    engine.rules = "of May"
    post = _in_review(engine)
    engine.approving.approve(EDITOR, post.id)

    engine.rules = "of June"

    assert _send(engine, post) == "published"


def test_who_changed_a_post_does_not_approve_it(engine: Engine) -> None:
    with engine.store.read() as unit:
        robin = unit.people.all()[0].id
    editor, post = an_actor(Role.EDITOR, person_id=robin), _in_review(engine)
    engine.planning.edit(editor, post.id, PostChanges(text="My words"))

    with pytest.raises(NotAllowedError, match="You changed this post"):
        engine.approving.approve(editor, post.id)

    assert engine.approving.approve(OFFICER, post.id).state is PostState.SCHEDULED


def test_each_decision_is_kept_with_what_it_was_made_as(engine: Engine) -> None:
    post = _in_review(engine, "PHI-X")
    engine.approving.approve(EDITOR, post.id)
    approved = engine.approving.approve(OFFICER, post.id, comment="Consent.")

    first, second = engine.planning.history(post.id).approvals

    assert (first.decision, first.part, first.lane) == ("endorsed", "approver", "amber")
    assert (second.decision, second.part, second.comment) == ("approved", "privacy officer", "Consent.")
    assert (second.approved_from, second.approved_until) == (approved.approved_from, approved.approved_until)


def test_rules_of_approving_are_for_who_sets_up_and_within_reason(engine: Engine) -> None:
    rules = ApprovalRules(channel="main-x", window_days=61)

    with pytest.raises(InvalidInputError, match="0 to 60 days"):
        engine.approving.set_rules(OPERATOR, rules)
    with pytest.raises(NotAllowedError):
        engine.approving.set_rules(EDITOR, rules)

    assert engine.approving.rules("main-x") == ApprovalRules(channel="main-x")
