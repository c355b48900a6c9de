"""Where a post's links lead: to whom, by which scheme, and whether the name is what it seems."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scheduler.policies.contacts import is_within
from scheduler.policies.finding import Severity
from scheduler.policies.lookalikes import LOOKALIKES
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.rule import Rule
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import Subject

_SOURCE = "Rounds: a link leads where it says"


def _rule(name: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"LINK-{name}", severity=severity, advice=advice, source=_SOURCE)


SCHEME = _rule("SCHEME", Severity.BLOCK, "Use a link that begins with https://.")
DOMAIN = _rule("DOMAIN", Severity.HOLD, "Use a link to the source itself or to the organisation's own site.")
SHORTENER = _rule("SHORTENER", Severity.HOLD, "Give the full link; a shortened one hides where it leads.")
LOOKALIKE = _rule(
    "LOOKALIKE",
    Severity.BLOCK,
    "Type the link anew; letters of its name are of another alphabet and imitate another site.",
)
LINK_RULES = (SCHEME, DOMAIN, SHORTENER, LOOKALIKE)

_SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "t.co",
        "cutt.ly",
        "rebrand.ly",
        "shorturl.at",
        "tiny.cc",
        "rb.gy",
        "lnkd.in",
        "dlvr.it",
        "ift.tt",
        "trib.al",
        "bl.ink",
        "s.id",
        "v.gd",
        "t.ly",
        "soo.gd",
        "shorte.st",
        "adf.ly",
        "fb.me",
        "youtu.be.link",
        "qr.ae",
        "j.mp",
        "snip.ly",
    ]
)
#: A link in the text: with a scheme, or with none and "www".
_LINK = Expression(
    r"(?<![\w@])(?:[A-Za-z][A-Za-z0-9+.\-]{1,14}://|www\.|(?:javascript|"
    r"data|mailto|tel|file|vbscript):)[^\s<>\"]{1,2000}"
)
_TRAILING = ".,;:!?)]}'\"”’"  # noqa: RUF001 - as people type them


def find_links(subject: Subject) -> Iterator[Finding]:
    """Yield findings on the post's link and on each link in its text."""
    seen: set[str] = set()
    for count, match in enumerate(_LINK.finditer(subject.text)):
        if count >= MOST_FINDINGS_OF_A_RULE:
            break
        link = match[0].rstrip(_TRAILING)
        seen.add(link)
        for rule in _broken_rules(link, subject):
            yield rule.finding(match.start(), match.start() + len(link))
    if subject.link and subject.link.strip() not in seen:
        for rule in _broken_rules(subject.link.strip(), subject):
            yield rule.finding()


def _broken_rules(link: str, subject: Subject) -> Iterator[Rule]:
    host = _host(link if "://" in link or not link.lower().startswith("www.") else f"https://{link}")
    if host is None:
        yield SCHEME
        return
    if _is_lookalike(host):
        yield LOOKALIKE
    if is_within(host, _SHORTENERS):
        yield SHORTENER
        return
    trusted = subject.profile.allowed_domains | subject.profile.own_domains
    if subject.profile.allowed_domains and not is_within(host, trusted):
        yield DOMAIN


def _host(link: str) -> str | None:
    """Return the host of a web link; `None` where it is none, or hides one behind a user name."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "." not in host or parts.username is not None:
        return None
    return host


def _is_lookalike(host: str) -> bool:
    """Tell punycode that imitates Latin, and names that mix alphabets."""
    for label in host.split("."):
        shown = _shown(label)
        if shown is None:
            return True
        foreign = [char for char in shown if not char.isascii()]
        if not foreign:
            continue
        mixed = any(char.isascii() and char.isalpha() for char in shown)
        alike = all(char in LOOKALIKES for char in foreign)
        if alike or (mixed and any(char >= "\u0370" for char in foreign)):
            return True
    return False


def _shown(label: str) -> str | None:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return None
