"""Signs tokens by hand, with nothing that the program under test reads them with."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, size: int) -> str:
    return b64(value.to_bytes(size, "big"))


@dataclass(frozen=True)
class SigningKey:
    """A private key with the name by which its public half is published."""

    kid: str
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    @property
    def published(self) -> dict[str, Any]:
        """The public half, as a provider shows it."""
        told: dict[str, Any] = {"kid": self.kid, "use": "sig", "alg": self.algorithm}
        if isinstance(self.private, rsa.RSAPrivateKey):
            numbers = self.private.public_key().public_numbers()
            return {**told, "kty": "RSA", "n": number(numbers.n, 256), "e": number(numbers.e, 3)}
        point = self.private.public_key().public_numbers()
        return {**told, "kty": "EC", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)}

    @property
    def pem(self) -> bytes:
        """The public half as everybody can have it."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def token(self, claims: Mapping[str, Any], **header: Any) -> str:
        """Return the claims, signed."""
        unsigned = unsigned_token(claims, **{"alg": self.algorithm, "kid": self.kid, **header})
        if isinstance(self.private, rsa.RSAPrivateKey):
            signature = self.private.sign(unsigned.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = decode_dss_signature(self.private.sign(unsigned.encode(), ec.ECDSA(hashes.SHA256())))
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{unsigned}.{b64(signature)}"


@cache
def a_key(kid: str = "first", *, kind: str = "EC") -> SigningKey:
    """Return the key of this name; each is made once in a run."""
    if kind == "RSA":
        return SigningKey(kid, rsa.generate_private_key(65537, 2048))
    return SigningKey(kid, ec.generate_private_key(ec.SECP256R1()))


def unsigned_token(claims: Mapping[str, Any], **header: Any) -> str:
    parts = ({name: value for name, value in header.items() if value is not None}, claims)
    return ".".join(b64(json.dumps(part).encode()) for part in parts)


def signed_with_a_secret(claims: Mapping[str, Any], secret: bytes, *, kid: str | None = None) -> str:
    """Return the claims under HS256, as somebody does who takes a public key for a secret."""
    unsigned = unsigned_token(claims, alg="HS256", kid=kid)
    return f"{unsigned}.{b64(hmac.digest(secret, unsigned.encode(), 'sha256'))}"
