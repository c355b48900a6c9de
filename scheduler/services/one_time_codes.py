"""Codes that count once: those of a device (RFC 6238), and those kept on paper for the day it is lost.

The only home of pyotp. Guarantees: codes are compared in constant time; a recovery code has 66 bits and is
kept as a salted scrypt hash (NIST SP 800-63B-4, 3.1.2.2).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from scheduler.domain.second_factor import RECOVERY_CODES

if TYPE_CHECKING:
    from datetime import datetime

#: A device's clock may be so many steps of thirty seconds away from ours (RFC 6238, 5.2).
_WINDOW: Final = 1
_DIGITS: Final = 6
_RECOVERY_DIGITS: Final = 20
_GROUP: Final = 4
#: scrypt with 16 MiB, some 40 ms.
_COST, _BLOCK, _LANES = 2**14, 8, 1


def new_secret() -> str:
    """Return the secret for a device: 160 bits (RFC 4226, 4), in the letters that devices take."""
    import pyotp  # only who sets up or types a code needs it

    return pyotp.random_base32()


def address_of(secret: str, *, email: str, house: str) -> str:
    """Return the address that a device reads from a picture; it holds the secret."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=house)


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Return the step whose code this is, just now or next to it; `None` where it is none of them."""
    import pyotp

    code = digits_of(typed)
    if len(code) != _DIGITS:
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_WINDOW)
    except pyotp.OTPVerificationError:
        return None


def is_recovery_code(typed: str) -> bool:
    """Has it the form of a recovery code?"""
    return len(digits_of(typed)) == _RECOVERY_DIGITS


def new_recovery_codes() -> tuple[str, ...]:
    """Return new recovery codes: digits in groups, which every keyboard has and everybody can read out."""
    return tuple(_grouped(secrets.randbelow(10**_RECOVERY_DIGITS)) for _ in range(RECOVERY_CODES))


def recovery_hash(typed: str, salt: bytes) -> str:
    """Return what is kept of a recovery code."""
    made = hashlib.scrypt(digits_of(typed).encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)
    return made.hex()


def new_salt() -> bytes:
    """Return what to salt the hashes of a person's recovery codes with."""
    return secrets.token_bytes(16)


def digits_of(typed: str) -> str:
    """Return the digits of a code, however they are grouped; nothing where there is anything else."""
    plain = "".join(typed.split()).replace("-", "")
    return plain if plain.isascii() and plain.isdigit() else ""


def _grouped(number: int) -> str:
    told = f"{number:0{_RECOVERY_DIGITS}}"
    return " ".join(told[at : at + _GROUP] for at in range(0, _RECOVERY_DIGITS, _GROUP))
