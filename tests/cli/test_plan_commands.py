from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scheduler.domain.clock import SystemClock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal

#: A plan reaches three years ahead and never back.
NEXT_YEAR = str(SystemClock().now().year + 1)
SHEET = (
    "Text,Image URL,Tags,Posting Time\n"
    f"The flu clinic opens at nine.,,prevention,{NEXT_YEAR}-12-01 09:05\n"
    f"Wash your hands.,,,{NEXT_YEAR}-02-31 09:05\n"
)


def sheet(tmp_path: Path, text: str = SHEET) -> str:
    path = tmp_path / "buffer.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_sheet_is_looked_at_before_anything_is_taken(house: Terminal, tmp_path: Path) -> None:
    looked = house.json("plan", "import", sheet(tmp_path), "--channel", "main-x")

    assert looked["form"] == "buffer"
    assert [row["verdict"] for row in looked["rows"]] == ["new", "stopped"]
    assert house.json("post", "list") == []


def test_what_is_taken_is_a_draft_and_what_was_stopped_can_be_mended(house: Terminal, tmp_path: Path) -> None:
    rejects = tmp_path / "left-over.csv"

    told = house.type(
        *("plan", "import", sheet(tmp_path), "--channel", "main-x"),
        *("--take", "drafts", "--rejects", str(rejects)),
    )
    rejects.write_text(rejects.read_text("utf-8-sig").replace("-02-31", "-02-28"), "utf-8")
    again = house.json("plan", "import", str(rejects), "--channel", "main-x", "--take", "review")

    assert "Read as a plan of Buffer: 1 taken, 1 stopped." in told.out
    assert [row["verdict"] for row in again["rows"]] == ["taken"]
    assert sorted(post["state"] for post in house.json("post", "list")) == ["draft", "in_review"]


def test_doubtful_dates_end_with_the_question(house: Terminal, tmp_path: Path) -> None:
    text = f"Text,Posting Time\nWash your hands.,01/12/{NEXT_YEAR} 09:05\n"

    told = house.type("plan", "import", sheet(tmp_path, text), "--channel", "main-x")

    assert "--dates day-first" in told.err


def test_a_plan_that_was_exported_adds_nothing(house: Terminal, tmp_path: Path) -> None:
    house.type("plan", "import", sheet(tmp_path), "--channel", "main-x", "--take", "drafts")
    out = tmp_path / "plan.xlsx"

    house.type("plan", "export", "--as", "xlsx", "--days", "1000", "--out", str(out))
    again = house.json("plan", "import", str(out), "--take", "drafts")

    assert [row["verdict"] for row in again["rows"]] == ["known"]
    assert json.loads(house.type("plan", "export", "--days", "1000", "--json").out)[0]["channel"] == "main-x"


def test_a_workbook_is_never_written_to_the_screen(house: Terminal) -> None:
    told = house.type("plan", "export", "--as", "xlsx")

    assert told.code == 1
    assert "--out" in told.err
