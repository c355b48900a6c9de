"""`rounds release`: the list of what a pause held, where each post is kept, moved or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output, posts_shown
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import shown, time_of
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Pause
    from scheduler.services.releasing import Settled, Waiting


def join(app: typer.Typer) -> None:
    """Add the command to `app`."""
    lines = (
        "rounds release 3",
        "rounds release 3 17 18 --keep",
        "rounds release 3 19 --move --at 2026-12-02T10:00",
        'rounds release 3 --drop --reason "Out of place now"',
    )
    app.command("release", epilog=example(*lines))(release)


def release(  # noqa: PLR0913 - each is an option
    number: Annotated[int, typer.Argument(metavar="PAUSE", help="The pause that is over.")],
    posts: Annotated[
        list[int] | None, typer.Argument(metavar="[POST]...", help="These posts; without any, all of them.")
    ] = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Send them as soon as there is room.")] = False,
    move: Annotated[
        bool, typer.Option("--move", help="Send them at --at, or in the next free slots.")
    ] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Cancel them.")] = False,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When, by the channel's clock.")] = "",
    at_slots: Annotated[bool, typer.Option("--slots", help="Keep them for the next free slots.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why they are dropped.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what a pause held, or decide on it; ends with 1 where a post could not be decided on so."""
    if keep + move + drop > 1:
        raise InvalidInputError("Keep, move or drop: one at a time.")
    with desk() as here:
        pause, waiting = here.app.pausing.get(number), here.app.releasing.waiting(number)
        if not (keep or move or drop):
            _list(pause, waiting, as_json=as_json)
            return
        chosen = posts or [each.post.id for each in waiting]
        if keep:
            settled = here.app.releasing.keep(here.actor, number, chosen, at_slots=at_slots)
        elif move:
            settled = here.app.releasing.move(here.actor, number, chosen, at=time_of(at) if at else None)
        else:
            settled = here.app.releasing.drop(here.actor, number, chosen, reason=reason)
    _tell_settled(settled, as_json=as_json)


def form(waiting: Waiting) -> dict[str, Any]:
    """Return what JSON says of a post on the list."""
    return {"post": forms.post(waiting.post), **waiting.model_dump(mode="json", exclude={"post"})}


def tell(pause: Pause, waiting: Sequence[Waiting]) -> None:
    """Print the list of a pause, with how it goes on."""
    if not waiting:
        output.say(f"Pause {pause.id} left no post to decide on.")
        return
    rows = [
        (
            each.post.id,
            each.post.channel,
            f"{shown(each.was_due, each.post.zone)} ({each.post.zone})",
            "still useful" if each.is_useful else "too late",
            posts_shown.short(each.post.text),
            " ".join(each.obstacles),
        )
        for each in waiting
    ]
    output.table(("Post", "Channel", "Was due", "Now", "Words", "In its way"), rows, empty="")
    output.say(f"Decide: rounds release {pause.id} [POST]... --keep, --move or --drop. Till then they stay.")


def _list(pause: Pause, waiting: Sequence[Waiting], *, as_json: bool) -> None:
    if as_json:
        output.show([form(each) for each in waiting])
    else:
        tell(pause, waiting)


def _tell_settled(settled: Sequence[Settled], *, as_json: bool) -> None:
    if as_json:
        output.show([each.model_dump(mode="json") for each in settled])
    else:
        for each in settled:
            output.say(f"Post {each.post}: {each.words}")
        if not settled:
            output.say("There is nothing to decide on.")
    if not all(each.is_done for each in settled):
        raise typer.Exit(1)
