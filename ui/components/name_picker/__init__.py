"""Offers names while somebody types a sign, @ or #, in a text area: chosen by arrows and Enter, or a click.

What is chosen stands in the field as if it had been typed. Without a script names are typed whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.components.scripted import scripted

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Offer:
    """What one sign offers."""

    #: One character: @ or #.
    sign: str
    #: How the list is called.
    label: str
    #: What is put behind the sign, and what is said of it beside.
    names: Sequence[tuple[str, str]]
    #: The words of the button that types the sign; no button where they are empty.
    button: str = ""
    #: May a name hold blanks?
    is_spaced: bool = False


def name_picker(*, key: str, within: str, offers: Sequence[Offer]) -> None:
    """Watch the text areas in the container with the key `within`, those that come later included."""
    told = [
        {
            "sign": each.sign,
            "label": each.label,
            "names": [list(name) for name in each.names],
            "button": each.button,
            "isSpaced": each.is_spaced,
        }
        for each in offers
        if each.names
    ]
    has_buttons = any(each["button"] for each in told)
    scripted(
        __file__,
        key=key,
        data={"within": f"st-key-{within}", "offers": told},
        height="content" if has_buttons else 1,
    )
