"""Addresses of pages: made absolute, compared, and matched against the domains of a source.

Everything here is text in, text out; nothing is looked up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Longer ones are no links to a page that a person would share.
LONGEST: Final = 2_048

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
#: Parameters that say where a reader came from, never which page it is. Sources: the vendors' own
#: documentation of campaign tagging, and what the feeds of trusted sources were seen to carry.
_TRACKING_PREFIXES: Final = ("utm_", "at_", "mc_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "acs")
_TRACKING: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "gbraid", "wbraid", "gad_source", "msclkid", "twclid", "ttclid", "yclid",
        "igshid", "igsh", "mkt_tok", "_ga", "_gl", "s_cid", "cmp", "cmpid", "ito", "ncid", "xtor", "ref_src",
        "ref_url", "deliveryname", "emc", "smid", "rss", "wt.mc_id", "sr_share", "vero_id", "oly_enc_id",
        "oly_anon_id", "mbid", "__twitter_impression",
    }
)  # fmt: skip
#: Parameters that may say which page it is, unless all they say is that the reader came from the feed.
_ORIGIN: Final = frozenset({"src", "source", "ref", "partner", "from", "feed"})
#: Browsers read a backslash as a slash and drop line breaks; parsers do not. Such a link has two hosts.
_TWO_FACED: Final = re.compile(r"[\x00-\x20\x7f\\]")
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")
_SLASHES: Final = re.compile(r"/+$")


def absolute(href: str, *, base_url: str) -> str | None:
    """Return `href` as an absolute http(s) address, or `None` where it is none that we may show.

    Refused are other schemes (`javascript:` among them), credentials in the address, characters that
    browsers and parsers read differently, and more than 2,048 characters.
    """
    tidy = re.sub(r"[\t\r\n]", "", href.strip()).replace(" ", "%20")
    if not tidy:
        return None
    try:
        joined = urljoin(base_url, tidy)
    except ValueError:
        return None
    parts = _split(joined)
    if parts is None or parts.username is not None or len(joined) > LONGEST:
        return None
    return joined


def host_of(url: str) -> str:
    """Return the host of an http(s) address: lower case, punycode, no port; empty where there is none."""
    parts = _split(url)
    return _ascii_host(parts.hostname or "") if parts else ""


def belongs_to(url: str, domains: Iterable[str]) -> bool:
    """Tell whether the host of `url` is one of `domains` or below one, compared on dot boundaries.

    Public suffixes are not known here: `gov` as a domain would allow every agency.
    """
    host = host_of(url)
    allowed = (_ascii_host(domain.strip().lstrip(".")) for domain in domains)
    return bool(host) and any(host == domain or host.endswith(f".{domain}") for domain in allowed if domain)


def canonical(url: str) -> str:
    """Return the form in which two addresses of one page are equal; unreadable ones come back unchanged.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters, the query
    sorted by name, no slash at the end, escapes in upper case. Idempotent. Meant for comparing:
    a person is sent to the address as the feed gave it.
    """
    parts = _split(url)
    if parts is None:
        return url
    path = _SLASHES.sub("", _upper_escapes(parts.path)) or "/"
    query = _kept(parts.query)
    return f"{parts.scheme.lower()}://{_authority(parts)}{path}{'?' if query else ''}{query}"


def _split(url: str) -> SplitResult | None:
    if _TWO_FACED.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


def _authority(parts: SplitResult) -> str:
    host = _ascii_host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    credentials, at, _ = parts.netloc.rpartition("@")
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{credentials}{at}{shown}{port}"


def _ascii_host(host: str) -> str:
    plain = host.lower().rstrip(".")
    if plain.isascii():
        return plain
    try:
        return plain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return plain


def _kept(query: str) -> str:
    pairs = [_upper_escapes(pair) for pair in query.split("&") if pair and not _is_tracking(pair)]
    return "&".join(sorted(pairs, key=_name))


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])


def _is_tracking(pair: str) -> bool:
    lower = _name(pair).lower()
    if lower in _ORIGIN:
        return pair.partition("=")[2].lower() in {"rss", "feed"}
    return lower in _TRACKING or lower.startswith(_TRACKING_PREFIXES)


def _upper_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].upper(), text)
