"""Whose a mail is, who wrote it, to whom, and whether the mail server could prove it.

Headers in, values out. What a header says is its sender's word; only what our own mail server put on top of
the others is a proof.
"""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from email.message import Message

_NAMED: Final = re.compile(r"<\s*([^<>\s]{1,255})\s*>")


def list_of(url: str) -> str:
    """Return the List-Id or sender that `mailto:` names, lower case; empty where it names none."""
    scheme, _, rest = url.partition(":")
    name = rest.partition("?")[0].strip().strip("<>").lower()
    is_name = scheme.lower() == "mailto" and re.fullmatch(r"@?[^\s@<>\"\\]+(?:@[^\s@<>\"\\]+)?", name)
    return name if is_name and "." in name and name.isascii() else ""


def is_from(mail: Message, identity: str) -> bool:
    """Tell whether a mail is of the list or sender called `identity`.

    `kff.example.org` is a List-Id, `news@example.org` a sender, `@example.org` any sender of that domain.
    A List-Id is what stands between angle brackets (RFC 2919); the words beside it are free text.
    """
    if "@" not in identity:
        named = [_NAMED.search(value) for value in headers(mail, "list-id")]
        plain_ids = [value.strip().lower() for value in headers(mail, "list-id")]
        return identity in [match[1].lower() for match in named if match] or identity in plain_ids
    senders = [address.lower() for _, address in getaddresses(headers(mail, "from"))]
    if identity.startswith("@"):
        return any(sender.endswith(identity) for sender in senders)
    return identity in senders


def proof(message: Message, identity: str, *, checked_by: str) -> Literal["pass", "fail", "none"]:
    """Return `pass`, `fail` or `none` after the mail server's own check (RFC 8601).

    Only one header counts: our server puts its own on top, those below may be the sender's. A signature of
    somebody else than sender or list proves nothing.
    """
    checks = [re.sub(r"\([^()]*\)", " ", said).lower() for said in headers(message, "authentication-results")]
    ours = (
        said
        for said in checks
        if said.partition(";")[0].split()[:1] == [checked_by.lower()] or not checked_by
    )
    said = next(ours, "")
    if _is_signed(said, message, identity) or re.search(r"\bdmarc\s*=\s*pass\b", said):
        return "pass"
    return "fail" if re.search(r"\b(?:dmarc|dkim)\s*=\s*(?:fail|permerror)\b", said) else "none"


def _is_signed(said: str, message: Message, identity: str) -> bool:
    ours = {parseaddr(header(message, "from"))[1].lower().rpartition("@")[2], identity.rpartition("@")[2]}
    signers = re.findall(r"\bdkim\s*=\s*pass\b[^;]*?\bheader\.(?:d|i)\s*=\s*@?([\w.-]+)", said)
    return any(_are_kin(signer, each) for signer in signers for each in ours if each)


def _are_kin(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def reader_marks(message: Message) -> tuple[str, ...]:
    """Return what stands only in links that tell of the one who was written to."""
    given = [value for name in ("to", "delivered-to", "x-original-to") for value in headers(message, name)]
    readers = [address.lower() for _, address in getaddresses(given) if "@" in address]
    leaving = [
        match[1].lower() for value in headers(message, "list-unsubscribe") for match in _NAMED.finditer(value)
    ]
    return tuple(each for each in (*readers, *(r.replace("@", "%40") for r in readers), *leaving) if each)


def headers(message: Message, name: str) -> list[str]:
    """Return the values of a header, decoded, each on one line."""
    return [_decoded(str(value)) for value in message.get_all(name, [])]


def header(message: Message, name: str) -> str:
    """Return the first value of a header, empty where there is none."""
    return next(iter(headers(message, name)), "")


def _decoded(value: str) -> str:
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (ValueError, LookupError, MessageError):
        return " ".join(value.split())
