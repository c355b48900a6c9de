from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import scheduler
from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import FILLER, OPERATOR, Role
from scheduler.domain.post import MOVES, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.content import NewPost
from tests.builders import an_actor
from tests.engine.conftest import Engine

_S = PostState
NINE = datetime(2026, 12, 3, 9)
SOURCE = Path(scheduler.__file__).parent
#: The door, the past of a demo, which is refused anywhere else, and a sample, whose channel leads nowhere.
DOORS = {"services/granting.py", "services/seeding.py", "services/sample_month.py"}
TERMS = {"approved_digest", "approved_from", "approved_until", "approved_by", "accepted_rules", "guard_mark"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                yield file.relative_to(SOURCE).as_posix(), node


def _keys() -> Iterator[tuple[str, str]]:
    """Yield every key of a dictionary in the program that has a value other than nothing."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and not _is_nothing(value):
                    yield file.relative_to(SOURCE).as_posix(), str(key.value)


def _is_nothing(value: ast.expr) -> bool:
    return (isinstance(value, ast.Constant) and value.value is None) or (
        isinstance(value, ast.Tuple | ast.List) and not value.elts
    )


def test_only_one_module_approves_posts() -> None:
    callers = {
        file
        for file, call in _calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr == "with_approval"
    }

    assert callers == DOORS


def test_nobody_else_writes_the_terms_of_an_approval() -> None:
    writers = {file for file, key in _keys() if key in TERMS and not file.startswith("store/migrations/")}

    assert writers <= {"domain/post.py", "services/granting.py"}


def test_the_lane_is_given_in_one_place() -> None:
    named = {
        file.relative_to(SOURCE).as_posix()
        for file in (SOURCE / "services").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "FAST"
    }
    callers = {
        file
        for file, call in _calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr == "grant_fast"
    }

    assert named == {"services/granting.py", "services/escalating.py", "services/fast_laning.py"}
    assert callers == {"services/emergency.py"}


def test_a_new_post_of_any_kind_is_not_approved(engine: Engine) -> None:
    for actor, state in ((OPERATOR, _S.DRAFT), (FILLER, _S.PROPOSED)):
        made = engine.planning.add(actor, NewPost(channel="main-x", at=NINE, text="Hi", state=state))

        assert (made.state, made.is_approved) == (state, False)


def test_a_copy_of_an_approved_post_is_not_approved(engine: Engine) -> None:
    post = engine.scheduled()

    with engine.store.write() as unit:
        copy = engine.planning.copy_in(unit, OPERATOR, post, NINE)

    assert (copy.digest, copy.state, copy.is_approved) == (post.digest, _S.DRAFT, False)


@pytest.mark.parametrize("state", sorted(state for state in _S if _S.SCHEDULED in MOVES[state]))
def test_what_comes_into_line_unapproved_does_not_leave(engine: Engine, state: PostState) -> None:
    post = engine.scheduled()
    with engine.store.write() as unit:
        void = unit.posts.save(post.without_approval().model_copy(update={"state": state}), at=post.due)
        unit.posts.save(void.moved_to(_S.SCHEDULED), at=post.due)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert engine.network.posts == []


@pytest.mark.parametrize("severity", [None, Severity.HOLD, Severity.BLOCK])
def test_a_standing_decision_approves_only_what_the_guard_passes(
    engine: Engine, severity: Severity | None
) -> None:
    post = engine.planning.add(FILLER, NewPost(channel="main-x", at=NINE, text="Hi", state=_S.PROPOSED))
    if severity is not None:
        found = Finding(rule="PHI-X", severity=severity, advice="Change it.")
        engine.reviews[post.id] = Review(findings=(found,))

    with engine.store.write() as unit:
        made = engine.granting.grant_standing(unit, FILLER, post, by="source:state", comment="It may.")

    assert engine.state(post) == ("scheduled" if severity is None else "proposed")
    assert (made is None) == (severity is not None)


def test_a_post_is_released_only_by_who_may_approve(engine: Engine) -> None:
    held = engine.scheduled(state=_S.HELD)

    with pytest.raises(NotAllowedError, match="may not approve"):
        engine.planning.release(an_actor(Role.AUTHOR), held.id)

    assert engine.state(held) == "held"
