"""Lets the browser fetch the new secret of its session, after its person proved who they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_SCRIPT = Path(__file__).with_name("session_renewal.js")


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "rounds_session_renewal", js=_SCRIPT.read_text("utf-8"), isolate_styles=False
    )


def session_renewal(number: int) -> None:
    """Ask for a new secret, once for each `number`."""
    _component()(key="session-renewal", data={"number": number}, height=1)
