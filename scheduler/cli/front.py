"""The front door of the command line: gathers the commands, and puts every stated problem into a sentence."""

from __future__ import annotations

import io
import sys
from importlib import metadata
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import Annotated

import typer

from scheduler.cli import (
    accounts,
    afterlife,  # noqa: F401 - adds its command to those of sources
    attention,
    audit,
    audit_heads,  # noqa: F401 - adds its commands to those of the record
    audit_holds,  # noqa: F401 - adds its commands to those of the record
    budget,  # noqa: F401 - adds its commands to those of channels
    calendars,
    call,
    channels,
    checking,
    communities,
    consents,
    emergency,
    emergency_lane,  # noqa: F401 - adds its commands to those of emergency words
    events,
    evergreens,
    experts,
    filling,
    founding,
    inbox,
    leaders,
    newsletters,
    observances,
    output,
    pauses,
    people,
    pictures,
    plan_parts,
    plan_prints,  # noqa: F401 - adds its command to those of the plan
    plans,
    policies,
    posts,
    profiles,
    quiet_days,
    quoting,  # noqa: F401 - adds its commands to those of items
    registering,  # noqa: F401 - adds its commands to those of sources
    rehearsal_shown,
    releasing,
    running,
    secrets,
    sign_on,
    sources,
    trends,
    two_step,  # noqa: F401 - adds its commands to those of people
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
for place in (running, founding, checking, policies, filling, rehearsal_shown, pauses, releasing, attention):
    place.join(app)
for noun in (
    posts.commands,
    plans.commands,
    accounts.commands,
    channels.commands,
    plan_parts.pillars,
    plan_parts.slots,
    sources.commands,
    sources.items,
    profiles.commands,
    trends.commands,
    inbox.commands,
    newsletters.commands,
    observances.commands,
    communities.commands,
    events.commands,
    quiet_days.commands,
    evergreens.commands,
    experts.commands,
    calendars.commands,
    consents.commands,
    emergency.commands,
    people.commands,
    leaders.commands,
    pictures.commands,
    sign_on.commands,
    audit.commands,
    secrets.commands,
):
    app.add_typer(noun)

_DONE, _PROBLEM, _INTERRUPTED = 0, 1, 130


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - Typer's form of a callback
    if wanted:
        output.say(f"rounds {metadata.version('rounds')}")
        raise typer.Exit


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
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    call.current().acts_as = acts_as
    call.current().data_dir = data_dir


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 it is done, 1 a stated problem, 2 wrong usage."""
    call.begin()
    _speak_utf8()
    try:
        try:
            app(arguments, prog_name="rounds")
        finally:
            sys.stdout.flush()  # a full disk is told now, not when Python ends
    except RoundsError as problem:
        output.complain(str(problem))
        return _PROBLEM
    except OSError as problem:
        output.complain(_of_the_machine(problem))
        return _PROBLEM
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _DONE
    return _DONE


def _of_the_machine(problem: OSError) -> str:
    """Put what the machine did not allow into a sentence: a full disk, a folder that may not be read."""
    where = f" ({problem.filename})" if problem.filename else ""
    what = problem.strerror or type(problem).__name__
    return f"The machine did not allow it: {what}{where}. Put that right, then try again."


def _speak_utf8() -> None:
    """Print every text, whatever the locale says; half a character becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
