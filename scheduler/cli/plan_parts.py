"""`rounds pillar …` and `rounds slot …`: the themes, and the recurring places in the week."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.times import oddity
from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.plan import WEEKDAYS, Gap, Pillar, Slot, oddities

if TYPE_CHECKING:
    from scheduler.cli.call import Desk

_YEAR = timedelta(days=366)

pillars = noun("pillar", "The themes, and which share of the plan each should have.")
slots = noun("slot", "The recurring places in the week that want a post.")


@pillars.command(
    "add", epilog=example("rounds pillar add heart --title 'Heart health' --target 20 --word cardiac")
)
def add_pillar(
    name: Annotated[str, typer.Argument(metavar="PILLAR", help="Its short name.")],
    *,
    target: Annotated[int, typer.Option("--target", help="Its share of the posts, in per cent.")],
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    description: Annotated[str, typer.Option("--description", help="What belongs to it.")] = "",
    word: Annotated[list[str] | None, typer.Option("--word", help="A word by which an item fits.")] = None,
    colour: Annotated[str, typer.Option("--colour", help="Its colour in the calendar.")] = "#0f766e",
    as_json: AsJson = False,
) -> None:
    """Add a theme."""
    pillar = Pillar(
        name=name,
        title=title or name,
        target=target,
        description=description,
        words=tuple(each.lower() for each in word or []),
        colour=colour,
    )
    with desk() as here:
        added = here.app.set_up.add_pillar(here.actor, pillar)
    if as_json:
        output.show(added.model_dump(mode="json"))
        return
    output.say(f"Pillar {name} is there, with {target} % of the plan.")


@pillars.command("list", epilog=example("rounds pillar list"))
def list_pillars(*, as_json: AsJson = False) -> None:
    """List the themes, largest share first."""
    with desk() as here:
        found = here.app.set_up.pillars()
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    rows = ((each.name, each.title, f"{each.target} %", each.description) for each in found)
    empty = "There is no pillar yet. Add one with “rounds pillar add”."
    output.table(("Name", "Title", "Share", "What belongs to it"), rows, empty=empty)


@slots.command("add", epilog=example("rounds slot add --channel main-x --weekday monday --time 09:00"))
def add_slot(
    *,
    channel: Annotated[str, typer.Option("--channel", help="Whose slot it is.")],
    weekday: Annotated[str, typer.Option("--weekday", help="monday to sunday.")],
    at: Annotated[str, typer.Option("--time", help="By the channel's own clock, like 09:00.")],
    pillar: Annotated[str | None, typer.Option("--pillar", help="The theme it is for.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a recurring place in the week."""
    day, wall = _weekday(weekday), _wall(at)
    with desk() as here:
        zone = here.app.set_up.channel(channel).zone
        slot = Slot(channel=channel, weekday=day, wall=wall, zone=zone, pillar=pillar)
        added = here.app.set_up.add_slot(here.actor, slot)
        odd = _oddities(here, added)
    if as_json:
        output.show(_form(added, odd))
        return
    output.say(f"Slot {added.id}: {WEEKDAYS[day]} {wall:%H:%M} ({zone}) on {channel}.")
    _tell_oddities(odd)


@slots.command("list", epilog=example("rounds slot list --channel main-x"))
def list_slots(
    *,
    channel: Annotated[str | None, typer.Option("--channel", help="Only of this channel.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the slots through the week."""
    with desk() as here:
        if channel is not None:
            here.app.set_up.channel(channel)
        found = here.app.set_up.slots(channel)
        odd = {each.id: _oddities(here, each) for each in found}
    if as_json:
        output.show([_form(each, odd[each.id]) for each in found])
        return
    rows = (
        (each.id, WEEKDAYS[each.weekday], f"{each.wall:%H:%M}", each.zone, each.channel, each.pillar or "")
        for each in found
    )
    heads = ("No.", "Day", "Time", "Zone", "Channel", "Pillar")
    output.table(heads, rows, empty="There is no slot yet. Add one with “rounds slot add”.")
    for dates in odd.values():
        _tell_oddities(dates)


@slots.command("remove", epilog=example("rounds slot remove 4"))
def remove_slot(
    number: Annotated[int, typer.Argument(metavar="SLOT", help="Its number in the list.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Remove a slot; posts that stand in it stay."""
    with desk() as here:
        here.app.set_up.remove_slot(here.actor, number)
    if as_json:
        output.show({"removed": number})
        return
    output.say(f"Slot {number} is gone; its posts stay.")


def _oddities(here: Desk, slot: Slot) -> list[Gap]:
    """Return the dates of the coming year on which the clock skips or repeats a slot's time."""
    now = here.app.clock.now()
    return list(oddities(slot, start=now, end=now + _YEAR))


def _tell_oddities(dates: list[Gap]) -> None:
    for each in dates:
        output.say(f"Slot {each.slot} on {oddity(each)}")


def _form(slot: Slot, dates: list[Gap]) -> dict[str, Any]:
    odd = [
        {"date": each.wall.date().isoformat(), **each.model_dump(mode="json", include={"due", "kind"})}
        for each in dates
    ]
    return {**slot.model_dump(mode="json"), "clock_changes": odd}


def _weekday(name: str) -> int:
    for number, day in enumerate(WEEKDAYS):
        if day.lower() == name.strip().lower():
            return number
    raise UnknownNameError("weekday", name, WEEKDAYS)


def _wall(words: str) -> time:
    try:
        at = time.fromisoformat(words.strip())
    except ValueError as why:
        raise InvalidInputError(f"“{words}” is no time of day. Write it like 09:00.") from why
    if at.tzinfo is not None:
        raise InvalidInputError("A slot keeps the wall clock of its channel: write it without an offset.")
    return at
