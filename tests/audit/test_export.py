"""What an auditor is handed: JSON lines, and a page to read and to print."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.heads import Sought
from scheduler.domain.people import OPERATOR
from scheduler.services.heads import head_of
from tests.builders import NOON

if TYPE_CHECKING:
    from tests.audit.conftest import Scene


@pytest.fixture
def signed(scene: Scene) -> Scene:
    scene.write(4)
    with scene.store.write() as unit:
        unit.audit.append(OPERATOR, "slot.added", "slot:<b>1</b>", at=scene.clock.now())
    scene.witness.sign()
    return scene


@pytest.mark.parametrize(
    ("sought", "lines"),
    [
        (Sought(), [1, 2, 3, 4, 5, 6]),
        (Sought(since=NOON + timedelta(hours=2)), [2, 3, 4, 5, 6]),
        (Sought(until=NOON + timedelta(hours=2)), [1]),
        (Sought(actor="engine"), [6]),
        (Sought(subject="post"), [1, 2, 3, 4]),
        (Sought(subject="post:2"), [3]),
        (Sought(action="slot"), [5]),
        (Sought(action="post.moved", since=NOON + timedelta(hours=4)), [4]),
        (Sought(subject="po%"), []),
    ],
)
def test_only_what_is_sought_is_handed_over_with_the_proof_of_all(
    signed: Scene, sought: Sought, lines: list[int]
) -> None:
    *told, proof = map(json.loads, signed.auditing.export(sought))

    newest = signed.witness.file.log().newest
    assert newest is not None
    assert [line["seq"] for line in told] == lines
    assert proof["verification"]["is_intact"]
    assert proof["verification"]["lines"] == 6
    assert proof["verification"]["head"]["signature"] == newest.signature


def test_the_page_says_in_words_what_was_done_and_holds_the_signed_head(signed: Scene) -> None:
    page = "".join(signed.auditing.page(Sought(since=NOON)))

    newest = signed.witness.file.log().newest
    assert newest is not None
    assert page.count("moved a post") == 4
    assert "The operator" in page
    assert "All 6 lines of the record are as they were written." in page
    assert "All times by the clock of UTC." in page
    assert newest.signature in page
    assert head_of(newest.line) == newest


def test_the_page_needs_nothing_else_and_takes_nothing_for_markup(signed: Scene) -> None:
    page = "".join(signed.auditing.page())

    assert "slot &lt;b&gt;1&lt;/b&gt;" in page
    assert "<b>" not in page
    for outside in ("<script", "<link", "<img", "http://", "https://"):
        assert outside not in page


def test_the_page_says_that_a_record_is_not_intact(signed: Scene) -> None:
    signed.drop_guard()
    signed.run("UPDATE audit SET actor = 'nobody' WHERE seq = 3")

    page = "".join(signed.auditing.page())

    assert "Not intact" in page
    assert "Line 3 of the record was changed" in page
