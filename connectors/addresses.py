"""The address of a message, as a person copies it from the browser, read for what names the message.

Pure; nothing is asked of any network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_FORMS: Final = {
    "x": re.compile(r"^/(?P<account>\w+)(?:/web)?/status(?:es)?/(?P<id>\d{1,19})(?:/|$)"),
    "mastodon": re.compile(r"^/(?:@|users/)(?P<account>[\w.]+)(?:@[\w.-]+)?(?:/statuses)?/(?P<id>\w+)$"),
}
#: How an address looks on each network, for whoever gave another one.
EXAMPLES: Final = {
    "x": "https://x.com/larkspur/status/1460323737035677698",
    "mastodon": "https://social.example.org/@larkspur/109372843234",
}
#: X writes this where it leaves the account out.
_NOBODY = "i"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says of a message."""

    remote_id: str
    #: Empty where the address does not name it.
    account: str


def address_of(network: str, remote_id: str, *, base_url: str = "") -> str:
    """Return an address under which a person sees the message; `base_url` is another server like X."""
    site = base_url.rstrip("/") or "https://x.com"
    return f"{site}/i/status/{remote_id}" if network == "x" else EXAMPLES.get(network, "")


def read_address(network: str, address: str) -> Address | None:
    """Return what `address` names on `network`, or `None` where it is no message's address there."""
    form = _FORMS.get(network)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = form.match(parts.path) if form and parts.scheme in {"http", "https"} and parts.hostname else None
    if found is None:
        return None
    account = found["account"]
    return Address(found["id"], "" if account == _NOBODY else account)
