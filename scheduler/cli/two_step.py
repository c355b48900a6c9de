"""`rounds user two-step …`: a code from a person's own device beside their password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.people import Email, role_of
from scheduler.cli.people import commands as people
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk

commands = noun("two-step", "Two-step sign-in: who has it, who must, and off for who lost their device.")
people.add_typer(commands)

_NEXT = "Whoever has none sets it up at their next sign-in."


@commands.command(epilog=example("rounds user two-step show"))
def show(*, as_json: AsJson = False) -> None:
    """Tell of whom it is demanded, and how it stands for each person."""
    with desk() as here:
        forms = _forms(here)
        demand = here.app.second_factors.demand()
    if as_json:
        output.show({"demand": demand.model_dump(mode="json"), "people": forms})
        return
    rows = ((form["name"], form["email"], _standing(form), form["recovery_codes_left"]) for form in forms)
    output.table(
        ("Name", "Email", "Two-step sign-in", "Recovery codes left"), rows, empty="Nobody is here yet."
    )
    output.say(f"It is demanded of {_told(demand.is_of_everybody, [each.value for each in demand.roles])}.")


@commands.command(
    epilog=example(
        "rounds user two-step demand --everybody",
        "rounds user two-step demand --role publisher --role administrator",
        "rounds user two-step demand --nobody",
    )
)
def demand(
    *,
    everybody: Annotated[bool, typer.Option("--everybody", help="Of everybody with a password.")] = False,
    nobody: Annotated[bool, typer.Option("--nobody", help="Of nobody; it stays on where it is.")] = False,
    role: Annotated[list[str] | None, typer.Option("--role", help="Of who has this role.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say of whom it is demanded, instead of all that was said before."""
    if sum([everybody, nobody, bool(role)]) != 1:
        raise InvalidInputError("Say of whom: --everybody, --nobody, or --role once or more.")
    with desk() as here:
        made = here.app.second_factors.set_demand(
            here.actor, is_of_everybody=everybody, roles=[role_of(each) for each in role or ()]
        )
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    told = _told(made.is_of_everybody, [each.value for each in made.roles])
    output.say(f"Two-step sign-in is demanded of {told}.{'' if nobody else f' {_NEXT}'}")


@commands.command(epilog=example("rounds user two-step off dana@example.org"))
def off(email: Email, *, as_json: AsJson = False) -> None:
    """Turn it off for somebody who lost their device; they are signed out. Be sure who asks."""
    with desk() as here:
        person = here.app.second_factors.reset(here.actor, email)
    if as_json:
        output.show(person.model_dump(mode="json"))
        return
    output.say(f"Two-step sign-in of {person.name} is off: their password alone signs them in.")


def _forms(here: Desk) -> list[dict[str, Any]]:
    return [
        {
            "name": person.name,
            "email": person.email,
            **here.app.second_factors.of(person).model_dump(mode="json"),
        }
        for person in here.app.people.all()
    ]


def _standing(form: dict[str, Any]) -> str:
    if form["is_on"]:
        return "on"
    return "demanded, not set up" if form["is_demanded"] else "off"


def _told(everybody: bool, roles: list[str]) -> str:  # noqa: FBT001 - as the setting has it
    return "everybody" if everybody else ", ".join(each.replace("_", " ") for each in roles) or "nobody"
