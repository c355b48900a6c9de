"""Certificates of our own servers: read from their files, with a sentence for whatever is wrong with them."""

from __future__ import annotations

import ssl
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

CERTIFICATE, KEY = "ROUNDS_CALENDAR_TLS_CERTIFICATE", "ROUNDS_CALENDAR_TLS_KEY"
#: An authority renews a month before the end; who has so little left should look why that failed.
SOON = timedelta(days=14)
_BEGINS = b"-----BEGIN CERTIFICATE-----"


def pair_of(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    """Return the two files that are set, `None` for neither; raises where one is without the other."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise EnvironmentProblemError(f"{CERTIFICATE} and {KEY} go together: set both, or neither.")
    return certificate, key


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS 1.2 or newer with this certificate; raises in words."""
    _check_kind(certificate, _BEGINS, f"certificate in PEM form. Correct {CERTIFICATE}")
    text = _check_kind(key, b"PRIVATE KEY-----", f"private key in PEM form. Correct {KEY}")
    if b"ENCRYPTED" in text:
        raise EnvironmentProblemError(
            f"The key in {key} is locked with a passphrase, which Rounds can't type. "
            "Write it without one: openssl pkey -in OLD -out NEW."
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError as why:
        if why.reason == "KEY_VALUES_MISMATCH":
            raise EnvironmentProblemError(
                f"The key in {key} does not belong to the certificate in {certificate}. "
                "Name the two that were made together."
            ) from why
        raise EnvironmentProblemError(
            f"The certificate in {certificate}, or its key in {key}, is damaged. Fetch both anew."
        ) from why
    return context


def ends_at(certificate: Path) -> datetime:
    """Return until when the certificate is good; raises in words where it can't be read."""
    from cryptography import x509  # heavy, and only for who has a certificate

    text = _check_kind(certificate, _BEGINS, f"certificate in PEM form. Correct {CERTIFICATE}")
    try:
        return x509.load_pem_x509_certificate(text).not_valid_after_utc
    except ValueError as why:
        raise EnvironmentProblemError(f"The certificate in {certificate} is damaged. Fetch it anew.") from why


def is_well(certificate: Path, key: Path, now: datetime) -> tuple[bool, str]:
    """Return whether programs will accept the certificate for a while, and say it in words."""
    try:
        context_of(certificate, key)
        until = ends_at(certificate)
    except EnvironmentProblemError as why:
        return False, str(why)
    left = until - now
    if left <= timedelta():
        return False, (
            f"The certificate in {certificate} expired on {until:%Y-%m-%d %H:%M} UTC: "
            "calendar programs refuse it. Renew it; Rounds takes up the new file by itself."
        )
    words = f"The certificate is good for {left.days} more days, until {until:%Y-%m-%d %H:%M} UTC."
    if left > SOON:
        return True, words
    return False, f"{words} Renew it; Rounds takes up the new file by itself."


def _check_kind(path: Path, mark: bytes, what: str) -> bytes:
    """Return the text of a file that must hold `mark`."""
    try:
        text = path.read_bytes()
    except FileNotFoundError as why:
        raise EnvironmentProblemError(f"There is no file {path}. Correct {CERTIFICATE} or {KEY}.") from why
    except OSError as why:
        raise EnvironmentProblemError(
            f"The file {path} can't be read by the account that runs Rounds. Give that account the right to."
        ) from why
    if mark not in text:
        raise EnvironmentProblemError(f"The file {path} holds no {what}.")
    return text
