"""`rounds fill`: let the gaps of the coming days be filled with items of trusted feeds."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output, posts_shown
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import shown
from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.filling import Proposal

_NOTHING = (
    "No gap could be filled: there is none, or no item fits. See “rounds slot list”, “rounds item list”."
)


def join(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("fill", epilog=example("rounds fill --days 14 --dry-run"))(fill)


def fill(
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=92, help="How far ahead.")] = 14,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="Only this channel (dry run).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the proposals; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the gaps of the coming days with proposals, each with its reason; a person approves them."""
    if channel and not dry_run:
        raise typer.BadParameter("--channel goes with --dry-run only.")
    with desk() as here:
        if dry_run:
            names = [here.app.set_up.channel(name).name for name in channel or []]
            _tell_proposals(here.app.filling.propose(days=days, channels=names), as_json=as_json)
            return
        made = here.app.filling.fill(here.actor, days=days)
    if as_json:
        output.show([forms.post(each) for each in made])
        return
    output.say(f"{len(made)} posts were proposed." if made else _NOTHING)
    if made:
        posts_shown.as_table(made)


def _tell_proposals(proposals: Sequence[Proposal], *, as_json: bool) -> None:
    if as_json:
        output.show([_form(each) for each in proposals])
        return
    if not proposals:
        output.say(_NOTHING)
    for each in proposals:
        output.say(f"{shown(each.due, each.zone)}  {each.channel}  {each.pillar or ''}".rstrip())
        output.say(indent(f"{each.text} {each.link}".rstrip(), "    "))
        output.say(f"    {'; '.join(part.words for part in each.reason)}\n")


def _form(proposal: Proposal) -> dict[str, Any]:
    return {
        "channel": proposal.channel,
        "due": proposal.due.isoformat().replace("+00:00", "Z"),
        "local": proposal.due.astimezone(zone_named(proposal.zone)).isoformat(),
        "zone": proposal.zone,
        "pillar": proposal.pillar,
        "item": proposal.item.id,
        "source": proposal.source,
        "title": proposal.item.title,
        "text": proposal.text,
        "link": proposal.link,
        "reason": [part.model_dump(mode="json") for part in proposal.reason],
    }
