"""`rounds inbox …`: what the sources said, one line for each story, and what to make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.posts_shown import short
from scheduler.cli.times import shown, time_of

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post
    from scheduler.services.accepting import Changes
    from scheduler.services.curating import InboxEntry

commands = typer.Typer(
    name="inbox",
    help="What the sources said, by story: list it, accept, reject, edit, undo, ask why.",
    invoke_without_command=True,
    rich_markup_mode="markdown",
    epilog=example("rounds inbox", "rounds inbox accept 17", "rounds inbox reject 18 --reason old"),
)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The item's number.")]
Channel = Annotated[str, typer.Option("--channel", help="On this channel only.")]


@commands.callback()
def list_(
    context: typer.Context,
    *,
    pillar: Annotated[str | None, typer.Option("--pillar", help="Only what fits this theme.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Only what this source said.")] = None,
    trend: Annotated[int | None, typer.Option("--trend", help="Only what this trend rests on.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the open stories, best first."""
    if context.invoked_subcommand is not None:
        return
    with desk() as here:
        found = here.app.curating.inbox(limit=limit, pillar=pillar, source=source, trend=trend)
    if as_json:
        output.show([entry_form(each) for each in found])
        return
    rows = (
        (each.item.id, f"{each.score:.2f}", _outlets(each), each.pillar or "", short(each.item.title))
        for each in found
    )
    empty = "Nothing is open. Read the feeds with “rounds source poll”."
    output.table(("No.", "Score", "Told by", "Pillar", "Title"), rows, empty=empty)


@commands.command(epilog=example("rounds inbox why 17"))
def why(number: Number, *, as_json: AsJson = False) -> None:
    """Say why an item stands where it stands, who else tells it, and where it would go."""
    with desk() as here:
        entry = here.app.curating.entry(number)
        gap = here.app.accepting.gap_for(number)
        told = _place(gap, here)
    if as_json:
        place = {"channel": gap.channel, "due": gap.due.isoformat(), "zone": gap.zone} if gap else None
        output.show({**entry_form(entry), "place": place})
        return
    output.say(f"{entry.item.title}\n{entry.item.link}\n")
    for part in entry.reason:
        output.say(f"  {part.words}")
    for other in entry.others:
        output.say(f"  also told by {other.source}: {other.link}")
    for words in _cautions(entry):
        output.say(f"  {words}")
    output.say(f"\n{told}")


@commands.command(epilog=example("rounds inbox accept 17", "rounds inbox accept 17 --channel county-x"))
def accept(number: Number, *, channel: Channel = "", as_json: AsJson = False) -> None:
    """Make a draft about an item in the free slot that fits it best."""
    from scheduler.services.accepting import Changes

    _take(number, Changes(channel=channel), as_json=as_json)


@commands.command(
    epilog=example(
        "rounds inbox edit 17 --comment “Our clinic is open on Saturday.”",
        "rounds inbox edit 17 --channel main-x --at 2026-12-02T10:00",
    )
)
def edit(
    number: Number,
    *,
    text: Annotated[str, typer.Option("--text", help="Instead of the text that Rounds makes.")] = "",
    comment: Annotated[str, typer.Option("--comment", help="Own words before the title.")] = "",
    at: Annotated[str, typer.Option("--at", help="When, by the channel's clock; else in a free slot.")] = "",
    channel: Channel = "",
    as_json: AsJson = False,
) -> None:
    """Make a draft about an item with words or a time of your own."""
    from scheduler.services.accepting import Changes

    changes = Changes(channel=channel, text=text, comment=comment, at=time_of(at) if at else None)
    if not changes.is_any:
        raise typer.BadParameter("Say what is to be different: --text, --comment or --at.")
    if changes.at is not None and not channel:
        raise typer.BadParameter("Name the channel too: --channel.")
    _take(number, changes, as_json=as_json)


@commands.command(epilog=example("rounds inbox reject 18 --reason not_our_topic"))
def reject(
    number: Number,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="not_our_topic, old, unsuitable, duplicate or other.")
    ] = "other",
    as_json: AsJson = False,
) -> None:
    """Decide against an item: its story is not offered again, and the ranking learns from it."""
    with desk() as here:
        item = here.app.accepting.reject(here.actor, number, reason)
    if as_json:
        output.show({"item": item.id, "state": "rejected", "reason": reason})
        return
    output.say(f"Put aside: {short(item.title)}. Take it back with “rounds inbox undo {number}”.")


@commands.command(epilog=example("rounds inbox undo 17"))
def undo(number: Number, *, as_json: AsJson = False) -> None:
    """Take a decision back; a draft that was made from the item is cancelled if nobody worked on it."""
    with desk() as here:
        taken = here.app.accepting.take_back(here.actor, number)
    if as_json:
        output.show({"item": number, "state": "new", "was": taken.was.value, "cancelled": taken.post})
        return
    cancelled = f" Post {taken.post} is cancelled." if taken.post else ""
    output.say(f"Back in the inbox: {short(taken.item.title)}.{cancelled}")


def entry_form(entry: InboxEntry) -> dict[str, Any]:
    """Return an entry as JSON."""
    return {
        **entry.item.model_dump(mode="json"),
        "score": entry.score,
        "pillar": entry.pillar,
        "reason": [part.model_dump(mode="json") for part in entry.reason],
        "others": [other.id for other in entry.others],
        "outlets": list(dict.fromkeys([entry.source.name, *(other.source for other in entry.others)])),
        "leads_elsewhere": entry.leads_elsewhere,
        "health": {"status": entry.health.status, "alarm": entry.health.alarm.value},
    }


def _take(number: int, changes: Changes, *, as_json: bool) -> None:
    with desk() as here:
        post = here.app.accepting.accept(here.actor, number, changes)
    if as_json:
        output.show(forms.post(post))
        return
    output.say(f"{_made(post)} Take it back with “rounds inbox undo {number}”.")


def _made(post: Post) -> str:
    return f"Post {post.id} is a draft on {post.channel}, {shown(post.due, post.zone)} ({post.zone})."


def _outlets(entry: InboxEntry) -> str:
    others = len({other.source for other in entry.others} - {entry.source.name})
    return f"{entry.source.owner} +{others}" if others else entry.source.owner


def _cautions(entry: InboxEntry) -> list[str]:
    words = [entry.health.alarm_words] if entry.health.alarm_words else []
    if entry.leads_elsewhere:
        words.append("Its link leads to another site than its source's; look before you use it.")
    return words


def _place(gap: Gap | None, here: Desk) -> str:
    if gap is None:
        return "No slot is free for it in the coming weeks. See “rounds slot list”."
    title = here.app.set_up.channel(gap.channel).title
    return f"Accepted, it would go out on {shown(gap.due, gap.zone)} ({gap.zone}) on {title}."
