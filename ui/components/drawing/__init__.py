"""Shows a drawing that the server made, an SVG; where it is wider than the screen it scrolls in its frame.

The drawing is read as XML and never run: a script in it does nothing.
"""

from __future__ import annotations

from ui.components.scripted import scripted


def drawing(*, key: str, svg: str, label: str) -> None:
    """Show `svg`, a whole and well-formed document, in a frame that is called `label`."""
    scripted(__file__, key=key, data={"svg": svg, "label": label})
