"""The house clock."""

from __future__ import annotations

from ui.session import rounds


def house_zone() -> str:
    """Return the zone of the organisation's house clock; UTC until it is set up."""
    organisation = rounds().set_up.organisation()
    return organisation.zone if organisation else "UTC"
