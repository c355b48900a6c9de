"""Names of those who did something."""

from __future__ import annotations

from scheduler.domain.people import ENGINE, FILLER, OPERATOR
from ui import wording
from ui.language import gettext
from ui.session import rounds


def names() -> dict[str, str]:
    """Return every actor's name by the key that stands in the record."""
    parts = {each.key: gettext(each.name) for each in (ENGINE, FILLER, OPERATOR)}
    return parts | {f"person:{person.id}": person.name for person in rounds().people.all()}


def name_of(person_id: int | None, known: dict[str, str]) -> str:
    """Return the name of a person by number; nobody means that Rounds or the command line wrote it."""
    if person_id is None:
        return wording.NOBODY
    return known.get(f"person:{person_id}", wording.SOMEBODY_GONE)
