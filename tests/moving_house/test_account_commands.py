from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.terminal import Terminal, settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> Terminal:
    return settle(tmp_path / "old")


def test_an_account_goes_out_of_one_folder_and_into_another(house: Terminal, tmp_path: Path) -> None:
    file, new = str(tmp_path / "rounds.zip"), Terminal(tmp_path / "new")

    exported = house.type("account", "export", file)
    looked = new.type("account", "import", file)
    empty = new.json("channel", "list")
    taken = new.type("account", "import", file, "--take")
    again = new.type("account", "import", file, "--take")

    assert "no passwords, tokens or credentials" in exported.err
    assert "Nothing was changed. Add --take" in looked.out
    assert empty == []
    assert "is here. No post of it is approved any more." in taken.out
    assert [each["name"] for each in new.json("channel", "list")] == ["main-x"]
    assert (again.code, "This Rounds is not empty" in again.err) == (1, True)


def test_a_file_that_is_no_account_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("channel,date,time\n", "utf-8")
    new = Terminal(tmp_path / "new")

    wrong = new.type("account", "import", str(tmp_path / "plan.csv"))
    missing = new.type("account", "import", str(tmp_path / "gone.zip"))

    assert (wrong.code, missing.code) == (1, 1)
    assert "cut short or damaged" in wrong.err
    assert "There is no file" in missing.err


def test_a_month_is_printed_from_the_command_line(house: Terminal, tmp_path: Path) -> None:
    printed = house.type("plan", "print", "--month", "2027-03", "--out", str(tmp_path / "march.pdf"))
    wrong = house.type("plan", "print", "--month", "March", "--out", str(tmp_path / "wrong.pdf"))

    assert printed.code == 0
    assert (tmp_path / "march.pdf").read_bytes().startswith(b"%PDF-")
    assert (wrong.code, wrong.err.strip()) == (1, "“March” is no month. Write it like 2027-03.")
