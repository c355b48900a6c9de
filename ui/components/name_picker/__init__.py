"""Offers names while somebody types an @ in a text area: chosen by arrows and Enter, or by a click."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "rounds_name_picker",
        css=(_FOLDER / "name_picker.css").read_text("utf-8"),
        js=(_FOLDER / "name_picker.js").read_text("utf-8"),
        isolate_styles=False,
    )


def name_picker(*, key: str, within: str, names: Sequence[str]) -> None:
    """Watch the text area in the container with the key `within`; without a script names are typed whole."""
    _component()(key=key, data={"within": f"st-key-{within}", "names": list(names)}, height=1)
