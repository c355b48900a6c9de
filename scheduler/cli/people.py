"""`rounds user …`: who may sign in, and as what."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from scheduler.domain.people import Role

commands = noun("user", "The people who sign in: add, list, new password.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="What the person signs in with.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
]


@commands.command(epilog=example('rounds user add dana@example.org --name "Dana Reyes" --role editor'))
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option("--name", help="First and last name.")],
    role: Annotated[list[str], typer.Option("--role", help="What they are here for; may be given again.")],
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Add a person. The password is asked for, or read from standard input."""
    roles = [_role(each) for each in role]
    with desk() as here:
        password = ask_password(from_stdin=password_stdin)
        person = here.app.people.add(here.actor, name=name, email=email, roles=roles, password=password)
    if as_json:
        output.show(person.model_dump(mode="json"))
        return
    output.say(f"{person.name} can sign in as {person.email}.")


@commands.command("list", epilog=example("rounds user list"))
def list_(*, as_json: AsJson = False) -> None:
    """List everybody by name."""
    with desk() as here:
        found = here.app.people.all()
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    rows = (
        (each.name, each.email, ", ".join(each.roles).replace("_", " "), "" if each.active else "closed")
        for each in found
    )
    output.table(
        ("Name", "Email", "Roles", "Account"), rows, empty="Nobody is here yet. Begin with “rounds init”."
    )


@commands.command(epilog=example("rounds user password dana@example.org"))
def password(email: Email, *, password_stdin: PasswordStdin = False, as_json: AsJson = False) -> None:
    """Give a person a new password; it ends their sessions."""
    with desk() as here:
        person = here.app.people.find(email)
        here.app.people.set_password(here.actor, email, ask_password(from_stdin=password_stdin))
    if as_json:
        output.show(person.model_dump(mode="json"))
        return
    output.say(f"{email} has a new password and must sign in again.")


def ask_password(*, from_stdin: bool) -> str:
    """Return a password from standard input or, twice the same, from the terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InvalidInputError("There is no terminal to ask for a password. Give it by --password-stdin.")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def _role(name: str) -> Role:
    from scheduler.domain.people import Role

    try:
        return Role(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as why:
        raise UnknownNameError("role", name, [each.value for each in Role]) from why
