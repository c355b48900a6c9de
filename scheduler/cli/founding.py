"""`rounds init`, `migrate`, `doctor` and `demo`: begin, keep up to date, see how everything is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import call, output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.people import PasswordStdin, ask_password
from scheduler.cli.supervising import get
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError

if TYPE_CHECKING:
    from scheduler.settings import Settings

_OK = 200
_NEXT = "“rounds ui” leads on from here, or add a channel: “rounds channel add --help” shows how."


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    init_example = example(
        "rounds init --name 'Larkspur Clinic' --zone America/Chicago --email it@example.org"
    )
    app.command("init", epilog=init_example)(init)
    app.command("migrate", epilog=example("rounds migrate"))(migrate)
    app.command("doctor", epilog=example("rounds doctor"))(doctor)
    app.command("demo", epilog=example("rounds demo && rounds rehearse --days 7"))(demo)


def init(
    *,
    name: Annotated[str, typer.Option("--name", help="The organisation's name.")] = "",
    zone: Annotated[str, typer.Option("--zone", help="The zone of its house clock.")] = "",
    email: Annotated[str, typer.Option("--email", help="The first administrator signs in with it.")] = "",
    admin_name: Annotated[str, typer.Option("--admin-name", help="The administrator's name.")] = "",
    domain: Annotated[list[str] | None, typer.Option("--domain", help="A domain of its own.")] = None,
    phone: Annotated[list[str] | None, typer.Option("--phone", help="A public number of its own.")] = None,
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Begin with a real organisation: asks for what the options don't tell, makes the first administrator."""
    from scheduler.bootstrap import migrate_database
    from scheduler.domain.organisation import Organisation
    from scheduler.domain.people import Role
    from scheduler.domain.plan import zone_named

    migrate_database(call.settings())
    with desk() as here:
        _check_empty(here.app.set_up.organisation())
        named = _asked("Name of the organisation", name, "--name")
        where = _asked("Time zone, like America/Chicago", zone, "--zone")
        zone_named(where)
        address = _asked("Mail address of the first administrator", email, "--email")
        password = ask_password(from_stdin=password_stdin)
        person = here.app.people.add(
            here.actor,
            name=admin_name or address.partition("@")[0],
            email=address,
            roles=[Role.ADMINISTRATOR, Role.PUBLISHER],
            password=password,
        )
        organisation = Organisation(
            name=named, zone=where, domains=tuple(domain or ()), phones=tuple(phone or ())
        )
        here.app.set_up.found(here.actor, organisation)
    if as_json:
        output.show({**organisation.model_dump(mode="json"), "administrator": person.email})
        return
    output.say(f"{named} is set up. {_NEXT}")


def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database to what this program needs; all of it or nothing."""
    from scheduler.bootstrap import migrate_database

    migrate_database(call.settings())
    if as_json:
        output.show({"is_current": True})
        return
    output.say("The database is up to date.")


def doctor(*, as_json: AsJson = False) -> None:
    """Tell how every part is, and what to do; ends with 1 where one of them is not well."""
    settings = call.settings()
    parts = [*_inner_parts(), *_servers(settings)]
    is_well = all(part["is_well"] for part in parts)
    if as_json:
        output.show({"is_well": is_well, "parts": parts})
    else:
        rows = (("well" if part["is_well"] else "look", part["name"], part["words"]) for part in parts)
        output.table(("", "Part", ""), rows, empty="")
    if not is_well:
        raise typer.Exit(1)


def demo(*, as_json: AsJson = False) -> None:
    """Create the demo: a fictional hospital with a month of posts. Only in an empty database."""
    from scheduler.cli import demonstrating

    with output.status() as tell:
        made = demonstrating.create(call.settings(), tell=tell)
    if as_json:
        output.show(made)
        return
    output.say(f"{made['organisation']} is set up, with {made['posts']} posts. Start it with “rounds up”.")


def _inner_parts() -> list[dict[str, Any]]:
    """Return what the doctor of the application says; a database that can't be opened is one part."""
    try:
        with desk() as here:
            return [part.model_dump(mode="json") for part in here.app.diagnosing.report().parts]
    except EnvironmentProblemError as why:
        return [{"name": "database", "is_well": False, "words": str(why), "facts": {}}]


def _servers(settings: Settings) -> list[dict[str, Any]]:
    """Return whether the planner and the calendar server answer on this machine."""
    servers = [
        ("planner", f"http://{settings.host}:{settings.ui_port}", "rounds ui"),
        ("calendar server", settings.calendar_server, "rounds daemon"),
    ]
    if settings.x_base_url:
        rehearsal = f"http://{settings.host}:{settings.rehearsal_port}"
        servers.append(("rehearsal network", rehearsal, "rounds network"))
    return [_server(*server) for server in servers]


def _server(name: str, address: str, start: str) -> dict[str, Any]:
    answers = get(f"{address}/healthz") == _OK
    words = f"Answers at {address}." if answers else f"Does not answer at {address}. Start it with “{start}”."
    return {"name": name, "is_well": answers, "words": words, "facts": {"address": address}}


def _check_empty(organisation: object) -> None:
    if organisation is not None:
        raise InvalidInputError(
            "There is an organisation in this database already, and nothing was changed. "
            "Name another folder for the new one with ROUNDS_DATA_DIR."
        )


def _asked(question: str, given: str, option: str) -> str:
    if given.strip():
        return given.strip()
    if not sys.stdin.isatty():
        raise InvalidInputError(f"There is no terminal to ask on. Give {option}.")
    answer: str = typer.prompt(question, err=True)
    return answer.strip()
