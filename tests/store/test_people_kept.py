"""People, their sessions and what guards them, in either database."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from scheduler.domain.people import Person, Role
from scheduler.domain.speaking import Delegation
from scheduler.store.database import Store
from tests.builders import NOON, a_channel

_LATER = NOON + timedelta(days=1)


@pytest.fixture
def robin(store: Store) -> Person:
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        return unit.people.add(
            Person(
                name="Robin Example",
                email="robin@example.org",
                roles=(Role.AUTHOR,),
                channel_roles={"main-x": (Role.EDITOR, Role.CLINICIAN)},
                created_at=NOON,
            ),
            password_hash="kept",
        )


def test_roles_come_back_by_channel_and_are_replaced_as_a_whole(store: Store, robin: Person) -> None:
    with store.read() as unit:
        assert unit.people.get(robin.id) == robin

    with store.write() as unit:
        unit.people.set_roles(robin.id, roles=(Role.AUDITOR,), channel_roles={"main-x": ()})

    with store.read() as unit:
        found = unit.people.get(robin.id)
    assert (found.roles, found.channel_roles) == ((Role.AUDITOR,), {})


def test_a_session_keeps_its_place_under_a_new_secret(store: Store, robin: Person) -> None:
    with store.write() as unit:
        unit.people.open_session(robin.id, "one", at=NOON, until=_LATER, browser="Firefox on Linux")
    for before, after in (("one", "two"), ("two", "three")):
        with store.write() as unit:
            unit.people.change_secret(before, after, at=NOON)

    with store.read() as unit:
        for secret in ("one", "two", "three"):
            found = unit.people.session(secret, at=NOON)
            assert found is not None
            assert (found.token_sha256, found.browser) == ("three", "Firefox on Linux")
        assert unit.people.session("one", at=NOON, former_until=NOON + timedelta(seconds=1)) is None
        assert unit.people.session("three", at=_LATER) is None


def test_sessions_end_for_one_person_and_but_for_one(store: Store, robin: Person) -> None:
    with store.write() as unit:
        other = unit.people.add(
            robin.model_copy(update={"id": 0, "email": "eli@example.org"}), password_hash=""
        )
        for person, secret in ((robin, "a"), (robin, "b"), (other, "c")):
            unit.people.open_session(person.id, secret, at=NOON, until=_LATER)
        unit.people.change_secret("a", "d", at=NOON)

    with store.write() as unit:
        unit.people.end_sessions(robin.id, but="b")

    with store.read() as unit:
        left = [bool(unit.people.session(each, at=NOON)) for each in ("a", "b", "c", "d")]
    assert left == [False, True, True, False]


def test_tries_and_browsers_are_counted_and_forgotten(store: Store, robin: Person) -> None:
    with store.write() as unit:
        for minute in range(3):
            unit.sign_in_guard.note("x", at=NOON + timedelta(minutes=minute))
        unit.sign_in_guard.note("y", at=NOON)
        for _ in range(2):
            unit.sign_in_guard.know(robin.id, "mark", name="Firefox", at=NOON)

    with store.write() as unit:
        assert len(unit.sign_in_guard.tries("x", since=NOON)) == 2
        unit.sign_in_guard.forget_last("x")
        unit.sign_in_guard.forget(["y"])
        assert [each.name for each in unit.sign_in_guard.known(robin.id)] == ["Firefox"]
        unit.sign_in_guard.forget_browsers(robin.id)

    with store.read() as unit:
        before = NOON - timedelta(seconds=1)
        assert unit.sign_in_guard.tries("x", since=before) == [NOON, NOON + timedelta(minutes=1)]
        assert unit.sign_in_guard.tries("y", since=before) == []
        assert not unit.sign_in_guard.knows(robin.id, "mark")


def test_a_delegation_ends_once(store: Store, robin: Person) -> None:
    new = Delegation(channel="main-x", owner=robin.id, person_id=robin.id, until=_LATER, created_at=NOON)
    with store.write() as unit:
        made = unit.delegations.add(new)
        unit.delegations.end(made.id, at=NOON)
        unit.delegations.end(made.id, at=_LATER)

    with store.read() as unit:
        assert unit.delegations.of("main-x") == [made.model_copy(update={"ended_at": NOON})]
        assert unit.delegations.of("other-x") == []


def test_whoever_was_an_administrator_before_roles_had_channels_is_a_publisher_as_well(
    store: Store, robin: Person
) -> None:
    from importlib import import_module

    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with store.write() as unit:
        unit.people.set_roles(robin.id, roles=(Role.ADMINISTRATOR,), channel_roles={})
    step = import_module("scheduler.store.migrations.versions.0015_roles_by_channel")

    with store.engine.begin() as link, Operations.context(MigrationContext.configure(link)):
        step._make_publishers()
        step._make_publishers()

    with store.engine.connect() as link:
        roles = json.loads(link.execute(text("SELECT roles FROM person")).scalar_one())
    assert roles == ["administrator", "publisher"]
