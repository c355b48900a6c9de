"""Tells the browser in which language the page is, for screen readers and for hyphenation."""

from __future__ import annotations

from ui.components.scripted import scripted


def page_language(code: str) -> None:
    """Mark the document with the code of its language, like `es`."""
    scripted(__file__, key="page-language", data={"code": code}, height=1)
