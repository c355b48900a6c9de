"""Makes fields tell Python what was typed whenever the writer pauses, and at the latest after a second.

Streamlit takes a field's text over when it is left, or when Enter is pressed in it.
"""

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


def typing_pause(*, key: str, within: str) -> None:
    """Watch the fields for text in the container with the key `within`, those that come later included.

    Without a script a field still tells when it is left.
    """
    _component()(key=key, data={"within": f"st-key-{within}"}, height=1)
