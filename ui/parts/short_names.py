"""Short names made from titles, for whoever leaves theirs empty."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 40
_OTHERS = re.compile(r"[^a-z0-9]+")


def short_name(typed: str | None, title: str | None) -> str:
    """Return what was typed, or else a name made from the title: “Health tips” gives `health-tips`.

    Empty where neither has a letter or digit that a short name may have.
    """
    given = (typed or "").strip()
    if given:
        return given
    letters = unicodedata.normalize("NFKD", (title or "").lower()).encode("ascii", "ignore").decode()
    return _OTHERS.sub("-", letters).strip("-")[:_LONGEST].rstrip("-")
