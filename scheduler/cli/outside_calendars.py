"""`rounds calendar outside …`: calendars of others, from their addresses or from files."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output
from scheduler.cli.call import desk
from scheduler.cli.files import given
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.outside_calendar import CalendarKind, NewCalendar

if TYPE_CHECKING:
    from scheduler.domain.outside_calendar import OutsideCalendar, OutsideEvent, Polled

commands = noun("outside", "Calendars of others: subscribe, import, look, turn events into posts.")

#: Read no more than this of a pipe; what is larger is refused anyway.
_MOST_BYTES = 10_000_001
_MOST_ADDRESS = 4_000
#: What is of no use to a program that reads the answer.
_INNER = {"etag", "last_modified"}

Name = Annotated[str, typer.Argument(metavar="CALENDAR", help="Its name.")]
Kind = Annotated[
    CalendarKind | None, typer.Option("--kind", help="What it tells of: hospital, chats, on-call or other.")
]
Zone = Annotated[str | None, typer.Option("--zone", help="By whose clock its times without a zone are told.")]
Colour = Annotated[str | None, typer.Option("--colour", help="As #0f766e.")]
Tag = Annotated[str | None, typer.Option("--tag", help="A word of your own to find it by.")]
KeepsFree = Annotated[
    bool | None, typer.Option("--keep-free/--fill", help="Does the filler leave its times free?")
]
Hours = Annotated[int | None, typer.Option("--hours", help="Hours between looks.")]


@commands.command(
    epilog=example(
        'rounds calendar outside add "Open days" https://example.org/events.ics --kind hospital --keep-free',
        'rounds calendar outside add "On call" - < address.txt',
    )
)
def add(  # noqa: PLR0913 - each option is one
    name: Annotated[str, typer.Argument(help="What you call it.")],
    address: Annotated[
        str, typer.Argument(help="https:// or webcal://; - reads it from standard input, for secret ones.")
    ],
    *,
    kind: Kind = None,
    zone: Zone = None,
    colour: Colour = None,
    tag: Tag = None,
    keep_free: KeepsFree = None,
    hours: Hours = None,
    as_json: AsJson = False,
) -> None:
    """Subscribe to an address. It is looked at first, and kept sealed: it is never shown again."""
    secret = sys.stdin.read(_MOST_ADDRESS).strip() if address == "-" else address
    fields = _fields(kind=kind, zone=zone, colour=colour, tag=tag, keeps_free=keep_free, every_hours=hours)
    with desk() as here:
        told = here.app.outside.add(here.actor, NewCalendar(name=name, **fields), secret)
    _tell([told], as_json=as_json)


@commands.command(
    "import", epilog=example("rounds calendar outside import congress.ics --name Congress --keep-free")
)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An .ics file; - reads standard input.")],
    *,
    name: Annotated[str, typer.Option("--name", help="What you call it; without it, the file's name.")] = "",
    kind: Kind = None,
    zone: Zone = None,
    colour: Colour = None,
    tag: Tag = None,
    keep_free: KeepsFree = None,
    as_json: AsJson = False,
) -> None:
    """Read a calendar file: it is all that the calendar of that name holds from then on."""
    document = given(file, most=_MOST_BYTES)
    fields = _fields(kind=kind, zone=zone, colour=colour, tag=tag, keeps_free=keep_free)
    with desk() as here:
        new = NewCalendar(name=name or file.stem, **fields)
        told = here.app.outside.import_file(here.actor, new, document)
    _tell([told], as_json=as_json)


@commands.command("list", epilog=example("rounds calendar outside list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the calendars of others: how old each copy is, and what the last look came to."""
    with desk() as here:
        found = here.app.outside.all()
    if as_json:
        output.show([_form(each) for each in found])
        return
    rows = (
        (
            each.name,
            each.kind.value,
            each.shown_address or "file",
            each.events,
            f"{each.as_of:%Y-%m-%d %H:%M} UTC" if each.as_of else "never",
            ", ".join(filter(None, [each.status.value, "" if each.active else "off", _kept(each)])),
        )
        for each in found
    )
    empty = "No calendar of others is read. Begin with “rounds calendar outside add NAME ADDRESS”."
    output.table(("Calendar", "Kind", "From", "Events", "As of", ""), rows, empty=empty)
    for each in found:
        if each.remark:
            output.note(f"{each.name}: {each.remark}")


@commands.command(epilog=example("rounds calendar outside poll", 'rounds calendar outside poll "On call"'))
def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[CALENDAR]", help="Without it, all.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Look at the calendars now. What can't be read keeps its last good copy."""
    with desk() as here:
        told = here.app.outside.poll(here.actor, names=tuple(names or ()))
    _tell(told, as_json=as_json)


@commands.command(epilog=example('rounds calendar outside show "Open days"'))
def show(name: Name, *, as_json: AsJson = False) -> None:
    """List the events of a calendar with their numbers."""
    with desk() as here:
        calendar, events = here.app.outside.get(name), here.app.outside.events(name)
    if as_json:
        output.show({**_form(calendar), "occurrences": [each.model_dump(mode="json") for each in events]})
        return
    rows = ((each.id, each.first, _hour(each), each.title, each.place, _fate(each)) for each in events)
    heads = ("No.", "Day", "Time", "Event", "Place", "")
    output.table(heads, rows, empty="It holds no events from 30 days ago to 400 days ahead.")
    if calendar.as_of:
        output.note(f"As of {calendar.as_of:%Y-%m-%d %H:%M} UTC.")


@commands.command(epilog=example('rounds calendar outside change "Open days" --keep-free --hours 6'))
def change(  # noqa: PLR0913 - each option is one
    name: Name,
    *,
    kind: Kind = None,
    zone: Zone = None,
    colour: Colour = None,
    tag: Tag = None,
    keep_free: KeepsFree = None,
    hours: Hours = None,
    active: Annotated[
        bool | None, typer.Option("--on/--off", help="Is it read and shown? Off keeps what it holds.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is said of a calendar; what is not named stays."""
    with desk() as here:
        made = here.app.outside.change(
            here.actor,
            name,
            kind=kind,
            zone=zone,
            colour=colour,
            tag=tag,
            keeps_free=keep_free,
            every_hours=hours,
            active=active,
        )
    if as_json:
        output.show(_form(made))
        return
    output.say(f"{made.name} is changed.")


@commands.command(epilog=example('rounds calendar outside remove "Open days"'))
def remove(name: Name, *, as_json: AsJson = False) -> None:
    """Delete a calendar with all its events. Posts that were made of them stay."""
    with desk() as here:
        here.app.outside.remove(here.actor, name)
    if as_json:
        output.show({"calendar": name})
        return
    output.say(f"{name} is deleted with its events.")


@commands.command(epilog=example("rounds calendar outside post 12 --channel main-x"))
def post(
    event: Annotated[int, typer.Argument(metavar="EVENT", help="Its number, as “show” tells it.")],
    *,
    channel: Annotated[str, typer.Option("--channel", help="For which channel.")],
    again: Annotated[bool, typer.Option("--again", help="Also where a post was made of it before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Turn an event into a post: a draft with its title, its time and its link, to be worded and approved."""
    with desk() as here:
        made = here.app.outside_posts.make(here.actor, event, channel=channel, again=again)
    if as_json:
        output.show(forms.post(made))
        return
    output.say(f"Post {made.id} is a draft for {made.wall:%Y-%m-%d %H:%M} {made.zone}.")


def _fields(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _tell(told: list[Polled], *, as_json: bool) -> None:
    if as_json:
        output.show([each.model_dump(mode="json") for each in told])
        return
    if not told:
        output.say("No calendar of others has an address to look at.")
    for each in told:
        counts = f"{each.new} new, {each.changed} changed, {each.gone} gone, {each.unchanged} as before"
        is_well = each.status.value != "broken"
        output.say(f"{each.calendar}: {counts if is_well else 'not read; the last good copy stays'}.")
        for remark in each.remarks:
            output.note(remark)


def _form(calendar: OutsideCalendar) -> dict[str, Any]:
    return calendar.model_dump(mode="json", exclude=_INNER)


def _kept(calendar: OutsideCalendar) -> str:
    return "kept free" if calendar.keeps_free else ""


def _hour(event: OutsideEvent) -> str:
    return f"{event.wall} {event.zone}" if event.wall else ""


def _fate(event: OutsideEvent) -> str:
    return event.fate.value if event.fate.value != "stands" else ("free" if event.is_free else "")
