"""Links that pretend to be a site readers trust, and links off a channel's own list."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from scheduler.policies.contacts import is_within
from scheduler.policies.finding import Severity
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.lexicon import table
from scheduler.policies.quality.telling import told
from scheduler.policies.rule import Rule
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import Subject

_SOURCE = "Rounds: a link leads where it says"
IMITATES = Rule(
    id="LINK-IMITATES",
    severity=Severity.BLOCK,
    advice="Use the address of the site itself; this one imitates it.",
    source=_SOURCE,
)
UNLISTED = Rule(
    id="LINK-UNLISTED",
    severity=Severity.HOLD,
    advice="Link to a site on the channel's list, to the organisation's own, or to a .gov or .edu site.",
    source=_SOURCE,
)
ADDRESS_RULES = (IMITATES, UNLISTED)

_HOST = Expression(
    r"(?:https?://(?:[^\s/@]{1,200}@)?|(?<![\w@./-])www\.)([a-z0-9][a-z0-9.-]{2,200}[a-z0-9])", re.IGNORECASE
)
#: In a name of this many letters, one that differs is no chance.
_LONG_NAME = 7
_ALIKE = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("5", "s"), ("3", "e"), ("-", ""))


def find_addresses(subject: Subject) -> Iterator[Finding]:
    """Yield findings on the hosts of the links in the text, and of the post's own link."""
    for count, match in enumerate(_HOST.finditer(subject.text)):
        if count >= MOST_FINDINGS_OF_A_RULE:
            break
        yield from _of_host(match[1], subject, *match.span(1))
    for match in _HOST.finditer((subject.link or "")[:2_500]):
        if (subject.link or "") not in subject.text:
            yield from _of_host(match[1], subject, 0, 0)
        break


def _of_host(host: str, subject: Subject, start: int, end: int) -> Iterator[Finding]:
    host = host.lower().rstrip(".").removeprefix("www.")
    own = subject.profile.own_domains | subject.profile.allowed_domains
    listed = frozenset(subject.policy.link_domains)
    trusted = own | listed | _known()
    if is_within(host, trusted):
        imitated = None
    else:
        imitated = next((each for each in sorted(trusted) if is_imitation(host, each)), None)
    if imitated:
        yield told(IMITATES, start, end, f"Use the address of {imitated} itself; this one imitates it.")
    elif listed and not is_within(host, own | listed) and not host.endswith((".gov", ".edu")):
        yield UNLISTED.finding(start, end)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(table("addresses")["known"])


def is_imitation(host: str, trusted: str) -> bool:
    """Whether a host is made to be taken for one of a trusted site."""
    trusted = trusted.lower().removeprefix("www.")
    if "." not in trusted or not host.isascii() or is_within(host, frozenset({trusted})):
        return False
    if f".{host}.".find(f".{trusted}.") >= 0:
        return True  # the trusted name in front of a stranger's: cdc.gov.example.net
    joined = trusted.replace(".", "-")
    if any(label == joined or label.startswith(f"{joined}-") for label in host.split(".")):
        return True
    site = ".".join(host.split(".")[-trusted.count(".") - 1 :])
    return site != trusted and (_skeleton(site) == _skeleton(trusted) or _differs_by_one(site, trusted))


@lru_cache(maxsize=512)
def _skeleton(name: str) -> str:
    for seen, meant in _ALIKE:
        name = name.replace(seen, meant)
    return name


def _differs_by_one(site: str, trusted: str) -> bool:
    """One letter more, less, other, or two swapped, in a long name under the same end."""
    (name, _, end), (known, _, known_end) = site.partition("."), trusted.partition(".")
    if end != known_end or len(known) < _LONG_NAME or abs(len(name) - len(known)) > 1:
        return False
    front = next(
        (i for i, (a, b) in enumerate(zip(name, known, strict=False)) if a != b), min(len(name), len(known))
    )
    a, b = name[front:], known[front:]
    tails = chain([(a[1:], b[1:]), (a, b[1:]), (a[1:], b)], [(a[2:], b[2:])] if a[:2] == b[1::-1] else [])
    return any(left == right for left, right in tails)
