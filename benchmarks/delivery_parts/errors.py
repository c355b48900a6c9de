"""What can keep a measurement from being made."""

from __future__ import annotations


class MissingError(Exception):
    """Something that a system needs is not installed; the message says how to get it."""


class TooSlowError(Exception):
    """The posts could not be added before they were due."""
