"""How a house stands after `rounds init`: an organisation, one person who may do everything, nothing else."""

from __future__ import annotations

from pathlib import Path

from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.clock import Clock, FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Role
from scheduler.settings import Settings
from tests.builders import NOON, ZONE

PASSWORD = "twelve letters and more"


def begin(folder: Path, clock: Clock | None = None) -> None:
    """Make it in an empty folder."""
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=clock or FrozenClock(NOON))
    app.set_up.found(OPERATOR, Organisation(name="Larkspur Clinic", zone=ZONE))
    roles = (Role.ADMINISTRATOR, Role.PUBLISHER)
    app.people.add(OPERATOR, name="Pam", email="pam@example.org", roles=roles, password=PASSWORD)
    app.close()
