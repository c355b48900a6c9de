"""Fixed sentences that the services say in English: translated where they are shown, by their own words.

What a rule advises, what a licence allows, what an action of the record means, which part of Rounds did it;
and the single words that stand in what services say, which `ui.service_sentences` can't tell from names in
the program. All else that they say is found there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.approval import Part
from scheduler.domain.deeds import DEEDS
from scheduler.domain.licences import LICENCES
from scheduler.domain.people import ENGINE, FILLER, OPERATOR, Permission
from scheduler.domain.post import PostState
from scheduler.policies.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Of which there is none with a name: `There is no {kind} “{name}”.`
_KINDS: Final = (
    *(
        "address",
        "authorisation",
        "calendar",
        "channel",
        "choice",
        "comment",
        "community",
        "delegation",
        "detail",
    ),
    *(
        "event",
        "expert",
        "item",
        "kind of line",
        "observance",
        "original",
        "pause",
        "person",
        "picture",
        "pillar",
    ),
    *("post", "role", "rule", "slot", "source", "state", "subject", "template", "trend", "trust", "weekday"),
)
_WORDS: Final = (
    *(
        "wrote",
        "changed",
        "Kept",
        "Moved",
        "Dropped",
        "everywhere",
        "ended",
        "dates",
        "summaries",
        "video",
        "stable",
    ),
    *("page", "mail", "at", "of", "This post", "This file"),
    *("The operator", "any pillar", "your own post"),
)
#: Shapes without a word of their own, or put together from pieces of several files.
_SHAPES: Final = (
    *("1 face", "{count} faces", "1 bar or QR code", "{count} bar or QR codes"),
    *("1 mail", "{count} mails", "1 link", "{count} links", "{times} mail {rest}", "{times} mails {rest}"),
    *("your pillar {name}", "your service line {name}", "what your community needs, {name}"),
    *("feed at {host} {said}", "page at {host} {said}", "mail of {host} {said}", "this address {what}"),
    "“{title}” is out.",
    "an example of how a proposal says why it was made",
    "keep the database as it is and tell your auditor.",
    *("Its home is {address}", "It is read from {address}", "{dollars} of {budget}"),
    *("This post costs {dollars}.", "This post costs {dollars}, {link} of it for the link."),
    *(
        "This thread of {parts} costs {dollars}.",
        "This thread of {parts} costs {dollars}, {link} of it for the link.",
    ),
)


def sentences() -> Iterator[str]:
    """Yield each of them, for the catalogue."""
    yield from DEEDS.values()
    yield from (each.name for each in (ENGINE, FILLER, OPERATOR))
    yield from (rule.advice for rule in all_rules())
    for licence in LICENCES.values():
        yield licence.title
        yield licence.words
    yield from (*_KINDS, *_WORDS, *_SHAPES)
    yield from (each.value.replace("_", " ") for each in PostState)
    yield from (each.value for each in Part)
    for permission in Permission:
        yield permission.value
        yield f"{permission.value} everywhere"
        yield f"{permission.value} on {{channel}}"
