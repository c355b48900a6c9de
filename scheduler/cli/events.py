"""`rounds event …`: the organisation's own events, from its own calendars."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.files import given
from scheduler.cli.options import AsJson, example, noun

if TYPE_CHECKING:
    from scheduler.domain.occasions import OwnEvent

commands = noun("event", "Your own events: import an .ics file, list, switch and remove calendars.")

#: Read no more than this of a pipe; what is larger is refused anyway.
_MOST_BYTES = 2_000_001
Name = Annotated[str, typer.Argument(metavar="CALENDAR", help="Its short name.")]


@commands.command(
    "import", epilog=example("rounds event import classes.ics --calendar classes --topic heart")
)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An .ics file; - reads standard input.")],
    *,
    calendar: Annotated[str, typer.Option("--calendar", help="Short name of the calendar it stands for.")],
    topic: Annotated[list[str] | None, typer.Option("--topic", help="A topic of all its events.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read a calendar file: what it holds stands, what it holds no more is marked as gone."""
    document = given(file, most=_MOST_BYTES)
    with desk() as here:
        done = here.app.own_events.import_ics(here.actor, calendar, document, topics=tuple(topic or ()))
    if as_json:
        output.show(done.model_dump(mode="json"))
        return
    output.say(f"{done.new} new, {done.changed} changed, {done.gone} gone, {done.unchanged} as before.")
    for remark in done.remarks:
        output.note(remark)


@commands.command("list", epilog=example("rounds event list", "rounds event list classes"))
def list_(
    calendar: Annotated[str, typer.Argument(metavar="[CALENDAR]", help="Without it, the calendars.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the calendars, or the events of one."""
    if not calendar:
        _list_calendars(as_json=as_json)
        return
    with desk() as here:
        events = here.app.own_events.events(calendar)
    if as_json:
        output.show([each.model_dump(mode="json") for each in events])
        return
    rows = (
        (each.first, f"{each.wall} {each.zone}" if each.wall else "", each.title, each.place, _fate(each))
        for each in events
    )
    output.table(("Day", "Time", "Event", "Place", ""), rows, empty="It holds no events.")


@commands.command(epilog=example("rounds event on classes"))
def on(name: Name, *, as_json: AsJson = False) -> None:
    """Let the events of a calendar count."""
    _switch(name, active=True, as_json=as_json)


@commands.command(epilog=example("rounds event off classes"))
def off(name: Name, *, as_json: AsJson = False) -> None:
    """Let the events of a calendar count no more; they are kept."""
    _switch(name, active=False, as_json=as_json)


@commands.command(epilog=example("rounds event remove classes"))
def remove(name: Name, *, as_json: AsJson = False) -> None:
    """Delete a calendar with all its events."""
    with desk() as here:
        here.app.own_events.remove(here.actor, name)
    if as_json:
        output.show({"calendar": name})
        return
    output.say(f"Calendar {name} is deleted with its events.")


def _list_calendars(*, as_json: bool) -> None:
    with desk() as here:
        found = here.app.own_events.calendars()
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    rows = (
        (
            each.name,
            each.events,
            ", ".join(each.topics),
            f"{each.imported_at:%Y-%m-%d %H:%M} UTC",
            "" if each.active else "off",
        )
        for each in found
    )
    empty = "No calendar was imported yet. Do it with “rounds event import FILE --calendar NAME”."
    output.table(("Calendar", "Events", "Topics", "Imported", ""), rows, empty=empty)


def _switch(name: str, *, active: bool, as_json: bool) -> None:
    with desk() as here:
        made = here.app.own_events.switch(here.actor, name, active=active)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"Calendar {name} counts{'' if active else ' no more'}.")


def _fate(each: OwnEvent) -> str:
    return "" if each.fate.value == "stands" else each.fate.value
