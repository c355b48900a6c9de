"""The sessions of browsers: when one ends, and what a browser calls itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.people import GRAVE
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.people import Actor

#: However it is used, a session ends then.
LIFE: Final = timedelta(days=14)
#: Nobody used it for so long: it sleeps until its person proves who they are.
IDLE: Final = timedelta(hours=12)
#: A use within so short a time of the last one is not written down.
NOTED: Final = timedelta(minutes=1)
#: A password that somebody else chose is good for so long.
ONE_TIME: Final = timedelta(days=7)

_LONGEST: Final = 80
_BROWSERS: Final = (
    (re.compile(r"Edg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"OPR/|Opera"), "Opera"),
    (re.compile(r"Firefox/|FxiOS/"), "Firefox"),
    (re.compile(r"Chrome/|CriOS/|Chromium/"), "Chrome"),
    (re.compile(r"Safari/"), "Safari"),
)
_SYSTEMS: Final = (
    (re.compile(r"iPhone|iPad|iOS"), "iOS"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Mac OS X|Macintosh"), "macOS"),
    (re.compile(r"CrOS"), "ChromeOS"),
    (re.compile(r"Linux|X11"), "Linux"),
)


class Browser(Value):
    """What is known of the program that somebody signs in with."""

    #: “Firefox on Linux”.
    name: str = ""
    #: Secret of a cookie of its own, by which it is known again; empty for one that has none yet.
    mark: str = ""
    #: Where on the network it is.
    address: str = ""


class Session(Value):
    """A browser that is signed in."""

    #: The digest of its secret: names it, opens nothing.
    token_sha256: str
    person_id: int
    browser: str
    created_at: Instant
    used_at: Instant
    expires_at: Instant
    confirmed_at: Instant | None = None
    #: Was two-step sign-in demanded when it began, of somebody who had none?
    owes_second_factor: bool = False

    def sleeps(self, now: datetime, limit: timedelta) -> bool:
        """Was it left alone for too long?"""
        return now - self.used_at > limit


class KnownBrowser(Value):
    """A browser in which a person has signed in."""

    name: str
    first_at: Instant


def idle_limit(actor: Actor, *, grave: timedelta) -> timedelta:
    """Return how long sessions of this person may be left alone: who decides for others, only `grave`."""
    return min(grave, IDLE) if any(map(actor.may_somewhere, GRAVE)) else IDLE


def browser_name(user_agent: str) -> str:
    """Return a short name for a browser by what it says of itself: “Firefox on Linux”; empty for nothing."""
    said = user_agent[:500]
    program = next((name for sign, name in _BROWSERS if sign.search(said)), "")
    system = next((name for sign, name in _SYSTEMS if sign.search(said)), "")
    if program and system:
        return f"{program} on {system}"
    other = "".join(each for each in said if each.isprintable() and each.isascii())[:_LONGEST]
    return program or system or other
