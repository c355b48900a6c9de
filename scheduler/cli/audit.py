"""`rounds audit …`: prove the record, hand it over."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission

commands = noun("audit", "The record of who did what: prove it whole, hand it over.")


@commands.command(epilog=example("rounds audit verify"))
def verify(*, as_json: AsJson = False) -> None:
    """Follow the record from its first line; ends with 1 where a line was changed, removed or slipped in."""
    with desk() as here:
        here.actor.require(Permission.READ_AUDIT)
        found = here.app.auditing.verify()
    if as_json:
        output.show(found.model_dump(mode="json"))
    else:
        output.say(found.words)
    if not found.is_intact:
        raise typer.Exit(1)


@commands.command(epilog=example("rounds audit export --out record.jsonl"))
def export(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; without it, standard output.")
    ] = None,
) -> None:
    """Write the record as JSON lines, first to last. It holds no text of any post."""
    with desk() as here:
        here.actor.require(Permission.READ_AUDIT)
        lines = here.app.auditing.export()
        if out is None:
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return
        try:
            with out.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
        except OSError as why:
            raise InvalidInputError(f"{out} can't be written: {why.strerror}.") from why
    output.note(f"The record stands in {out}.")
