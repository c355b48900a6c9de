"""`rounds observance …`: what the days are for, and which of them count here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun

if TYPE_CHECKING:
    from scheduler.domain.observances import Observance

commands = noun("observance", "Health days, weeks and months: list them for any year, switch, add, change.")

Key = Annotated[str, typer.Argument(metavar="OBSERVANCE", help="Its key in the list, like world-kidney-day.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="What it is about; may be repeated.")]
Tags = Annotated[list[str] | None, typer.Option("--hashtag", help="Its hashtag; may be repeated.")]
Note = Annotated[str | None, typer.Option("--note", help="What a colleague should know of it.")]


@commands.command("list", epilog=example("rounds observance list", "rounds observance list --year 2030"))
def list_(
    *,
    year: Annotated[int | None, typer.Option("--year", help="Of this year; without it, of this one.")] = None,
    month: Annotated[
        int | None, typer.Option("--month", min=1, max=12, help="Only those that touch this month.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the observances by date, those switched off included."""
    from scheduler.domain.observances import resolve

    with desk() as here:
        wanted = year or here.app.experts.today().year
        found = here.app.observing.all()
    spans = ((each, *resolve(each.rule, wanted)) for each in found)
    kept = [
        (each, first, last)
        for each, first, last in sorted(spans, key=lambda one: one[1:])
        if month is None or (first <= _end(wanted, month) and last >= date(wanted, month, 1))
    ]
    if as_json:
        output.show([_form(*each) for each in kept])
        return
    rows = (
        (_days(first, last), each.key, each.name, ", ".join(each.topics), each.confidence.value, _state(each))
        for each, first, last in kept
    )
    output.table(("When", "Key", "Name", "Topics", "Known from", ""), rows, empty="None falls there.")


@commands.command(epilog=example("rounds observance on world-stroke-day"))
def on(key: Key, *, as_json: AsJson = False) -> None:
    """Let an observance count: on the calendar and when gaps are filled."""
    _switch(key, active=True, as_json=as_json)


@commands.command(epilog=example("rounds observance off screen-free-week"))
def off(key: Key, *, as_json: AsJson = False) -> None:
    """Let an observance count no more; it stays in the list."""
    _switch(key, active=False, as_json=as_json)


@commands.command(epilog=example('rounds observance add "Founders Day" --rule fixed:04-12 --topic community'))
def add(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    *,
    rule: Annotated[str, typer.Option("--rule", help="month:05, fixed:02-04, nth:03:3:2 and so on.")],
    topic: Topics = None,
    hashtag: Tags = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Add an observance of your own."""
    fields = _given(topics=topic, hashtags=hashtag, note=note)
    with desk() as here:
        made = here.app.observing.add(here.actor, name, rule, **fields)
    _tell(made, "is there", as_json=as_json)


@commands.command(epilog=example("rounds observance edit world-kidney-day --hashtag WorldKidneyDay"))
def edit(
    key: Key,
    *,
    name: Annotated[str | None, typer.Option("--name", help="What people call it.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="When it falls.")] = None,
    topic: Topics = None,
    hashtag: Tags = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named; all else stays as it is."""
    fields = _given(name=name, rule=rule, topics=topic, hashtags=hashtag, note=note)
    with desk() as here:
        made = here.app.observing.edit(here.actor, key, **fields)
    _tell(made, "is changed", as_json=as_json)


@commands.command(epilog=example("rounds observance reset world-kidney-day"))
def reset(key: Key, *, as_json: AsJson = False) -> None:
    """Let it be as it came with Rounds; one of your own is removed."""
    with desk() as here:
        here.app.observing.reset(here.actor, key)
    if as_json:
        output.show({"key": key})
        return
    output.say(f"What was changed of {key} is undone.")


def _switch(key: str, *, active: bool, as_json: bool) -> None:
    with desk() as here:
        made = here.app.observing.switch(here.actor, key, active=active)
    _tell(made, "counts" if active else "counts no more", as_json=as_json)


def _given(**fields: Any) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if value is not None
    }


def _tell(made: Observance, what: str, *, as_json: bool) -> None:
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"{made.name} {what}.")


def _form(each: Observance, first: date, last: date) -> dict[str, Any]:
    return {**each.model_dump(mode="json"), "first": first.isoformat(), "last": last.isoformat()}


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _state(each: Observance) -> str:
    return "" if each.active else "off"


def _end(year: int, month: int) -> date:
    from calendar import monthrange

    return date(year, month, monthrange(year, month)[1])
