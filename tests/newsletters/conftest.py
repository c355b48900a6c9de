from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from scheduler.domain.clock import FrozenClock
from scheduler.services.newsletters import Newsletters
from scheduler.services.opening import Opening
from scheduler.services.sealed_rows import sealed_in
from scheduler.services.sealing import Seal
from scheduler.store.database import Store, open_engine
from tests.builders import NOON
from tests.newsletters.postmen import Postman, SmallPostman, dovecot, has_dovecot, small


@dataclass(frozen=True)
class Desk:
    """A database with what reads newsletters into it."""

    store: Store
    clock: FrozenClock
    seal: Seal
    opening: Opening
    newsletters: Newsletters


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    SQLModel.metadata.create_all(engine)
    store, clock = Store(engine), FrozenClock(NOON)

    def is_in_use() -> bool:
        with store.read() as unit:
            return bool(sealed_in(unit))

    seal = Seal(tmp_path / "keys", clock, is_in_use=is_in_use)
    opening = Opening(store, clock, seal)
    yield Desk(store, clock, seal, opening, Newsletters(store, clock, opening, chance=lambda: 0.0))
    store.close()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[SmallPostman]:
    """The small server, which tells what it was asked."""
    folder = tmp_path / "post"
    folder.mkdir()
    with small(folder) as server:
        yield server


@pytest.fixture(params=["small", "dovecot"])
def postman(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postman]:
    """Either server."""
    folder = tmp_path / "post"
    folder.mkdir()
    if request.param == "small":
        with small(folder) as server:
            yield server
        return
    if not has_dovecot():
        pytest.skip("Dovecot is missing or this is not root: apt-get install dovecot-imapd")
    with dovecot() as real:
        yield real
