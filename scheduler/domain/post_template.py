"""A reusable wording of posts, with blanks that are filled each time it is used."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.fillable import blanks_of, check_blanks
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from scheduler.domain.blanks import Blank

_LONGEST_TITLE: Final = 80
_LONGEST_TEXT: Final = 5_000


class PostTemplate(Value):
    """Words that writers begin posts with; nobody approves them, for each post made of them is."""

    id: int = 0
    title: str
    #: With blanks such as `{day:date}`, `{place:text 40}`, `{desk:choice ED|clinic}`.
    text: str
    #: Channels it is for; empty for all.
    channels: tuple[str, ...] = ()
    #: What posts made with it link to, and their pillar; empty and `None` leave that to the writer.
    link: str = ""
    pillar: str | None = None
    #: Grows with every change.
    version: int = 1
    created_at: Instant
    retired_at: Instant | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over all that writers see of it."""
        seen: list[object] = [self.title, self.text, list(self.channels)]
        if self.link or self.pillar:
            seen += [self.link, self.pillar]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What is to be filled in, in the order of the text, each once."""
        return blanks_of(self.text)

    def is_for(self, channel: str) -> bool:
        """Is it meant for this channel?"""
        return not self.channels or channel in self.channels


def check_template(template: PostTemplate) -> None:
    """Raise `InvalidInputError` unless its title, words and blanks are in order."""
    if not 1 <= len(template.title) <= _LONGEST_TITLE or not template.title.isprintable():
        raise InvalidInputError(f"Give it a title of one line, at most {_LONGEST_TITLE} characters.")
    if not template.text or len(template.text) > _LONGEST_TEXT:
        raise InvalidInputError(f"Write the words, in at most {_LONGEST_TEXT:,} characters.")
    odd = next((char for char in template.text if unicodedata.bidirectional(char) in _TURNS), "")
    if odd:
        raise InvalidInputError(f"Its words hold an invisible sign (U+{ord(odd):04X}). Type them anew.")
    check_blanks(template.text, stand_apart=False)


#: Signs that nobody sees and that change in which order the others are read.
_TURNS: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
