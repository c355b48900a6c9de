"""Planted tokens are looked for in everything that is written down while a house works and fails."""

from __future__ import annotations

import gc
import io
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from connectors.rehearsal import Fault, FaultKind, Operation
from scheduler.bootstrap import App as House
from scheduler.cli import logs
from scheduler.domain.people import OPERATOR
from scheduler.domain.secret import Credentials, Secret
from tests.builders import a_channel, x_credentials
from tests.secrets.conftest import BACK, TOKENS, Town, scheduled
from tests.secrets.test_connecting import CLIENT, begin, say_yes

TOKENS_AS_SECRETS = Credentials(TOKENS)

OURS = ("scheduler", "connectors")
#: Where the frames stand whose local variables are looked at too, as a crash reporter would.
FRAMES = f"/{OURS[0]}/"


@dataclass
class Watch:
    """Everything that was written down, and the secrets that may not be in it."""

    log: io.StringIO
    secrets: set[str]
    failures: list[BaseException] = field(default_factory=list)

    def know(self, credentials: Credentials) -> None:
        """Look for these too: the network makes tokens up."""
        public = {"client_id", "expires_at", "scope"}
        self.secrets |= {part for name, part in credentials.reveal().items() if name not in public and part}

    def trying(self, do: Callable[[], object]) -> None:
        """Do what fails, and keep how."""
        with pytest.raises(Exception) as failed:  # noqa: PT011 - whatever it is, it must not tell
            do()
        self.failures.append(failed.value)

    def found(self) -> list[str]:
        """Return where a secret was seen: the beginning of the text around it, never the secret."""
        written = [("log", self.log.getvalue())]
        written += [(type(each).__name__, text) for each in self.failures for text in _told_by(each)]
        written += [(f"repr of {type(each).__qualname__}", shown) for each, shown in _shown()]
        return sorted({where for where, told in written if any(each in told for each in self.secrets)})


def _told_by(error: BaseException) -> Iterator[str]:
    yield "".join(traceback.format_exception(error))
    yield repr(error)
    chain: BaseException | None = error
    while chain is not None:
        yield from (repr(value) for value in _locals(chain))
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)


def _locals(error: BaseException) -> Iterator[object]:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if FRAMES in frame.f_code.co_filename:
            yield from frame.f_locals.values()


def _shown() -> Iterator[tuple[object, str]]:
    """Yield every living object of ours with what it says of itself."""
    for each in gc.get_objects():
        module = getattr(type(each), "__module__", None)
        if isinstance(module, str) and module.partition(".")[0] in OURS:
            with suppress(Exception):  # half-made objects have no repr
                yield each, f"{each!r} {each}"


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Write everything down that anybody logs at DEBUG, tokens blotted out by nobody but their makers."""
    gc.collect()  # a failure keeps its test's values alive: what another test planted is not ours
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Everything())
    handler.addFilter(logs.Discretion())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    named = [logging.getLogger(name) for name in (*OURS, *logs.TALKATIVE)]
    levels = [each.level for each in named]
    for each in named:
        each.setLevel(logging.DEBUG)
    yield Watch(out, set(TOKENS.values()) - {"rounds"} | set(x_credentials("4202").values()))
    for each, level in zip(named, levels, strict=True):
        each.setLevel(level)
    root.setLevel(before)
    root.removeHandler(handler)


class _Everything(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {vars(record)}"


def _works(house: House, town: Town, watch: Watch) -> None:
    """Connect, post, renew, rotate."""
    returned = say_yes(begin(house))
    house.consenting.finish(OPERATOR, "main-x", Secret(returned))
    watch.know(house.connecting.credentials("main-x"))
    post = scheduled(house, town.clock.now() + timedelta(hours=3))
    town.clock.advance(timedelta(hours=3))
    house.publishing.publish_due()
    assert house.planning.get(post).remote_id
    watch.know(house.connecting.credentials("main-x"))
    house.rotating.rotate(OPERATOR)
    house.rotating.check()
    house.diagnosing.report()


def _fails(house: House, town: Town, watch: Watch, folder: Path) -> None:
    """Fail in every way that has to do with secrets."""
    faults, late = town.network.faults, town.clock.now() + timedelta(minutes=1)
    for number, kind in enumerate([FaultKind.LOST, FaultKind.SERVER_ERROR, FaultKind.HTML], 1):
        faults.put(Fault(kind))
        scheduled(house, late + timedelta(minutes=number))
        town.clock.advance(timedelta(minutes=number + 2))
        house.publishing.publish_due()
        faults.put(Fault(kind, on=Operation.ME))
        with suppress(Exception):
            house.connecting.connect(OPERATOR, "main-x", house.connecting.credentials("main-x"))
        faults.clear()
    kept = house.connecting.credentials("main-x")
    forged = f"{BACK}?state=planted-state&code=planted-code"
    watch.secrets |= {"planted-state", "planted-code"}
    wrong = Credentials({**x_credentials("4202"), "consumer_secret": "planted-wrong-secret"})
    watch.know(wrong)
    begin(house)
    watch.trying(lambda: house.consenting.finish(OPERATOR, "main-x", Secret(forged)))
    watch.trying(lambda: house.connecting.connect(OPERATOR, "main-x", Credentials(x_credentials("4202"))))
    watch.trying(lambda: house.connecting.connect(OPERATOR, "main-x", wrong))
    watch.trying(lambda: house.set_up.add_channel(OPERATOR, a_channel(), credentials=TOKENS_AS_SECRETS))
    watch.trying(lambda: house.consenting.begin(OPERATOR, "none", client=CLIENT, redirect_uri=BACK))
    watch.trying(lambda: house.rotating.write_next(OPERATOR, folder))
    faults.put(Fault(FaultKind.HTML, on=Operation.TOKEN))
    watch.trying(lambda: house.connecting.renew("main-x", kept))
    town.network.grants.take_back(town.network.accounts[0])
    watch.trying(lambda: house.connecting.renew("main-x", kept))
    watch.trying(lambda: _break_a_row(house))
    watch.secrets |= {line.split()[0] for line in town.settings.key_file.read_text().splitlines()}
    town.settings.key_file.write_text("planted-broken-key planted-date\n")
    watch.secrets |= {"planted-broken-key", "planted-date"}
    watch.trying(lambda: house.connecting.credentials("main-x"))
    town.settings.key_file.unlink()
    watch.trying(lambda: house.connecting.credentials("main-x"))


def _break_a_row(house: House) -> None:
    with house._store.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO channel (name, credentials) VALUES (:name, :credentials)"),
            {"name": "main-x", "credentials": TOKENS["access_token"].encode()},
        )


def test_no_token_is_written_down_while_a_house_works_and_fails(
    house: House, town: Town, watch: Watch, tmp_path: Path
) -> None:
    _works(house, town, watch)
    _fails(house, town, watch, tmp_path)

    assert "sign-in renewed" in watch.log.getvalue()
    assert "sign-in expired" in watch.log.getvalue()
    assert len(watch.failures) == 11
    assert any(isinstance(each, SQLAlchemyError) for each in watch.failures)
    assert watch.found() == []


def test_the_watch_sees_a_token_where_there_is_one(watch: Watch) -> None:
    class Leaky:
        __module__ = "scheduler.leaky"

        def __repr__(self) -> str:
            return "Leaky(planted-access-token)"

    def fail() -> None:
        raise ValueError("planted-refresh-token")

    leaky = Leaky()
    logging.getLogger("scheduler").debug("planted-client-secret")
    watch.trying(fail)

    assert watch.found() == ["ValueError", "log", f"repr of {type(leaky).__qualname__}"]


def test_no_token_stands_in_the_data_folder(house: House, town: Town, watch: Watch) -> None:
    _works(house, town, watch)
    house.close()

    files = [each for each in town.settings.data_dir.rglob("*") if each.is_file()]

    assert any(each.name == "rounds.db" for each in files)
    secrets = [each.encode() for each in watch.secrets]
    assert [each.name for each in files if any(one in each.read_bytes() for one in secrets)] == []
