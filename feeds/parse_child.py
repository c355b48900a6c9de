"""The child of `feeds.worker`: reads documents from standard input, answers on standard output.

Runs with bounded memory, and ends by itself when the parent is gone or a document takes too long.
A frame is four bytes of length, big-endian, and that many bytes; a question is a frame of JSON and a
frame of document, an answer one frame of JSON.
"""

from __future__ import annotations

import contextlib
import json
import signal
import struct
import sys
from dataclasses import asdict
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Final

from feeds.article import Article, extract
from feeds.errors import NotAFeedError
from feeds.item import FeedItem, ParsedFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Said once after start-up, when everything is loaded.
READY: Final = b"ready"
_LENGTH: Final = struct.Struct(">I")


def write_frame(stream: IO[bytes], payload: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the next frame; raises `EOFError` where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return payload


def parsed_from(answer: Mapping[str, Any]) -> ParsedFeed:
    """Return the value that the child's JSON describes."""
    items = tuple(_item(item) for item in answer["items"])
    return ParsedFeed(**({**answer} | {"items": items, "remarks": tuple(answer["remarks"])}))


def article_from(answer: Mapping[str, Any]) -> Article:
    """Return the article that the child's JSON describes."""
    return Article(**{**answer, "published": _instant(answer["published"])})


def _item(said: Mapping[str, Any]) -> FeedItem:
    dates = {name: _instant(said[name]) for name in ("published", "updated")}
    return FeedItem(**{**said, **dates})


def main() -> None:
    """Answer questions until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    import feeds.parse  # noqa: F401 - heavy: loaded before the limits count and before `READY`

    _limit_memory(memory)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    write_frame(sink, READY)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            question = json.loads(read_frame(source))
            document = read_frame(source)
            _arm(seconds)
            answer = _answer(document, question)
            _arm(0)
            write_frame(sink, json.dumps(answer, default=datetime.isoformat).encode())


def _answer(document: bytes, question: dict[str, Any]) -> dict[str, Any]:
    try:
        return _TASKS[question.pop("task")](document, question)
    except NotAFeedError as error:
        return {"not_a_feed": error.what, "alternates": error.alternates}
    except MemoryError:
        return {"out_of_memory": True}


def _feed(document: bytes, question: dict[str, Any]) -> dict[str, Any]:
    from feeds.parse import parse

    now = datetime.fromisoformat(question.pop("now"))
    return {"feed": asdict(parse(document, now=now, **question))}


def _article(document: bytes, question: dict[str, Any]) -> dict[str, Any]:
    return {"article": asdict(extract(document, **question))}


def _newsletter(document: bytes, question: dict[str, Any]) -> dict[str, Any]:
    from feeds.newsletters import read  # wanted by few

    now = datetime.fromisoformat(question.pop("now"))
    return {"feed": asdict(read(document, now=now, **question))}


#: What the child can be asked for; each says its answer in JSON.
_TASKS: Final[dict[str, Callable[[bytes, dict[str, Any]], dict[str, Any]]]] = {
    "feed": _feed,
    "article": _article,
    "newsletter": _newsletter,
}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _limit_memory(most: int) -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _arm(seconds: float) -> None:
    """Have the system end this process after `seconds`, should the parent be gone by then; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
