"""Links that lead from one page of the planner to another, by the name it has in the address."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st


def lead(path: str, label: str, *, icon: str = "arrow_forward", **query: str) -> None:
    """Draw a link to a page; `label` must be free of Markdown."""
    st.page_link(_page(path), label=label, icon=f":material/{icon}:", query_params=query or None)


def go(path: str) -> NoReturn:
    """Show another page instead of this one."""
    st.switch_page(_page(path))


def _page(path: str) -> st.Page:
    """Return a page that stands for the one with this address: Streamlit tells pages by it alone.

    The calendar is the page that the bare address shows.
    """
    return st.Page(_elsewhere, title=path, url_path=path, default=path == "calendar")


def _elsewhere() -> None:
    """Draw nothing: the page itself is drawn by its own function."""
