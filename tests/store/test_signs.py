"""One contract for the signs between programs, whichever the database."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scheduler.store.advisory import SessionPresence
from scheduler.store.database import Store
from scheduler.store.postgres import LEADER
from scheduler.store.signs import Signs, signs_of
from tests.builders import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Postgres

CUT_OFF = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid::bigint = {LEADER}"  # noqa: S608


@pytest.fixture
def one(store: Store, tmp_path: Path) -> Iterator[Signs]:
    made = signs_of(store.engine, tmp_path)
    yield made
    made.presence.close()


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[Signs]:
    made = signs_of(store.engine, tmp_path)
    yield made
    made.presence.close()


@pytest.fixture
def member(postgres_store: Store) -> Iterator[SessionPresence]:
    made = SessionPresence(postgres_store.engine)
    yield made
    made.close()


def test_a_daemon_lives_from_its_first_name_to_its_end(one: Signs, other: Signs) -> None:
    assert not other.presence.any_alive()

    name = one.presence.name

    assert one.presence.holds(name)
    assert not other.presence.holds(name)
    assert other.presence.is_alive(name)
    assert other.presence.any_alive()
    one.presence.close()
    assert not other.presence.is_alive(name)
    assert not other.presence.any_alive()


def test_no_two_daemons_have_one_name_and_a_stranger_is_dead(one: Signs, other: Signs) -> None:
    assert one.presence.name != other.presence.name
    assert not one.presence.is_alive("4711-deadbeef")


def test_sweeping_robs_nobody_who_lives(one: Signs, other: Signs) -> None:
    name = one.presence.name

    other.presence.sweep()

    assert other.presence.is_alive(name)


def test_a_commit_wakes_who_listens_and_a_rollback_does_not(store: Store, one: Signs) -> None:
    told = Store(store.engine, committed=one.wake)
    with one.listener() as listener:
        listener.wait(0.01)
        with pytest.raises(ZeroDivisionError), told.write():
            raise ZeroDivisionError
        assert not listener.wait(0.05)

        with told.write() as unit:
            unit.notes.put("a", "1", at=NOON)

        assert listener.wait(5)
        assert not listener.wait(0.01)


def test_a_commit_that_nobody_announced_is_seen(store: Store, one: Signs) -> None:
    with one.commits() as commits:
        with store.write() as unit:
            unit.notes.put("a", "1", at=NOON)

        assert commits.are_new()


def test_only_one_member_of_a_team_leads(postgres_store: Store, member: SessionPresence) -> None:
    second = SessionPresence(postgres_store.engine)
    assert member.name
    assert second.name

    assert not second.is_led()
    assert member.lead()
    assert not second.lead()
    assert member.lead()
    assert second.is_led()

    member.close()
    assert second.lead()
    second.close()


def test_a_member_that_loses_its_connection_knows_at_once_and_takes_a_new_name(
    postgres: Postgres, member: SessionPresence
) -> None:
    # A question each second would take that second; on a busy machine a try or two may take as long.
    assert any(_learns_at_once(member, postgres) for _ in range(5))
    name = member.name
    assert member.lead()
    lost = member._lost

    postgres.ask(CUT_OFF)

    assert lost.wait(30)
    assert member.is_lost
    assert not member.holds(name)
    assert not member.is_alive(name)
    assert member.name != name
    assert not member.is_lost


def test_a_listener_reconnects_and_counts_that_as_a_wake_up(
    postgres_store: Store, postgres: Postgres
) -> None:
    listener = signs_of(postgres_store.engine, None).listener()  # type: ignore[arg-type] # not looked at
    assert listener.wait(30)
    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN rounds'")

    assert any(listener.wait(0.1) for _ in range(100))
    with listener:
        writer = threading.Timer(0.05, _write, (postgres_store,))
        writer.start()
        assert listener.wait(5)
        writer.join()  # it is heard before its connection is back, and the store must be closed after that


def _learns_at_once(member: SessionPresence, postgres: Postgres) -> bool:
    assert member.name
    assert member.lead()
    lost = member._lost
    postgres.ask(CUT_OFF)
    at_once = lost.wait(0.5)
    assert lost.wait(30)
    return at_once


def _write(store: Store) -> None:
    with store.write() as unit:
        unit.notes.put("a", "1", at=NOON)
