"""The front door of the command line: finds the command, and puts every stated problem into a sentence."""

from __future__ import annotations

import io
import sys
from importlib import metadata
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from scheduler.cli import call, output, running
from scheduler.domain.errors import RoundsError


class _Front(TyperGroup):
    """Loads the commands that end when one of them is asked for: 5 MB that no engine holds all its life."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command by its name, `None` for no command."""
        if cmd_name not in self.commands:
            self._load()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, those that keep running first."""
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        from scheduler.cli import commands  # sixty modules, and each of their options

        self.commands = {**self.commands, **get_group(commands.app).commands}


app = typer.Typer(
    cls=_Front,
    name="rounds",
    help="The content calendar and scheduling engine for healthcare organisations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
running.join(app)

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
