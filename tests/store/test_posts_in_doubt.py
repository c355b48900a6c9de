"""Posts that must be asked for first, because the database was put back from a backup."""

from __future__ import annotations

from datetime import timedelta

from scheduler.store.database import Store
from scheduler.store.unit import Unit
from tests.builders import NOON, a_channel, a_pillar, a_post


def test_a_post_stays_in_doubt_from_the_first_restore_on_until_somebody_asked(store: Store) -> None:
    hour = timedelta(hours=1)
    with store.write() as unit:
        _plan(unit)
        marked, other = unit.posts.add(a_post(uid="marked")), unit.posts.add(a_post(uid="other"))
        unit.posts.save(marked.model_copy(update={"ask_since": NOON - hour}), at=NOON)

    with store.write() as unit:
        unit.posts.ask_first(NOON, at=NOON)

    with store.read() as unit:
        assert unit.posts.get(marked.id).ask_since == NOON - hour
        assert unit.posts.get(other.id).ask_since == NOON


def test_a_doubt_from_later_on_gives_way_to_one_from_before(store: Store) -> None:
    with store.write() as unit:
        _plan(unit)
        post = unit.posts.add(a_post())
        unit.posts.ask_first(NOON, at=NOON)

    with store.write() as unit:
        unit.posts.ask_first(NOON - timedelta(hours=2), at=NOON)

    with store.read() as unit:
        assert unit.posts.get(post.id).ask_since == NOON - timedelta(hours=2)


def _plan(unit: Unit) -> None:
    unit.plan.add_channel(a_channel())
    unit.plan.add_pillar(a_pillar())
