"""How well documents are read: every stored feed, whole and cut off at every tenth, in the killable process.

Run: ROUNDS_SHARED=../shared python benchmarks/parsing.py [--whole]

Data: feedparser's own well-formed and ill-formed suite, the fixtures of eight other feed readers, and feeds
of health departments. What bare feedparser finds in a document is what has to come back: as items, or counted
in a remark that says why not. Documents in JSON, which feedparser does not read, count by their own lists.
The limits are the daemon's: 5 seconds and 1 GB. `--whole` leaves the cut documents out.
"""

from __future__ import annotations

import io
import os
import re
import resource
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import feedparser

from feeds.errors import NotAFeedError, UnreadableFeedError
from feeds.worker import ParserProcess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feeds.item import ParsedFeed

#: Below this a stored feed is mostly a made-up sample.
REAL: Final = 4_096
PARTS: Final = {
    "feedparser, well-formed": "corpus/feedparser-tests/wellformed",
    "feedparser, ill-formed": "corpus/feedparser-tests/illformed",
    "feedparser, encodings": "corpus/feedparser-tests/encoding",
    "feedparser, all of it": "corpus/feedparser-tests",
    "everything stored": "",
}
_NOW: Final = datetime(2026, 11, 21, 9, tzinfo=UTC)
_BASE: Final = "https://example.org/feed"
_OF_JSON: Final = ("json", "odata")
_LEFT_OUT: Final = re.compile(r"(\d+) items? left out: (.*)")


@dataclass
class Tally:
    """What became of some documents."""

    documents: int = 0
    entries: int = 0
    read: int = 0
    items: int = 0
    same: int = 0
    stopped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, document: bytes, worker: ParserProcess) -> None:
        """Read one document both ways and compare."""
        self.documents += 1
        try:
            feed = worker.parse(document, base_url=_BASE, now=_NOW)
        except NotAFeedError:
            self._compare(name, found=_found(document), read=0, told=0)
        except UnreadableFeedError as error:
            self.stopped[error.why] += 1
            self.wrong.append(f"{name}: stopped, {error.why}")
        else:
            found = feed.entries if feed.kind in _OF_JSON else _found(document)
            self.items += len(feed.items)
            self._compare(name, found=found, read=feed.entries, told=len(feed.items) + self._left_out(feed))

    def _left_out(self, feed: ParsedFeed) -> int:
        reasons = Counter({m[2]: int(m[1]) for m in map(_LEFT_OUT.match, feed.remarks) if m})
        self.left_out += reasons
        return reasons.total()

    def _compare(self, name: str, *, found: int, read: int, told: int) -> None:
        self.entries += found
        self.read += read
        if found == read == told:
            self.same += 1
        else:
            self.wrong.append(f"{name}: {found} found, {read} read, {told} told of")

    def row(self, name: str) -> str:
        """Return a line of the table."""
        return (
            f"{name:<28}{self.documents:>7}{self.entries:>9}{self.read:>9}{self.items:>8}"
            f"{self.same / max(self.documents, 1):>9.2%}{self.stopped['broken'] + self.stopped['memory']:>9}"
            f"{self.stopped['time']:>10}   {'met' if not self.wrong else 'MISSED'}"
        )


def _found(document: bytes) -> int:
    """Return how many entries bare feedparser finds."""
    parse: Any = feedparser.parse
    return len(parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False).entries)


def stored(folder: Path) -> list[tuple[str, bytes]]:
    """Return every stored document with its place below `folder`."""
    files = (file for part in ("corpus", "health") for file in sorted((folder / part).rglob("*")))
    return [(str(file.relative_to(folder)), file.read_bytes()) for file in files if file.is_file()]


def cuts(documents: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield each document cut off after one tenth to nine."""
    for name, document in documents:
        for tenth in range(1, 10):
            yield f"{name} at {tenth}/10", document[: len(document) * tenth // 10]


def tally(documents: Iterable[tuple[str, bytes]], worker: ParserProcess) -> Tally:
    """Return what becomes of all `documents`."""
    total = Tally()
    for name, document in documents:
        total.add(name, document, worker)
    return total


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    folder = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "feeds"
    documents = stored(folder)
    if not documents:
        sys.exit(f"The stored feeds are missing: set ROUNDS_SHARED to the folder above {folder.parent}.")
    warnings.simplefilter("ignore")
    groups = {name: [each for each in documents if each[0].startswith(part)] for name, part in PARTS.items()}
    real = [(name, document) for name, document in documents if len(document) >= REAL]
    groups["real feeds (4 kB and more)"] = [each for each in real if _found(each[1])]
    started = time.process_time()
    with ParserProcess() as worker:
        results = {name: tally(group, worker) for name, group in groups.items()}
        if "--whole" not in sys.argv:
            results["everything, cut at tenths"] = tally(cuts(documents), worker)
    _show(results, seconds=time.process_time() - started)
    return 1 if any(result.wrong for result in results.values()) else 0


def _show(results: dict[str, Tally], *, seconds: float) -> None:
    print(
        f"{'':<28}{'files':>7}{'entries':>9}{'read':>9}{'items':>8}{'same':>9}{'crashes':>9}{'time-outs':>10}"
        "   bar: 100 %, 0, 0"
    )
    for name, result in results.items():
        print(result.row(name))
        for line in result.wrong[:10]:
            print(f"    {line}")
    for name in ("real feeds (4 kB and more)", "everything stored"):
        reasons = results[name].left_out.most_common()
        print(f"left out, {name}: {'; '.join(f'{times} {why}' for why, times in reasons) or 'nothing'}")
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"processor time: {child.ru_utime + child.ru_stime:.0f} s in the child, which held "
        f"{child.ru_maxrss / 1024:.0f} MB at most; {seconds:.0f} s here, most of it for the comparison"
    )


if __name__ == "__main__":
    sys.exit(main())
