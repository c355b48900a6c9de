"""Shows a drawing that the server made, an SVG; where it is wider than the screen it scrolls in its frame.

The drawing is read as XML and never run: a script in it does nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "rounds_drawing",
        css=(_FOLDER / "drawing.css").read_text("utf-8"),
        js=(_FOLDER / "drawing.js").read_text("utf-8"),
        isolate_styles=False,
    )


def drawing(*, key: str, svg: str, label: str) -> None:
    """Show `svg`, a whole and well-formed document, in a frame that is called `label`."""
    _component()(key=key, data={"svg": svg, "label": label})
