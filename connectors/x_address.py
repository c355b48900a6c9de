"""Addresses of servers that speak as X does."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_address(text: str) -> bool:
    """Return whether `text` is the address of a server, `http` or `https`."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_this_machine(address: str) -> bool:
    """Return whether `address` is a loopback one, to which no proxy of the environment applies."""
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
