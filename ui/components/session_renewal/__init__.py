"""Lets the browser fetch the new secret of its session, after its person proved who they are."""

from __future__ import annotations

from ui.components.scripted import scripted


def session_renewal(number: int) -> None:
    """Ask for a new secret, once for each `number`."""
    scripted(__file__, key="session-renewal", data={"number": number}, height=1)
