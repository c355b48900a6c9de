"""What a running engine does not carry while nothing needs it, so that it fits on a small machine."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Each costs megabytes and is loaded by the first thing that needs it.
HEAVY = {
    "PIL": "a picture",
    "alembic": "a change of the schema",
    "authlib": "a sign-in",
    "cryptography": "a credential",
    "feedparser": "a feed",
    "httpx": "a feed",
    "highspy": "a filling",
    "icalendar": "a calendar that is fetched",
    "numpy": "a filling",
    "procrastinate": "a team",
    "psycopg": "a team",
    "rapidfuzz": "a story told by several sources",
    "requests": "a post to X",
    "streamlit": "the planner",
    "tweepy": "a post to X",
}
RUNNING = """
import sys
from pathlib import Path
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.settings import Settings
from scheduler.webcal import application

app = open_app(Settings.read(data_dir=Path(sys.argv[1])))
application(app.calendar_answers, app.diagnosing.is_serving, app.diagnosing.metrics)
daemon = Daemon(app)
daemon.start()
app.curating.poll()
daemon.stop()
app.close()
print(*sys.modules)
"""
ASKING = """
import sys
from datetime import UTC, datetime
from feeds.fetch import Fetcher
from feeds.sites import site_of

Fetcher(now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
assert site_of("www.example.org") == "example.org"
print(*sys.modules)
"""
SETTING_UP = """
import sys
from pathlib import Path
from scheduler.bootstrap import migrate_database
from scheduler.settings import Settings

migrate_database(Settings.read(data_dir=Path(sys.argv[1])))
"""


def test_an_engine_with_nothing_to_do_loads_no_heavy_library(tmp_path: Path) -> None:
    _run(SETTING_UP, tmp_path)

    loaded = {name.partition(".")[0] for name in _run(RUNNING, tmp_path).split()}

    assert "apscheduler" in loaded, "what was run is no engine"
    assert sorted(loaded & HEAVY.keys()) == []


def _run(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_asks_the_feeds_loads_no_painter_of_terminals(tmp_path: Path) -> None:
    loaded = {name.partition(".")[0] for name in _run(ASKING, tmp_path).split()}

    assert "httpx" in loaded, "what was run asks nobody"
    assert sorted(loaded & {"pygments", "rich", "click", "tldextract", "requests"}) == []
