from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer.main

from scheduler.cli.front import app
from scheduler.store.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.terminal import Terminal

#: What the issue promises, and what an administrator needs besides.
_NAMES = """
up daemon worker ui network init migrate doctor demo rehearse fill check pause pauses resume
release
user-add user-list user-password channel-add channel-list channel-connect channel-pause channel-resume
source-add source-list source-poll source-import source-export item-list item-quotes item-compose
source-show source-edit source-archive source-review source-agree source-check
newsletter-set newsletter-add newsletter-check newsletter-poll newsletter-forget
community-add community-edit community-list community-off community-on community-reset curated-share
event-import event-list event-off event-on event-remove evergreen-list evergreen-mark evergreen-remove
expert-add expert-edit expert-list expert-press expert-vcards expert-withdraw instead observance-add
observance-edit observance-list observance-off observance-on observance-reset quiet-day-add
quiet-day-list quiet-day-remove source-afterlife
profile-list profile-put profile-remove
trends-list trends-look trends-show trends-propose trends-dismiss
inbox-why inbox-accept inbox-edit inbox-reject inbox-undo
post-add post-edit post-list post-show post-move post-submit post-approve post-reject post-cancel post-release
channel-disconnect secrets-check secrets-rotate secrets-retire
post-seen post-again post-give-up post-copy post-leave attention delivery channel-budget channel-links
channel-takes channel-mentions channel-policy channel-approvals rules
consent-add consent-down consent-list consent-revoke consent-show
account-export account-import
pillar-add pillar-list plan-export plan-import plan-print slot-add slot-list slot-remove
calendar-token calendar-url calendar-export calendar-revoke calendar-list calendar-rename calendar-rotate
calendar-views audit-verify audit-export
audit-head audit-hold audit-holds audit-prune audit-release audit-resume audit-rotate audit-sign
calendar-outside-add calendar-outside-change calendar-outside-import calendar-outside-list
calendar-outside-poll calendar-outside-post calendar-outside-remove calendar-outside-show
calendar-password-add calendar-password-list calendar-password-revoke emergency-approve
emergency-close emergency-confirm emergency-list emergency-on-call emergency-open emergency-report
emergency-retire emergency-revise emergency-second-look emergency-show emergency-starters
emergency-use emergency-write leader-clear leader-delegate leader-list leader-set leader-take-back
pictures-look pictures-look-over sign-on-off sign-on-set sign-on-show sign-on-test user-close
user-rename user-reopen user-roles user-sign-out
user-link-list user-link-make user-link-revoke user-two-step-demand user-two-step-off user-two-step-show
"""
COMMANDS = _NAMES.split()


def _all(command: typer.core.TyperGroup, path: str = "") -> Iterator[tuple[str, typer.core.TyperCommand]]:
    for name, each in command.commands.items():
        if isinstance(each, typer.core.TyperGroup):
            yield from _all(each, f"{path}{name}-")
        else:
            assert isinstance(each, typer.core.TyperCommand)
            yield f"{path}{name}", each


def _found() -> dict[str, typer.core.TyperCommand]:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    assert group.list_commands(typer.Context(group))  # loads them
    return dict(_all(group))


def test_every_promised_command_is_there_and_no_other() -> None:
    assert set(_found()) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_text_has_a_sentence_and_an_example(name: str) -> None:
    command = _found()[name]

    assert command.help
    assert command.help.splitlines()[0].endswith((".", ":")) or len(command.help.splitlines()) > 1
    assert name.replace("-", " ") in (command.epilog or "").replace("-", " ")


def test_every_command_that_prints_data_takes_json() -> None:
    without = {
        name
        for name, command in _found().items()
        if not any("--json" in parameter.opts for parameter in command.params)
    }

    documents = {
        "calendar-export",
        "source-export",
        "audit-export",
        "expert-press",
        "expert-vcards",
        "plan-print",
    }
    running = {"up", "daemon", "worker", "ui", "network"}
    assert without == documents | running


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("post",),
        ("post", "add"),
        ("post", "show", "seven"),
        ("post", "list", "--wings"),
        ("fill", "--days", "0"),
        ("fill", "--channel", "main-x"),
        ("source", "import"),
        ("source", "import", "x.opml", "--catalogue"),
    ],
)
def test_wrong_usage_ends_with_two_and_prints_no_data(house: Terminal, words: tuple[str, ...]) -> None:
    said = house.type(*words)

    assert said.code == 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("post", "list"),
        ("channel", "list"),
        ("source", "list"),
        ("item", "list"),
        ("inbox",),
        ("user", "list"),
        ("calendar", "list"),
        ("audit", "verify"),
        ("fill", "--dry-run"),
        ("rehearse",),
    ],
)
def test_without_a_database_each_command_says_how_to_begin(empty: Terminal, words: tuple[str, ...]) -> None:
    said = empty.type(*words, "--json")

    assert said.code == 1
    assert said.out == ""
    assert "rounds " in said.error


def test_a_database_newer_than_the_program_is_left_alone(house: Terminal) -> None:
    engine = open_engine(house.settings.database)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = (house.data_dir / "rounds.db").read_bytes()

    listed, migrated = house.type("post", "list"), house.type("migrate")

    assert (listed.code, migrated.code) == (1, 1)
    assert "newer" in listed.err
    assert listed.err == migrated.err
    assert (house.data_dir / "rounds.db").read_bytes() == before


def test_a_setting_that_can_not_be_used_is_named(house: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDS_UI_PORT", "eighty")

    said = house.type("post", "list")

    assert said.code == 1
    assert said.err.startswith("ROUNDS_UI_PORT can't be used:")


def test_a_settings_file_that_is_no_toml_is_named(house: Terminal) -> None:
    (house.data_dir / "rounds.toml").write_text("ui_port = = 3")

    said = house.type("post", "list")

    assert said.code == 1
    assert "rounds.toml" in said.err
    assert said.err.count("\n") == 1


def test_a_data_folder_that_can_not_be_made_is_named(empty: Terminal) -> None:
    empty.data_dir.write_text("a file stands where the folder should be")

    said = empty.type("migrate")

    assert said.code == 1
    assert "ROUNDS_DATA_DIR" in said.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to write to")
def test_a_full_disk_is_told_in_a_sentence(house: Terminal) -> None:
    command = [
        sys.executable,
        "-m",
        "scheduler",
        "--data-dir",
        str(house.data_dir),
        "channel",
        "list",
        "--json",
    ]

    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )

    assert said.returncode == 1
    assert "No space left on device" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_version_is_told(empty: Terminal) -> None:
    assert empty.type("--version").out.startswith("rounds 0.")
