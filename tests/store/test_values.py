from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from scheduler.domain.people import Person, Role
from scheduler.domain.plan import Channel, Pause, PauseScope
from scheduler.store.database import Store
from tests.builders import NOON, a_channel, a_post


def test_what_leaves_the_store_is_a_value_and_no_row(store: Store) -> None:
    person = Person(name="Robin Example", email="robin@example.org", roles=(Role.AUTHOR,), created_at=NOON)
    pause = Pause(scope=PauseScope.EVERYTHING, reason="Drill.", by="operator", created_at=NOON)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.people.add(person, password_hash="secret-hash")
        unit.pauses.add(pause)

    with store.read() as unit:
        [channel], [found], [held] = unit.plan.channels(), unit.people.all(), unit.pauses.active()

    assert (type(channel), type(found), type(held)) == (Channel, Person, Pause)
    assert channel == a_channel()
    assert held.scope is PauseScope.EVERYTHING
    assert "secret-hash" not in repr(found)


def test_an_error_of_the_database_does_not_carry_the_text_of_a_post(store: Store) -> None:
    with pytest.raises(IntegrityError) as raised, store.write() as unit:
        unit.posts.add(a_post(channel="nowhere", text="a secret sentence"))

    assert "a secret sentence" not in str(raised.value)
