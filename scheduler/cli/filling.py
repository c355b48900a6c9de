"""`rounds fill` and `rounds instead`: fill the gaps of the coming days, and take a runner-up after all."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output, posts_shown
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.reconsidering import bound, placed_form, second_thoughts
from scheduler.cli.times import shown

if TYPE_CHECKING:
    from scheduler.services.filling import Filled
    from scheduler.services.licensing import Refused
    from scheduler.services.proposals import Alternative, Proposal

_NOTHING = (
    "No gap could be filled: there is none, or no item fits. See “rounds slot list”, “rounds item list”."
)


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("fill", epilog=example("rounds fill --days 14 --dry-run", "rounds fill --reconsider"))(fill)
    app.command("instead", epilog=example("rounds instead 42", "rounds instead 42 1077"))(instead)
    app.command("curated-share", epilog=example("rounds curated-share 60", "rounds curated-share none"))(
        curated_share
    )


def fill(
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How far ahead.")] = 14,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="Only this channel (dry run).")
    ] = None,
    reconsider: Annotated[
        bool, typer.Option("--reconsider", help="Change proposals that nobody touched where that is better.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the proposals; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the gaps of the coming days with proposals, each with its reason; a person approves them."""
    if channel and not dry_run:
        raise typer.BadParameter("--channel goes with --dry-run only.")
    with desk() as here:
        names = [here.app.set_up.channel(name).name for name in channel or []]
        if reconsider:
            second_thoughts(here, days=days, channels=names, dry_run=dry_run, as_json=as_json)
            return
        found = here.app.filling.plan(days=days, channels=names)
        if dry_run:
            _tell_plan(found, as_json=as_json)
            return
        made = here.app.filling.fill(here.actor, days=days, proposals=found.proposals)
    if as_json:
        output.show([forms.post(each) for each in made])
        return
    output.say(f"{len(made)} posts were proposed. {bound(found.shortfall)}" if made else _NOTHING)
    if made:
        posts_shown.as_table(made)


def instead(
    post: Annotated[int, typer.Argument(help="Number of a proposal.")],
    runner_up: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Number of one of its runners-up.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the runners-up of a proposal, or put one of them in its place."""
    with desk() as here:
        if runner_up is not None:
            made = here.app.filling.instead(here.actor, post, runner_up)
            if as_json:
                output.show(forms.post(made))
                return
            output.say(f"Post {made.id} stands there now; post {post} is cancelled.")
            return
        kept = here.app.filling.runners_up(post)
    if as_json:
        output.show([each.model_dump(mode="json") for each in kept])
        return
    for each in kept:
        output.say(f"{each.item}  {each.pillar or ''}  {each.score:.2f}  {each.why}")
    if not kept:
        output.say("It has no runners-up.")


def curated_share(
    share: Annotated[str, typer.Argument(help="Per cent of the posts, or “none”.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say how many per cent of the posts come from sources at most; the other gaps are left to people."""
    from scheduler.domain.errors import InvalidInputError

    with desk() as here:
        rules = here.app.filling.rules()
        if share:
            if share != "none" and not share.isdecimal():
                raise InvalidInputError(f"“{share}” is no share. Say a number from 0 to 100, or “none”.")
            rules = here.app.filling.set_curated_share(here.actor, None if share == "none" else int(share))
    if as_json:
        output.show(rules.model_dump(mode="json"))
        return
    most = "no limit" if rules.curated_share is None else f"{rules.curated_share} per cent at most"
    output.say(f"Posts made from sources: {most}.")


def _tell_plan(found: Filled, *, as_json: bool) -> None:
    if as_json:
        output.show([_form(each) for each in found.proposals])
        return
    for each in found.proposals:
        output.say(f"{shown(each.due, each.zone)}  {each.channel}  {each.pillar or ''}".rstrip())
        output.say(indent(f"{each.text} {each.link}".rstrip(), "    "))
        output.say(f"    {'; '.join(part.words for part in each.reason)}")
        for other in each.runners_up:
            output.say(f"    or {other.number}: {other.title} ({other.why})")
        output.say("")
    for left_out in found.refused:
        output.say(_not_proposed(left_out))
    for free in found.kept_free:
        output.say(
            f"Kept free: {shown(free.due, free.zone)} {free.channel}, for “{free.event}” of {free.calendar}."
        )
    if not found.proposals:
        output.say(_NOTHING)
        return
    left = f" {found.open_gaps} gaps stay open." if found.open_gaps else ""
    output.say(f"{len(found.proposals)} proposals. {bound(found.shortfall)}{left}")


def _not_proposed(left_out: Refused) -> str:
    what = f"{left_out.items} of {left_out.source}"
    return f"Not proposed for {left_out.channel}: {what}, for {left_out.why.rstrip('.')}."


def _form(proposal: Proposal) -> dict[str, Any]:
    return {
        **placed_form(proposal),
        "runners_up": [_other(each) for each in proposal.runners_up],
    }


def _other(each: Alternative) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "pillar": each.pillar,
        "source": each.source,
        "score": each.score,
        "why": each.why,
    }
