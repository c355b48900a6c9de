"""Reading feeds, pages and mails in a process that can be killed, because some documents never end."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from feeds.child import Bounds, Child, ChildEndedError
from feeds.errors import NotAFeedError, UnreadableFeedError
from feeds.links import host_of
from feeds.parse_child import article_from, parsed_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from feeds.article import Article
    from feeds.item import ParsedFeed

_log = logging.getLogger(__name__)

_GIGABYTE: Final = 1024**3
#: Runs of polls follow each other by seconds where there are many sources.
_IDLE_SECONDS: Final = 60.0


class ParserProcess:
    """Reads one document at a time within `seconds` and `memory_bytes`; may be used from any thread.

    A document that takes more is given up and costs only itself. The process starts with the first document
    and ends when none came for `idle_seconds`; see `feeds.child`.
    """

    def __init__(
        self,
        *,
        seconds: float = 5.0,
        memory_bytes: int = _GIGABYTE,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self.child = Child("feeds.parse_child", Bounds(seconds, memory_bytes, idle_seconds))

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
        """End the process; a later document starts a new one."""
        self.child.close()

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
        try:
            answer: dict[str, Any] = json.loads(self.child.ask(json.dumps(question).encode(), document))
        except ChildEndedError as why:
            _log.warning("document reader stopped", extra={"host": host, "timed_out": why.timed_out})
            raise UnreadableFeedError(host, "time" if why.timed_out else "broken", what=what) from why
        if "out_of_memory" in answer:
            self.child.close()
            raise UnreadableFeedError(host, "memory", what=what)
        return answer
