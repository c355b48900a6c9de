"""What the browser says is doubted, and each operation is handled once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.components.calendar import (
    CalendarChange,
    Operation,
    Seen,
    ViewName,
    fresh,
    ranges_beside,
    visible_range,
)
from ui.components.calendar.operations import LARGEST_OUTBOX, LONGEST_MEMORY

MOVE = {
    "nonce": "page",
    "seq": 1,
    "type": "move",
    "id": "7",
    "version": 3,
    "start": "2026-11-17T08:00:00.000Z",
}
RANGE = {"start": "2026-10-25T23:00:00.000Z", "end": "2026-12-06T23:00:00.000Z", "view": "month"}


def opened(nonce: str, seq: int, session: str = "") -> Operation:
    return Operation(nonce=nonce, seq=seq, session=session, type="open", id=str(seq))


def read_one(**changes: Any) -> Operation | None:
    found = CalendarChange.read({"outbox": [{**MOVE, **changes}]}).outbox
    return found[0] if found else None


def test_a_move_is_read_with_its_instant_in_utc() -> None:
    operation = read_one(start="2026-11-17T09:00:00+01:00")

    assert operation is not None
    assert (operation.type, operation.id, operation.version) == ("move", "7", 3)
    assert operation.start == datetime(2026, 11, 17, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [
        {"start": None},
        {"start": "2026-11-17"},
        {"start": "2026-11-17T08:00:00"},
        {"start": "tomorrow"},
        {"start": 1_795_000_000},
        {"start": "0001-01-01T00:00:00+14:00"},
        {"start": "9999-12-31T23:59:59Z"},
        {"version": "3"},
        {"version": 0},
        {"version": True},
        {"version": None},
        {"seq": 0},
        {"seq": 1.5},
        {"seq": 10**400},
        {"id": None},
        {"id": ""},
        {"id": "x" * 201},
        {"id": {"$ne": 1}},
        {"nonce": None},
        {"type": "delete"},
        {"type": ["move"]},
        {"type": "place", "item_id": None},
        {"type": "place", "item_id": "i", "start": None},
        {"type": "place", "item_id": "i", "start": None, "day": "2026-02-30"},
        {"type": "place", "item_id": "i", "start": None, "day": 20_000},
        {"type": "open_gap"},
        {"type": "write", "start": None},
        {"all_day": "yes"},
    ],
)
def test_an_operation_our_script_would_not_write_is_left_out(changes: dict[str, Any]) -> None:
    assert read_one(**changes) is None


def test_a_bad_operation_does_not_take_the_good_ones_with_it() -> None:
    told = {"outbox": [{**MOVE, "start": "never"}, 5, None, {**MOVE, "seq": 2}], "range": RANGE}

    change = CalendarChange.read(told)

    assert [operation.seq for operation in change.outbox] == [2]
    assert change.range is not None
    assert change.range.view == "month"


@pytest.mark.parametrize("told", [None, [], "outbox", 7, {}, {"outbox": None}, {"outbox": {"0": MOVE}}])
def test_a_page_that_said_nothing_yet_has_an_empty_outbox(told: object) -> None:
    assert CalendarChange.read(told) == CalendarChange()


def test_a_huge_outbox_is_cut() -> None:
    told = {"outbox": [{**MOVE, "seq": seq} for seq in range(1, 100_000)]}

    assert len(CalendarChange.read(told).outbox) == LARGEST_OUTBOX


@pytest.mark.parametrize(
    "changes",
    [{"end": RANGE["start"]}, {"end": "2036-12-06T23:00:00Z"}, {"view": "year"}, {"start": 5}, {"end": None}],
)
def test_a_range_no_view_has_is_left_out(changes: dict[str, Any]) -> None:
    assert CalendarChange.read({"range": {**RANGE, **changes}}).range is None


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_field = st.sampled_from([*Operation.model_fields, "range", "end", "view"])


@given(st.lists(st.dictionaries(_field, _json, max_size=8), max_size=5), _json)
def test_whatever_is_told_reading_never_fails(outbox: list[dict[str, object]], span: object) -> None:
    damaged = [{**MOVE, **each} for each in outbox]

    change = CalendarChange.read({"outbox": damaged, "range": span})

    assert len(change.outbox) <= len(damaged)


@given(st.data())
def test_any_mixture_of_snapshots_applies_each_operation_once_and_in_order(data: st.DataObject) -> None:
    pages = {nonce: [opened(nonce, seq) for seq in range(1, 8)] for nonce in ("a", "b", "c")}
    seen, applied = Seen(), list[Operation]()

    for _ in range(data.draw(st.integers(0, 25), label="snapshots")):
        nonce = data.draw(st.sampled_from(list(pages)))
        heard = dict(seen.heard).get(nonce, 0)
        first, last = data.draw(st.integers(0, heard)), data.draw(st.integers(0, 7))
        snapshot = data.draw(st.permutations(pages[nonce][first : max(first, last)]))
        news, seen = fresh(snapshot, seen)
        applied += news
    for done in pages.values():
        news, seen = fresh(done, seen)
        applied += news

    for nonce, done in pages.items():
        assert [operation for operation in applied if operation.nonce == nonce] == done


def test_a_snapshot_shown_again_brings_no_news() -> None:
    news, seen = fresh([opened("a", 1), opened("a", 2)], Seen())
    again, after = fresh([opened("a", 1), opened("a", 2)], seen)

    assert [operation.seq for operation in news] == [1, 2]
    assert again == []
    assert after == seen
    assert seen.acks() == {"session": "", "heard": {"a": 2}}
    assert json.loads(json.dumps(seen.acks())) == seen.acks()


def test_an_operation_meant_for_another_session_is_not_obeyed() -> None:
    seen = Seen.begin()

    news, after = fresh([opened("a", 1, session="before the restart")], seen)

    assert news == []
    assert after == seen
    assert seen.session != Seen.begin().session


@given(st.lists(st.integers(0, 100), max_size=200))
def test_the_memory_stays_small_however_many_pages_speak(pages: list[int]) -> None:
    seen = Seen()
    for turn, number in enumerate(pages, start=1):
        _, seen = fresh([opened(f"page {number}", turn)], seen)

    assert len(seen.heard) <= LONGEST_MEMORY
    assert len({nonce for nonce, _ in seen.heard}) == len(seen.heard)


@given(
    st.dates(date(2001, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["month", "week", "list"]),
    st.integers(0, 6),
)
def test_a_view_holds_the_day_it_was_opened_on(on: date, view: Any, first_day: int) -> None:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)

    span = visible_range(view, on, zone="Europe/Berlin", first_day=first_day)

    assert span.start < noon < span.end
    assert (span.end - span.start).days <= 42


@pytest.mark.parametrize(
    ("view", "on", "before", "after"),
    [
        ("month", date(2026, 1, 31), date(2025, 12, 31), date(2026, 2, 1)),
        ("list", date(2026, 3, 1), date(2026, 2, 28), date(2026, 4, 30)),
        ("week", date(2026, 3, 29), date(2026, 3, 22), date(2026, 4, 5)),
        ("timeline", date(2026, 10, 25), date(2026, 10, 18), date(2026, 11, 1)),
        ("day", date(2026, 10, 25), date(2026, 10, 24), date(2026, 10, 26)),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Pacific/Kiritimati"])
def test_a_step_shows_what_the_view_would_show_there(
    view: ViewName, on: date, before: date, after: date, zone: str
) -> None:
    shown = visible_range(view, on, zone=zone)

    assert ranges_beside(shown, zone=zone) == tuple(
        visible_range(view, day, zone=zone) for day in (before, after)
    )


@pytest.mark.parametrize("on", [date(2000, 1, 15), date(2199, 11, 10)])
def test_no_step_leads_out_of_the_years_a_plan_can_be_about(on: date) -> None:
    assert ranges_beside(visible_range("list", on, zone="UTC"), zone="UTC") == ()
