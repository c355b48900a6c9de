"""What it costs to ask 500 feeds, half of them unchanged: `python benchmarks/polling.py [--profile]`.

A server in a process of its own gives 500 feeds, each on an address of its own, so that no two are of
one site. The poller is the daemon's: `services.polling` on a real database of this program's own schema;
what is understood of the items comes after it, and is measured elsewhere. The first poll fills the database
and is not measured. Then every second feed says one thing more, the others answer 304, and the second poll
is measured: CPU seconds of this process and of its parser child, and the most memory of both over what the
process held before its first poll.

The documents are the real ones of `ROUNDS_SHARED` (each at least 4 kB), taken in turn; where they are
missing, written ones of 20 items.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from feeds.fetch import Fetcher
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import FrozenClock, SystemClock
from scheduler.domain.curation import Source, Trust
from scheduler.domain.people import OPERATOR
from scheduler.services.polling import Polling
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDS: Final = 500
#: CPU seconds, and megabytes over idle.
BARS: Final = (4.0, 150.0)
REAL: Final = 4_096
_ITEM: Final = re.compile(rb"<(item|entry)[\s>].*?</\1>", re.DOTALL)
_NAMED: Final = re.compile(rb"(<(?:guid|id|link|title)\b[^>]*>(?:\s*<!\[CDATA\[)?)([^<\]#?]+)")
_LINKED: Final = re.compile(rb"((?:href|rdf:about)=[\"'][^\"'#?]+)")


@dataclass(frozen=True)
class Feed:
    """A document, and the one that says one thing more."""

    before: bytes
    after: bytes


def documents() -> list[Feed]:
    """Return the feeds that are served in turn."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "feeds"
    files = sorted(file for part in ("corpus", "health") for file in (shared / part).rglob("*"))
    real = [file.read_bytes() for file in files if file.is_file() and file.stat().st_size >= REAL]
    feeds = [feed for feed in map(_with_news, real) if feed]
    return feeds or [feed for feed in [_with_news(_written())] if feed]


def _with_news(document: bytes) -> Feed | None:
    first = _ITEM.search(document)
    if first is None or b"<html" in document[:4096].lower() or b"<opml" in document[:4096].lower():
        return None
    news = _LINKED.sub(rb"\1-news", _NAMED.sub(rb"\1\2-news", first[0]))
    return Feed(document, document[: first.start()] + news + document[first.start() :])


def _written() -> bytes:
    items = b"".join(
        b"<item><title>Free flu shots number %d in town</title><guid>g%d</guid><link>https://example.org/%d</link>"
        b"<description>%s</description></item>" % (n, n, n, b"Walk in, no appointment needed. " * 20)
        for n in range(20)
    )
    return b"<rss version='2.0'><channel><title>Larkspur health</title>" + items + b"</channel></rss>"


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    feeds: list[Feed]
    is_later = False

    def do_GET(self) -> None:
        """Answer as the feed of that number does now."""
        if self.path == "/later":
            type(self).is_later = True
            return self._answer(200, b"", "")
        number = int(self.path.rpartition("/")[2])
        feed = self.feeds[number % len(self.feeds)]
        is_news = self.is_later and number % 2 == 0
        tag = f'"{number}-{is_news}"'
        if self.headers.get("If-None-Match") == tag:
            return self._answer(304, b"", tag)
        return self._answer(200, feed.after if is_news else feed.before, tag)

    def _answer(self, status: int, body: bytes, tag: str) -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def serve() -> None:
    """Give feeds until standard input ends; the port is the first line of standard output."""
    _Visit.feeds = documents()
    ThreadingHTTPServer.request_queue_size = 64
    server = ThreadingHTTPServer(("0.0.0.0", 0), _Visit)  # noqa: S104 - every address of the loopback net
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


@contextmanager
def serving() -> Iterator[int]:
    """Run the server in a process of its own; give its port."""
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout  # noqa: S101 - it is a pipe
        yield int(process.stdout.readline())
        process.communicate("")


@dataclass(frozen=True)
class Cost:
    """What the second poll took."""

    cpu: float
    parser_cpu: float
    megabytes: float
    parser_megabytes: float
    seconds: float
    asked: int
    unchanged: int
    new_items: int


def measured(polling: Polling, clock: FrozenClock, port: int) -> Cost:
    """Poll twice and measure the second time."""
    idle = _status("VmRSS")
    polling.poll()
    polling.stop()
    _get(f"http://127.0.0.1:{port}/later")
    clock.advance(timedelta(hours=30))
    Path("/proc/self/clear_refs").write_text("5")
    parser_memory = _Watch()
    began, cpu, child = time.monotonic(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
    results = polling.poll()
    own, parser_most = _cpu(resource.RUSAGE_SELF) - cpu, parser_memory.stop()
    polling.stop()  # ends the parser, whose time is known only then
    parser = _cpu(resource.RUSAGE_CHILDREN) - child
    assert parser_most  # noqa: S101 - it was seen
    most = _status("VmHWM") - idle + parser_most
    return Cost(
        cpu=own + parser,
        parser_cpu=parser,
        megabytes=most / 1024,
        parser_megabytes=parser_most / 1024,
        seconds=time.monotonic() - began,
        asked=len(results),
        unchanged=sum(result.status == "unchanged" for result in results),
        new_items=sum(result.new_items for result in results),
    )


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _status(name: str, process: str = "self") -> int:
    found = re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


class _Watch:
    """The most memory that a parser had so far; `ru_maxrss` would count this process before it became one."""

    def __init__(self) -> None:
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> int:
        """Return kilobytes."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(0.1):
            for children in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):
                    for child in children.read_text().split():
                        if b"parse_child" in Path(f"/proc/{child}/cmdline").read_bytes():
                            self._most = max(self._most, _status("VmHWM", child))


def _get(url: str) -> None:
    import urllib.request

    urllib.request.urlopen(url).close()  # noqa: S310 - our own server


def main() -> int:
    """Measure, print the figures beside their bars, and fail where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--profile", action="store_true", help="show where this process spends its time")
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    with tempfile.TemporaryDirectory(prefix="polling-") as folder, serving() as port:
        settings = Settings(data_dir=Path(folder), allow_private_feeds=True)
        migrate_database(settings)
        clock = FrozenClock(SystemClock().now())
        app = open_app(settings, clock=clock)
        _add_sources(app, port)
        app.close()
        store = Store(open_engine(settings.database))
        fetcher = Fetcher(now=clock.now, allow_private=True)
        polling = Polling(store, clock, fetcher=lambda: fetcher)
        cost = (_profiled if options.profile else measured)(polling, clock, port)
        store.close()
    return _printed(cost)


def _add_sources(app: App, port: int) -> None:
    for number in range(FEEDS):
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        app.curating.add(
            OPERATOR,
            Source(
                name=f"feed-{number:03}",
                title=f"Feed {number}",
                url=f"http://{address}:{port}/{number}",
                owner="Larkspur County",
                trust=Trust.B,
            ),
        )


def _profiled(polling: Polling, clock: FrozenClock, port: int) -> Cost:
    profile = cProfile.Profile()
    cost = profile.runcall(measured, polling, clock, port)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(40)
    return cost


def _printed(cost: Cost) -> int:
    most_cpu, most_memory = BARS
    print(
        f"{cost.asked} feeds in {cost.seconds:.1f} s, {cost.unchanged} unchanged, {cost.new_items} new items"
    )
    print(f"CPU seconds    {cost.cpu:6.2f}  (of them the parser {cost.parser_cpu:.2f})  bar {most_cpu:g}")
    parser = cost.parser_megabytes
    print(f"MB over idle   {cost.megabytes:6.0f}  (of them the parser {parser:.0f})  bar {most_memory:g}")
    return int(cost.cpu > most_cpu or cost.megabytes > most_memory or cost.asked != FEEDS)


if __name__ == "__main__":
    sys.exit(main())
