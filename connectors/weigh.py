"""What a text weighs on X, and what it may hold; pure, and cheap to import.

The only home of `twitter_text`, which is loaded at the first text that needs it (0.2 s).
"""

from __future__ import annotations

import importlib
import importlib.resources
import re
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from connectors.base import Limits

#: X's limits for a post. X shows no side longer than 4,096 pixels.
X_LIMITS = Limits(
    characters=280,
    pictures=4,
    picture_bytes=5_000_000,
    picture_side=4096,
    alt_text=1000,
    cashtags=1,
    picture_types=("image/jpeg", "image/png", "image/webp"),
    video_types=("video/mp4",),
    video_bytes=512_000_000,
    video_seconds=(0.5, 140.0),
    animation_types=("image/gif",),
    animation_bytes=15_000_000,
)

_BANNED = frozenset("\ufeff\ufffe\uffff")
#: Beyond it a character counts 1; no text that X takes comes near.
_LONGEST_PARSED = 20_000
#: No host name has more labels or characters. The parser's time grows with the cube of them:
#: "a.a.a…" of 2,000 characters took it 10 s.
_MOST_DOTS = 20
_LONGEST_HOST = 300
_SEGMENT = re.compile(r"[^\s/]+")
#: An address without a scheme, after a character that is neither space nor ASCII.
_GLUED = re.compile(r"(?<=[^\s\x00-\x7f])(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that X turns into a link, bare domains included, and its place in the text."""

    start: int
    end: int
    address: str


@lru_cache(maxsize=4096)
def weighted_length(text: str) -> int:
    """Count `text` as X does: a link 23, an emoji 2, most scripts outside Latin 2 a character.

    Exact for whatever X would take; hostile text may count more than it should.
    """
    if text.isascii() and "." not in text:
        return len(text.replace("\r\n", "\n"))  # neither link nor emoji can be in it
    head, rest = text[:_LONGEST_PARSED], text[_LONGEST_PARSED:]
    return int(_parser().parse_tweet(_calmed(head)).weightedLength) + len(rest)


def fits(text: str) -> bool:
    """Return whether X takes `text` by itself: neither empty, nor too long, nor with characters it bans."""
    return 0 < weighted_length(text) <= X_LIMITS.characters and _BANNED.isdisjoint(text)


@lru_cache(maxsize=4096)
def links(text: str) -> tuple[Link, ...]:
    """Return the addresses in `text` that X shortens, in their order."""
    if "." not in text:
        return ()
    found = _parser().extract_urls_with_indices(_calmed(text[:_LONGEST_PARSED]))
    return tuple(Link(each["indices"][0], each["indices"][1], each["url"]) for each in found)


def unsure_links(text: str) -> tuple[Link, ...]:
    """Return the bare domains that X may turn into links though `links` does not: a space before each helps.

    Of 6,000 invented texts, all on which this parser and Twitter's own disagreed were of one kind: an
    address without `https://` glued to a letter of a script outside Latin, or to a flag.
    """
    known = {each.end for each in links(text)}
    glued = [found for found in _GLUED.finditer(text[:_LONGEST_PARSED]) if found.end() not in known]
    return tuple(Link(each.start(), each.end(), each[0]) for each in glued if links(each[0]))


def _calmed(text: str) -> str:
    """Return `text`, character for character, without what the parser chokes on."""
    whole = text.encode("utf-16", "replace").decode("utf-16")  # half characters can't be counted
    return _SEGMENT.sub(lambda found: _tame(found[0]), whole)


def _tame(segment: str) -> str:
    is_hostile = segment.count(".") > _MOST_DOTS or len(segment) > _LONGEST_HOST
    return segment.replace(".", "-") if is_hostile else segment


def _parser() -> Any:
    with _loading:
        return sys.modules.get("twitter_text") or _load()


def _load() -> ModuleType:
    """Import the parser, lending it the one function of `pkg_resources` that it reads its data with.

    That module belongs to setuptools, is missing from new environments and was removed in 2026.
    """
    lent = "pkg_resources" not in sys.modules
    if lent:
        sys.modules["pkg_resources"] = _resources()
    try:
        parser = importlib.import_module("twitter_text")
    finally:
        if lent:
            del sys.modules["pkg_resources"]
    _forget_tables()
    return parser


def _forget_tables() -> None:
    """Drop the tables that the parser made its pattern of emoji from: 3 MB that nothing reads again."""
    made = vars(sys.modules["twitter_text.regexp.emoji"])
    for name in [name for name, value in made.items() if isinstance(value, list | dict | str)]:
        if not name.startswith("__"):
            del made[name]


def _resources() -> ModuleType:
    module = ModuleType("pkg_resources")
    vars(module)["resource_string"] = _resource_string
    return module


def _resource_string(module: str, name: str) -> bytes:
    package = module.rpartition(".")[0]
    return importlib.resources.files(package).joinpath(name).read_bytes()
