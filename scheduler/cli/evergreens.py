"""`rounds evergreen`: own posts that may be proposed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example

if TYPE_CHECKING:
    from scheduler.services.recycling import Standing

commands = typer.Typer(name="evergreen", help="Own posts that may be proposed again.", no_args_is_help=True)


@commands.command("mark", epilog=example("rounds evergreen mark 42 --every 120 --times 2 --wording “…”"))
def mark(
    post: Annotated[int, typer.Argument(help="Number of a published post of your own.")],
    *,
    every: Annotated[int, typer.Option("--every", help="Days from one time to the next, at least.")] = 90,
    times: Annotated[int, typer.Option("--times", help="How often it comes again, at most.")] = 3,
    wording: Annotated[
        list[str] | None,
        typer.Option("--wording", help="Another wording; X refuses the same words twice."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that a post may be proposed again; it never goes out again by itself."""
    with desk() as here:
        made = here.app.recycling.mark(here.actor, post, every_days=every, most=times, wordings=wording or [])
        found = next(each for each in here.app.recycling.all() if each.mark.post == post)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"Post {post} may come again every {every} days, {times} times at most.")
    if not found.next_text:
        output.say("It has no fresh words for its network yet: add some with --wording.")


@commands.command("list", epilog=example("rounds evergreen list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the posts that may be proposed again."""
    with desk() as here:
        found = here.app.recycling.all()
    if as_json:
        output.show([_form(each) for each in found])
        return
    for each in found:
        state = "" if each.next_text else "; nothing fresh left"
        output.say(
            f"{each.mark.post}  {each.post.channel}  every {each.mark.every_days} days, "
            f"{each.times} of {each.mark.most} times{state}"
        )
    if not found:
        output.say("No post is marked.")


@commands.command("remove", epilog=example("rounds evergreen remove 42"))
def remove(
    post: Annotated[int, typer.Argument(help="Number of the post.")], *, as_json: AsJson = False
) -> None:
    """Take the mark away: it is not proposed again."""
    with desk() as here:
        here.app.recycling.unmark(here.actor, post)
    if as_json:
        output.show({"post": post})
        return
    output.say(f"Post {post} is not proposed again.")


def _form(each: Standing) -> dict[str, Any]:
    return {
        **each.mark.model_dump(mode="json"),
        "channel": each.post.channel,
        "times": each.times,
        "told": [due.isoformat().replace("+00:00", "Z") for due in each.told],
        "next_text": each.next_text,
    }
