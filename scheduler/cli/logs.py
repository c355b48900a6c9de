"""Where events go: standard error, one line each, the values behind the words.

Guarantee: what the libraries that speak to networks have to say below a warning is never written,
whatever level anybody sets, for there they tell tokens; and what looks like a token is blotted out of
every line, tracebacks included. That is a net: our own events never hold one.
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What every record has; the rest are values that the event came with.
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

#: Libraries that write tokens, signatures, bodies, whole addresses or rows down at DEBUG or INFO.
TALKATIVE = frozenset(
    {
        "tweepy",
        "oauthlib",
        "requests_oauthlib",
        "authlib",
        "requests",
        "urllib3",
        "httpx",
        "httpcore",
        "sqlalchemy",
    }
)
_BLOT = "•••"
_NAMES = (
    r"(?:oauth_token|oauth_signature|oauth_nonce|oauth_verifier|consumer_key|consumer_secret|access_token"
    r"|access_token_secret|refresh_token|client_secret|code_verifier|password)"
)
#: What stands before a token in a header, an address, a form or JSON, and what a token is made of.
_TOKENS = (
    re.compile(rf"""(\b{_NAMES}["']?\s*[=:]\s*["']?)[^\s"'&,;)}}]+""", re.IGNORECASE),
    re.compile(r"(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE),
    re.compile(r"(\b(?:code|state)=)[\w.~+/-]{16,}"),  # the states and codes of our own events are short
    re.compile(r"(/(?:calendar|websub)/)[A-Za-z0-9_-]{12,}"),
    re.compile(r"()\bgAAAA[A-Za-z0-9_=-]{20,}"),  # sealed by Fernet, which is as good as a token to a thief
)


def redacted(text: str) -> str:
    """Return `text` with a blot where it looks as if a token stood."""
    for pattern in _TOKENS:
        text = pattern.sub(rf"\1{_BLOT}", text)
    return text


class EventFormatter(logging.Formatter):
    """Writes `time level part event key=value …`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line and what comes below it, without what looks like a token."""
        return redacted(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        """Return the line, with the values of `extra` at its end."""
        told = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _PLAIN)
        return super().formatMessage(record) + told


class Discretion(logging.Filter):
    """Lets the talkative libraries pass with warnings only; on a handler it binds every child of theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """May it be written?"""
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in TALKATIVE


def begin(level: int = logging.INFO) -> None:
    """Send the events of this process to standard error, those of libraries only when they matter."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(EventFormatter())
    out.addFilter(Discretion())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.basicConfig(level=logging.WARNING, handlers=[out], force=True)
    for part in ("scheduler", "feeds", "connectors", "ui"):
        logging.getLogger(part).setLevel(level)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep to oneself what is no event of the real world."""
    parts = [logging.getLogger(name) for name in ("scheduler", "connectors")]
    before = [part.level for part in parts]
    for part in parts:
        part.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for part, level in zip(parts, before, strict=True):
            part.setLevel(level)
