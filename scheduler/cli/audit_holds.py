"""`rounds audit hold …`: what keeps the record longer, and what may be removed of it."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli import output
from scheduler.cli.audit import commands, reading
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.domain.people import Permission

Sure = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@commands.command(epilog=example('rounds audit hold "Request of the county, case 26-114"'))
def hold(
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why; no names of patients.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Put a legal hold on the record: nothing of it is removed, however old, until it is released."""
    with desk() as here:
        held = here.app.retaining.hold(here.actor, reason=reason)
    if as_json:
        output.show(held.model_dump(mode="json"))
    else:
        output.say(f"Legal hold {held.id} stands: nothing of the record is removed.")


@commands.command(epilog=example("rounds audit holds"))
def holds(*, as_json: AsJson = False) -> None:
    """List all legal holds there ever were."""
    with reading() as here:
        found = here.app.retaining.holds(also_lifted=True)
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    rows = (
        (
            each.id,
            f"{each.at:%Y-%m-%d}",
            each.by,
            each.reason,
            f"{each.lifted_at:%Y-%m-%d}" if each.lifted_at else "",
        )
        for each in found
    )
    output.table(
        ("Hold", "Since (UTC)", "By", "Why", "Released (UTC)"), rows, empty="There is no legal hold."
    )


@commands.command(epilog=example("rounds audit release 1"))
def release(
    number: Annotated[int, typer.Argument(metavar="HOLD", help="Its number in “rounds audit holds”.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Release a legal hold; nothing is removed by that."""
    with desk() as here:
        lifted = here.app.retaining.lift(here.actor, number)
    if as_json:
        output.show(lifted.model_dump(mode="json"))
    else:
        output.say(f"Legal hold {lifted.id} is released.")


@commands.command(epilog=example("rounds audit prune --dry-run"))
def prune(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    yes: Sure = False,
    as_json: AsJson = False,
) -> None:
    """Remove lines that are older than the record is kept (ROUNDS_RECORD_YEARS); the rest still verifies."""
    with desk() as here:
        here.actor.require(Permission.READ_AUDIT)
        found = here.app.retaining.removable()
        removed = 0
        if not dry_run and (found.lines or found.holds):
            if not yes and not found.holds:
                typer.confirm(f"{found.words} Export them first. Remove them for good?", abort=True)
            removed = here.app.retaining.prune(here.actor, here.app.auditing)
    if as_json:
        output.show({**found.model_dump(mode="json"), "removed": removed})
    else:
        output.say(f"{removed:,} lines were removed." if removed else found.words)
