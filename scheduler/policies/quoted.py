"""What of a text its source said in public, word for word: that is no story that we tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Sentences, lines and quotations.
_STRETCH = Expression(r"[^.!?;:\n“”\"]+[.!?;:]*")
#: Fewer words may be anybody's.
_FEWEST_WORDS = 4


def own_words(text: str, quoted: Iterable[str]) -> str:
    """Return `text` without its stretches that stand in `quoted`; how it is set does not count."""
    said = [_plain(each) for each in quoted if each.strip()]
    if not said:
        return text
    return "\n".join(stretch for stretch in _STRETCH.findall(text) if not _is_said(_plain(stretch), said))


def _is_said(stretch: str, said: list[str]) -> bool:
    return stretch.count(" ") >= _FEWEST_WORDS - 1 and any(f" {stretch} " in f" {each} " for each in said)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
