"""Makes fields tell Python what was typed whenever the writer pauses, and at the latest after a second.

Streamlit takes a field's text over when it is left, or when Enter is pressed in it.
"""

from __future__ import annotations

from ui.components.scripted import scripted


def typing_pause(*, key: str, within: str) -> None:
    """Watch the fields for text in the container with the key `within`, those that come later included.

    Without a script a field still tells when it is left.
    """
    scripted(__file__, key=key, data={"within": f"st-key-{within}"}, height=1)
