"""`rounds pause` and `rounds resume`: hold everything at once, and let it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.plan import Pause, PauseScope


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("pause", epilog=example('rounds pause --reason "Storm warning" --except alerts-x'))(pause)
    app.command("resume", epilog=example("rounds resume", "rounds resume --pillar heart-health"))(resume)


def pause(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody will ask.")],
    pillar: Annotated[str, typer.Option("--pillar", help="Hold only posts of this theme.")] = "",
    exceptions: Annotated[
        list[str] | None, typer.Option("--except", help="A channel that may go on speaking.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold everything, or one pillar; nothing leaves after this returns."""
    from scheduler.domain.plan import PauseScope

    scope = PauseScope.PILLAR if pillar else PauseScope.EVERYTHING
    with desk() as here:
        begun = here.app.pausing.pause(
            here.actor, scope=scope, name=pillar, reason=reason, exceptions=exceptions or []
        )
    if as_json:
        output.show(begun.model_dump(mode="json"))
        return
    what = f"Pillar {pillar} is" if pillar else "Everything is"
    output.say(f"{what} paused (pause {begun.id}). Lift it with “rounds resume”.")


def resume(
    number: Annotated[int | None, typer.Argument(metavar="[PAUSE]", help="Lift this pause only.")] = None,
    *,
    pillar: Annotated[str, typer.Option("--pillar", help="Lift the pause of this theme.")] = "",
    as_json: AsJson = False,
) -> None:
    """Lift the pause of everything, or the one that is named; it releases nothing by itself."""
    from scheduler.domain.plan import PauseScope
    from scheduler.domain.post import PostState

    with desk() as here:
        if number is not None:
            lifted = [here.app.pausing.lift(here.actor, number)]
        else:
            scope = PauseScope.PILLAR if pillar else PauseScope.EVERYTHING
            lifted = lift_matching(here, scope, pillar)
        held = here.app.planning.counts().get(PostState.HELD, 0)
    if as_json:
        output.show([each.model_dump(mode="json") for each in lifted])
        return
    waiting = f" {held} held posts wait for “rounds post release”." if held else ""
    output.say(f"Lifted {len(lifted)} of the pauses.{waiting}")


def lift_matching(here: Desk, scope: PauseScope, name: str) -> list[Pause]:
    """Lift every pause of exactly this scope; raises where there is none."""
    found = [each for each in here.app.pausing.active() if (each.scope, each.name) == (scope, name)]
    if not found:
        raise InvalidInputError("Nothing of that kind is paused. “rounds doctor” tells what is.")
    return [here.app.pausing.lift(here.actor, each.id) for each in found]
