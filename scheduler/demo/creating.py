"""Make the demo in an empty database, through the same services that people use.

The organisation is saved last: where that is missing, the demo was not finished.
"""

from __future__ import annotations

import logging
import os
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from feeds.links import host_of
from scheduler.demo import script
from scheduler.demo.stage import Stage
from scheduler.domain.curation import Source
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.experts import Expert
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel, Slot, wall_clock
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.bootstrap import App

logger = logging.getLogger(__name__)

_SIGN_IN: Final = "demo-sign-in.txt"
#: No letters or digits that are easily mixed up.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_REVIEW_AFTER: Final = timedelta(days=365)


class DemoAccess(Value):
    """How to sign in to the demo; every person of it has the same password."""

    email: str
    password: str


def create_demo(app: App, *, newsroom_url: str, password: str | None = None) -> DemoAccess:
    """Fill an empty database with the demo and return how to sign in.

    `newsroom_url` is where the newsroom will be reached; its host must be a loopback address. The password is
    made anew where none is given, and kept readable by its owner only, in `demo-sign-in.txt` beside the data.
    """
    if app.set_up.organisation() is not None or app.set_up.channels():
        raise InvalidInputError(
            "This database is not empty, so no demo was made and nothing was changed. "
            "Name an empty folder with ROUNDS_DATA_DIR."
        )
    house = script.house()
    access = DemoAccess(email=house.people[0].email, password=password or _new_password())
    _keep(access, app.settings.data_dir)
    for person in house.people:
        app.people.add(
            OPERATOR, name=person.name, email=person.email, roles=person.roles, password=access.password
        )
    _set_up(app, house)
    _keep_registers(app, house)
    _add_sources(app, newsroom_url.rstrip("/"))
    Stage(app, newsroom_url.rstrip("/")).set()
    app.set_up.found(OPERATOR, house.organisation)
    logger.info("demo was created posts=%d", sum(app.planning.counts().values()))
    return access


def demo_access(data_dir: Path) -> DemoAccess | None:
    """Return how to sign in to the demo whose data is there, `None` where nothing was kept."""
    try:
        email, password = (data_dir / _SIGN_IN).read_text("utf-8").split()
    except (FileNotFoundError, ValueError):
        return None
    return DemoAccess(email=email, password=password)


def demo_day(app: App) -> date:
    """Return the demo's first day, from which its newsroom tells all dates; today where none was made."""
    entries = app.auditing.recent(subject="organisation:1")
    first = entries[-1].at if entries else app.clock.now()
    return wall_clock(first, script.house().organisation.zone).date()


def _set_up(app: App, house: script.House) -> None:
    zone = house.organisation.zone
    for pillar in house.pillars:
        app.set_up.add_pillar(OPERATOR, pillar)
    for channel in house.channels:
        new = Channel(name=channel.name, title=channel.title, handle=channel.handle, zone=zone)
        app.set_up.add_channel(OPERATOR, new, credentials=channel.credentials)
    for slot in house.slots:
        for weekday in slot.weekdays:
            new_slot = Slot(
                channel=slot.channel, weekday=weekday, wall=slot.wall, zone=zone, pillar=slot.pillar
            )
            app.set_up.add_slot(OPERATOR, new_slot)


def _keep_registers(app: App, house: script.House) -> None:
    """Read the hospital's own events and list its experts, some of whom agreed for a year."""
    app.own_events.import_ics(OPERATOR, "classes", script.events(), zone=house.organisation.zone)
    today = app.experts.today()
    consent = {
        "consent_by": "Olive Meadows, folder 12 (made up)",
        "consent_since": today,
        "consent_until": today + _REVIEW_AFTER,
    }
    for each in house.experts:
        fields = each.model_dump(exclude={"agrees"}) | (consent if each.agrees else {})
        app.experts.add(OPERATOR, Expert.model_validate(fields))


def _add_sources(app: App, base_url: str) -> None:
    review_date = (app.clock.now() + _REVIEW_AFTER).date().isoformat()
    for feed in script.feeds():
        source = Source(
            name=feed.name,
            title=feed.title,
            url=f"{base_url}/feeds/{feed.file_name}",
            owner=feed.owner,
            trust=feed.trust,
            domains=(host_of(base_url),),
            topics=feed.topics,
            pace=feed.pace,
            review_date=review_date,
        )
        app.curating.add(OPERATOR, source)


def _new_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _keep(access: DemoAccess, folder: Path) -> None:
    path = folder / _SIGN_IN
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{access.email}\n{access.password}\n")
