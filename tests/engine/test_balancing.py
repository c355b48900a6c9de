"""The pillars' targets beside the plan, counted by the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import Role
from scheduler.domain.post import PostState
from scheduler.services.balancing import Balancing
from tests.builders import NOON, a_pillar, an_actor

if TYPE_CHECKING:
    from tests.engine.conftest import Engine

DAY = timedelta(days=1)
EDITOR = an_actor(Role.EDITOR)


def _balancing(engine: Engine) -> Balancing:
    return Balancing(engine.store, engine.clock)


def _plan(engine: Engine) -> None:
    with engine.store.write() as unit:
        unit.plan.add_pillar(a_pillar(name="community", title="Community", target=70))
    engine.scheduled(pillar="prevention")
    engine.scheduled(pillar="prevention", state=PostState.PUBLISHED)
    engine.scheduled(pillar="community", state=PostState.DRAFT, channel="other-x")
    engine.scheduled(pillar=None, state=PostState.PROPOSED)
    engine.scheduled(pillar="prevention", state=PostState.CANCELLED)
    engine.scheduled(pillar="prevention", due=NOON + DAY)


def test_it_counts_what_takes_a_place_in_the_plan_and_what_of_it_is_out(engine: Engine) -> None:
    _plan(engine)

    found = _balancing(engine).shares(EDITOR, NOON, NOON + DAY)

    planned = {each.pillar: (each.count, each.target) for each in found.planned}
    assert planned == {"prevention": (2, 30), "community": (1, 70), "": (1, None)}
    assert {each.pillar: each.count for each in found.out} == {"prevention": 1, "community": 0}
    assert (found.total, found.total_out) == (4, 1)


def test_one_channel_can_be_asked_for_and_an_unknown_one_is_refused(engine: Engine) -> None:
    _plan(engine)

    found = _balancing(engine).shares(EDITOR, NOON, NOON + DAY, channel="other-x")

    assert found.total == 1
    with pytest.raises(UnknownNameError):
        _balancing(engine).shares(EDITOR, NOON, NOON + DAY, channel="no-x")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_has_no_part_in_planning_is_refused(engine: Engine, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        _balancing(engine).shares(an_actor(role), NOON, NOON + DAY)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.CLINICIAN, Role.PRIVACY_OFFICER, Role.PUBLISHER])
def test_who_plans_or_decides_is_not(engine: Engine, role: Role) -> None:
    assert _balancing(engine).shares(an_actor(role), NOON, NOON + DAY).total == 0


@pytest.mark.parametrize("span", [timedelta(0), timedelta(days=367)])
def test_no_days_or_too_many_are_refused_with_a_sentence(engine: Engine, span: timedelta) -> None:
    with pytest.raises(InvalidInputError, match="Choose"):
        _balancing(engine).shares(EDITOR, NOON, NOON + span)


def test_it_reads_the_same_few_lines_however_many_posts_there_are(engine: Engine) -> None:
    for number in range(60):
        engine.scheduled(pillar="prevention", due=NOON + number * timedelta(minutes=1))
    read: list[object] = []
    event.listen(engine.store.engine, "after_cursor_execute", lambda *seen: read.append(seen))

    found = _balancing(engine).shares(EDITOR, NOON, NOON + DAY)

    assert found.total == 60
    assert len(read) <= 3
