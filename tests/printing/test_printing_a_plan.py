from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Role
from scheduler.domain.post import PostState
from scheduler.services.printing_months import PrintingMonths
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, ZONE, a_channel, a_post, an_actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext on this machine: install poppler-utils"
)
AUTHOR = an_actor(Role.AUTHOR)
DECEMBER = date(2026, 12, 9)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur County Hospital", zone=ZONE))
        unit.plan.add_channel(a_channel())
        unit.plan.add_channel(a_channel(name="clinic-b", title="Clinic", handle="clinic"))
    yield store
    store.close()


def printed(store: Store, folder: Path, day: date = DECEMBER, *, channels: tuple[str, ...] = ()) -> str:
    data = PrintingMonths(store, FrozenClock(NOON)).pdf(AUTHOR, day, channels=channels)
    (folder / "month.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-layout", folder / "month.pdf", "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


def test_each_state_has_its_mark_and_what_nobody_decided_for_is_left_out(
    store: Store, tmp_path: Path
) -> None:
    with store.write() as unit:
        for number, state in enumerate(PostState):
            due = NOON + timedelta(days=number)
            unit.posts.add(a_post(text=f"Post-{state.value}", state=state, due=due))

    text = printed(store, tmp_path)

    marks = {line.strip() for line in text.split("\n")}
    left_out = {PostState.PROPOSED, PostState.CANCELLED}
    assert {each for each in PostState if f"Post-{each.value}" not in text} == left_out
    assert any("✓ 09:00 main-x" in each for each in marks)
    assert any("☐ 09:00 main-x" in each for each in marks)
    assert any("▲ 09:00 main-x" in each for each in marks)


def test_a_post_stands_on_its_day_by_the_clock_of_the_house(store: Store, tmp_path: Path) -> None:
    new_year = NOON.replace(month=1, day=1, hour=3) + timedelta(days=365)
    with store.write() as unit:
        unit.posts.add(a_post(text="Happy-New-Year", due=new_year))

    december, january = printed(store, tmp_path), printed(store, tmp_path, date(2027, 1, 1))

    assert "Happy-New-Year" in december
    assert "21:00 main-x" in december
    assert "Happy-New-Year" not in january


def test_a_month_of_one_channel_names_it_once(store: Store, tmp_path: Path) -> None:
    with store.write() as unit:
        unit.posts.add(a_post(text="Of-the-main-one"))
        unit.posts.add(a_post(text="Of-the-clinic", channel="clinic-b"))

    text = printed(store, tmp_path, channels=("clinic-b",))

    assert "Of-the-clinic" in text
    assert "Of-the-main-one" not in text
    assert "Clinic · as of Tuesday 1 December 2026, 09:00 (America/Chicago)" in text
    assert "clinic-b" not in text


def test_printing_stands_in_the_record(store: Store, tmp_path: Path) -> None:
    printed(store, tmp_path)

    with store.read() as unit:
        entry = unit.audit.last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("plan.exported", AUTHOR.key)
    assert entry.facts == {"what": "month", "kind": "pdf", "posts": 0}


def test_a_channel_or_a_year_that_is_none_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no channel “nobody”"):
        printed(store, tmp_path, channels=("nobody",))
    with pytest.raises(InvalidInputError, match="1850"):
        printed(store, tmp_path, date(1850, 1, 1))
