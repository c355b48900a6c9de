"""People who may be asked and named: on which topics, in which languages, and how long they agreed to it.

Nobody is shown to anyone but those who keep the directory without a consent that is valid on that day.
"""

from __future__ import annotations

from datetime import date

from scheduler.domain.communities import speaks_of
from scheduler.domain.value import Value


class Expert(Value):
    """A person of the organisation who speaks on some topics."""

    id: int = 0
    name: str
    #: What they are: `Cardiologist, chief of heart care`.
    role: str = ""
    #: Words and phrases they speak on; `*` stands for every ending.
    topics: tuple[str, ...] = ()
    #: Without the sign `@`.
    handle: str = ""
    #: ISO 639-1 codes, the best one first.
    languages: tuple[str, ...] = ("en",)
    email: str = ""
    phone: str = ""
    #: A page about them.
    url: str = ""
    #: Who wrote the consent down, and where it can be found.
    consent_by: str = ""
    consent_since: date | None = None
    #: The last day on which it is valid.
    consent_until: date | None = None

    def agrees_on(self, day: date) -> bool:
        """Did they agree to be named on that day?"""
        if not self.consent_by or self.consent_since is None or self.consent_until is None:
            return False
        return self.consent_since <= day <= self.consent_until

    def found_topics(self, text: str) -> tuple[str, ...]:
        """Return those of their topics that a text speaks of."""
        return tuple(topic for topic in self.topics if speaks_of(text, topic))
