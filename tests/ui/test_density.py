"""How dense the planner is: chosen by each person for themselves, kept on the server."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ui
from tests.ui.house import House, page

_ASSETS = Path(ui.__file__).parent / "assets"


def is_compact(drawn: AppTest) -> bool:
    return any("--rounds-chip-flow" in each.proto.body for each in drawn.get("html"))


def test_a_person_chooses_and_finds_it_so_elsewhere_while_others_do_not(house: House) -> None:
    house.sign_in("ada")
    drawn = page("you")
    assert not is_compact(drawn)

    drawn = next(each for each in drawn.radio if each.label == "Density").set_value(True).run()

    assert is_compact(drawn)
    house.sign_in("ada")
    assert is_compact(page("queue"))
    house.sign_in("eli")
    assert not is_compact(page("queue"))


def test_choosing_the_same_twice_is_recorded_once(house: House) -> None:
    ada = house.sign_in("ada")

    for _ in range(2):
        house.app.people.set_compact(ada, is_compact=True)

    with house.app._store.read() as unit:
        lines = unit.audit.recent(subject=ada.key)
    assert [line.action for line in lines].count("person.density_chosen") == 1


def test_everything_the_dense_sheet_sets_in_the_calendar_is_read_there() -> None:
    """A name that is written differently on the two sides would change nothing."""
    told = set(re.findall(r"(--rounds-[a-z-]+):", (_ASSETS / "compact.css").read_text("utf-8")))
    styles = Path(ui.__file__).parent / "components" / "calendar" / "frontend" / "src"
    read = {
        name
        for sheet in styles.glob("*.css")
        for name in re.findall(r"var\((--rounds-[a-z-]+)", sheet.read_text("utf-8"))
    }

    assert told == read
