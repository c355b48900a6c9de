"""The words of the record: audit entries, attempts, approvals, calendar links."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field

from scheduler.domain.approval import Lane, Part
from scheduler.domain.calendar_view import CalendarView
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: What the first entry of the chain names as its predecessor.
GENESIS = "0" * 64


class AuditEntry(Value):
    """One line of the record; each names the hash of the line before it."""

    seq: int
    at: Instant
    #: `Actor.key`.
    actor: str
    #: A verb in the past tense: `post.moved`, `pause.lifted`.
    action: str
    #: What it was done to: `post:17`.
    subject: str
    before: str | None = None
    after: str | None = None
    #: Facts beside the digests; never text of a post, an item or a token.
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    previous: str
    hash: str = ""

    def sealed(self) -> AuditEntry:
        """Return this entry with its hash over everything else, the predecessor's hash included."""
        return self.following(self.seq - 1, self.previous)

    def following(self, seq: int, previous: str) -> AuditEntry:
        """Return this entry as the line after the one numbered `seq` with the hash `previous`, sealed."""
        fields = {name: getattr(self, name) for name in _SEALED} | {"seq": seq + 1, "previous": previous}
        return self.model_copy(
            update={"seq": seq + 1, "previous": previous, "hash": digest_of(fields, at=self.at)}
        )


_SEALED = tuple(sorted(set(AuditEntry.model_fields) - {"hash", "at"}))
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode


def digest_of(fields: Mapping[str, Any], *, at: datetime) -> str:
    """Return the hash of a line with these fields, those of `AuditEntry` but `at` and `hash`.

    SHA-256 over JSON with sorted keys, without blanks, in ASCII; the instant in UTC with a Z.
    """
    when = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return hashlib.sha256(_CANONICAL({**fields, "at": when}).encode("ascii")).hexdigest()


class Outcome(StrEnum):
    """What is known of an attempt."""

    STARTED = "started"
    """Written down before the call; still there after a crash."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    """It was unknown; the network was asked and does not have it."""


#: Whose attempts the invented past of a demo was made by; no daemon is ever called so.
SEEDED = "demo"


class Attempt(Value):
    """One try at sending, written down before the request leaves."""

    id: int = 0
    post: int
    #: Which part of a thread it sends, from 0.
    part: int = 0
    fence: int
    owner: str
    started_at: Instant
    finished_at: Instant | None = None
    outcome: Outcome = Outcome.STARTED
    #: What the network said, in our words; no text of the post.
    detail: str = ""
    remote_id: str | None = None
    #: What the connector prepared out of sight, in its own words.
    staged: str = ""
    #: What the network charges for it if it arrives, in mills: thousandths of a US dollar.
    cost: int = 0


class Approval(Value):
    """A decision bound to the digest of exactly what will be sent."""

    id: int = 0
    post: int
    digest: str
    #: `approved`, `endorsed` while others are missing, `returned` or `rejected`.
    decision: str
    by: str
    at: Instant
    comment: str = ""
    lane: Lane | None = None
    #: As what it was decided.
    part: Part | None = None
    #: The window, the guard's mark and the authorisation of the approval, where this decision made it.
    approved_from: Instant | None = None
    approved_until: Instant | None = None
    mark: str | None = None
    authorisation: int | None = None


class Detail(StrEnum):
    """How much of a post a calendar link shows."""

    TITLES = "titles"
    FULL = "full"


class CalendarLink(Value):
    """A subscription: who may see what under a secret address; the token itself is shown once."""

    id: int = 0
    name: str
    detail: Detail = Detail.TITLES
    view: CalendarView = CalendarView()
    created_at: Instant
    #: `Actor.key` of who answers for it: it shows what they may share, and no more.
    created_by: str
    #: When it last got another address.
    rotated_at: Instant | None = None
    revoked_at: Instant | None = None
    last_fetch_at: Instant | None = None
    last_client: str = ""
    fetches: int = 0
