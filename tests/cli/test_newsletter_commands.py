from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal
from tests.feeds.mails import LIST
from tests.newsletters.postmen import PASSWORD, USER, small


def set_up(house: Terminal, folder: Path, port: int, authority: str) -> str:
    """Set the mailbox and add the weekly newsletter; return all that was said."""
    (folder / "authority.pem").write_text(authority)
    told = house.type(
        "newsletter", "set", "--host", "127.0.0.1", "--port", str(port), "--user", USER,
        "--password-file", "-", "--ca-file", str(folder / "authority.pem"), stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    added = house.type("newsletter", "add", "weekly", "--from", LIST, "--domain", "larkspur.example.org")
    assert (told.code, added.code) == (0, 0), told.err + added.err
    return told.out + added.out + told.err + added.err


def test_a_newsletter_is_set_up_checked_and_read(house: Terminal, tmp_path: Path) -> None:
    with small(tmp_path) as postman:
        told = set_up(house, tmp_path, postman.port, postman.authority)

        checked = house.json("newsletter", "check", "--json")
        polled = house.json("newsletter", "poll", "--json")

    assert PASSWORD not in told
    assert checked["mailbox"]["user"] == USER
    assert checked["newsletters"] == [{"source": "weekly", "mails": 0}]
    assert [(each["source"], each["status"]) for each in polled] == [("weekly", "unchanged")]


def test_a_mailbox_is_forgotten(house: Terminal, tmp_path: Path) -> None:
    with small(tmp_path) as postman:
        set_up(house, tmp_path, postman.port, postman.authority)

        house.type("newsletter", "forget")

        said = house.type("newsletter", "poll", "weekly")
    assert said.code == 1
    assert "No mailbox is set" in said.out


def test_what_names_no_newsletter_is_refused(house: Terminal) -> None:
    said = house.type("newsletter", "add", "weekly", "--from", "weekly", "--domain", "larkspur.example.org")

    assert said.code == 1
    assert "names no newsletter" in said.err


def test_a_feed_is_not_read_as_a_newsletter(house: Terminal) -> None:
    house.type("source", "add", "county", "--url", "https://example.org/feed.xml")

    said = house.type("newsletter", "poll", "county")

    assert said.code == 1
    assert "rounds source poll county" in said.err


def test_a_password_is_not_taken_from_nowhere(house: Terminal) -> None:
    said = house.type("newsletter", "set", "--host", "127.0.0.1", "--user", USER)

    assert said.code == 1
    assert "--password-file" in said.err
