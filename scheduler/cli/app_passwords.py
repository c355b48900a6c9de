"""`rounds calendar password …`: what people's own calendar programs show to get in and move posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.app_passwords import AppPassword
    from scheduler.domain.people import Person
    from scheduler.domain.record import Detail

commands = noun("password", "Passwords for people's own calendar programs: add, list, revoke.")

Whose = Annotated[
    str, typer.Option("--for", metavar="EMAIL", help="Whose; without it, of the person that --as names.")
]


@commands.command(epilog=example('rounds calendar password add "Telephone" --for dana@example.org'))
def add(
    name: Annotated[str, typer.Argument(help="Which device or program it is for.")],
    *,
    whose: Whose = "",
    detail: Annotated[str, typer.Option("--detail", help="titles, or full for the whole text.")] = "titles",
    as_json: AsJson = False,
) -> None:
    """Make a password for one program. It is shown once; it opens the calendars and nothing else."""
    level = detail_named(detail)
    with desk() as here:
        person = _person(here, whose)
        made, secret = here.app.app_passwords.make(here.actor, name, detail=level, person=person)
        server = f"{here.app.settings.calendar_url}/caldav/"
        user = here.app.app_passwords.user_of(made)
    if as_json:
        output.show({**_form(made), "password": secret, "server": server, "user": user})
        return
    output.say(f"Password {made.id} for {made.name}. It is shown this once:\n")
    output.say(f"Server:   {server}")
    output.say(f"User:     {user}")
    output.say(f"Password: {secret}")


@commands.command("list", epilog=example("rounds calendar password list --for dana@example.org"))
def list_(*, whose: Whose = "", as_json: AsJson = False) -> None:
    """List the passwords of a person's programs, never the secrets: what came with them last, and when."""
    with desk() as here:
        found = here.app.app_passwords.all(here.actor, _person(here, whose))
    if as_json:
        output.show([_form(each) for each in found])
        return
    rows = (
        (
            each.id,
            each.name,
            each.detail.value,
            f"{each.last_used_at:%Y-%m-%d %H:%M} UTC" if each.last_used_at else "never",
            each.last_client,
            "revoked" if each.revoked_at else "",
        )
        for each in found
    )
    heads = ("No.", "Name", "Shows", "Last used", "By", "")
    output.table(heads, rows, empty="There is none. Make one with “rounds calendar password add”.")


@commands.command(epilog=example("rounds calendar password revoke 3"))
def revoke(
    number: Annotated[int, typer.Argument(metavar="PASSWORD", help="Its number in the list.")],
    *,
    as_json: AsJson = False,
) -> None:
    """End a password at once."""
    with desk() as here:
        ended = here.app.app_passwords.revoke(here.actor, number)
    if as_json:
        output.show(_form(ended))
        return
    output.say(f"Password {ended.id} for {ended.name} opens nothing any more.")


def _person(here: Desk, email: str) -> Person | None:
    return here.app.people.find(email) if email else None


def _form(password: AppPassword) -> dict[str, object]:
    return password.model_dump(mode="json")


def detail_named(name: str) -> Detail:
    """Return how much is shown, or raise `UnknownNameError`."""
    from scheduler.domain.record import Detail

    try:
        return Detail(name.strip().lower())
    except ValueError as why:
        raise UnknownNameError("detail", name, [each.value for each in Detail]) from why
