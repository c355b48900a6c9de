"""`rounds source afterlife`: posts whose items were retracted, corrected or are gone."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli import output, sources
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example


@sources.commands.command(
    epilog=example(
        "rounds source afterlife", "rounds source afterlife --look", "rounds source afterlife --settled 42"
    )
)
def afterlife(
    *,
    look: Annotated[bool, typer.Option("--look", help="Ask the pages that are due first.")] = False,
    settled: Annotated[
        int | None, typer.Option("--settled", metavar="POST", help="Somebody has seen to this post.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the posts made from items that were retracted, corrected, replaced, or whose page is gone."""
    with desk() as here:
        if settled is not None:
            here.app.afterlife.settle(here.actor, settled)
        if look:
            here.app.afterlife.look()
        found = here.app.afterlife.aftermaths()
    if as_json:
        output.show([{**each.model_dump(mode="json"), "words": each.words} for each in found])
        return
    rows = ((each.post.id, each.post.state.value, each.item.fate.value, each.words) for each in found)
    output.table(
        ("Post", "State", "Item", "What to do"), rows, empty="Every item behind a post still stands."
    )
