"""`rounds leader …`: channels that belong to a person, and who may agree in their place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import meant

if TYPE_CHECKING:
    from scheduler.cli.call import Desk

commands = noun("leader", "Leaders' own accounts: whose a channel is, and who may agree in their place.")

ChannelName = Annotated[str, typer.Argument(metavar="CHANNEL", help="Short name of the channel.")]


@commands.command("set", epilog=example("rounds leader set ceo-x dana@example.org --no-clinician"))
def set_(
    channel: ChannelName,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose account it is.")],
    *,
    clinician: Annotated[
        bool | None, typer.Option("--clinician/--no-clinician", help="Do they speak there as a clinician?")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whose account a channel is: nothing leaves there before they agreed."""
    with desk() as here:
        made = here.app.speaking_for.belongs(here.actor, channel, email, is_clinician_voice=clinician)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"Nothing leaves on {channel} before {email} agreed. What stood in line waits for that.")


@commands.command("clear", epilog=example("rounds leader clear ceo-x"))
def clear(channel: ChannelName, *, as_json: AsJson = False) -> None:
    """Say that a channel is nobody's own account any more."""
    with desk() as here:
        made = here.app.speaking_for.belongs(here.actor, channel, None)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"{channel} is nobody's own account any more.")


@commands.command(
    epilog=example("rounds --as dana@example.org leader delegate ceo-x kim@example.org --until 2027-01-31")
)
def delegate(
    channel: ChannelName,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Who may agree.")],
    *,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day, like 2027-01-31.")],
    as_json: AsJson = False,
) -> None:
    """Let somebody agree in one's place until the end of a day; only the owner can."""
    with desk() as here:
        ends = _end_of(until, here.app.set_up.channel(channel).zone)
        made = here.app.speaking_for.delegate(here.actor, channel, email, until=ends)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"{email} may agree on {channel} until {until}. This is delegation {made.id}.")


@commands.command("take-back", epilog=example("rounds leader take-back 3"))
def take_back(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the delegation.")],
    *,
    as_json: AsJson = False,
) -> None:
    """End a delegation at once."""
    with desk() as here:
        ended = here.app.speaking_for.take_back(here.actor, number)
    if as_json:
        output.show(ended.model_dump(mode="json"))
        return
    output.say(f"Delegation {number} is over.")


@commands.command("list", epilog=example("rounds leader list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the channels that are a person's own, and who may agree there."""
    with desk() as here:
        found = _standing(here)
    if as_json:
        output.show(found)
        return
    rows = (
        (each["channel"], each["owner"], ", ".join(f"{to['email']} ({to['id']})" for to in each["delegates"]))
        for each in found
    )
    output.table(("Channel", "Belongs to", "May agree too"), rows, empty="No channel is a person's own.")


def _standing(here: Desk) -> list[dict[str, Any]]:
    names = {person.id: person.email for person in here.app.people.all()}
    return [
        {
            "channel": channel.name,
            "owner": names[channel.belongs_to],
            "delegates": [
                {"id": each.id, "email": names[each.person_id], "until": each.until.isoformat()}
                for each in here.app.speaking_for.standing(channel.name)
            ],
        }
        for channel in here.app.set_up.channels()
        if channel.belongs_to is not None
    ]


def _end_of(told: str, zone: str) -> datetime:
    """Return the end of a day by the clock of a zone."""
    try:
        day = datetime.strptime(told, "%Y-%m-%d")  # noqa: DTZ007 - the zone is the channel's
    except ValueError as why:
        raise InvalidInputError(f"“{told[:40]}” is no day. Write it like 2027-01-31.") from why
    return meant(day + timedelta(days=1), zone)[0]
