"""`rounds quiet-day`: days on which nothing is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example

if TYPE_CHECKING:
    from datetime import date

commands = typer.Typer(
    name="quiet-day", help="Days of mourning or blackout: nothing is proposed.", no_args_is_help=True
)


@commands.command("add", epilog=example('rounds quiet-day add 2026-09-11 --reason "Day of remembrance"'))
def add(
    first: Annotated[str, typer.Argument(metavar="DAY", help="YYYY-MM-DD.")],
    last: Annotated[
        str, typer.Argument(metavar="[LAST]", help="The last day, where there are several.")
    ] = "",
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody will ask.")],
    channel: Annotated[str, typer.Option("--channel", help="Only this channel.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let nothing be proposed on a day, or on several; what stands there already is shown, not touched."""
    with desk() as here:
        made = here.app.keeping_quiet.add(
            here.actor, _day(first), last=_day(last) if last else None, reason=reason, channel=channel
        )
        posts = here.app.keeping_quiet.standing_on(made)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"Quiet day {made.id}: {_span(made.first, made.last)}, {made.channel or 'every channel'}.")
    for post in posts:
        output.say(f"Post {post.id} on {post.channel} ({post.state.value}) still stands there.")
    if posts:
        output.say("Move or cancel them with “rounds post move” and “rounds post cancel”.")


@commands.command("list", epilog=example("rounds quiet-day list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the quiet days."""
    with desk() as here:
        found = here.app.keeping_quiet.all()
    if as_json:
        output.show([each.model_dump(mode="json") for each in found])
        return
    for each in found:
        span = _span(each.first, each.last)
        output.say(f"{each.id}  {span}  {each.channel or 'every channel'}  {each.reason}")
    if not found:
        output.say("There are no quiet days.")


@commands.command("remove", epilog=example("rounds quiet-day remove 3"))
def remove(
    number: Annotated[int, typer.Argument(help="Its number in “rounds quiet-day list”.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let proposals be made on those days again."""
    with desk() as here:
        lifted = here.app.keeping_quiet.lift(here.actor, number)
    if as_json:
        output.show(lifted.model_dump(mode="json"))
        return
    output.say(f"{_span(lifted.first, lifted.last)}: proposals are made again.")


def _day(text: str) -> date:
    from datetime import date

    from scheduler.domain.errors import InvalidInputError

    try:
        return date.fromisoformat(text)
    except ValueError as why:
        raise InvalidInputError(f"“{text}” is no day. Write it as 2026-09-11.") from why


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
