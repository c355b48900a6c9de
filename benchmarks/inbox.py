"""What the planner's inbox costs with thousands of open items, against the same page with none.

Run: python benchmarks/inbox.py [ITEMS]

Made-up items of 40 sources on a database of its own; the page is drawn without a browser, the database and
all services included. CPU seconds: the first drawing, which reads and orders everything; the following ones,
as after each key; and those of the empty page, drawn before.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.curation import Item, Source, Trust
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import Channel, Pillar
from scheduler.settings import Settings
from ui.session import Desk, open_desk

ITEMS: Final = 5_000
SOURCES: Final = 40
AGAIN: Final = 7
FEW: Final = 20
PASSWORD: Final = "twelve letters and more"  # noqa: S105 - of nobody
TEXT: Final = (
    "flu vaccine clinic heart stroke diabetes nurse school study risk drug trial county hospital children "
    "screening cancer mental health opioid measles outbreak pressure sleep exercise rural food water heat "
    "pregnancy maternal insurance policy data new finds report says free week older adults"
)
WORDS: Final = tuple(TEXT.split(" "))


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS
    # Read once by a real server, anew by each drawing here.
    manifest_scanner.scan_component_manifests = lambda max_workers=None: []  # noqa: ARG005
    with tempfile.TemporaryDirectory() as folder:
        app = _founded(Path(folder))
        token = app.people.sign_in("ada@example.org", PASSWORD)
        open_desk(Desk(app, token=lambda: token))
        _drawn()
        empty = median(_drawn() for _ in range(AGAIN))
        _add_sources(app)
        _fill(app, range(FEW), of=count)
        _drawn()
        few = median(_drawn() for _ in range(AGAIN))
        _fill(app, range(FEW, count), of=count)
        first = _drawn()
        again = median(_drawn() for _ in range(AGAIN))
        app.close()
    print(f"no item               {empty:6.3f} CPU s")
    print(f"{FEW} items              {few:6.3f} CPU s, {few / empty:.1f} times the empty page")
    print(f"{count} items, at first {first:6.3f} CPU s")
    print(f"{count} items, then     {again:6.3f} CPU s, {again / few:.2f} times the page with {FEW}")


def _drawn() -> float:
    start = time.process_time()
    page = AppTest.from_function(_page, default_timeout=120).run()
    spent = time.process_time() - start
    if page.exception or page.error:
        sys.exit("The page could not be drawn.")
    return spent


def _page() -> None:
    from ui import frame
    from ui.views import inbox

    frame.draw(inbox.show)


def _founded(folder: Path) -> App:
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings)
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone="America/Chicago"))
    app.set_up.add_channel(
        OPERATOR, Channel(name="main-x", title="Main", zone="America/Chicago"), credentials={}
    )
    for number in range(6):
        words = tuple(WORDS[number * 5 : number * 5 + 5])
        app.set_up.add_pillar(
            OPERATOR, Pillar(name=f"pillar-{number}", title=f"Pillar {number}", target=15, words=words)
        )
    app.people.add(
        OPERATOR, name="Ada Author", email="ada@example.org", roles=(Role.AUTHOR,), password=PASSWORD
    )
    return app


def _add_sources(app: App) -> None:
    for number in range(SOURCES):
        source = Source(
            name=f"source-{number}",
            title=f"Source {number}",
            owner=f"Source {number}",
            url=f"https://source-{number}.example.org/feed",
            trust=list(Trust)[number % 4],
            pace="journal",
        )
        app.curating.add(OPERATOR, source)


def _fill(app: App, numbers: range, *, of: int) -> None:
    chance, now = random.Random(numbers.start), app.clock.now()
    with app._store.write() as unit:  # noqa: SLF001 - what the poller would do, without feeds
        for number in numbers:
            link = f"https://source-{number % SOURCES}.example.org/{number}"
            at = now - timedelta(days=80 * number / of)
            unit.items.put(
                Item(
                    source=f"source-{number % SOURCES}",
                    guid=str(number),
                    title=" ".join(chance.choices(WORDS, k=9)),
                    summary=" ".join(chance.choices(WORDS, k=40)),
                    link=link,
                    canonical_link=link,
                    published=at,
                    first_seen=at,
                )
            )


if __name__ == "__main__":
    main()
