"""What a host allows programs to read, by its robots.txt (RFC 9309); asked for article pages only.

A feed that somebody subscribed to is asked for all the same: its address was published for programs.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: As a host names us in its rules.
PRODUCT: Final = "Rounds"
#: RFC 9309, 2.4 and 2.5: rules are kept for a day at most, and so much of them is read at least.
KEPT_SECONDS: Final = 86_400.0
MOST_BYTES: Final = 500 * 1024
_MOST_HOSTS: Final = 500


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one host until a moment; without rules, everything is allowed or nothing is."""

    until: float
    protego: Any = None
    allows_rest: bool = True

    def allow(self, url: str) -> bool:
        return self.allows_rest if self.protego is None else bool(self.protego.can_fetch(url, PRODUCT))


class Robots:
    """Remembers the rules of the hosts that were asked last. May be used from many threads.

    `read` returns the text of a robots.txt, empty where there is none, or `None` where the host could not
    be asked: then nothing may be read, until it can (RFC 9309, 2.3.1.4).
    """

    def __init__(self, read: Callable[[str], bytes | None], *, now: Callable[[], datetime]) -> None:
        self._read = read
        self._now = now
        self._known: OrderedDict[str, _Rules] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, url: str) -> bool:
        """Tell whether the page at `url` may be read; asks its host where that is not known."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        now = self._now().timestamp()
        with self._lock:
            rules = self._known.get(origin)
        if rules is None or rules.until <= now:
            rules = _rules(self._read(f"{origin}/robots.txt"), now)
            self._keep(origin, rules)
        return rules.allow(url)

    def _keep(self, origin: str, rules: _Rules) -> None:
        with self._lock:
            self._known[origin] = rules
            self._known.move_to_end(origin)
            while len(self._known) > _MOST_HOSTS:
                self._known.popitem(last=False)


def _rules(text: bytes | None, now: float) -> _Rules:
    if text is None:
        return _Rules(until=now + KEPT_SECONDS / 24, allows_rest=False)
    if not text.strip():
        return _Rules(until=now + KEPT_SECONDS)
    from protego import Protego  # only who reads pages needs it

    return _Rules(until=now + KEPT_SECONDS, protego=Protego.parse(text.decode("utf-8-sig", "replace")))
