"""Sheets of the size that people move house with: four hundred rows of each form, a part of them spoiled."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.services.importing import Choices, Fate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.importing.conftest import Office

pytestmark = pytest.mark.slow

ROWS, EVERY = 400, 20
FIRST = datetime(2026, 12, 2, 9, 0)
Row = tuple[str, ...]


def _metricool(at: datetime, text: str) -> Row:
    return (text, f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", "FALSE", "FALSE", "TRUE", "", "")


FORMS: dict[str, tuple[Row, Callable[[datetime, str], Row]]] = {
    "rounds": (
        ("channel", "date", "time", "zone", "text", "link"),
        lambda at, text: ("main-x", f"{at:%Y-%m-%d}", f"{at:%H:%M}", "America/Chicago", text, ""),
    ),
    "buffer": (
        ("Text", "Image URL", "Tags", "Posting Time"),
        lambda at, text: (text, "", "", f"{at:%Y-%m-%d %H:%M}"),
    ),
    "hootsuite": ((), lambda at, text: (f"{at:%d/%m/%Y %H:%M}", text, "")),
    "sprout": (
        ("date", "time_24hr", "message_text", "links"),
        lambda at, text: (f"{at:%m/%d/%Y}", f"{at:%H:%M}", text, ""),
    ),
    "socialbee": (
        ("postAtSpecificTime", "content", "link", "imageUrls"),
        lambda at, text: (f"{at:%Y-%m-%d %H:%M:%S}", text, "", ""),
    ),
    "metricool": (
        ("Text", "Date", "Time", "Draft", "Facebook", "Twitter/X", "LinkedIn", "Picture Url 1"),
        _metricool,
    ),
    "publer": (
        ("Date", "Text", "Link(s)", "Media URL(s)", "Label(s)"),
        lambda at, text: (f"{at:%Y-%m-%d %H:%M}", text, "", "", ""),
    ),
    "ayrshare": (
        ("post", "platforms", "mediaUrls", "scheduleDate"),
        lambda at, text: (text, "main-x", "", f"{at:%Y-%m-%dT%H:%M:%SZ}"),
    ),
    "outlook": (
        ("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event"),
        lambda at, text: (text, f"{at:%m/%d/%Y}", f"{at:%I:%M:%S %p}", "", "", "FALSE"),
    ),
}


def sheet(form: str, *, spoiled: bool) -> bytes:
    """Return a sheet with a post every seven hours; where spoiled, each twentieth says nothing."""
    heading, row = FORMS[form]
    out = io.StringIO()
    writer = csv.writer(out)
    if heading:
        writer.writerow(heading)
    for number in range(ROWS):
        text = "" if spoiled and number % EVERY == 0 else f"The flu clinic opens at nine, day {number + 1}."
        writer.writerow(row(FIRST + timedelta(hours=7 * number), text))
    return out.getvalue().encode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("spoiled", [False, True])
def test_every_row_is_accounted_for_and_the_same_sheet_adds_nothing(
    office: Office, form: str, *, spoiled: bool
) -> None:
    data, choices = sheet(form, spoiled=spoiled), Choices(channel="main-x")
    bad = ROWS // EVERY if spoiled else 0

    first = office.importing.take(office.actor, data, name="plan.csv", choices=choices)
    again = office.importing.take(office.actor, data, name="plan.csv", choices=choices)

    assert first.form == form
    fates = Counter(row.fate for row in first.rows)
    assert fates == Counter({Fate.TAKEN: ROWS - bad, Fate.STOPPED: bad})
    assert Counter(row.fate for row in again.rows) == Counter({Fate.KNOWN: ROWS - bad, Fate.STOPPED: bad})
    assert all(row.reasons for row in first.rows if row.fate is Fate.STOPPED)
