"""Reading feeds and pages in a process that can be killed, because some documents never end.

The child is a fresh interpreter, started at the first document and kept: no fork, so no lock of
another thread is copied, and none of this process's secrets, since its environment is not passed on.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from feeds.errors import NotAFeedError, UnreadableFeedError
from feeds.links import host_of
from feeds.parse_child import article_from, parsed_from, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from feeds.article import Article
    from feeds.item import ParsedFeed

_log = logging.getLogger(__name__)

_GIGABYTE: Final = 1024**3
#: A cold interpreter on a busy machine; not part of the time that a document may take.
_START_SECONDS: Final = 60.0
#: How many times as long as the processor's time the clock's may be, on a busy machine.
_TURNS: Final = 4
#: What is missing to a whole turn is waiting for the first bytes.
_NEARLY: Final = 0.9
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


class ParserProcess:
    """Reads one document at a time within `seconds` and `memory_bytes`; may be used from any thread.

    A document that takes more is given up and costs only itself: the child is killed and the next
    document finds a new one. The seconds are the processor's, with four times as many by the clock. The
    memory limit holds where the system knows one (not on Windows or macOS).
    """

    def __init__(self, *, seconds: float = 5.0, memory_bytes: int = _GIGABYTE) -> None:
        self._seconds = seconds
        self._memory = memory_bytes
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def parse(
        self, document: bytes, *, base_url: str, now: datetime, content_type: str | None = None
    ) -> ParsedFeed:
        """Do what `feeds.parse.parse` does, or raise `UnreadableFeedError` where that does not end well."""
        question = {"base_url": base_url, "now": now.isoformat(), "content_type": content_type}
        host = host_of(base_url)
        answer = self._asked({"task": "feed", **question}, document, host=host, what="feed")
        if "not_a_feed" in answer:
            raise NotAFeedError(host, answer["not_a_feed"], alternates=tuple(answer["alternates"]))
        return parsed_from(answer["feed"])

    def article(self, html: bytes, *, url: str) -> Article:
        """Do what `feeds.article.extract` does; raises `UnreadableFeedError` where that ends badly."""
        answer = self._asked({"task": "article", "url": url}, html, host=host_of(url), what="page")
        return article_from(answer["article"])

    def newsletter(
        self, mail: bytes, *, identity: str, domains: Sequence[str], now: datetime, checked_by: str = ""
    ) -> ParsedFeed:
        """Do what `feeds.newsletters.read` does; raises `UnreadableFeedError` where that ends badly."""
        question = {"identity": identity, "domains": list(domains), "checked_by": checked_by}
        task = {"task": "newsletter", "now": now.isoformat(), **question}
        answer = self._asked(task, mail, host=identity, what="mail")
        if "not_a_feed" in answer:
            raise NotAFeedError(identity, answer["not_a_feed"])
        return parsed_from(answer["feed"])

    def close(self) -> None:
        """End the child; a later `parse` starts a new one."""
        with self._lock:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(
        self,
        question: Mapping[str, object],
        document: bytes,
        *,
        host: str,
        what: Literal["feed", "page", "mail"],
    ) -> dict[str, Any]:
        with self._lock:
            child = self._running()
            patience = _Patience(child, self._seconds)
            try:
                with patience:
                    answer: dict[str, Any] = json.loads(_exchanged(child, question, document))
            except (EOFError, OSError) as error:
                self._discard()
                _log.warning("document reader stopped", extra={"host": host, "timed_out": patience.ended})
                raise UnreadableFeedError(host, "time" if patience.ended else "broken", what=what) from error
            if "out_of_memory" in answer:
                self._discard()
                raise UnreadableFeedError(host, "memory", what=what)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._discard()
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        arguments = ("-P", "-m", "feeds.parse_child", str(self._memory), str(self._seconds * (_TURNS + 1)))
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback would show text of the feed
            env=environment(),
        )
        self._child = child
        try:
            with _Patience(child, _START_SECONDS):
                read_frame(pipe(child.stdout))
        except EOFError as error:
            self._discard()
            raise RuntimeError(
                "the feed parser did not start; run `python -m feeds.parse_child 0 0`"
            ) from error
        return child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end(child)


class _Patience:
    """Kills the child when the block takes too long, which ends every wait on its pipes.

    Too long is `seconds` of the processor's time, so that a busy machine spoils no feed; in any case it is
    four times as long by the clock. Where a system does not tell the former, the clock alone counts.
    """

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self._child = child
        self._seconds = seconds
        self._before = _processor_seconds(child.pid)
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._wait, name="patience", daemon=True)
        self.ended = False

    def _wait(self) -> None:
        for _ in range(_TURNS):
            if self._done.wait(self._seconds):
                return
            now = _processor_seconds(self._child.pid)
            if self._before is None or now is None or now - self._before >= self._seconds * _NEARLY:
                break
        if not self._done.is_set():
            self.ended = True
            self._child.kill()

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()


def _processor_seconds(pid: int) -> float | None:
    """Return how long a process was at work, `None` where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _exchanged(child: subprocess.Popen[bytes], question: Mapping[str, object], document: bytes) -> bytes:
    stdin = pipe(child.stdin)
    write_frame(stdin, json.dumps(question).encode())
    write_frame(stdin, document)
    return read_frame(pipe(child.stdout))


def pipe(stream: Any) -> Any:
    """Return a pipe that is there; a child without one has ended."""
    if stream is None:
        raise EOFError
    return stream


def end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child, wait for it, and close its pipes."""
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        _close(stream)


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:
        _log.debug("pipe was closed already")


def environment() -> dict[str, str]:
    """Return what the child needs to find this package and its libraries, and nothing else."""
    home = str(Path(__file__).resolve().parent.parent)
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return known | {"PYTHONPATH": os.pathsep.join([home, *filter(None, sys.path)])}
