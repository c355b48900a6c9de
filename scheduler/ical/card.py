"""People as vCards 4.0 (RFC 6350): the same folding and escaping as calendars have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.ical import lines
from scheduler.ical.text import address, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.experts import Expert

_LINE = 250


def cards(experts: Iterable[Expert], *, organisation: str) -> bytes:
    """Return one vCard after the other, in the order given; equal people give equal bytes."""
    return b"".join(_card(expert, organisation) for expert in experts)


def _card(expert: Expert, organisation: str) -> bytes:
    card = [b"VERSION:4.0\r\n", b"KIND:individual\r\n", lines.text("FN", one_line(expert.name, _LINE))]
    if organisation:
        card.append(lines.text("ORG", one_line(organisation, _LINE)))
    if expert.role:
        card.append(lines.text("TITLE", one_line(expert.role, _LINE)))
    card += [lines.text("EXPERTISE", one_line(each.replace("*", ""), _LINE)) for each in expert.topics]
    for place, language in enumerate(expert.languages, start=1):
        card.append(lines.text(f"LANG;PREF={place}", one_line(language, _LINE)))
    if expert.email:
        card.append(lines.text("EMAIL", one_line(expert.email, _LINE)))
    if expert.phone:
        card.append(lines.text("TEL", one_line(expert.phone, _LINE)))
    if expert.url:
        card.append(lines.line("URL", address(expert.url)))
    if expert.handle:
        card.append(lines.text("X-SOCIALPROFILE", f"@{one_line(expert.handle, _LINE)}"))
    return lines.component("VCARD", card)
