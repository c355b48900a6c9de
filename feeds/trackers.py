"""Links of mails that lead through somebody who counts clicks, to the address behind them.

Nothing is looked up: an address that is not written in the link stays unknown, and such a link is
nobody's to share, for it tells who the mail was sent to.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from feeds.links import belongs_to

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEEPEST: Final = 4
#: Parameters that hold the address behind a link: of mail filters, of click counters.
_TARGETS: Final = (
    "url",
    "u",
    "q",
    "target",
    "redirect",
    "redirect_url",
    "link",
    "l",
    "r",
    "dest",
    "destination",
)
#: `/CL0/https:%2F%2Fwww.cdc.gov%2Fflu/1/…` and the like.
_IN_PATH: Final = re.compile(r"(https?(?:%3A|:)(?:%2F%2F|//?).+)", re.IGNORECASE)
_COUNTED: Final = re.compile(r"/\d{1,3}/[0-9a-f-]{20,}.*\Z", re.IGNORECASE)
#: Proofpoint's third form puts the address between two underscores and its own part behind a semicolon.
_BETWEEN: Final = re.compile(r"/v3/__(.+?)__;")
#: A token of three parts, the second of which says where it leads.
_TOKEN: Final = re.compile(r"/[\w-]{8,}\.([\w-]{16,})\.[\w-]{8,}")
#: Who counts clicks of newsletters and says nothing of where they lead.
_COUNTERS: Final = (
    "list-manage.com", "sendgrid.net", "mailchimp.com", "hubspotlinks.com", "hs-sites.com", "rs6.net",
    "constantcontact.com", "exacttarget.com", "mailgun.org", "sparkpostmail.com", "mandrillapp.com",
    "lnks.gd", "govdelivery.com", "createsend.com", "cmail19.com", "cmail20.com", "beehiiv.com",
    "mailerlite.com", "klclick.com", "click.email", "mlsend.com", "activehosted.com", "icptrack.com",
    "safelinks.protection.outlook.com", "urldefense.com", "urldefense.proofpoint.com",
)  # fmt: skip
#: First names of hosts that count clicks, and what their addresses are made of.
_CALLED: Final = frozenset(
    {"click", "clicks", "link", "links", "track", "tracking", "trk", "email", "e", "em", "lnk", "url", "t"}
)
_SEARCHERS: Final = re.compile(r"(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_NO_WORDS: Final = re.compile(r"[A-Za-z0-9_%=+]{20,}")


def behind(url: str) -> str:
    """Return the address that `url` says it leads to in the end; itself where it says none."""
    for _ in range(_DEEPEST):
        inner = _inner(url)
        if inner is None or inner == url:
            return url
        url = inner
    return url


def without_go_between(url: str) -> str:
    """Return the page that an alert of a search engine found, not the engine's own way to it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    is_on_the_way = parts.path == "/url" and _SEARCHERS.fullmatch(parts.hostname or "")
    found = (value for name, value in parse_qsl(parts.query) if _is_target(name, value))
    return next(found, url) if is_on_the_way else url


def hides_where_it_leads(url: str, *, domains: Sequence[str] = ()) -> bool:
    """Tell whether `url` counts clicks: of a known counter that is none of `domains`, or of one by its form.

    By its form: a host called for it, such as `click.example.org`, and a path without words.
    """
    if belongs_to(url, _COUNTERS) and not belongs_to(url, domains):
        return True
    parts = urlsplit(url)
    is_called_so = (parts.hostname or "").partition(".")[0] in _CALLED
    return is_called_so and bool(_NO_WORDS.search(f"{parts.path}?{parts.query}"))


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if match := _BETWEEN.search(url):
        return match[1]
    if match := _IN_PATH.search(parts.path):
        return _COUNTED.sub("", _with_slashes(unquote(match[1])))
    if match := _TOKEN.search(parts.path):
        return _in_token(match[1])
    return next((value for name, value in parse_qsl(parts.query) if _is_target(name, value)), None)


def _is_target(name: str, value: str) -> bool:
    return name.lower() in _TARGETS and value.lower().startswith(("http://", "https://"))


def _with_slashes(address: str) -> str:
    """Repair `https:/` as servers leave it of two slashes in a path."""
    return re.sub(r"\A(https?:)/(?=[^/])", r"\1//", address)


def _in_token(part: str) -> str | None:
    try:
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    url = said.get("url") if isinstance(said, dict) else None
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None
