"""Which time zone data is used, and how old it is.

Rounds reads the zones of the `tzdata` package it was installed with. Python alone would read the
operating system's first, which is often years older, and two machines would disagree about the
same plan. Whoever sets `PYTHONTZPATH` has the folders named there read before the package.
Guarantee: what was worked out from old data is forgotten the moment newer data is taken up.
"""

from __future__ import annotations

import os
import zoneinfo
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.resources.abc import Traversable

Given = ParamSpec("Given")
Found = TypeVar("Found")
Found_co = TypeVar("Found_co", covariant=True)

#: Stands beside the zones wherever they are installed; its first line names the release.
_SOURCE = "tzdata.zi"
_MARK = "# version "
_NO_VERSION = "unnamed"

_caches: list[Callable[[], None]] = [zoneinfo.ZoneInfo.clear_cache]


class Remembered(Protocol[Given, Found_co]):
    """A function whose results are kept."""

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Found_co:
        """Return what is remembered, or find it."""
        ...

    def cache_clear(self) -> None:
        """Forget everything."""

    def cache_info(self) -> Any:
        """Return how often something was remembered, and how often found."""


def remembered(*, most: int) -> Callable[[Callable[Given, Found]], Remembered[Given, Found]]:
    """Remember up to `most` results of a function of zone data, until other data is taken up."""

    def decorate(function: Callable[Given, Found]) -> Remembered[Given, Found]:
        cached = lru_cache(maxsize=most)(function)
        _caches.append(cached.cache_clear)
        return cached

    return decorate


def use(folders: Sequence[Path] | None = None) -> str:
    """Read zones from `folders` and then from the package, and forget all others; return the version.

    Without folders it is those of `PYTHONTZPATH`, and no others.
    """
    if folders is None:
        named = os.environ.get("PYTHONTZPATH", "").split(os.pathsep)
        folders = [Path(each) for each in named if Path(each).is_absolute()]
    zoneinfo.reset_tzpath(to=[str(each) for each in folders])
    _forget()
    return version()


def version() -> str:
    """Return the release of the data in use, such as `2026b`."""
    return _version_in_use()


def refresh() -> str:
    """Take up data that was installed since this program started; return the release now in use."""
    if _installed() != version():
        _forget()
    return version()


@remembered(most=1)
def _version_in_use() -> str:
    return _installed()


def _installed() -> str:
    places: list[Path | Traversable] = [Path(each) for each in zoneinfo.TZPATH]
    for place in (*places, resources.files("tzdata").joinpath("zoneinfo")):
        found = place.joinpath(_SOURCE)
        if found.is_file():
            with found.open(encoding="utf-8") as lines:
                first = lines.readline().strip()
            return first.removeprefix(_MARK) if first.startswith(_MARK) else _NO_VERSION
    return _NO_VERSION


def _forget() -> None:
    for clear in _caches:
        clear()


use()
