"""The child of `feeds.worker`: reads documents from standard input, answers on standard output.

A question is a frame of JSON and a frame of document, an answer one frame of JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from feeds.article import Article, extract
from feeds.errors import NotAFeedError
from feeds.frames import serve
from feeds.item import FeedItem, ParsedFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
    import feeds.parse  # noqa: F401 - heavy: loaded before the bounds count

    serve(_answer, frames=2)


def _answer(said: bytes, document: bytes) -> bytes:
    return json.dumps(_found(document, json.loads(said)), default=datetime.isoformat).encode()


def _found(document: bytes, question: dict[str, Any]) -> dict[str, Any]:
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


if __name__ == "__main__":
    main()
