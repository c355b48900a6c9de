"""People as vCards 4.0 (RFC 6350): the same folding and escaping as calendars have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icalendar import Component, vText, vUri

from scheduler.ical.text import address, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.experts import Expert

_LINE = 250


class _Card(Component):
    """A component of another standard, written by the same rules."""

    name = "VCARD"


def cards(experts: Iterable[Expert], *, organisation: str) -> bytes:
    """Return one vCard after the other, in the order given; equal people give equal bytes."""
    return b"".join(_card(expert, organisation) for expert in experts)


def _card(expert: Expert, organisation: str) -> bytes:
    card = _Card()
    card.add("VERSION", vText("4.0"))
    card.add("KIND", vText("individual"))
    card.add("FN", vText(one_line(expert.name, _LINE)))
    if organisation:
        card.add("ORG", vText(one_line(organisation, _LINE)))
    if expert.role:
        card.add("TITLE", vText(one_line(expert.role, _LINE)))
    for topic in expert.topics:
        card.add("EXPERTISE", vText(one_line(topic.replace("*", ""), _LINE)))
    for place, language in enumerate(expert.languages, start=1):
        card.add("LANG", vText(language), parameters={"PREF": str(place)})
    if expert.email:
        card.add("EMAIL", vText(one_line(expert.email, _LINE)))
    if expert.phone:
        card.add("TEL", vText(one_line(expert.phone, _LINE)))
    if expert.url:
        card.add("URL", vUri(address(expert.url)))
    if expert.handle:
        card.add("X-SOCIALPROFILE", vText(f"@{expert.handle}"))
    written: bytes = card.to_ical(sorted=False)
    return written
