"""`rounds calendar …`: the plan as an address that calendar programs read."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from scheduler.domain.record import CalendarLink, Detail
    from scheduler.services.subscribing import Addresses

commands = noun("calendar", "The plan in other calendars: make, list and revoke addresses, export a file.")

DetailName = Annotated[str, typer.Option("--detail", help="titles, or full for the whole text.")]
Channel = Annotated[str, typer.Option("--channel", help="Only this channel.")]


@commands.command(epilog=example('rounds calendar token "Board office"'))
def token(
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    *,
    detail: DetailName = "titles",
    channel: Channel = "",
    as_json: AsJson = False,
) -> None:
    """Make an address for a calendar program. It is shown once: keep it like a password."""
    level = _detail(detail)
    with desk() as here:
        link, secret = here.app.subscribing.make(here.actor, name, detail=level, channel=channel)
        addresses = here.app.subscribing.addresses(secret)
    if as_json:
        output.show({**_form(link), "token": secret, "addresses": addresses.model_dump(mode="json")})
        return
    output.say(f"Calendar {link.id} for {link.name}. The address is shown this once:\n")
    _tell(addresses)


@commands.command(
    epilog=example("rounds calendar url kZ3…"),
    # A token may begin with a hyphen, and -h is the beginning of some.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
def url(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="As it was shown when it was made.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the addresses for a token: for any program, for Outlook, for Google."""
    with desk() as here:
        addresses = here.app.subscribing.addresses(token)
    if as_json:
        output.show(addresses.model_dump(mode="json"))
        return
    _tell(addresses)


@commands.command("list", epilog=example("rounds calendar list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the addresses that were made: whose they are, who fetched them last; never the tokens."""
    with desk() as here:
        links = here.app.subscribing.all()
    if as_json:
        output.show([_form(each) for each in links])
        return
    rows = (
        (
            each.id,
            each.name,
            each.detail.value,
            each.channel or "all",
            f"{each.last_fetch_at:%Y-%m-%d %H:%M} UTC" if each.last_fetch_at else "never",
            "revoked" if each.revoked_at else "",
        )
        for each in links
    )
    heads = ("No.", "Name", "Shows", "Channel", "Last fetched", "")
    output.table(heads, rows, empty="No calendar is shared yet. Make one with “rounds calendar token”.")


@commands.command(epilog=example("rounds calendar revoke 3"))
def revoke(
    number: Annotated[int, typer.Argument(metavar="CALENDAR", help="Its number in the list.")],
    *,
    as_json: AsJson = False,
) -> None:
    """End an address at once."""
    with desk() as here:
        link = here.app.subscribing.revoke(here.actor, number)
    if as_json:
        output.show(_form(link))
        return
    output.say(f"Calendar {link.id} of {link.name} opens nothing any more.")


@commands.command(epilog=example("rounds calendar export --out plan.ics"))
def export(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; without it, standard output.")
    ] = None,
    detail: DetailName = "titles",
    channel: Channel = "",
) -> None:
    """Write the plan as an iCalendar file."""
    level = _detail(detail)
    with desk() as here:
        body = here.app.subscribing.export(level, channel)
    output.write_bytes(body, out)


def _form(link: CalendarLink) -> dict[str, object]:
    return link.model_dump(mode="json")


def _tell(addresses: Addresses) -> None:
    output.say(f"Any program:      {addresses.https}")
    output.say(f"On this computer: {addresses.webcal}")
    output.say(f"Outlook:          {addresses.outlook}")
    output.say(f"Google:           {addresses.google}")


def _detail(name: str) -> Detail:
    from scheduler.domain.record import Detail

    try:
        return Detail(name.strip().lower())
    except ValueError as why:
        raise UnknownNameError("detail", name, [each.value for each in Detail]) from why
