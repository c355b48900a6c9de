"""`rounds plan print`: a month of the plan for the wall."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import example
from scheduler.cli.plans import commands
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import wall_clock


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    LETTER = "letter"


class WeekStart(StrEnum):
    """What a week begins with."""

    MONDAY = "monday"
    SUNDAY = "sunday"


@commands.command(
    "print",
    epilog=example(
        "rounds plan print --month 2027-03 --out march.pdf",
        "rounds plan print --month 2027-03 --channel main-x --paper letter --weeks sunday --out march.pdf",
    ),
)
def print_(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The PDF to write.")],
    month: Annotated[str, typer.Option("--month", help="Like 2027-03; without it, this month.")] = "",
    channel: Annotated[list[str] | None, typer.Option("--channel", help="Of this channel alone.")] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="The paper, across.")] = Paper.A4,
    weeks: Annotated[
        WeekStart, typer.Option("--weeks", help="The day a week begins with.")
    ] = WeekStart.MONDAY,
) -> None:
    """Print a month for the wall: one page across, and what does not fit on pages after it."""
    from scheduler.services.printing_months import Paper as Printed

    with desk() as here:
        house = here.app.set_up.organisation()
        today = wall_clock(here.app.clock.now(), house.zone if house else "UTC").date()
        pdf = here.app.printing.pdf(
            here.actor,
            _day(month) if month else today,
            paper=Printed(paper.value),
            channels=tuple(channel or ()),
            starts_sunday=weeks is WeekStart.SUNDAY,
        )
    output.write_bytes(pdf, out)


def _day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month.strip()}-01")
    except ValueError as why:
        raise InvalidInputError(f"“{month[:40]}” is no month. Write it like 2027-03.") from why
