"""Text for a curated post: own comment, title, credit, and room for the link.

Pure; the network's way of counting is a parameter. Guarantee: with its link the text fits the
limit, and the link is never cut.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.curation import Source

_ELLIPSIS: Final = "…"
#: Fewer words of a title say nothing; it is left out instead.
_LEAST_WORDS: Final = 3
_LONGEST_OWNER: Final = 60
#: In somebody else's title it would call up people who have nothing to do with it.
_MENTION: Final = re.compile(r"(?<!\w)[@\uff20](?=\w)")


def compose(
    title: str,
    source: Source,
    *,
    link: str,
    limit: int,
    length: Callable[[str], int],
    comment: str = "",
) -> str:
    """Return the text that goes before `link`, clipped at a word's end so that both fit `limit`.

    `length` counts as the network does. The title gives way first, then the comment.
    """
    credit, said = credit_of(source), comment.strip()
    headline = headline_of(title, source)

    def fits(*parts: str) -> bool:
        return length(f"{_joined(*parts, credit)} {link}") <= limit

    if fits(said, headline):
        return _joined(said, headline, credit)
    words = headline.split()
    short = _clipped(words, lambda text: fits(said, text))
    if short and (not said or len(short.split()) >= _LEAST_WORDS):
        return _joined(said, short, credit)
    if said and fits(said):
        return _joined(said, credit)
    long = said or headline
    return _joined(_clipped(long.split(), fits) or _clipped(long, fits), credit)


def credit_of(source: Source) -> str:
    """Return who is named for it: the handle where there is one, else the owner."""
    if source.handle:
        return f"via @{source.handle.removeprefix('@')}"
    owner = source.owner or source.title
    return (
        f"via {_clipped(owner.split(), lambda text: len(text) <= _LONGEST_OWNER) or owner[:_LONGEST_OWNER]}"
    )


def headline_of(title: str, source: Source) -> str:
    """Return the title in one line, without mentions, and without the publisher's name at its end."""
    plain = _MENTION.sub("", " ".join(title.split()))
    for name in (source.title, source.owner):
        head, mark, tail = plain.rpartition(f" {name}")
        if mark and not tail and head.rstrip()[-1:] in {"|", "-", "–", "—", "·"}:  # noqa: RUF001 - as in titles
            plain = head.rstrip().rstrip("|-–—·").rstrip()  # noqa: RUF001 - as in titles
    return plain


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _clipped(pieces: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return the longest beginning of `pieces` that fits, with an ellipsis where something is cut; or ''."""
    between = "" if isinstance(pieces, str) else " "

    def shown(count: int) -> str:
        text = between.join(pieces[:count])
        return text if count == len(pieces) else text.rstrip(" ,;:.–—-") + _ELLIPSIS  # noqa: RUF001 - as in titles

    # Longer beginnings never fit better, so the boundary can be halved towards.
    most = bisect_right(range(1, len(pieces) + 1), False, key=lambda count: not fits(shown(count)))
    return shown(most) if most else ""
