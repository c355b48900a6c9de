"""What is PostgreSQL's own: one writer among many programs, one moment for readers, errors in words."""

from __future__ import annotations

import threading

import psycopg
import pytest
from psycopg import errors

from scheduler.domain.errors import StorageError
from scheduler.store.database import Store, open_engine
from scheduler.store.postgres import is_damage, sentence_of
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel
from tests.postgres import Postgres


def test_a_writer_of_another_program_waits_until_this_one_has_committed(postgres_store: Store) -> None:
    stranger = Store(open_engine(str(postgres_store.engine.url)))
    seen: list[str] = []

    def write_after() -> None:
        with stranger.write() as unit:
            note = unit.notes.get("a")
            seen.append(note[0] if note else "nothing")

    other = threading.Thread(target=write_after)
    with postgres_store.write() as unit:
        assert unit.notes.get("a") is None
        other.start()
        other.join(0.1)
        unit.notes.put("a", "first", at=NOON)
    other.join()
    stranger.close()

    assert seen == ["first"]


def test_a_reader_sees_one_moment_and_can_change_nothing(postgres_store: Store) -> None:
    with postgres_store.read() as unit:
        assert unit.notes.get("a") is None
        with postgres_store.write() as writing:
            writing.notes.put("a", "1", at=NOON)

        unit._transaction.session.expire_all()
        assert unit.notes.get("a") is None

    with pytest.raises(StorageError, match="only reads"), postgres_store.read() as unit:
        unit.notes.put("b", "1", at=NOON)


def test_a_restart_of_the_server_costs_no_error_once_it_is_back(postgres: Postgres) -> None:
    store = Store(open_engine(postgres.fresh()))
    with store.read() as unit:
        assert unit.plan.channels() == []

    postgres.stop(at_once=True)
    with pytest.raises(StorageError, match="does not answer"), store.write() as unit:
        unit.plan.add_channel(a_channel())
    postgres.start()

    with store.write() as unit:
        unit.plan.add_channel(a_channel())
    store.close()


def test_a_transaction_whose_connection_breaks_leaves_nothing_behind(
    postgres_store: Store, postgres: Postgres
) -> None:
    lost = pytest.raises(StorageError, match="connection to the database was lost")
    with lost, postgres_store.write() as unit:
        unit.notes.put("a", "1", at=NOON)
        postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid IS NOT NULL")
        unit.notes.put("b", "1", at=NOON)

    with postgres_store.read() as unit:
        assert unit.notes.get("a") is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql+psycopg://rounds:s3cret@127.0.0.1:{port}/nowhere", "no such database"),
        ("postgresql+psycopg://nobody:s3cret@127.0.0.1:{port}/postgres", "refused to let Rounds in"),
        ("postgresql+psycopg://rounds:s3cret@127.0.0.1:1/postgres", "does not answer"),
    ],
)
def test_a_wrong_address_is_said_in_words_that_hold_no_secret(
    postgres: Postgres, address: str, words: str
) -> None:
    store = Store(open_engine(address.format(port=postgres.port)))

    with pytest.raises(StorageError, match=words) as caught, store.read() as unit:
        unit.plan.channels()

    assert "s3cret" not in str(caught.value)
    store.close()


def test_a_database_that_can_not_keep_every_letter_is_refused(postgres: Postgres) -> None:
    postgres.ask("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    engine = open_engine(postgres.url("narrow"))

    with pytest.raises(StorageError, match="LATIN1, which can't keep every letter"):
        migrate(engine)

    engine.dispose()
    postgres.drop(postgres.url("narrow"))


def test_an_address_of_another_kind_is_refused_with_the_right_form() -> None:
    with pytest.raises(StorageError, match=r"must begin with postgresql\+psycopg://"):
        open_engine("mysql://root:s3cret@127.0.0.1/rounds")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.DiskFull("could not extend file"), "disk of the database is full"),
        (errors.InvalidPassword("password authentication failed"), "refused"),
        (errors.LockNotAvailable("canceling statement"), "busy for ten seconds"),
        (errors.QueryCanceled("canceling statement"), "thirty seconds"),
        (errors.AdminShutdown("terminating connection"), "connection to the database was lost"),
        (errors.InsufficientPrivilege("permission denied"), "right"),
        (errors.ReadOnlySqlTransaction("cannot execute"), "only reads"),
        (errors.TooManyConnections("sorry"), "no connection left"),
        (errors.DataCorrupted("invalid page"), "damaged"),
        (psycopg.OperationalError("server closed the connection"), "connection to the database was lost"),
        (psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), "NUL"),
    ],
)
def test_each_trouble_of_the_server_has_its_sentence(error: psycopg.Error, words: str) -> None:
    said = sentence_of(error)

    assert said is not None
    assert words in said
    assert str(error) not in said


def test_damaged_tables_and_indexes_are_known_from_what_passes() -> None:
    assert is_damage(errors.DataCorrupted("invalid page"))
    assert is_damage(errors.IndexCorrupted("broken tree"))
    assert not is_damage(errors.DiskFull("could not extend file"))


def test_a_fault_of_the_program_is_not_dressed_up_as_trouble_of_the_server() -> None:
    assert sentence_of(errors.SyntaxError("syntax error")) is None
    assert sentence_of(errors.UniqueViolation("duplicate key")) is None
