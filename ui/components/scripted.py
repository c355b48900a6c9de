"""Components that are one script of our own, with or without styles, in a folder of their name."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.components.v2.types import ComponentRenderer

#: Stands before each script, which reads by it what it was told.
_PRELUDE: Final = "const told = ({ data }) => JSON.parse(new TextDecoder().decode(data));\n"


def scripted(
    module: str,
    *,
    key: str,
    data: Mapping[str, object] | bytes,
    height: int | Literal["content"] = "content",
    on_asked: Callable[[], None] | None = None,
) -> None:
    """Show the component whose script stands beside the file `module`, called as its folder is.

    What it is told goes to it as bytes, of JSON: of anything else Streamlit wants to know whether it is a
    table, and imports pandas to find out. `height` is in pixels. `on_asked` is called when the script sets
    the trigger `asked`, before the page or the fragment is drawn again.
    """
    told = data if isinstance(data, bytes) else json.dumps(data).encode()
    if on_asked is None:
        _component(module)(key=key, data=told, height=height)
    else:
        _component(module)(key=key, data=told, height=height, on_asked_change=on_asked)


@cache
def _component(module: str) -> ComponentRenderer:
    folder = Path(module).parent
    script, styles = (folder / f"{folder.name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"rounds_{folder.name}",
        css=styles.read_text("utf-8") if styles.is_file() else None,
        js=_PRELUDE + script.read_text("utf-8"),
        isolate_styles=False,
    )
