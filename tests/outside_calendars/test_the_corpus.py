"""831 real calendars of others through the import: each ends in time, with a clear verdict."""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.outside_calendar import AHEAD, BACK, MOST_EVENTS
from scheduler.ical.spans import Span
from scheduler.services.reading_calendars import CalendarReader

SHARED = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2].parent / "shared"))
CORPUS = SHARED / "data" / "ics"
_FIRST_YEAR = re.compile(rb"DTSTART[^:\n]*:(19[7-9]\d|20\d\d)")
PATIENCE = 10


def span_of(document: bytes) -> Span:
    """Return the span that an import would have read in the year of the document's first event."""
    found = _FIRST_YEAR.search(document)
    start = date(int(found[1]) if found else 2026, 1, 1)
    return Span(start, start + BACK + AHEAD, "America/Chicago", most=MOST_EVENTS)


def verdict(reader: CalendarReader, document: bytes) -> str:
    """Return in a few words what the import says of a document."""
    try:
        found = reader.read(document, span_of(document))
    except InvalidInputError as why:
        return f"refused: {why}"
    if not found.events:
        return "read, nothing of it in the span" + (", with remarks" if found.remarks else "")
    return "read, with events" + (" and remarks" if found.remarks else "")


@pytest.mark.real
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the fetched data is not at {CORPUS}")
@pytest.mark.timeout(600)
def test_each_calendar_of_the_corpus_ends_in_time_with_a_verdict(
    reader: CalendarReader, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(each for each in CORPUS.rglob("*.ics") if "own" not in each.relative_to(CORPUS).parts[:1])
    verdicts: Counter[str] = Counter()
    late: list[str] = []

    for file in files:
        begun = time.monotonic()
        verdicts[verdict(reader, file.read_bytes())] += 1
        if time.monotonic() - begun > PATIENCE:
            late.append(file.name)

    table = "\n".join(f"  {count:4}  {told}" for told, count in verdicts.most_common())
    with capsys.disabled():
        sys.stdout.write(f"\n{len(files)} calendars of others, each within {PATIENCE} s:\n{table}\n")
    assert late == []
    assert sum(verdicts.values()) == len(files) > 700
    assert not any("takes too" in told for told in verdicts)
    assert verdicts["read, with events"] > 300
