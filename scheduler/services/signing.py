"""The key that signs heads of the record: Ed25519, in a file outside of the database.

The file has the form of `keys.py`: 32 random bytes a line, in base64, the one that signs first. Public
keys are named by an id; the file of heads keeps each, so that what an older key signed still verifies.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode, urlsafe_b64decode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.services.keys import KeyFile, head_first

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.heads import SignedHead
    from scheduler.services.keys import Key

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign; its `repr` shows the public part only."""

    id: str
    #: In base64.
    public: str
    _key: Key

    def sign(self, head: SignedHead) -> SignedHead:
        """Return the line with this key's signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        named = head.model_copy(update={"key": self.id})
        private = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(self._key.secret.reveal()))
        return named.model_copy(
            update={"signature": b64encode(private.sign(named.statement)).decode("ascii")}
        )


class SigningKeys:
    """The file of signing keys. For any thread; a change by another process is seen at the next look."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.file = KeyFile(path, clock)

    def all(self) -> tuple[SigningKey, ...]:
        """Return the keys, the one that signs first; none where there is no file."""
        return tuple(_signing(key) for key in self.file.read()) if self.file.exists() else ()

    def begin(self) -> SigningKey:
        """Make the file with a first key, where there is none, and return the key that signs."""
        if not self.file.exists():
            self.file.begin()
        return self.all()[0]

    def require(self) -> tuple[SigningKey, ...]:
        """Return the keys; raises `EnvironmentProblemError` with the next step where the file is missing."""
        found = self.all()
        if not found:
            raise EnvironmentProblemError(
                f"The key file {self.file.path.name}, which signs the record, is missing. Put it back from "
                "where you keep a copy. If it is lost, run “rounds audit resume”: a new key signs from then "
                "on, and the record says so."
            )
        return found

    def prepare(self) -> SigningKey:
        """Add the key that is to sign next, or return the one that was added before."""
        keys = self.file.read()
        prepared = next((key for key in keys if key.is_next), None)
        if prepared is None:
            prepared = replace(self.file.new(), is_next=True)
            self.file.replace((*keys, prepared))
        return _signing(prepared)

    def promote(self, key_id: str) -> SigningKey:
        """Let the key with this id sign from now on and drop the others: their public halves are kept."""
        [chosen] = [key for key in self.file.read() if _signing(key).id == key_id]
        self.file.replace(head_first((), chosen))
        return self.all()[0]


def id_of(public: str) -> str:
    """Return what names a public key."""
    return hashlib.sha256(b64decode(public)).hexdigest()[:_ID_LENGTH]


def is_signed(head: SignedHead, public: str) -> bool:
    """Was this line signed with the key that `public` belongs to?"""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(head.signature, validate=True), head.statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signing(key: Key) -> SigningKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(key.secret.reveal()))
    public = b64encode(private.public_key().public_bytes_raw()).decode("ascii")
    return SigningKey(id_of(public), public, key)
