"""Whoever has the database in hand drops its guard and changes the record; verification finds it."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.people import OPERATOR
from scheduler.domain.record import AuditEntry
from tests.builders import NOON

if TYPE_CHECKING:
    from tests.audit.conftest import Scene

LINES = 12
#: The lines over which heads were signed: one in the middle, one at the end.
MIDDLE = 6
TRIES = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

lines = st.integers(1, LINES)
words = st.text(string.printable + "äß→", max_size=12)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "seq": st.integers(-5, 0) | st.integers(LINES + 1, 2**31 - 1),
    "at": st.integers(0, 2**52),
    "actor": words,
    "action": words,
    "subject": words,
    "before": words | st.none(),
    "after": words | st.none(),
    "facts": words
    | st.just("{}")
    | st.just('{"n":99,"late":true,"where":"caf\\u00e9"}')
    | st.just('{"n":1,"n":2}'),
    "previous": hashes,
    "hash": hashes | words,
}


@pytest.fixture
def signed(scene: Scene) -> Scene:
    """A record of twelve lines with heads over the sixth and the twelfth, and without its guard."""
    scene.write(MIDDLE - 1)  # the first line tells of the key
    scene.witness.sign()
    scene.write(LINES - MIDDLE)
    scene.witness.sign()
    assert scene.auditing.verify().lines == LINES
    scene.drop_guard()
    return scene


@pytest.fixture
def original(signed: Scene) -> list[dict[str, Any]]:
    return signed.rows()


@pytest.fixture
def entries(signed: Scene) -> list[AuditEntry]:
    return signed.entries()


def _first_bad(scene: Scene) -> int:
    found = scene.auditing.verify()
    assert not found.is_intact
    assert found.first_bad is not None
    assert found.words
    return found.first_bad


def test_a_record_that_is_put_back_as_it_was_is_intact(
    signed: Scene, original: list[dict[str, Any]], entries: list[AuditEntry]
) -> None:
    signed.put(original)
    assert signed.auditing.verify().is_intact

    signed.write_anew(entries)

    assert signed.auditing.verify().is_intact


@TRIES
@given(line=lines, column=st.sampled_from(sorted(COLUMNS)), data=st.data())
def test_any_field_that_is_changed_is_found_and_its_line_named(
    signed: Scene, original: list[dict[str, Any]], line: int, column: str, data: st.DataObject
) -> None:
    before = original[line - 1][column]
    value = data.draw(COLUMNS[column].filter(lambda each: each != before))

    signed.put([row | {column: value} if row["seq"] == line else row for row in original])

    is_before_all = column == "seq" and value < 1
    assert _first_bad(signed) == (1 if is_before_all else line)


@TRIES
@given(removed=st.sets(lines, min_size=1))
def test_any_lines_that_are_removed_are_found_and_the_first_named(
    signed: Scene, original: list[dict[str, Any]], removed: set[int]
) -> None:
    signed.put([row for row in original if row["seq"] not in removed])

    assert _first_bad(signed) == min(removed)


@TRIES
@given(kept=st.integers(0, LINES - 1))
def test_any_end_that_is_cut_is_found_and_its_first_line_named(
    signed: Scene, original: list[dict[str, Any]], kept: int
) -> None:
    signed.put(original[:kept])

    assert _first_bad(signed) == kept + 1


@TRIES
@given(one=lines, other=lines)
def test_any_two_lines_that_change_places_are_found_and_the_first_named(
    signed: Scene, original: list[dict[str, Any]], one: int, other: int
) -> None:
    first, second = sorted((one, other))
    swapped = list(original)
    swapped[first - 1] = original[second - 1] | {"seq": first}
    swapped[second - 1] = original[first - 1] | {"seq": second}

    signed.put(swapped)

    if first == second:
        assert signed.auditing.verify().is_intact
    else:
        assert _first_bad(signed) == first


@TRIES
@given(line=lines, invented=words)
def test_a_line_that_is_slipped_in_is_found_and_named(
    signed: Scene, original: list[dict[str, Any]], line: int, invented: str
) -> None:
    forged = AuditEntry(seq=0, at=NOON, actor="operator", action="post.moved", subject=invented, previous="")
    sealed = forged.following(line - 1, original[line - 1]["previous"])
    row = original[line - 1] | {"at": 1, "subject": invented, "facts": "{}", "hash": sealed.hash}
    later = [each | {"seq": each["seq"] + 1} for each in original[line - 1 :]]

    signed.put([*original[: line - 1], row, *later])

    assert _first_bad(signed) == line


@TRIES
@given(line=lines, invented=words)
def test_a_line_that_is_replaced_with_a_right_hash_is_found(
    signed: Scene, original: list[dict[str, Any]], entries: list[AuditEntry], line: int, invented: str
) -> None:
    replaced = entries[line - 1].model_copy(update={"actor": f"engine {invented}"})
    sealed = replaced.following(line - 1, original[line - 1]["previous"])
    row = original[line - 1] | {"actor": sealed.actor, "hash": sealed.hash}

    signed.put([*original[: line - 1], row, *original[line:]])

    found = _first_bad(signed)
    assert found == line or (line in {MIDDLE, LINES} and found <= line)


@TRIES
@given(line=lines, how=st.sampled_from(["changed", "removed", "slipped in"]), more=st.integers(0, 3))
def test_a_record_that_is_written_anew_with_right_hashes_is_found_by_its_heads(
    signed: Scene, entries: list[AuditEntry], line: int, how: str, more: int
) -> None:
    forged = entries[line - 1].model_copy(update={"subject": "post:999"})
    kept = {"changed": [forged], "removed": [], "slipped in": [forged, entries[line - 1]]}[how]

    signed.write_anew([*entries[: line - 1], *kept, *entries[line:], *[forged] * more])

    found, signed_before = _first_bad(signed), MIDDLE if line > MIDDLE else 0
    is_shorter = how == "removed" and not more and line > MIDDLE
    assert found == LINES if is_shorter else signed_before < found <= line


def test_a_head_that_was_kept_elsewhere_finds_what_the_machine_no_longer_can(
    signed: Scene, original: list[dict[str, Any]]
) -> None:
    kept = signed.witness.file.log().newest
    signed.heads.unlink()
    signed.run("DELETE FROM note")
    signed.put(original[:-2])
    assert signed.auditing.verify().is_intact

    found = signed.auditing.verify(kept=kept)

    assert found.first_bad == LINES - 1
    assert f"line {LINES} was handed in" in found.words


def test_lines_after_the_newest_head_rest_on_the_chain_alone(signed: Scene) -> None:
    with signed.store.write() as unit:
        unit.audit.append(OPERATOR, "post.moved", "post:1", at=NOON)

    found = signed.auditing.verify()

    assert found.is_intact
    assert "1 younger lines rest on the chain alone" in found.remarks[0]
