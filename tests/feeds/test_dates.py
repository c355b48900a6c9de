from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.dates import from_text, writes_day_first


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("April 23, 2025", utc(2025, 4, 23)),
        ("Sept. 9, 2026", utc(2026, 9, 9)),
        ("April 23rd, 2025 at 9:05 p.m. ET", utc(2025, 4, 24, 1, 5)),
        ("January 23, 2025 9:05 PM ET", utc(2025, 1, 24, 2, 5)),
        ("Thursday, November 19, 2026 - 2:15 pm", utc(2026, 11, 19, 14, 15)),
        ("23 de abril de 2025", utc(2025, 4, 23)),
        ("06/24/2026", utc(2026, 6, 24)),
        ("06/07/2026", utc(2026, 6, 7)),
        ("24/06/2026", utc(2026, 6, 24)),
        ("06/24/26", utc(2026, 6, 24)),
        ("Wed, 04/23/2025 - 10:30", utc(2025, 4, 23, 10, 30)),
        ("20.11.2026", utc(2026, 11, 20)),
        ("2026/11/20", utc(2026, 11, 20)),
        ("2026-11-20 09:00 PM", utc(2026, 11, 20, 21)),
        ("2026-11-20 12:30 AM EST", utc(2026, 11, 20, 5, 30)),
        ("Mom, 20 Nov 2026 09:00:00 GMT", utc(2026, 11, 20, 9)),
        ("Wedsnesday, 18 November 2026 09:00:00 EST", utc(2026, 11, 18, 14)),
        ("mer, 16 nov 2022 00:38:15 +0100", utc(2022, 11, 15, 23, 38, 15)),
        ("Fri,20 Nov 2026 09:00:00 GMT", utc(2026, 11, 20, 9)),
        ("1763629200", utc(2025, 11, 20, 9)),
        ("1763629200000", utc(2025, 11, 20, 9)),
        ("2026-11-20T09:00:00+01:00", utc(2026, 11, 20, 8)),
        ("20261120", utc(2026, 11, 20)),
        ("20 Nov 2026 09:00:00 XYZ", utc(2026, 11, 20, 9)),
    ],
)
def test_dates_of_the_wild_are_read(written: str, expected: datetime) -> None:
    assert from_text(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "soon", "31/31/2026", "Tue, 31 Feb 2026 09:00:00 GMT", "Smarch 3, 2026", "2026", "November 2026",
     "99999999999999999999", "20 Nov 2026 25:00 GMT", "/" * 5_000],
)  # fmt: skip
def test_what_is_no_date_is_none(written: str) -> None:
    assert from_text(written) is None


def test_the_other_dates_of_a_document_tell_whether_the_day_comes_first() -> None:
    assert writes_day_first(["06/07/2026", "24/06/2026"])
    assert not writes_day_first(["06/07/2026", "06/24/2026"])
    assert not writes_day_first(["24/06/2026", "06/24/2026"])
    assert not writes_day_first([])


def test_the_day_comes_first_where_that_is_known() -> None:
    assert from_text("06/07/2026", day_first=True) == utc(2026, 7, 6)
