"""`rounds pause`, `rounds pauses` and `rounds resume`: hold everything at once, and let it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output, releasing
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import instant_of, shown
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.cli.call import Desk
    from scheduler.domain.lane import Lane
    from scheduler.domain.plan import Pause, PauseScope
    from scheduler.services.drill_record import Progress


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    begin = example(
        'rounds pause --reason "Storm warning" --until 2026-12-01T14:00 --except-lane fast',
        'rounds pause --reason "Drill of December" --drill',
    )
    app.command("pause", epilog=begin)(pause)
    app.command("pauses", epilog=example("rounds pauses", "rounds pauses --json"))(pauses)
    app.command("resume", epilog=example("rounds resume", "rounds resume --pillar heart-health"))(resume)


def pause(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody will ask.")],
    channel: Annotated[str, typer.Option("--channel", help="Hold only posts of this channel.")] = "",
    pillar: Annotated[str, typer.Option("--pillar", help="Hold only posts of this theme.")] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help="When it ends by itself, by the house clock.")
    ] = "",
    exceptions: Annotated[
        list[str] | None, typer.Option("--except", help="A channel that may go on speaking.")
    ] = None,
    lanes: Annotated[
        list[str] | None,
        typer.Option("--except-lane", help="Posts approved in this lane may leave: fast, for a crisis."),
    ] = None,
    is_drill: Annotated[bool, typer.Option("--drill", help="Hold nothing; do all else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold everything, a channel or a pillar; nothing leaves after this. Again, it sets a later end."""
    scope, name = _scope(channel, pillar)
    terms: dict[str, Any] = {"scope": scope, "name": name, "reason": reason, "is_drill": is_drill}
    with desk() as here:
        opened_at, zone = here.app.clock.now(), house_zone(here)
        begun = here.app.pausing.pause(
            here.actor,
            **terms,
            exceptions=exceptions or [],
            lanes=_lanes(lanes or []),
            ends_at=instant_of(until, zone) if until else None,
            opened_at=opened_at,
        )
        held = here.app.overseeing.preview(begun).count
    if as_json:
        output.show({**begun.model_dump(mode="json"), "holds_within_a_day": held})
    else:
        _tell_begun(begun, held, zone)


def _tell_begun(begun: Pause, held: int, zone: str) -> None:
    words = f"{_what(begun)} (pause {begun.id}){_until(begun, zone)}."
    would = "A drill: nothing is held. In earnest it would hold" if begun.is_drill else "It holds"
    lift = "End it with “rounds resume --drill”." if begun.is_drill else "Lift it with “rounds resume”."
    output.say(f"{words} {would} {_posts(held)} of the next 24 hours. {lift}")


def pauses(*, as_json: AsJson = False) -> None:
    """List the pauses and drills that stand, and those that left posts to decide on."""
    with desk() as here:
        zone, counts = house_zone(here), here.app.releasing.counts()
        over = [each for each in here.app.pausing.recent() if each.id in counts]
        found = [*here.app.pausing.standing(), *over]
        told = [(each, here.app.overseeing.progress(each.id), counts.get(each.id, 0)) for each in found]
    if as_json:
        output.show([_form(each, progress, held) for each, progress, held in told])
        return
    rows = [
        (each.id, _what(each), shown(each.created_at, zone), _until(each, zone), held, seen(progress))
        for each, progress, held in told
    ]
    empty = "Nothing is paused."
    output.table(("Pause", "What", f"Since ({zone})", "Until", "Held", "Seen"), rows, empty=empty)


def resume(
    number: Annotated[int | None, typer.Argument(metavar="[PAUSE]", help="Lift this pause only.")] = None,
    *,
    pillar: Annotated[str, typer.Option("--pillar", help="Lift the pause of this theme.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="Lift the pause of this channel.")] = "",
    is_drill: Annotated[bool, typer.Option("--drill", help="End the drill; a pause stays.")] = False,
    as_json: AsJson = False,
) -> None:
    """Lift a pause and list what it held; it releases nothing by itself."""
    with desk() as here:
        if number is not None:
            lifted = [here.app.pausing.lift(here.actor, number)]
        else:
            lifted = lift_matching(here, *_scope(channel, pillar), is_drill=is_drill)
        waiting = {each.id: here.app.releasing.waiting(each.id) for each in lifted}
    if as_json:
        lists = {number: [releasing.form(each) for each in found] for number, found in waiting.items()}
        output.show([{**each.model_dump(mode="json"), "waiting": lists[each.id]} for each in lifted])
        return
    output.say(f"Lifted {len(lifted)} of the pauses.")
    for each in lifted:
        releasing.tell(each, waiting[each.id])


def lift_matching(here: Desk, scope: PauseScope, name: str, *, is_drill: bool = False) -> list[Pause]:
    """Lift every pause, or end every drill, of exactly this scope; raises where there is none."""
    wanted = (scope, name, is_drill)
    standing = here.app.pausing.standing()
    found = [each for each in standing if (each.scope, each.name, each.is_drill) == wanted]
    if not found:
        raise InvalidInputError("Nothing of that kind is paused. “rounds pauses” tells what is.")
    return [here.app.pausing.lift(here.actor, each.id) for each in found]


def house_zone(here: Desk) -> str:
    """Return the zone of the organisation's house clock; UTC until it is set up."""
    organisation = here.app.set_up.organisation()
    return organisation.zone if organisation else "UTC"


def seen(progress: Progress) -> str:
    """Say how far the daemons have seen a pause: “2 of 2 after 0.4 s”."""
    after = f" after {progress.until_seen.total_seconds():.1f} s" if progress.until_seen is not None else ""
    return f"{progress.seen} of {progress.running}{after}"


def _scope(channel: str, pillar: str) -> tuple[PauseScope, str]:
    from scheduler.domain.plan import PauseScope

    if channel and pillar:
        raise InvalidInputError("Name a channel or a pillar, not both. Pause the one, then the other.")
    if channel:
        return PauseScope.CHANNEL, channel
    return (PauseScope.PILLAR, pillar) if pillar else (PauseScope.EVERYTHING, "")


def _lanes(names: Sequence[str]) -> list[Lane]:
    from scheduler.domain.lane import Lane

    known = {lane.value for lane in Lane}
    for name in names:
        if name not in known:
            raise InvalidInputError(f"There is no lane “{name}”. The lanes are {', '.join(sorted(known))}.")
    return [Lane(name) for name in names]


def _what(pause: Pause) -> str:
    subject = "Everything" if pause.scope == "everything" else f"{pause.scope.value.title()} {pause.name}"
    return f"{'Drill: ' if pause.is_drill else ''}{subject} is paused"


def _until(pause: Pause, zone: str) -> str:
    at: datetime | None = pause.lifted_at or pause.ends_at
    if at is None:
        return ""
    return f"{' over since' if pause.lifted_at else ' until'} {shown(at, zone)} ({zone})"


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"


def _form(pause: Pause, progress: Progress, held: int) -> dict[str, Any]:
    spans = {
        "making_seconds": progress.making.total_seconds() if progress.making is not None else None,
        "seen_seconds": progress.until_seen.total_seconds() if progress.until_seen is not None else None,
    }
    seen_by = {"seen_by": progress.seen, "daemons": progress.running}
    return {**pause.model_dump(mode="json"), "held": held, **seen_by, **spans}
