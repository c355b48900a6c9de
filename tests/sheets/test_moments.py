from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.sheets.moments import MomentError, Order, needs_order, order_of, read_moment, read_parts

NINE = datetime(2026, 7, 9, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-09 09:05",
        "2026-07-09T09:05:00",
        "2026/7/9 9:05",
        "9 July 2026 09:05",
        "9. Jul 2026, 9:05 am",
        "July 9, 2026 at 9:05 AM",
        "Thursday, July 9th, 2026 9:05 a.m.",
        "9 de julio de 2026 09:05",
        "09.07.2026 09:05",
        "2026-07-09\u202f9:05\u202fAM",
    ],
)
def test_a_date_that_reads_one_way_is_read_without_being_told_its_order(text: str) -> None:
    read = read_moment(text, order=None)

    assert read == NINE


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("09/07/2026 09:05", Order.DAY_FIRST, date(2026, 7, 9)),
        ("09/07/2026 09:05", Order.MONTH_FIRST, date(2026, 9, 7)),
        ("9-7-26 09:05", Order.DAY_FIRST, date(2026, 7, 9)),
        ("07/07/2026 09:05", None, date(2026, 7, 7)),
        ("31/07/2026 09:05", None, date(2026, 7, 31)),
        ("07/31/2026 09:05", None, date(2026, 7, 31)),
    ],
)
def test_a_date_with_strokes_is_read_in_the_order_that_is_told_or_that_it_tells(
    text: str, order: Order | None, day: date
) -> None:
    read = read_moment(text, order=order)

    assert read.date() == day


def test_a_date_that_reads_two_ways_is_not_guessed_at() -> None:
    with pytest.raises(MomentError, match="two ways"):
        read_moment("09/07/2026 09:05", order=None)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026 09:05",
        "2026-13-01 09:05",
        "next Friday at 2 PM",
        "2026-07-09",
        "2026-07-09 25:00",
        "2026-07-09 13:00 pm",
        "2026-07-09 9",
        "07/31/26/09 09:05",
        "",
        "0000-00-00 00:00",
        "9 Smarch 2026 09:05",
    ],
)
def test_what_is_no_moment_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(MomentError) as refused:
        read_moment(text, order=Order.DAY_FIRST)

    assert str(refused.value).endswith((".", "month."))


def test_an_offset_in_the_sheet_is_kept() -> None:
    zulu = read_moment("2026-07-09T09:05:00Z", order=None)
    ahead = read_moment("2026-07-09 09:05 +05:30", order=None)

    assert zulu == NINE.replace(tzinfo=UTC)
    assert ahead == NINE.replace(tzinfo=timezone(timedelta(hours=5, minutes=30)))


def test_one_day_over_twelve_tells_the_order_of_its_whole_column() -> None:
    column = ["09/07/2026 09:05", "13/07/2026 09:05", ""]

    assert order_of(column) is Order.DAY_FIRST
    assert needs_order(column)


def test_a_column_that_tells_both_orders_tells_none() -> None:
    assert order_of(["13/07/2026", "07/13/2026"]) is None


def test_a_column_in_which_both_orders_give_the_same_days_needs_none() -> None:
    assert not needs_order(["07/07/2026", "2026-07-09", "31/12/2026"])


def test_date_and_time_of_two_columns_are_read_together() -> None:
    assert read_parts("07/09/2026", "9:05 AM", order=Order.MONTH_FIRST) == NINE.replace(month=7)
    assert read_parts("2026-07-09 00:00:00", "09:05:00", order=None) == NINE


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail_in_another_way(text: str) -> None:
    for order in (None, *Order):
        try:
            read_moment(text, order=order)
            read_parts(text, text, order=order)
        except MomentError:
            continue


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))
def test_every_minute_written_day_first_or_month_first_comes_back(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)

    assert read_moment(f"{minute:%d/%m/%Y %H:%M}", order=Order.DAY_FIRST) == minute
    assert read_moment(f"{minute:%m/%d/%Y %I:%M %p}", order=Order.MONTH_FIRST) == minute
    assert read_moment(f"{minute:%Y-%m-%d %H:%M}", order=None) == minute


def test_a_day_that_does_not_exist_tells_nothing_of_the_order_of_the_others() -> None:
    dates = ["31/02/2027", "01/13/2027", "02/03/2027"]

    assert order_of(dates) is Order.MONTH_FIRST
    assert order_of(["31/02/2027", "02/03/2027"]) is None
    with pytest.raises(MomentError, match="no such day"):
        read_moment("31/02/2027 09:00", order=None)
