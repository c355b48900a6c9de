"""`rounds profile …`: what the organisation does and whom it serves, for items to be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from scheduler.domain.relevance import LineKind

commands = noun("profile", "What you do and whom you serve: items are ranked by it.")

_KINDS = {"service": "service_line", "community": "community"}
_SHOWN = {"service_line": "service line", "community": "community"}
Name = Annotated[str, typer.Argument(metavar="NAME", help="What people call it, like Cardiology.")]


@commands.command("list", epilog=example("rounds profile list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the lines. The pillars count as lines too; they are listed by “rounds pillar list”."""
    with desk() as here:
        lines = here.app.profile.lines()
    if as_json:
        output.show([line.model_dump(mode="json") for line in lines])
        return
    rows = ((line.name, _SHOWN[line.kind.value], f"{line.weight:g}", line.description) for line in lines)
    empty = "The profile is empty; the pillars alone decide. Add a line with “rounds profile put”."
    output.table(("Name", "Kind", "Weight", "In words"), rows, empty=empty)


@commands.command(
    epilog=example('rounds profile put Cardiology "Heart disease, stroke, blood pressure and cholesterol"')
)
def put(
    name: Name,
    description: Annotated[str, typer.Argument(metavar="WORDS", help="One line of plain words.")],
    *,
    kind: Annotated[str, typer.Option("--kind", help="service or community.")] = "service",
    weight: Annotated[float, typer.Option("--weight", help="Above 0, at most 1: beside the others.")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Add a line, or change the one of that name."""
    with desk() as here:
        line = here.app.profile.put(
            here.actor, name, description=description, kind=_kind(kind), weight=weight
        )
    if as_json:
        output.show(line.model_dump(mode="json"))
        return
    output.say(f"{line.name} is in the profile. The inbox follows within some minutes.")


@commands.command(epilog=example("rounds profile remove Cardiology"))
def remove(name: Name, *, as_json: AsJson = False) -> None:
    """Remove a line."""
    with desk() as here:
        here.app.profile.remove(here.actor, name)
    if as_json:
        output.show({"name": name})
        return
    output.say(f"{name} is removed from the profile.")


def _kind(typed: str) -> LineKind:
    from scheduler.domain.relevance import LineKind

    if typed not in _KINDS:
        raise UnknownNameError("kind of line", typed, _KINDS)
    return LineKind(_KINDS[typed])
