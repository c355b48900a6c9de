from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import Fate, Fetch, ItemState, SourceHealth, SourceKind
from scheduler.store.database import Store
from tests.builders import NOON
from tests.curation.house import a_source, an_item

HOUR = timedelta(hours=1)


@pytest.fixture
def names(store: Store) -> list[str]:
    """The names of three feeds; beside them stand a newsletter and one that rests."""
    with store.write() as unit:
        for name in ("a", "b", "c"):
            unit.sources.put(a_source(name=name))
        unit.sources.put(a_source(name="letter", kind=SourceKind.NEWSLETTER))
        unit.sources.put(a_source(name="resting", active=False))
    return ["a", "b", "c"]


def due(store: Store, at: int = 0) -> list[str]:
    with store.read() as unit:
        return [source.name for source in unit.polls.due(NOON + at * HOUR)]


def keep(store: Store, *healths: SourceHealth) -> None:
    with store.write() as unit:
        unit.polls.reserve([health.source for health in healths], until=NOON)
        unit.polls.set_healths(healths)


def test_feeds_are_due_who_waited_longest_first_and_no_newsletter_is(store: Store, names: list[str]) -> None:
    keep(
        store,
        SourceHealth(source="a", next_check_at=NOON),
        SourceHealth(source="b", next_check_at=NOON - HOUR, status="broken"),
    )

    assert due(store) == ["c", "b", "a"]
    assert due(store, -1) == ["c", "b"]
    with store.read() as unit:
        assert [source.name for source in unit.polls.feeds()] == [*names, "resting"]
        assert unit.polls.feeds(["b"]) == [a_source(name="b")]


def test_who_is_reserved_or_gone_is_not_due(store: Store, names: list[str]) -> None:
    keep(store, SourceHealth(source="a", status="gone"))
    with store.write() as unit:
        unit.polls.reserve(["b"], until=NOON + HOUR)

    assert due(store) == ["c"]
    assert due(store, 1) == ["c", "b"]
    assert names == ["a", "b", "c"]


def test_a_health_comes_back_as_it_was_written(store: Store, names: list[str]) -> None:
    health = SourceHealth(
        source=names[0],
        checked_at=NOON,
        etag='W/"é"',
        status="ok",
        moved_to="https://example.org/new",
        moved_days=("2026-12-01", "2026-12-02"),
        cache_until=NOON + HOUR,
        hub="https://hub.example.org/",
    )

    keep(store, health)

    with store.read() as unit:
        assert unit.polls.healths(names) == {"a": health}
        assert unit.sources.health("a") == health


def test_a_decision_on_an_item_and_its_fate_stay_when_its_feed_changes_it(
    store: Store, names: list[str]
) -> None:
    with store.write() as unit:
        unit.polls.add_items([an_item(1, source="a"), an_item(2, source="a"), an_item(1, source="b")])
        first = unit.items.known("a")["item-1"]
        unit.items.set_state(first.id, ItemState.REJECTED)

    with store.write() as unit:
        unit.polls.change_items(
            [first.model_copy(update={"title": "Another", "fate": Fate.GONE, "views": 7, "story": 99})]
        )

    with store.read() as unit:
        after = unit.items.get(first.id)
        known = unit.polls.known("a", guids=["item-1"], links=["https://example.org/2"])
        counts = [unit.polls.count_items(name) for name in names]
    assert (after.title, after.views, after.state) == ("Another", 7, ItemState.REJECTED)
    assert (after.fate, after.story) == (Fate.STANDS, first.story)
    assert {item.guid for item in known} == {"item-1", "item-2"}
    assert counts == [2, 1, 0]


def test_the_log_forgets_what_is_older(store: Store, names: list[str]) -> None:
    runs = [Fetch(source="a", at=NOON + number * HOUR, status=200, outcome="ok") for number in range(3)]
    with store.write() as unit:
        unit.polls.log(runs)

    with store.write() as unit:
        unit.polls.prune_log(before=NOON + HOUR)

    with store.read() as unit:
        kept = unit.harvest.log(names[0], since=NOON - HOUR)
    assert [row.at for row in kept] == [NOON + HOUR, NOON + 2 * HOUR]


def test_nothing_to_write_is_nothing(store: Store, names: list[str]) -> None:
    with store.write() as unit:
        unit.polls.reserve([], until=NOON)
        unit.polls.set_healths([])
        unit.polls.log([])
        unit.polls.add_items([])
        unit.polls.change_items([])

    assert due(store) == names
