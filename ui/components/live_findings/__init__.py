"""Underlines in the text what the guard says of it, while it is written.

The script asks `/composer/check` (`ui/live_check.py`) a moment after each key, and draws the answer under the
words and in a line beneath the field; the page itself follows once the writer pauses. Without a script, or
without an answer, only the page's own list is there.
"""

from __future__ import annotations

from ui.components.scripted import scripted


def live_findings(*, key: str, within: str, channel: str, link: str | None, is_reply: bool) -> None:
    """Watch the text areas in the container with the key `within`, those that come later included."""
    told = {"within": f"st-key-{within}", "channel": channel, "link": link, "is_reply": is_reply}
    scripted(__file__)(key=key, data=told, height=1)
