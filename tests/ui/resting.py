"""Waiting until a page has come to rest."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator

from tests.ui_calendar.serving import until

#: Looks in a row at which a thing must be in the same place.
_STILL = 15


def settled(what: Locator) -> FloatRect:
    """Return where a thing is once it stays there: fonts come late, and the calendar draws twice."""
    what.page.evaluate("() => document.fonts.ready")
    seen: list[FloatRect | None] = [None]

    def stays() -> bool:
        seen.append(what.bounding_box())
        return seen[-1] is not None and seen[-_STILL:] == [seen[-1]] * _STILL

    assert until(stays)
    assert seen[-1] is not None
    return seen[-1]
