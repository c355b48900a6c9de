"""Where events go: standard error, one line each, the values behind the words."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What every record has; the rest are values that the event came with.
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class EventFormatter(logging.Formatter):
    """Writes `time level part event key=value …`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        """Return the line, with the values of `extra` at its end."""
        told = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _PLAIN)
        return super().formatMessage(record) + told


def begin(level: int = logging.INFO) -> None:
    """Send the events of this process to standard error, those of libraries only when they matter."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(EventFormatter())
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
