"""`rounds trends …`: what many sources suddenly speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.posts_shown import short
from scheduler.cli.times import shown

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.services.trends import Trend

commands = noun("trends", "What many sources suddenly speak of, with the evidence.")

Number = Annotated[int, typer.Argument(metavar="TREND", help="Its number in the list.")]


@commands.command("list", epilog=example("rounds trends list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the trends that nobody decided on, the newest first."""
    with desk() as here:
        found, zone = here.app.trends.open(), _zone(here)
    if as_json:
        output.show([_data(trend) for trend in found])
        return
    rows = (
        (
            trend.alert.id,
            shown(trend.alert.first_at, zone),
            ", ".join(trend.alert.terms[:4]),
            f"{len(trend.alert.items)} from {len(trend.alert.publishers)} publishers",
        )
        for trend in found
    )
    output.table(("Trend", "Noticed", "Words", "Items"), rows, empty="Nothing bursts at present.")


@commands.command(epilog=example("rounds trends look"))
def look(*, as_json: AsJson = False) -> None:
    """Look now instead of within the hour."""
    with desk() as here:
        found = here.app.trends.look()
    if as_json:
        output.show([alert.model_dump(mode="json") for alert in found])
        return
    output.say(f"{len(found)} new. See “rounds trends list”." if found else "Nothing new bursts.")


@commands.command(epilog=example("rounds trends show 3"))
def show(number: Number, *, as_json: AsJson = False) -> None:
    """Show what a trend rests on."""
    with desk() as here:
        trend, zone = here.app.trends.trend(number), _zone(here)
    if as_json:
        output.show(_data(trend))
        return
    alert = trend.alert
    output.say(f"{', '.join(alert.terms)}: noticed {shown(alert.first_at, zone)}, {alert.state.value}.")
    output.say(
        f"Spoken of on {alert.seen} publisher-days where {alert.expected:g} were expected (z {alert.z:g})."
    )
    rows = (
        (
            item.id,
            trend.sources[item.source].title,
            shown(item.published or item.first_seen, zone),
            short(item.title),
        )
        for item in trend.items
    )
    output.table(("Item", "Source", "Said", "Title"), rows, empty="Its items are no longer kept.")


@commands.command(epilog=example("rounds trends propose 3 --channel main-x"))
def propose(
    number: Number,
    *,
    channel: Annotated[str, typer.Option("--channel", help="For which channel to write it.")],
    item: Annotated[int | None, typer.Option("--item", help="About this one of its items.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a post about a trend, to be edited and placed by you; nothing is saved."""
    with desk() as here:
        made = here.app.trends.propose(number, channel=channel, item=item)
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(made.draft.text)
    if made.draft.link:
        output.say(made.draft.link)


@commands.command(epilog=example("rounds trends dismiss 3"))
def dismiss(number: Number, *, as_json: AsJson = False) -> None:
    """Put a trend aside; nothing of it is told again while it goes on."""
    with desk() as here:
        alert = here.app.trends.dismiss(here.actor, number)
    if as_json:
        output.show(alert.model_dump(mode="json"))
        return
    output.say(f"Trend {number} is dismissed.")


def _zone(here: Desk) -> str:
    organisation = here.app.set_up.organisation()
    return organisation.zone if organisation else "UTC"


def _data(trend: Trend) -> dict[str, Any]:
    return {
        **trend.alert.model_dump(mode="json"),
        "evidence": [item.model_dump(mode="json", include=_SAID) for item in trend.items],
    }


_SAID = {"id", "source", "title", "link", "published", "first_seen"}
