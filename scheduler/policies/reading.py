"""A text as the rules read it: plain, in two cases, with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.policies import cues
from scheduler.policies.normalise import normalise

if TYPE_CHECKING:
    from scheduler.policies.finding import Finding
    from scheduler.policies.mapped import Mapped
    from scheduler.policies.subject import Profile


#: Headlines leave shorter words small.
_LONG_WORD = 4
#: Fewer capitals are an abbreviation.
_SHOUT = 16


@dataclass(frozen=True)
class Reading:
    """One text of a post: its own words, or the alt text or file name of a picture."""

    mapped: Mapped
    #: The text in lower case, character for character as long as `text`.
    low: str
    tricks: tuple[Finding, ...]
    profile: Profile
    is_reply: bool = False

    @property
    def text(self) -> str:
        """The plain text, cased as it was written."""
        return self.mapped.text

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stood in the text as it was given."""
        return self.mapped.original(start, end)

    def near(self, start: int, end: int, *, reach: int = 60) -> str:
        """Return the lower-case words around a stretch."""
        return self.low[max(0, start - reach) : end + reach]

    @cached_property
    def is_headline(self) -> bool:
        """Whether most longer words begin with a capital, so that a capital says nothing of a name."""
        long_words = [word for word in self.text.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
        capitals = sum(word[0].isupper() for word in long_words)
        return len(long_words) >= _LONG_WORD and capitals > len(long_words) * 0.65

    @cached_property
    def names_a_patient(self) -> bool:
        """Whether the text speaks of one patient in so many words."""
        return cues.ONE_PATIENT.search(self.low) is not None

    @cached_property
    def honours_staff(self) -> bool:
        """Whether the text thanks, presents or quotes the people who work here."""
        return cues.STAFF.search(self.low) is not None or cues.CREDENTIALS.search(self.text) is not None

    @cached_property
    def tells_of_history(self) -> bool:
        """Whether it is told of a time long before this house's present charts."""
        return not self.names_a_patient and cues.HISTORY.search(self.low) is not None

    @cached_property
    def is_shouted(self) -> bool:
        """Whether nearly all letters are capitals, so that names can't be told by theirs."""
        letters = [char for char in self.text if char.isalpha()]
        return len(letters) >= _SHOUT and sum(char.isupper() for char in letters) > len(letters) * 0.8

    @cached_property
    def is_about_a_person(self) -> bool:
        """Whether a single person is spoken of or spoken to, patient or not."""
        if self.names_a_patient:
            return True
        return not self.speaks_to_everybody and cues.ONE_PERSON.search(self.low) is not None

    @cached_property
    def speaks_to_everybody(self) -> bool:
        """Whether it is advice or an offer to all whom it may concern."""
        return cues.GENERAL.search(self.low) is not None

    @cached_property
    def tells_of_care(self) -> bool:
        """Whether something clinical happens in it."""
        return cues.CARE.search(self.low) is not None

    @cached_property
    def is_about_a_patient(self) -> bool:
        """Whether a single person's care is spoken of: strong enough to make other details identifiers."""
        if self.names_a_patient:
            return True
        if cues.PERSONAL_CARE.search(self.low) is not None:
            return not self.speaks_to_everybody
        return self.is_about_a_person and self.tells_of_care and not self.honours_staff


def read(text: str, *, profile: Profile, is_reply: bool = False) -> Reading:
    """Undo the disguises of `text` and lay it ready for the rules."""
    plain = normalise(text)
    return Reading(
        mapped=plain.mapped,
        low=_lowered(plain.mapped.text),
        tricks=plain.tricks,
        profile=profile,
        is_reply=is_reply,
    )


def _lowered(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
