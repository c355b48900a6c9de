"""The front door of the command line: gathers the commands, and puts every stated problem into a sentence."""

from __future__ import annotations

import io
import sys
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import Annotated

import typer

from scheduler.cli import (
    audit,
    calendars,
    call,
    channels,
    checking,
    filling,
    founding,
    output,
    pauses,
    people,
    plan_parts,
    posts,
    rehearsal_shown,
    running,
    sources,
)
from scheduler.domain.errors import RoundsError

app = typer.Typer(
    name="rounds",
    help="The content calendar and scheduling engine for healthcare organisations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for place in (running, founding, checking, filling, rehearsal_shown, pauses):
    place.join(app)
for noun in (
    posts.commands,
    channels.commands,
    plan_parts.pillars,
    plan_parts.slots,
    sources.commands,
    sources.items,
    calendars.commands,
    people.commands,
    audit.commands,
):
    app.add_typer(noun)

_DONE, _PROBLEM, _INTERRUPTED = 0, 1, 130


@app.callback()
def _begin(
    *,
    acts_as: Annotated[
        str, typer.Option("--as", metavar="EMAIL", help="Act as this person; without it, as the operator.")
    ] = "",
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", metavar="FOLDER", help="Where the data stands (ROUNDS_DATA_DIR)."),
    ] = None,
) -> None:
    call.current().acts_as = acts_as
    call.current().data_dir = data_dir


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 it is done, 1 a stated problem, 2 wrong usage."""
    call.begin()
    _speak_utf8()
    try:
        app(arguments, prog_name="rounds")
    except RoundsError as problem:
        output.complain(str(problem))
        return _PROBLEM
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _DONE
    return _DONE


def _speak_utf8() -> None:
    """Print every text, whatever the locale says; half a character becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
