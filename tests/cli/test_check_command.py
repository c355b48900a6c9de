from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal


def test_each_line_is_answered_with_its_verdict_and_findings(empty: Terminal) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "a", "text": "Flu shots are free this Saturday."},
        {"id": 2, "text": "Jane Doe, MRN 12345678, is in room 12."},
        {"id": "c", "text": "As our patient you should stop taking your metformin.", "is_reply": True},
    ]

    said = empty.type("check", "--json", stdin="\n".join(json.dumps(line) for line in lines))

    answers = [json.loads(line) for line in said.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "c"]
    assert [answer["verdict"] for answer in answers] == ["pass", "block", "hold"]
    assert answers[0] == {"id": "a", "verdict": "pass", "findings": []}
    finding = next(each for each in answers[1]["findings"] if each["severity"] == "block")
    assert set(finding) == {"rule", "severity", "start", "end", "advice"}
    assert lines[1]["text"][finding["start"] : finding["end"]] == "MRN 12345678"
    assert (said.code, said.err) == (0, "")


def test_a_bad_line_among_ten_thousand_is_answered_with_its_number_and_the_rest_is_checked(
    empty: Terminal,
) -> None:
    lines = [json.dumps({"id": number, "text": f"Clinic {number % 50} is open."}) for number in range(10_000)]
    lines[4_321] = '{"id": 4321, "text": '

    said = empty.type("check", "--json", stdin="\n".join(lines))

    answers = [json.loads(line) for line in said.out.splitlines()]
    assert len(answers) == 10_000
    assert answers[4_321] == {"line": 4_322, "error": "This line is no JSON."}
    assert sum("verdict" in answer for answer in answers) == 9_999
    assert said.code == 1
    assert "1 line was not checked" in said.error


def test_lines_that_are_json_but_no_question_say_what_a_question_is(empty: Terminal) -> None:
    bad = [
        b"[1]",
        b"7",
        b'{"id": 1}',
        b'{"text": "x"}',
        b'{"id":1,"text":5}',
        b'{"id":1,"text":"","is_reply":"yes"}',
    ]
    bad += [b"\xff\xfe", b"[" * 100_000]

    said = empty.type("check", "--json", stdin=b"\n".join(bad) + b"\n\n" + b'{"id": 9, "text": "Hello."}\n')

    answers = [json.loads(line) for line in said.out.splitlines()]
    assert [answer["line"] for answer in answers[:-1]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(answer["error"].endswith(".") for answer in answers[:-1])
    assert answers[-1]["verdict"] == "pass"


def test_the_length_counts_as_the_named_network_counts_it(empty: Terminal) -> None:
    long = {"id": 1, "text": "Wash your hands. " * 40}
    lines = [long, {**long, "network": "bluesky"}, {**long, "network": "pigeon"}]

    said = empty.type(
        "check", "--json", "--network", "linkedin", stdin="\n".join(json.dumps(line) for line in lines)
    )

    here, sky, unknown = [json.loads(line) for line in said.out.splitlines()]
    assert here["verdict"] == "pass"
    assert [each["rule"] for each in sky["findings"] if each["severity"] == "block"] == ["TEXT-LENGTH"]
    assert unknown["error"].startswith("There is no network “pigeon”. Known: x, linkedin,")


def test_an_id_comes_back_as_it_was_whatever_it_is(empty: Terminal) -> None:
    line = json.dumps({"id": {"thread": ["ü", "\ud800"]}, "text": "Hello."})

    said = empty.type("check", "--json", stdin=line)

    assert json.loads(said.out)["id"] == {"thread": ["ü", "\ud800"]}


def test_a_person_reads_the_verdict_and_what_to_do(empty: Terminal) -> None:
    passed, blocked = empty.type("check", "Flu shots are free."), empty.type("check", "MRN 12345678 is well.")

    assert passed.out == "Nothing speaks against it.\n"
    assert blocked.out.startswith("Blocked: it must be changed")
    assert "PHI-H-RECORD" in blocked.out


def test_one_text_can_be_asked_for_as_json(empty: Terminal) -> None:
    assert empty.json("check", "Flu shots are free.") == {"id": None, "verdict": "pass", "findings": []}


def test_a_check_starts_at_once_and_touches_no_database(tmp_path: Path) -> None:
    code = "import sys; from scheduler.cli import main; main(['check', 'Hello.']); print(*sys.modules)"

    began = time.process_time()
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )

    loaded = set(said.stdout.split())
    assert not loaded & {
        "sqlalchemy",
        "sqlmodel",
        "alembic",
        "streamlit",
        "tweepy",
        "rich",
        "scheduler.bootstrap",
    }
    assert list(tmp_path.iterdir()) == []
    assert time.process_time() - began < 5


def test_whom_a_line_answers_makes_it_an_answer(empty: Terminal) -> None:
    text = "Stop the Zoloft if it makes you foggy."
    lines = [{"id": 1, "text": text}, {"id": 2, "text": text, "reply_to": "@pat_w"}]
    lines.append({"id": 3, "text": text, "is_reply": None, "reply_to": None})

    said = empty.type("check", "--json", stdin="\n".join(json.dumps(line) for line in lines))

    rules = [{each["rule"] for each in json.loads(answer)["findings"]} for answer in said.out.splitlines()]
    assert ["ADV-INDIVIDUAL" in each for each in rules] == [False, True, False]


def test_text_that_nobody_can_read_is_answered_and_never_passes(empty: Terminal) -> None:
    texts = ["a" * 3_000_000, "\ud800 our patient \udfff", "Great \u202eeoD enaJ\u202c news", "\x00\x01"]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]

    said = empty.type("check", "--json", stdin="\n".join(lines))

    verdicts = [json.loads(answer)["verdict"] for answer in said.out.splitlines()]
    assert len(verdicts) == len(texts)
    assert "pass" not in verdicts


def test_a_handle_that_is_no_string_is_said(empty: Terminal) -> None:
    said = empty.type("check", "--json", stdin='{"id": 1, "text": "Hello", "reply_to": 7}')

    assert json.loads(said.out) == {
        "line": 1,
        "error": '"reply_to" is the handle of the person answered, as a string.',
    }
