"""Options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.call import current


def _remember(value: bool) -> bool:  # noqa: FBT001 - Typer's form of a callback
    current().wants_json = current().wants_json or value
    return value


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.", callback=_remember)]


def example(*lines: str) -> str:
    """Return the end of a help text that shows how a command is typed."""
    title = "For example:"
    return "\n\n".join([title, *(f"`{line}`" for line in lines)])


def noun(name: str, words: str) -> typer.Typer:
    """Return the place for the commands about one noun."""
    return typer.Typer(name=name, help=words, no_args_is_help=True, rich_markup_mode="markdown")
