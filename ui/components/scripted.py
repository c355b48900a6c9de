"""Components that are one script of our own, with or without styles, in a folder of their name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer


@cache
def scripted(module: str) -> ComponentRenderer:
    """Return the component whose script stands beside the file `module`, called as its folder is."""
    folder = Path(module).parent
    script, styles = (folder / f"{folder.name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"rounds_{folder.name}",
        css=styles.read_text("utf-8") if styles.is_file() else None,
        js=script.read_text("utf-8"),
        isolate_styles=False,
    )
