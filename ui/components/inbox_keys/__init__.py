"""Lets a list of cards be gone through with keys: some move the mark, others press the card's own buttons.

Every key does what a button on the page does, so nothing is out of reach without it. Keys are left alone
while somebody types, while a dialog is open, and together with Ctrl, Alt or the like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.components.scripted import scripted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def inbox_keys(
    *,
    key: str,
    cards: Sequence[str],
    on_card: Mapping[str, str],
    on_page: Mapping[str, str],
    leaves: Sequence[str] = (),
    turn: int = 0,
    is_on: bool = True,
) -> None:
    """Watch the keys for the cards whose containers have these keys, in their order.

    `on_card` gives for a pressed key the beginning of the key of the button to press in the marked card,
    which goes on with the card's own; `on_page` the whole key of a button that stands once. After a key of
    `leaves` the mark goes on at once. `turn` is another number for each drawing of the page.
    """
    data = {
        "cards": list(cards),
        "onCard": dict(on_card),
        "onPage": dict(on_page),
        "leaves": list(leaves),
        "turn": turn,
        "down": "j",
        "up": "k",
        "isOn": is_on,
    }
    scripted(__file__, key=key, data=data, height=1)
