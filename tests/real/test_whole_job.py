from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.stored_feeds import FOLDER
from tests.real.whole_job import in_words, run


@pytest.mark.real
@pytest.mark.slow
def test_the_whole_job_works_on_real_feeds(tmp_path: Path) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"the real feeds are missing: {FOLDER} (set ROUNDS_SHARED)")

    outcome = run(tmp_path)

    # Two documents of the folder are no feeds: one is RSS written as JSON, one was cut in the middle.
    assert set(outcome.remarks) <= {"ScriptingNews.json", "allthis-partial.json"}
    assert outcome.items > 500
    assert outcome.stories <= outcome.items
    assert outcome.gaps == 3 * 14
    assert len(outcome.saved) == outcome.gaps
    items = [proposal.item.id for proposal in outcome.proposals if proposal.item is not None]
    assert len(items) == len(set(items))
    assert all(len(proposal.reason) >= 4 and in_words(proposal) for proposal in outcome.proposals)
    assert outcome.timeline == [outcome.sent]
    assert outcome.calendar.count(b"BEGIN:VEVENT") == len(outcome.saved)
    assert b"STATUS:CONFIRMED" in outcome.calendar
