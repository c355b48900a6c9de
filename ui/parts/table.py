"""A small table of words and numbers, read by eyes and by screen readers alike."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw it; the first cell of a row names the row. Narrow screens scroll it sideways."""
    head = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in heads)
    body = "".join(_row(row) for row in rows)
    name = html.escape(caption, quote=True)
    st.html(
        f'<div class="rounds-table" role="region" tabindex="0" aria-label="{name}"><table>'
        f"<caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = (html.escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
