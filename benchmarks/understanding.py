"""What it costs to understand 1,000 new items: read, group into stories, judge by topic.

Run: ROUNDS_SHARED=../shared python benchmarks/understanding.py

The service runs as after a poll, on a new database with 1,000 headlines of three days (UCI News Aggregator,
CC BY 4.0, Gasparetti) and five pillars. Processor seconds and the largest resident memory are those of the
process that reads, beside what the caller spends; the bars hold for both together.
"""

from __future__ import annotations

import csv
import gzip
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from feeds.meaning.model import is_installed
from scheduler.domain.curation import Item, Source
from scheduler.domain.plan import Pillar
from scheduler.services.understanding import Understanding
from scheduler.store.database import Store, open_engine

FILE: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
COUNT: Final = 1000
SECONDS: Final = 60
MEGABYTES: Final = 400
NOW: Final = datetime(2026, 12, 1, 15, tzinfo=UTC)
PILLARS: Final = (
    Pillar(
        name="prevention", title="Prevention", target=30, description="Vaccines, screening, healthy habits."
    ),
    Pillar(
        name="heart", title="Heart health", target=20, description="Heart disease, stroke, blood pressure."
    ),
    Pillar(name="mind", title="Mental health", target=20, description="Depression, anxiety, stress, sleep."),
    Pillar(name="science", title="Science", target=20, description="New treatments, trials, research."),
    Pillar(
        name="families", title="Families", target=10, description="Pregnancy, babies, children, teenagers."
    ),
)


def titles(shared: Path) -> list[str]:
    """Return 1,000 different headlines."""
    with gzip.open(shared / FILE, "rt", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return list(islice(dict.fromkeys(row["title"] for row in rows), COUNT))


def filled(store: Store, headlines: list[str]) -> None:
    """Put a source, pillars and the new items into an empty database."""
    with store.write() as unit:
        unit.sources.put(Source(name="news", title="News", url="https://example.org/feed", owner="Example"))
        for pillar in PILLARS:
            unit.plan.add_pillar(pillar)
        for number, title in enumerate(headlines):
            link = f"https://example.org/{number}"
            at = NOW - timedelta(minutes=4 * number)
            unit.items.put(
                Item(
                    source="news",
                    guid=link,
                    title=title,
                    link=link,
                    canonical_link=link,
                    published=at,
                    first_seen=at,
                )
            )


def main() -> None:
    """Print the figures beside their bars."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / FILE).exists():
        sys.exit(f"The headlines are missing: set ROUNDS_SHARED to the folder that holds {FILE}.")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/rounds.db")
        SQLModel.metadata.create_all(engine)
        store = Store(engine)
        filled(store, titles(shared))
        started = time.process_time()
        read = Understanding(store).run(now=NOW)
        own = time.process_time() - started
        with store.read() as unit:
            items = unit.items.since(NOW - timedelta(days=30))
            judged = sum(bool(r.topics) for r in unit.readings.some([item.id for item in items]).values())
        store.close()
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = child.ru_utime + child.ru_stime
    print(f"model: {'installed' if is_installed() else 'not installed; letters only'}")
    print(f"{read} items read, {len({item.story for item in items})} stories, {judged} judged by topic")
    print(f"processor: {seconds:.1f} s reading + {own:.1f} s of the caller   bar {SECONDS} s")
    print(
        f"memory: {child.ru_maxrss // 1024} MB of the process that reads (ends after it), "
        f"{memory // 1024} MB of the caller   bar {MEGABYTES} MB"
    )


if __name__ == "__main__":
    main()
