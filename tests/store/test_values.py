from __future__ import annotations

from scheduler.domain.people import Person, Role
from scheduler.domain.plan import Channel, Pause, PauseScope
from scheduler.store.database import Store
from tests.builders import NOON, a_channel


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
