"""The signed heads: when one is due, what is done about keys and files, and how a restore is told."""

from __future__ import annotations

import logging
import resource
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, NotAllowedError, StorageError
from scheduler.domain.heads import SignedKind
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.auditing import kept_head
from scheduler.services.diagnosing import Diagnosing, Part
from scheduler.settings import Settings
from tests.builders import an_actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.audit.conftest import Scene


@pytest.fixture
def signed(scene: Scene) -> Scene:
    scene.write(4)
    scene.witness.sign()
    return scene


def _kinds(scene: Scene) -> list[str]:
    return [head.kind.value for head in scene.witness.file.log().heads]


def test_a_head_is_signed_each_day_and_after_enough_lines(scene: Scene) -> None:
    witness = scene.witness
    assert witness.tick() is None, "an empty record has no head"
    scene.write(1)
    assert witness.tick() is not None
    assert witness.tick() is None

    scene.write(5)
    after_lines = witness.tick()
    scene.clock.advance(timedelta(days=1))
    after_a_day = witness.tick()

    assert after_lines is not None
    assert after_lines.seq == 7
    assert after_a_day is not None
    assert after_a_day.seq == 7
    assert scene.auditing.verify().is_intact


def test_the_key_stands_outside_of_the_database_for_its_owner_only(signed: Scene) -> None:
    key = signed.key.read_text(encoding="ascii").split()[0]

    assert signed.key.stat().st_mode & 0o077 == 0
    assert key not in signed.heads.read_text(encoding="ascii")
    assert key not in repr(signed.rows())
    assert key not in repr(signed.witness.keys.all())


def test_what_an_older_key_signed_still_verifies_and_the_older_key_is_gone(signed: Scene) -> None:
    before = signed.key.read_text(encoding="ascii")

    signed.witness.rotate(OPERATOR)
    signed.write(1)
    newest = signed.witness.sign()

    heads = signed.witness.file.log().heads
    assert newest.key != heads[0].key
    assert _kinds(signed) == ["key", "head", "key", "head"]
    assert before.split()[0] not in signed.key.read_text(encoding="ascii")
    assert signed.auditing.verify().is_intact
    assert [entry.action for entry in signed.entries()].count("record.key_changed") == 1


def test_a_change_of_keys_that_was_cut_off_is_finished_by_the_next_head(signed: Scene) -> None:
    old = signed.key.read_bytes()
    new = signed.witness.keys.prepare()
    both = signed.key.read_bytes()
    signed.witness.rotate(OPERATOR)
    signed.key.write_bytes(both)  # as if the power went before the old key was dropped

    newest = signed.witness.sign()

    assert newest.key == new.id
    assert len(signed.witness.keys.all()) == 1
    assert signed.key.read_bytes() not in {old, both}
    assert signed.auditing.verify().is_intact


def test_only_whoever_sets_up_changes_the_key_or_resumes(signed: Scene) -> None:
    auditor = an_actor(Role.AUDITOR)

    for do in (signed.witness.rotate, signed.witness.resume):
        with pytest.raises(NotAllowedError):
            do(auditor)

    assert _kinds(signed) == ["key", "head"]


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_or_removed_line_of_the_heads_is_found(signed: Scene, line: int) -> None:
    signed.write(1)
    signed.witness.sign()
    lines = signed.heads.read_text(encoding="ascii").splitlines(keepends=True)

    for others in ([lines[line].replace('"seq":', '"seq":1')], []):
        signed.heads.write_text("".join([*lines[:line], *others, *lines[line + 1 :]]), encoding="ascii")
        found = signed.auditing.verify()
        assert not found.is_intact
        assert found.first_bad is None, "the lines of the record themselves are whole"
        with pytest.raises(EnvironmentProblemError):
            signed.witness.sign()


def test_a_file_of_heads_that_was_cut_or_removed_is_noticed_by_the_database(signed: Scene) -> None:
    first, *_ = signed.heads.read_text(encoding="ascii").splitlines(keepends=True)
    signed.heads.write_text(first, encoding="ascii")
    cut = signed.auditing.verify()
    signed.heads.unlink()
    removed = signed.auditing.verify()

    assert "the file was cut, removed or replaced" in cut.words
    assert "the file was cut, removed or replaced" in removed.words
    with pytest.raises(EnvironmentProblemError, match="Put it back"):
        signed.witness.sign()


def test_heads_signed_by_somebody_else_are_found(signed: Scene, tmp_path: Path) -> None:
    stranger = type(signed)(signed.store, signed.clock, tmp_path / "elsewhere")
    stranger.folder.mkdir()
    signed.run("DELETE FROM note")
    stranger.witness.sign()

    signed.heads.write_bytes(stranger.heads.read_bytes())

    assert "which the key file does not hold" in signed.auditing.verify().words


def test_a_line_torn_by_a_power_cut_is_left_out_and_written_over(signed: Scene) -> None:
    whole = signed.heads.read_bytes()
    with signed.heads.open("ab") as file:
        file.write(b'{"at":"2026-')

    found = signed.auditing.verify()
    signed.witness.sign()

    assert found.is_intact
    assert signed.heads.read_bytes().startswith(whole)
    assert _kinds(signed) == ["key", "head", "head"]


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """Let this process write files up to a size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_file_as_it_was_and_the_next_head_is_signed(signed: Scene) -> None:
    before = signed.heads.read_bytes()
    file, head = signed.witness.file, signed.witness.file.log().heads[-1]

    with _room_for(len(before) + 10), pytest.raises(StorageError, match="Free space"):
        file.add(head)

    assert signed.heads.read_bytes() == before
    assert signed.witness.sign().previous == head.digest


def test_trouble_with_signing_is_logged_once_and_its_end_too(
    signed: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    witness, key = signed.witness, signed.key.read_bytes()
    signed.key.unlink()
    signed.write(5)

    assert [witness.tick(), witness.tick()] == [None, None]
    signed.key.write_bytes(key)
    signed.key.chmod(0o600)

    assert witness.tick() is not None
    assert [record.getMessage().partition(" reason")[0] for record in caplog.records] == [
        "no head of the record was signed",
        "heads of the record are signed again",
    ]


def test_a_missing_key_is_told_and_never_made_anew(signed: Scene) -> None:
    signed.key.unlink()

    with pytest.raises(EnvironmentProblemError, match="Put it back from where you keep a copy"):
        signed.witness.sign()

    assert not signed.key.exists()
    assert "is missing" in signed.witness.state().trouble
    assert signed.auditing.verify().is_intact, "to verify needs the public keys only"


def test_a_lost_key_is_replaced_by_a_person_and_verification_says_so(signed: Scene) -> None:
    signed.key.unlink()

    signed.witness.resume(OPERATOR)
    signed.write(1)
    signed.witness.sign()

    found = signed.auditing.verify()
    assert found.is_intact
    assert any("a new key" in remark for remark in found.remarks)
    with pytest.raises(InvalidInputError, match="nothing to resume"):
        signed.witness.resume(OPERATOR)


def test_a_second_place_is_continued_and_tells_of_a_cut(scene: Scene, tmp_path: Path) -> None:
    scene.write(2)
    scene.witness.sign()
    scene.copy = tmp_path / "second.jsonl"
    scene.write(1)

    scene.witness.sign()

    whole = scene.heads.read_bytes()
    assert scene.copy.read_bytes() == whole
    scene.heads.write_bytes(whole[: whole.index(b"\n") + 1])
    scene.run("DELETE FROM note")
    found = scene.auditing.verify()
    assert "was cut" in found.words
    assert f"Copy {scene.copy} over it" in found.words


def test_a_second_place_that_is_away_keeps_no_head_from_being_signed_and_catches_up(
    scene: Scene, tmp_path: Path
) -> None:
    scene.write(2)
    scene.copy = tmp_path / "away" / "second.jsonl"

    with pytest.raises(StorageError, match="away"):
        scene.witness.sign()
    with pytest.raises(StorageError, match="away"):
        scene.witness.sign()
    scene.copy.parent.mkdir()
    scene.witness.sign()

    assert scene.copy.read_bytes() == scene.heads.read_bytes()
    assert scene.auditing.verify().is_intact


def test_a_second_place_that_tells_of_other_heads_is_left_alone(signed: Scene, tmp_path: Path) -> None:
    signed.copy = tmp_path / "second.jsonl"
    signed.copy.write_text("something else\n", encoding="utf-8")

    with pytest.raises(EnvironmentProblemError):
        signed.witness.sign()

    assert signed.copy.read_text(encoding="utf-8") == "something else\n"


@pytest.fixture
def restored(signed: Scene) -> Scene:
    """A backup of three lines was put in place of the database; the daemon went on with it."""
    backup = signed.rows()[:3]
    signed.write(2)
    signed.witness.sign()
    signed.drop_guard()
    signed.put(backup)
    return signed


def test_a_restored_backup_is_told_with_the_next_step_and_nothing_is_signed(restored: Scene) -> None:
    at_once = restored.auditing.verify()
    restored.write(6)
    later = restored.auditing.verify()

    assert at_once.first_bad == 4
    assert "Lines 4 to 7 of the record are missing" in at_once.words
    assert "rounds audit resume" in at_once.words
    assert later.first_bad is not None
    assert later.first_bad <= 4
    assert "rounds audit resume" in later.words
    with pytest.raises(EnvironmentProblemError):
        restored.witness.sign()


def test_after_a_restore_a_person_resumes_and_changes_are_found_again(restored: Scene) -> None:
    restored.write(6)

    resumed = restored.witness.resume(OPERATOR)

    assert resumed.kind is SignedKind.RESUMED
    restored.write(1)
    restored.witness.sign()
    found = restored.auditing.verify()
    assert found.is_intact
    assert any("were given up" in remark for remark in found.remarks)
    restored.put(restored.rows()[:-1])
    assert restored.auditing.verify().first_bad == 11


def test_a_head_is_read_from_the_letter_that_holds_it(signed: Scene, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    newest = signed.witness.file.log().heads[-1]
    letter.write_text(f"Dear auditor,\n\n  {newest.line}  \n\nKind regards\n", encoding="utf-8")

    kept = kept_head(letter)

    assert kept == newest
    assert signed.auditing.verify(kept=kept).is_intact
    letter.write_text("Dear auditor, see attachment.", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="holds no signed head"):
        kept_head(letter)


def _doctor(scene: Scene) -> Part:
    settings = Settings(data_dir=scene.folder)
    doctor = Diagnosing(scene.store, scene.clock, settings, is_engine_running=lambda: True)
    return next(part for part in doctor.report().parts if part.name == "record")


def test_the_doctor_tells_how_old_the_last_head_is_and_how_much_came_since(scene: Scene) -> None:
    before = _doctor(scene)
    scene.write(4)
    scene.witness.sign()
    scene.write(3)

    part = _doctor(scene)

    assert (before.is_well, before.words) == (True, "Not signed yet; the engine signs its end each day.")
    assert part.is_well
    assert part.words == f"Signed up to line {part.facts['line']}, 3 hours ago; lines since: 3."
    assert (part.facts["unsigned"], part.facts["hours"]) == (3, 3.0)


@pytest.mark.parametrize("gone", ["key", "heads"])
def test_the_doctor_tells_that_the_key_or_the_heads_are_missing(signed: Scene, gone: str) -> None:
    (signed.key if gone == "key" else signed.heads).unlink()

    part = _doctor(signed)

    assert not part.is_well
    assert "is missing. Put it back from your copy." in part.words


def test_the_doctor_hears_what_kept_the_engine_from_signing_until_it_signs_again(signed: Scene) -> None:
    witness, heads = signed.witness, signed.heads.read_bytes()
    signed.heads.write_bytes(b"not a head\n")
    signed.write(5)
    witness.tick()

    told = _doctor(signed)
    signed.heads.write_bytes(heads)
    witness.tick()

    assert not told.is_well
    assert told.words.startswith("Line 1 of record-heads.jsonl is not what was signed.")
    assert _doctor(signed).is_well


def test_two_days_without_a_head_are_told(signed: Scene) -> None:
    signed.clock.advance(timedelta(days=3))

    part = _doctor(signed)

    assert not part.is_well
    assert "No head was signed for two days." in part.words
    assert "3 days ago" in part.words
