"""Show the record, prove it whole, hand it to an auditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.record import GENESIS, AuditEntry
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store


class Verification(Value):
    """What a check of the whole chain came to."""

    is_intact: bool
    lines: int
    #: Number of the first line that does not fit, `None` where all do.
    first_bad: int | None = None
    words: str


class Auditing:
    """The record."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def recent(self, *, limit: int = 200, subject: str | None = None) -> list[AuditEntry]:
        """Return the newest lines, newest first, all or about one subject such as `post:17`."""
        with self._store.read() as unit:
            return unit.audit.recent(limit=limit, subject=subject)

    def verify(self) -> Verification:
        """Follow the chain from its first line and name the first that was changed, removed or slipped in."""
        lines, previous = 0, GENESIS
        with self._store.read() as unit:
            for entry in unit.audit.all():
                if not _follows(entry, lines, previous):
                    return _broken(lines, entry.seq)
                lines, previous = lines + 1, entry.hash
        return Verification(
            is_intact=True, lines=lines, words=f"All {lines:,} lines of the record are as they were written."
        )

    def export(self) -> Iterator[str]:
        """Yield the record as JSON lines, first to last."""
        with self._store.read() as unit:
            for entry in unit.audit.all():
                yield entry.model_dump_json()


def _follows(entry: AuditEntry, lines: int, previous: str) -> bool:
    return entry.seq == lines + 1 and entry.previous == previous and entry.sealed().hash == entry.hash


def _broken(lines: int, seq: int) -> Verification:
    bad = lines + 1
    words = (
        f"Line {bad} of the record is not as it was written (found line {seq}). "
        "Keep the database file as it is and tell your auditor."
    )
    return Verification(is_intact=False, lines=lines, first_bad=bad, words=words)
