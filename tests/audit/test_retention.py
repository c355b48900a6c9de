"""What is removed after its time, what keeps it, and how the rest still verifies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.heads import SignedKind
from scheduler.domain.people import OPERATOR, Role
from tests.builders import an_actor

if TYPE_CHECKING:
    from tests.audit.conftest import Scene

SEVEN_YEARS = timedelta(days=7 * 366)


@pytest.fixture
def old(scene: Scene) -> Scene:
    """Five lines that are seven years old, their key's among them, and three of today."""
    scene.write(4)
    scene.witness.sign()
    scene.clock.advance(SEVEN_YEARS)
    scene.write(3)
    return scene


def _prune(scene: Scene) -> int:
    return scene.retaining.prune(OPERATOR, scene.auditing)


def test_lines_are_kept_for_six_years_and_may_go_after_them(old: Scene) -> None:
    assert old.retaining.removable().lines == 5

    removed = _prune(old)

    found = old.auditing.verify()
    assert removed == 5
    assert old.rows()[0]["seq"] == 6
    assert found.is_intact
    assert found.first_line == 6
    assert any("Lines 1 to 5 were removed after their time" in remark for remark in found.remarks)
    assert old.entries()[-1].action == "record.cut"
    assert old.retaining.removable().lines == 0


def test_nothing_young_goes_and_the_newest_line_never(scene: Scene) -> None:
    scene.write(3)
    assert _prune(scene) == 0
    scene.clock.advance(SEVEN_YEARS)

    assert scene.retaining.removable().through == len(scene.rows()) - 1


def test_a_record_that_was_cut_twice_goes_on_and_is_signed(old: Scene) -> None:
    _prune(old)
    old.clock.advance(SEVEN_YEARS)
    old.write(2)

    removed = _prune(old)
    old.write(1)
    old.witness.sign()

    assert removed > 0
    assert old.auditing.verify().is_intact


def test_a_legal_hold_keeps_everything_until_it_is_released(old: Scene) -> None:
    held = old.retaining.hold(an_actor(Role.AUDITOR), reason=" Case 26-114 ")

    with pytest.raises(InvalidInputError, match="A legal hold stands since"):
        _prune(old)
    with pytest.raises(NotAllowedError):
        old.retaining.lift(an_actor(Role.AUDITOR), held.id)
    assert old.retaining.removable().holds == (held,)
    assert len(old.rows()) == 9

    lifted = old.retaining.lift(OPERATOR, held.id)

    assert lifted.reason == "Case 26-114"
    assert old.retaining.holds() == []
    assert old.retaining.holds(also_lifted=True) == [lifted]
    assert _prune(old) == 5
    with pytest.raises(UnknownNameError):
        old.retaining.lift(OPERATOR, held.id)


def test_a_hold_says_why_and_its_reason_stays_out_of_the_record(old: Scene) -> None:
    with pytest.raises(InvalidInputError, match="Say why"):
        old.retaining.hold(OPERATOR, reason="  ")

    old.retaining.hold(OPERATOR, reason="Case 26-114")

    assert old.entries()[-1].action == "record.held"
    assert "26-114" not in repr(old.rows())


def test_only_whoever_sets_up_removes_lines(old: Scene) -> None:
    with pytest.raises(NotAllowedError):
        old.retaining.prune(an_actor(Role.AUDITOR), old.auditing)

    assert len(old.rows()) == 8


def test_nothing_is_removed_from_a_record_that_was_changed(old: Scene) -> None:
    old.drop_guard()
    old.run("UPDATE audit SET actor = 'nobody' WHERE seq = 3")

    with pytest.raises(InvalidInputError, match="Line 3 of the record was changed"):
        _prune(old)

    assert len(old.rows()) == 8


def test_a_beginning_that_nobody_signed_away_is_found(old: Scene) -> None:
    _prune(old)
    old.drop_guard()

    old.run("DELETE FROM audit WHERE seq = 6")

    assert old.auditing.verify().first_bad == 6


def test_a_cut_that_somebody_else_wrote_is_found(old: Scene) -> None:
    old.drop_guard()
    forged = old.witness.file.log().heads[-1].model_copy(update={"kind": SignedKind.CUT, "seq": 3})
    old.run(
        f"INSERT INTO record_cut (seq, hash, at, signed) SELECT seq, hash, 1, '{forged.line}' "  # noqa: S608 - our own line
        "FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq <= 3",
    )

    assert old.auditing.verify().first_bad == 1
