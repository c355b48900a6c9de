"""`rounds user …`: who may sign in, and as what, everywhere and on single channels."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.cli.call import Desk
    from scheduler.domain.people import Person, Role

commands = noun(
    "user", "The people who sign in: add, list, roles, rename, close, reopen, password, link, two-step."
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="What the person signs in with.")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", help="What they are: editor, or editor@main-x on one channel. May be given again."
    ),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
]
OneTime = Annotated[
    bool, typer.Option("--one-time", help="It only opens the choice of an own password, for a week.")
]


@commands.command(
    epilog=example(
        'rounds user add dana@example.org --name "Dana Reyes" --role editor',
        'rounds user add kim@example.org --name "Kim Oyelaran" --role author@main-x --one-time',
        'rounds user add lee@example.org --name "Lee Novak" --role author --by-link',
    )
)
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option("--name", help="First and last name.")],
    role: Roles = None,
    password_stdin: PasswordStdin = False,
    one_time: OneTime = False,
    by_link: Annotated[
        bool, typer.Option("--by-link", help="They choose it themselves: see “rounds user link make”.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person. The password is asked for or read from standard input, or chosen by a link."""
    roles, channel_roles = _given(role or [])
    with desk() as here:
        password = None if by_link else ask_password(from_stdin=password_stdin)
        person = here.app.people.add(
            here.actor,
            name=name,
            email=email,
            roles=roles,
            channel_roles=channel_roles,
            password=password,
            is_one_time=one_time or None,
        )
    next_step = f"Next: “rounds user link make {person.email}”, and send them the link."
    said = f"{person.name} can sign in as {person.email}."
    _tell(person, f"{person.name} is added. {next_step}" if by_link else said, as_json=as_json)


@commands.command("list", epilog=example("rounds user list"))
def list_(*, as_json: AsJson = False) -> None:
    """List everybody by name."""
    with desk() as here:
        found = here.app.people.all()
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    rows = ((each.name, each.email, _written(each), _standing(each)) for each in found)
    output.table(
        ("Name", "Email", "Roles", "Account"), rows, empty="Nobody is here yet. Begin with “rounds init”."
    )


@commands.command(epilog=example("rounds user roles dana@example.org --role editor --role clinician@main-x"))
def roles(email: Email, *, role: Roles = None, as_json: AsJson = False) -> None:
    """Say what a person is from now on, instead of all that they were; it counts at once."""
    given, channel_roles = _given(role or [])
    person = _changed(
        lambda here: here.app.people.set_roles(here.actor, email, roles=given, channel_roles=channel_roles)
    )
    _tell(person, f"{person.name} is now {_written(person)}.", as_json=as_json)


@commands.command(epilog=example('rounds user rename dana@example.org "Dana Reyes-Kim"'))
def rename(
    email: Email,
    name: Annotated[str, typer.Argument(metavar="NAME", help="First and last name.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Give a person another name."""
    person = _changed(lambda here: here.app.people.rename(here.actor, email, name))
    _tell(person, f"{email} is called {person.name}.", as_json=as_json)


@commands.command(epilog=example("rounds user close dana@example.org"))
def close(email: Email, *, as_json: AsJson = False) -> None:
    """Close an account: the person is signed out at once, what they made stays."""
    person = _changed(lambda here: here.app.people.close(here.actor, email))
    _tell(person, f"{person.name} is signed out and can't come in again.", as_json=as_json)


@commands.command(epilog=example("rounds user reopen dana@example.org"))
def reopen(email: Email, *, as_json: AsJson = False) -> None:
    """Open a closed account again, with the roles that it had."""
    person = _changed(lambda here: here.app.people.reopen(here.actor, email))
    _tell(person, f"{person.name} can sign in again.", as_json=as_json)


@commands.command("sign-out", epilog=example("rounds user sign-out dana@example.org"))
def sign_out(email: Email, *, as_json: AsJson = False) -> None:
    """Sign a person out of every browser."""

    def signed_out(here: Desk) -> Person:
        person = here.app.people.find(email)
        here.app.people.sign_out_everywhere(here.actor, person)
        return person

    person = _changed(signed_out)
    _tell(person, f"{person.name} is signed out everywhere.", as_json=as_json)


@commands.command(epilog=example("rounds user password dana@example.org --one-time"))
def password(
    email: Email, *, password_stdin: PasswordStdin = False, one_time: OneTime = False, as_json: AsJson = False
) -> None:
    """Give a person a new password; it ends their sessions."""
    with desk() as here:
        here.app.people.find(email)
        word = ask_password(from_stdin=password_stdin)
        here.app.people.set_password(here.actor, email, word, is_one_time=one_time or None)
        person = here.app.people.find(email)
    _tell(person, f"{email} has a new password and must sign in again.", as_json=as_json)


def ask_password(*, from_stdin: bool) -> str:
    """Return a password from standard input or, twice the same, from the terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InvalidInputError("There is no terminal to ask for a password. Give it by --password-stdin.")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def _changed(change: Callable[[Desk], Person]) -> Person:
    with desk() as here:
        return change(here)


def _tell(person: Person, words: str, *, as_json: bool) -> None:
    if as_json:
        output.show(person.model_dump(mode="json"))
        return
    output.say(words)


def _standing(person: Person) -> str:
    if not person.active:
        return "closed"
    return "has to choose a password" if person.must_change_since else ""


def _written(person: Person) -> str:
    held = [role.value.replace("_", " ") for role in person.roles]
    held += [
        f"{role.value.replace('_', ' ')} on {channel}"
        for channel, given in person.channel_roles.items()
        for role in given
    ]
    return ", ".join(held)


def _given(told: Sequence[str]) -> tuple[list[Role], dict[str, list[Role]]]:
    """Return the roles for everywhere, and those by channel: `editor` and `editor@main-x`."""
    everywhere: list[Role] = []
    on: dict[str, list[Role]] = {}
    for each in told:
        name, _, channel = each.partition("@")
        (on.setdefault(channel.strip(), []) if channel.strip() else everywhere).append(role_of(name))
    return everywhere, on


def role_of(name: str) -> Role:
    """Return the role of this name, or raise `UnknownNameError`."""
    from scheduler.domain.people import Role

    try:
        return Role(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as why:
        raise UnknownNameError("role", name, [each.value for each in Role]) from why
