"""The lanes of approval: how a post came to its approval, by the risk that the guard sees in it."""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """How a post comes to its approval, by what the guard says of it."""

    GREEN = "green"
    """Nothing speaks against it: one approver."""
    AMBER = "amber"
    """The guard holds it: an approver and a privacy officer."""
    RED = "red"
    """The guard blocks it: change it, or two privacy officers override it, each with a reason."""
    FAST = "fast"
    """A crisis: an approved template, one person on call, a second look afterwards."""
