"""How many calls X still takes, and from when on it takes more: what its headers say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: X documents the first; the others came with the tiers before 2026 and are read where present.
_WINDOWS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What X said of calls of one kind."""

    #: Calls left in the tightest window; `None` where X said nothing.
    left: int | None
    #: When all windows that are used up have begun anew; aware, UTC.
    reset_at: datetime | None


def allowance(headers: Mapping[str, str]) -> Allowance:
    """Read what an answer says of the calls that are left."""
    told = [number for each in _WINDOWS if (number := number_in(headers, f"{each}-remaining")) is not None]
    used_up = [each for each in _WINDOWS if number_in(headers, f"{each}-remaining") == 0]
    return Allowance(min(told, default=None), _latest(headers, used_up))


def reset_after_refusal(headers: Mapping[str, str]) -> datetime | None:
    """Return from when on X takes more, as a 429 says; the windows of 24 hours count where used up."""
    used_up = [each for each in _WINDOWS[1:] if number_in(headers, f"{each}-remaining") == 0]
    return _latest(headers, [_WINDOWS[0], *used_up])


def number_in(headers: Mapping[str, str], name: str) -> int | None:
    """Return the number in a header; `None` for what is none, or no sensible one."""
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("9999999999") else None


def _latest(headers: Mapping[str, str], windows: list[str]) -> datetime | None:
    resets = [number_in(headers, f"{each}-reset") for each in windows]
    latest = max((each for each in resets if each is not None), default=None)
    return None if latest is None else datetime.fromtimestamp(latest, UTC)
