"""Offers names while somebody types an @ in a text area: chosen by arrows and Enter, or by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.components.scripted import scripted

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_picker(*, key: str, within: str, names: Sequence[str]) -> None:
    """Watch the text area in the container with the key `within`; without a script names are typed whole."""
    scripted(__file__)(key=key, data={"within": f"st-key-{within}", "names": list(names)}, height=1)
