"""`rounds user link …`: links by which people choose a password of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.people import Email
from scheduler.cli.people import commands as people

if TYPE_CHECKING:
    from scheduler.domain.invitations import Invitation
    from scheduler.domain.people import Person
    from scheduler.domain.secret import Secret

commands = noun("link", "Links by which people choose a password: make, list, revoke.")
people.add_typer(commands)


@commands.command(epilog=example("rounds user link make dana@example.org"))
def make(email: Email, *, as_json: AsJson = False) -> None:
    """Make a link by which a person chooses a password, once, within 72 hours; it is shown once.

    The one before opens nothing then. The password they have stays good until they choose another.
    """
    with desk() as here:
        link, address = here.app.inviting.make(here.actor, email)
        person = here.app.people.find(email)
    tell(person, link, address, as_json=as_json)


@commands.command("list", epilog=example("rounds user link list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the links that are out; their addresses are told nobody."""
    with desk() as here:
        links = here.app.inviting.standing()
        found = [(each, links[each.id]) for each in here.app.people.all() if each.id in links]
    if as_json:
        output.show([{"email": person.email, **link.model_dump(mode="json")} for person, link in found])
        return
    rows = ((person.name, person.email, _when(link), link.made_by) for person, link in found)
    output.table(("Name", "Email", "Works until", "Made by"), rows, empty="No link is out.")


@commands.command(epilog=example("rounds user link revoke dana@example.org"))
def revoke(email: Email, *, as_json: AsJson = False) -> None:
    """End a person's link at once; where there is none, nothing changes."""
    with desk() as here:
        here.app.inviting.revoke(here.actor, email)
        person = here.app.people.find(email)
    if as_json:
        output.show(person.model_dump(mode="json"))
        return
    output.say(f"No link opens the account of {person.name}.")


def tell(person: Person, link: Invitation, address: Secret, *, as_json: bool) -> None:
    """Print a link that was just made: the only time."""
    if as_json:
        shown = {"email": person.email, "address": address.reveal(), **link.model_dump(mode="json")}
        output.show(shown)
        return
    output.say(f"Send this to {person.name} and nobody else. It works once, until {_when(link)}:")
    output.say(address.reveal())


def _when(link: Invitation) -> str:
    return f"{link.until:%Y-%m-%d %H:%M} UTC"
