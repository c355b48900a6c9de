"""Threads, videos, answers and quotes on the command line."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.terminal import Terminal, settle
from tests.composing.films import animation, film

WHEN = ("--channel", "main-x", "--at", "2026-12-01T09:00")
ADDRESS = "https://x.com/county/status/1460323737035677698"
NUMBER = "1460323737035677698"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settle(tmp_path_factory.mktemp("model") / "data").data_dir


@pytest.fixture
def terminal(model: Path, tmp_path: Path) -> Terminal:
    shutil.copytree(model, tmp_path / "data")
    return Terminal(tmp_path / "data")


@pytest.fixture
def picture(tmp_path: Path) -> str:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, "PNG")
    (tmp_path / "hands.png").write_bytes(made.getvalue())
    return str(tmp_path / "hands.png")


@pytest.fixture
def video(tmp_path: Path) -> str:
    (tmp_path / "how.mp4").write_bytes(film())
    return str(tmp_path / "how.mp4")


def added(terminal: Terminal, *words: str, text: str = "One.") -> dict[str, Any]:
    done: dict[str, Any] = terminal.json("post", "add", *WHEN, "--text", text, *words)
    return done


def shown(terminal: Terminal) -> dict[str, Any]:
    told: dict[str, Any] = terminal.json("post", "show", "1")
    return told


def test_a_thread_is_written_with_pictures_for_its_parts_and_priced_as_a_whole(
    terminal: Terminal, picture: str
) -> None:
    told = added(
        terminal,
        "--part",
        "Two.",
        "--part",
        "Three.",
        "--part-media",
        f"3={picture}",
        "--part-alt",
        "A nurse",
    )

    assert told["cost"] == 3 * 15 + 5
    thread = shown(terminal)["thread"]
    assert [part["text"] for part in thread] == ["Two.", "Three."]
    assert [[each["alt"] for each in part["pictures"]] for part in thread] == [[], ["A nurse"]]


def test_how_a_post_stands_to_others_is_kept_and_shown(terminal: Terminal) -> None:
    added(
        terminal, "--reply-to", ADDRESS, "--who-may-answer", "following", "--made-with-ai", "--part", "Two."
    )

    told = shown(terminal)
    assert (told["reply_to"], told["reply_settings"], told["made_with_ai"]) == (NUMBER, "following", True)
    said = terminal.type("post", "show", "1").out
    for line in (
        "Part 1 of 2:\nOne.",
        "Part 2 of 2:\nTwo.",
        f"Answers the post {NUMBER}",
        "Who may answer: following",
        "Labelled: made with AI",
    ):
        assert line in said
    assert "One. (2 parts)" in terminal.type("post", "list").out


def test_a_video_is_kept_with_what_it_shows(terminal: Terminal, video: str) -> None:
    told = added(terminal, "--video", video, "--video-alt", "A nurse shows how.")

    assert told["cost"] == 15 + 5
    kept = shown(terminal)["video"]
    assert (kept["mime"], kept["seconds"], kept["file_name"]) == ("video/mp4", 12.0, "how.mp4")
    assert "Video, 12 s, 1.3 MB: A nurse shows how." in terminal.type("post", "show", "1").out


def test_each_thing_is_changed_and_taken_out_again(terminal: Terminal, video: str, picture: str) -> None:
    added(terminal, "--part", "Two.", "--part-media", f"2={picture}", "--video", video, "--quote", "")

    terminal.json(
        "post", "edit", "1", "--part", "Two, again.", "--video-alt", "A nurse", "--reply-to", NUMBER
    )
    told = shown(terminal)
    assert (told["thread"][0]["text"], len(told["thread"][0]["pictures"])) == ("Two, again.", 1)
    assert (told["video"]["alt"], told["reply_to"], told["text"]) == ("A nurse", NUMBER, "One.")

    terminal.json("post", "edit", "1", "--part", "", "--no-video", "--reply-to", "", "--quote", ADDRESS)
    told = shown(terminal)
    assert (told["thread"], told["video"], told["reply_to"], told["quote"]) == ([], None, None, NUMBER)


def test_an_edit_ends_an_approval_and_says_where_the_post_stands(terminal: Terminal) -> None:
    terminal.json("post", "add", "--channel", "main-x", "--at", "2028-12-01T09:00", "--text", "One.")
    for step in ("submit", "approve"):
        terminal.json("post", step, "1")

    said = terminal.type("post", "edit", "1", "--made-with-ai")

    assert said.out.startswith("Post 1 is in review")


def test_a_link_is_taken_out_by_an_empty_one(terminal: Terminal) -> None:
    added(terminal, "--link", "https://example.org/flu")

    assert terminal.json("post", "edit", "1", "--link", "")["cost"] == 15
    assert shown(terminal)["link"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--reply-to", "https://example.org"), "names no post on this network. Paste the post's address"),
        (("--quote", "county"), "names no post on this network. Paste the post's address"),
        (("--who-may-answer", "friends"), "Known: everyone, following, mentioned, subscribers, verified."),
        (("--video", "no.mp4"), "The video no.mp4 can't be read"),
        (("--part", "Two.", "--part-media", "1=a.png"), "Write it like 2=clinic.png"),
        (("--part", "Two.", "--part-media", "3=a.png"), "Write it like 2=clinic.png"),
        (("--part", "Two.", "--part-media", "a.png"), "Write it like 2=clinic.png"),
        (("--part", "Two.", "--part-media", "2=no.png"), "The picture no.png can't be read"),
        (("--part", "x") * 25, "A thread has at most 25 parts."),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    terminal: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = terminal.type("post", "add", *WHEN, "--text", "One.", *words)

    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert terminal.json("post", "list") == []


def test_pictures_and_a_video_together_are_refused_by_their_bytes_and_not_their_names(
    terminal: Terminal, picture: str, tmp_path: Path
) -> None:
    (tmp_path / "how.png").write_bytes(animation())

    said = terminal.type("post", "add", *WHEN, "--media", picture, "--video", str(tmp_path / "how.png"))

    assert "A post shows either pictures or one video. Take one of them out." in said.err


def test_findings_of_every_part_are_told(terminal: Terminal) -> None:
    told = added(terminal, "--part", "MRN 12345678 went home.")

    assert any(each["advice"].startswith("In part 2: ") for each in told["findings"])
