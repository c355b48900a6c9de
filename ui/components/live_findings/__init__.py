"""Underlines in the text what the guard says of it, while it is written.

The script asks `/composer/check` (`ui/live_check.py`) a moment after each key, and draws the answer under the
words and in a line beneath the field; the page itself follows once the writer pauses. Without a script, or
without an answer, only the page's own list is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.components.scripted import scripted

if TYPE_CHECKING:
    from collections.abc import Mapping


def live_findings(
    *,
    key: str,
    within: str,
    channel: str,
    link: str | None,
    is_reply: bool,
    elsewhere: Mapping[str, tuple[str, str | None]],
    written: int,
) -> None:
    """Watch the text areas in the container with the key `within`, those that come later included.

    `elsewhere` names further containers in it, whose text is for another channel and with another link;
    `written` is how often a click has written into a text: no key tells the script of it.
    """
    told = {
        "within": f"st-key-{within}",
        "channel": channel,
        "link": link,
        "is_reply": is_reply,
        "written": written,
        "elsewhere": [[f"st-key-{name}", *of] for name, of in elsewhere.items()],
    }
    scripted(__file__, key=key, data=told, height=1)
