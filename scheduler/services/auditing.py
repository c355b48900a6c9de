"""Show the record, prove it whole, hand it to an auditor."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, StorageError
from scheduler.domain.heads import SignedHead, Sought
from scheduler.domain.people import ENGINE, FILLER, OPERATOR
from scheduler.domain.value import Instant, Value
from scheduler.services.audit_page import Cover, page
from scheduler.services.heads import head_of
from scheduler.services.verifying import Evidence, Verification, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.record import AuditEntry
    from scheduler.services.witnessing import Witness
    from scheduler.store.database import Store
    from scheduler.store.marks import Mark, Marks
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_VERIFIED = "record.verified"
_ALL = Sought()
_MOST_OF_A_LETTER = 64 * 1024


class LastVerified(Value):
    """When somebody verified the record last, and what it came to."""

    at: Instant
    #: `Actor.key`.
    by: str
    is_intact: bool
    words: str


class Auditing:
    """The record. Without a witness it is verified by its chain alone."""

    def __init__(
        self, store: Store, clock: Clock, *, witness: Witness | None = None, marks: Marks | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._witness = witness
        self._marks = marks

    def recent(self, *, limit: int = 200, subject: str | None = None) -> list[AuditEntry]:
        """Return the newest lines, newest first, all or about one subject such as `post:17`."""
        return self.found(Sought(subject=subject), limit=limit)

    def found(self, sought: Sought, *, limit: int = 200) -> list[AuditEntry]:
        """Return the newest of the lines that are sought, newest first."""
        with self._store.read() as unit:
            return unit.audit.found(sought, limit=limit)

    def actions(self) -> list[str]:
        """Return every action that stands in the record, by name."""
        with self._store.read() as unit:
            return unit.audit.actions()

    def verify(self, by: Actor | None = None, *, kept: SignedHead | None = None) -> Verification:
        """Follow the record from its first line to its last, against the signed heads and one kept elsewhere.

        Where `by` is given, it is noted who verified, and what it came to.
        """
        evidence = self._evidence(kept)
        with self._store.read() as unit:
            found = verify(unit, evidence, at=self._clock.now())
        if by is not None:
            self._note(found, by)
        return found

    def verified(self) -> LastVerified | None:
        """Return when somebody verified the record last; `None` where nobody did."""
        with self._store.read() as unit:
            noted = unit.notes.get(_VERIFIED)
        return LastVerified.model_validate_json(noted[0]) if noted else None

    def export(self, sought: Sought = _ALL) -> Iterator[str]:
        """Yield the lines that are sought as JSON lines, in order, then what verification says of all."""
        evidence = self._evidence()
        with self._store.read() as unit:
            found = verify(unit, evidence, at=self._clock.now())
            for entry in unit.audit.all(sought):
                yield entry.model_dump_json()
        yield json.dumps(
            {"verification": found.model_dump(mode="json"), "sought": sought.model_dump(mode="json")}
        )

    def page(self, sought: Sought = _ALL) -> Iterator[str]:
        """Yield a page for people that holds the same, piece by piece: HTML that needs nothing else."""
        evidence = self._evidence()
        with self._store.read() as unit:
            found = verify(unit, evidence, at=self._clock.now())
            organisation = unit.plan.organisation()
            cover = Cover(
                organisation=organisation.name if organisation else "",
                zone=organisation.zone if organisation else "UTC",
                sought=sought,
                verification=found,
                names=_names(unit),
            )
            yield from page(cover, unit.audit.all(sought))

    def _evidence(self, kept: SignedHead | None = None) -> Evidence:
        """Read what is known from outside; before the database, which then knows at least as much."""
        mark: Mark | None = self._marks.read() if self._marks else None
        if self._witness is None:
            return Evidence(mark=mark, kept=kept)
        try:
            signers = frozenset(key.id for key in self._witness.keys.all())
        except EnvironmentProblemError:
            signers = frozenset()  # an auditor need not be able to read the key
        return Evidence(self._witness.file.log(), mark, kept, signers)

    def _note(self, found: Verification, by: Actor) -> None:
        last = LastVerified(at=found.verified_at, by=by.key, is_intact=found.is_intact, words=found.words)
        try:
            self._store.together(lambda unit: unit.notes.put(_VERIFIED, last.model_dump_json(), at=last.at))
        except StorageError as why:
            logger.warning("a verification was not noted reason=%s", why)


def kept_head(path: Path) -> SignedHead:
    """Return the signed head in a file somebody kept: the line itself, or a letter that holds it.

    Raises `InvalidInputError` where there is none. Of several, the last one counts.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = file.read(_MOST_OF_A_LETTER).splitlines()
    except OSError as why:
        raise InvalidInputError(f"{path} can't be read: {why.strerror}.") from why
    heads = [head for line in lines if (head := head_of(line.strip())) is not None]
    if not heads:
        raise InvalidInputError(f"{path} holds no signed head. Give the line “rounds audit head” printed.")
    return heads[-1]


def _names(unit: Unit) -> dict[str, str]:
    known = {each.key: each.name for each in (ENGINE, FILLER, OPERATOR)}
    return known | {f"person:{person.id}": person.name for person in unit.people.all()}
