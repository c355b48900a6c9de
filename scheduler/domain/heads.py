"""What is signed about the record and kept outside of its database: heads, keys, cuts and new starts."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from scheduler.domain.value import Instant, Value

#: What is signed begins so: a signature made for something else is none of ours.
_PURPOSE = b"rounds record 1\n"
#: What the first line of a file of heads names as its predecessor.
FIRST = ""


class SignedKind(StrEnum):
    """What a signed line says."""

    KEY = "key"
    """From here on another key signs; the one before it signs that."""
    HEAD = "head"
    """The record came this far."""
    CUT = "cut"
    """The lines up to here were old enough to be removed, and whole."""
    RESUMED = "resumed"
    """A person went on although signed lines are missing: after a restore, or a lost key or file."""


class SignedHead(Value):
    """One line of the file of heads. Each names the digest of the one before it, and is signed."""

    kind: SignedKind
    at: Instant
    #: The line of the record it speaks of, and that line's hash.
    seq: int
    hash: str
    #: Id of the key that signed.
    key: str
    #: The public key that signs from here on, in base64; only where it is a new one.
    public: str | None = None
    #: From which line on, earlier heads no longer hold; only where the record was resumed.
    lost_from: int | None = None
    #: Digest of the line before this one in the file.
    previous: str = FIRST
    #: Ed25519, in base64.
    signature: str = ""

    @property
    def statement(self) -> bytes:
        """The very bytes that are signed."""
        content = self.model_dump(mode="json", exclude={"signature"})
        return _PURPOSE + json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")

    @property
    def line(self) -> str:
        """This as one line of JSON."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """What the next line of the file names as its predecessor."""
        return hashlib.sha256(self.line.encode("ascii")).hexdigest()


class LegalHold(Value):
    """Why nothing of the record may be removed, however old: a person said so and may take it back."""

    id: int = 0
    reason: str
    #: `Actor.key`.
    by: str
    at: Instant
    lifted_at: Instant | None = None
    lifted_by: str | None = None


class Sought(Value):
    """Which lines of the record somebody wants to see; what is left out does not narrow."""

    since: Instant | None = None
    #: Lines of this instant are not among them.
    until: Instant | None = None
    #: `Actor.key`, as it stands in the record.
    actor: str | None = None
    #: A whole action such as `post.moved`, or what it is done to: `post`.
    action: str | None = None
    #: `post:17`, or a kind of thing: `post`.
    subject: str | None = None
