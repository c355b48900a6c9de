"""`rounds calendar …`: the plan as an address that calendar programs read."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import app_passwords, output, outside_calendars
from scheduler.cli.app_passwords import detail_named
from scheduler.cli.calendar_options import (
    Alarm,
    Channels,
    KindName,
    Pillars,
    States,
    Whose,
    row_of,
    view_named,
)
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun

if TYPE_CHECKING:
    from scheduler.domain.record import CalendarLink
    from scheduler.services.subscribing import Addresses

commands = noun("calendar", "The plan in other calendars: make, rotate and revoke addresses, export a file.")
commands.add_typer(app_passwords.commands)
commands.add_typer(outside_calendars.commands)

DetailName = Annotated[str, typer.Option("--detail", help="titles, or full for the whole text.")]
Number = Annotated[int, typer.Argument(metavar="CALENDAR", help="Its number in the list.")]


@commands.command(
    epilog=example(
        'rounds calendar token "Board office"',
        'rounds calendar token "Cardiology" --pillar heart --state scheduled --state published',
        'rounds --as dana@example.org calendar token "My approvals" --view approvals --alarm 60',
    )
)
def token(  # noqa: PLR0913 - Typer's form: one parameter for each option
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    *,
    kind: KindName = "plan",
    detail: DetailName = "titles",
    channel: Channels = None,
    pillar: Pillars = None,
    state: States = None,
    person: Whose = "",
    alarm: Alarm = None,
    as_json: AsJson = False,
) -> None:
    """Make an address for a calendar program. It is shown once: keep it like a password."""
    level = detail_named(detail)
    with desk() as here:
        view = view_named(
            here, kind, channels=channel, pillars=pillar, states=state, person=person, alarm=alarm
        )
        link, secret = here.app.subscribing.make(here.actor, name, detail=level, view=view)
        addresses = here.app.subscribing.addresses(secret)
    _hand_over(link, secret, addresses, as_json=as_json)


@commands.command(epilog=example("rounds calendar rotate 3"))
def rotate(number: Number, *, as_json: AsJson = False) -> None:
    """Give a calendar another address, shown once; the one before opens nothing from now on."""
    with desk() as here:
        link, secret = here.app.subscribing.rotate(here.actor, number)
        addresses = here.app.subscribing.addresses(secret)
    _hand_over(link, secret, addresses, as_json=as_json)


@commands.command(epilog=example('rounds calendar rename 3 "Front desk"'))
def rename(
    number: Number,
    name: Annotated[str, typer.Argument(help="Who uses it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Give a calendar another name; its address stays."""
    with desk() as here:
        link = here.app.subscribing.rename(here.actor, number, name)
    if as_json:
        output.show(_form(link))
        return
    output.say(f"Calendar {link.id} is called {link.name} now.")


@commands.command(epilog=example("rounds calendar views"))
def views(*, as_json: AsJson = False) -> None:
    """List what a calendar can show, and what each can be narrowed by."""
    from scheduler.domain.calendar_view import TAKES, WORDS

    found = [
        {"view": kind.value, "shows": WORDS[kind], "narrowed_by": sorted(takes)}
        for kind, takes in TAKES.items()
    ]
    if as_json:
        output.show(found)
        return
    rows = ((each["view"], each["shows"], ", ".join(each["narrowed_by"])) for each in found)
    output.table(("View", "Shows", "Narrowed by"), rows, empty="")


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
    heads = ("No.", "Name", "Shows", "Detail", "Last fetched", "By", "")
    rows = (row_of(each) for each in links)
    output.table(heads, rows, empty="No calendar is shared yet. Make one with “rounds calendar token”.")


@commands.command(epilog=example("rounds calendar revoke 3"))
def revoke(number: Number, *, as_json: AsJson = False) -> None:
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
    kind: KindName = "plan",
    detail: DetailName = "titles",
    channel: Channels = None,
    pillar: Pillars = None,
    state: States = None,
    person: Whose = "",
) -> None:
    """Write the plan, or another view of it, as an iCalendar file."""
    level = detail_named(detail)
    with desk() as here:
        view = view_named(here, kind, channels=channel, pillars=pillar, states=state, person=person)
        body = here.app.subscribing.export(level, view)
    output.write_bytes(body, out)


def _form(link: CalendarLink) -> dict[str, object]:
    return link.model_dump(mode="json")


def _hand_over(link: CalendarLink, secret: str, addresses: Addresses, *, as_json: bool) -> None:
    if as_json:
        output.show({**_form(link), "token": secret, "addresses": addresses.model_dump(mode="json")})
        return
    output.say(f"Calendar {link.id} for {link.name}. The address is shown this once:\n")
    _tell(addresses)


def _tell(addresses: Addresses) -> None:
    output.say(f"Any program:       {addresses.https}")
    output.say(f"On this computer:  {addresses.webcal}")
    output.say(f"Outlook, work:     {addresses.outlook}")
    output.say(f"Outlook, personal: {addresses.outlook_personal}")
    output.say(f"Google:            {addresses.google}")
