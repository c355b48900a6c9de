"""Words and phrases as people list them: topics, languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST, _LONGEST = 60, 80


def listed(typed: Iterable[str]) -> tuple[str, ...]:
    """Return each phrase once, in small letters with single blanks; raises for too many or too long ones."""
    found = tuple(dict.fromkeys(filter(None, (" ".join(each.split()).lower() for each in typed))))
    if len(found) > _MOST or any(len(each) > _LONGEST for each in found):
        raise InvalidInputError(f"At most {_MOST} topics can be kept, each of at most {_LONGEST} characters.")
    return found
