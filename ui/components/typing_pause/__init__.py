"""Makes a text area tell Python what was typed whenever the writer pauses, not only when it is left."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_SCRIPT = Path(__file__).with_name("typing_pause.js")


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "rounds_typing_pause", js=_SCRIPT.read_text("utf-8"), isolate_styles=False
    )


def typing_pause(*, key: str, labels: list[str]) -> None:
    """Watch the text areas with these labels; without a script an area still tells when it is left."""
    _component()(key=key, data={"labels": labels}, height=1)
