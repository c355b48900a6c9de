"""`rounds item quotes` and `rounds item compose`: an article's own words, and a text made with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.sources import items
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.quoting import PageWords, Quote

Number = Annotated[int, typer.Argument(metavar="ITEM", help="Its number, as “rounds item list” shows it.")]


@items.command(epilog=example("rounds item quotes 12"))
def quotes(number: Number, *, as_json: AsJson = False) -> None:
    """Show who said what on an item's page, word for word; reads the page if that was not done yet."""
    with desk() as here:
        kept = here.app.quoting.kept(number) or here.app.quoting.read(here.actor, number)
        found = here.app.quoting.quotes(number)
    if as_json:
        output.show(_form(kept, found))
        return
    rows = ((place, each.speaker or "the article", each.text) for place, each in enumerate(found, start=1))
    output.table(("No.", "Who", "Words"), rows, empty=kept.remark or "There is nothing to quote.")


@items.command(
    epilog=example(
        "rounds item compose 12 --channel main-x --quote 2 --comment 'Ours open on Monday.'",
        "rounds item compose 12 --channel main-x --hashtag bcsm",
    )
)
def compose(
    number: Number,
    *,
    channel: Annotated[
        list[str], typer.Option("--channel", help="Where it is for; again for a variant for another.")
    ],
    comment: Annotated[str, typer.Option("--comment", help="Your own words; they stand first.")] = "",
    quote: Annotated[
        int, typer.Option("--quote", min=0, help="Which of “rounds item quotes”; without it, the title.")
    ] = 0,
    hashtag: Annotated[
        list[str] | None, typer.Option("--hashtag", help="One that the register has for it, without #.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Word a post about an item, fitted to each channel; nothing is saved."""
    with desk() as here:
        chosen = _chosen(here, number, quote)
        texts = here.app.drafting.variants(
            number, channels=channel, comment=comment, quote=chosen, hashtags=hashtag or ()
        )
        offer = here.app.drafting.offer(number, channel=channel[0])
    if as_json:
        output.show({"texts": texts, "hashtags": list(offer.hashtags), "licence": offer.licence.name})
        return
    for name, text in texts.items():
        output.say(f"{name}:\n{text}" if len(texts) > 1 else text)


def _chosen(here: Desk, number: int, place: int) -> Quote | None:
    known = here.app.quoting.quotes(number)
    if place == 0:
        return None
    if place > len(known):
        raise InvalidInputError(
            f"There is no quote {place} of item {number}. See “rounds item quotes {number}”."
        )
    return known[place - 1]


def _form(kept: PageWords, found: list[Quote]) -> dict[str, object]:
    return {
        "item": kept.item,
        "read_at": kept.read_at.isoformat(),
        "remark": kept.remark,
        "quotes": [quote.model_dump(mode="json") for quote in found],
    }
