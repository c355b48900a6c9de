"""`rounds channel budget` and `rounds channel links`: what a channel may cost, and whether it sends links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import channels, output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.money import dollars, mills_of

if TYPE_CHECKING:
    from datetime import date

    from scheduler.services.months import Month

_NO_LIMIT = "none"
_YES_NO = {"yes": True, "no": False}


@channels.commands.command(
    epilog=example(
        "rounds channel budget", "rounds channel budget main-x 20.00", "rounds channel budget main-x none"
    )
)
def budget(
    name: Annotated[str, typer.Argument(metavar="[CHANNEL]", help="Only this channel.")] = "",
    amount: Annotated[
        str, typer.Argument(metavar="[AMOUNT]", help="US dollars a month like 20.00, or none for no limit.")
    ] = "",
    *,
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help="Show another month than this one.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what the channels cost in a month (UTC) and may cost, or set the most that one may cost."""
    with desk() as here:
        if amount:
            limit = None if amount.strip().lower() == _NO_LIMIT else mills_of(amount)
            here.app.budgeting.set_budget(here.actor, name, limit)
        names = [name] if name else [each.name for each in here.app.set_up.channels()]
        found = [here.app.budgeting.month(each, _month(month)) for each in names]
    if as_json:
        shown = [_form(each) for each in found]
        output.show(shown[0] if name else shown)
        return
    _tell(found)


@channels.commands.command(epilog=example("rounds channel links main-x no"))
def links(
    name: channels.Name,
    choice: Annotated[str, typer.Argument(metavar="yes|no", help="Do its proposals carry their link?")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say whether proposals for a channel carry their link; a person may still add or take out each one."""
    if choice.strip().lower() not in _YES_NO:
        raise InvalidInputError(f"“{choice}” is neither yes nor no.")
    with desk() as here:
        changed = here.app.budgeting.set_links(here.actor, name, sends_links=_YES_NO[choice.strip().lower()])
    if as_json:
        output.show({"name": changed.name, "sends_links": changed.sends_links})
        return
    words = "carry their link" if changed.sends_links else "leave the link out"
    output.say(f"New proposals for {changed.name} {words}.")


def _month(words: str) -> date | None:
    from datetime import date

    if not words:
        return None
    try:
        return date.fromisoformat(f"{words.strip()}-01")
    except ValueError as why:
        raise InvalidInputError(f"“{words}” is no month. Write it like 2026-12.") from why


def _form(month: Month) -> dict[str, Any]:
    told = {
        "month": f"{month.month:%Y-%m}",
        "alarm": month.alarm.value,
        "left": None if month.budget is None else max(0, month.budget - month.spent),
        "unit": "mills (1/1000 USD)",
    }
    return {**month.model_dump(mode="json", exclude={"least", "title", "month"}), **told}


def _tell(found: list[Month]) -> None:
    rows = (
        (
            each.channel,
            f"{each.month:%b %Y}",
            dollars(each.spent),
            dollars(each.committed),
            dollars(each.planned),
            "no limit" if each.budget is None else dollars(each.budget),
        )
        for each in found
    )
    heads = ("Channel", "Month (UTC)", "Spent", "Scheduled", "Planned", "Budget")
    output.table(heads, rows, empty="There is no channel yet. Add one with “rounds channel add”.")
    for each in found:
        if each.warning:
            output.note(each.warning)
