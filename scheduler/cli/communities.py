"""`rounds community …`: hashtags and tweet chats."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.plan import WEEKDAYS

if TYPE_CHECKING:
    from scheduler.domain.communities import Community

commands = noun("community", "Hashtags of diseases and professions, and chats that meet under them.")

Tag = Annotated[str, typer.Argument(metavar="TAG", help="The hashtag, with its sign or without.")]
Title = Annotated[str | None, typer.Option("--title", help="What it is about, for people.")]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", help="A word or phrase that calls for it; may be repeated.")
]
Day = Annotated[str | None, typer.Option("--weekday", help="Of its chat: monday, tuesday and so on.")]
Hour = Annotated[str | None, typer.Option("--at", help="When its chat begins, like 20:00.")]
Zone = Annotated[str | None, typer.Option("--zone", help="The clock of the chat, like America/New_York.")]
Weeks = Annotated[list[int] | None, typer.Option("--week", help="Only in this week of the month, 1 to 5.")]


@commands.command(
    "list", epilog=example("rounds community list", "rounds community list --text 'Mammograms'")
)
def list_(
    *,
    text: Annotated[str, typer.Option("--text", help="Only the tags proposed for this text.")] = "",
    as_json: AsJson = False,
) -> None:
    """List tags and chats, or those that would be proposed for a text."""
    with desk() as here:
        found = here.app.communities.all()
        wanted = {tag.lower() for tag in here.app.communities.proposed(text)} if text else None
    kept = [each for each in found if wanted is None or each.key in wanted]
    if as_json:
        output.show([each.model_dump(mode="json") for each in kept])
        return
    rows = ((f"#{each.tag}", each.title, _chat(each), ", ".join(each.topics), _state(each)) for each in kept)
    heads = ("Tag", "About", "Chat", "Called for by", "")
    output.table(heads, rows, empty="No tag of the register fits.")


@commands.command(epilog=example("rounds community add larkspurwalks --topic 'walking group'"))
def add(
    tag: Tag,
    *,
    title: Title = None,
    topic: Topics = None,
    weekday: Day = None,
    at: Hour = None,
    zone: Zone = None,
    week: Weeks = None,
    as_json: AsJson = False,
) -> None:
    """Add a tag, or a chat by its weekday, hour and zone."""
    fields = _given(title=title, topics=topic, weekday=weekday, wall=at, zone=zone, weeks=week)
    with desk() as here:
        made = here.app.communities.add(here.actor, tag, **fields)
    _tell(made, "is in the register", as_json=as_json)


@commands.command(epilog=example("rounds community edit bcsm --checked"))
def edit(  # noqa: PLR0913 - each option is one
    tag: Tag,
    *,
    title: Title = None,
    topic: Topics = None,
    weekday: Day = None,
    at: Hour = None,
    zone: Zone = None,
    week: Weeks = None,
    checked: Annotated[
        bool | None, typer.Option("--checked/--unchecked", help="Has a person looked who speaks there?")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named; all else stays as it is."""
    fields = _given(
        title=title, topics=topic, weekday=weekday, wall=at, zone=zone, weeks=week, checked=checked
    )
    with desk() as here:
        made = here.app.communities.edit(here.actor, tag, **fields)
    _tell(made, "is changed", as_json=as_json)


@commands.command(epilog=example("rounds community on bcsm"))
def on(tag: Tag, *, as_json: AsJson = False) -> None:
    """Let a tag be proposed, and its chat be shown."""
    _switch(tag, active=True, as_json=as_json)


@commands.command(epilog=example("rounds community off medtwitter"))
def off(tag: Tag, *, as_json: AsJson = False) -> None:
    """Propose a tag no more; it stays in the list."""
    _switch(tag, active=False, as_json=as_json)


@commands.command(epilog=example("rounds community reset bcsm"))
def reset(tag: Tag, *, as_json: AsJson = False) -> None:
    """Let it be as it came with Rounds; one of your own is removed."""
    with desk() as here:
        here.app.communities.reset(here.actor, tag)
    if as_json:
        output.show({"tag": tag})
        return
    output.say(f"What was changed of {tag} is undone.")


def _switch(tag: str, *, active: bool, as_json: bool) -> None:
    with desk() as here:
        made = here.app.communities.edit(here.actor, tag, active=active)
    _tell(made, "counts" if active else "counts no more", as_json=as_json)


def _given(**fields: Any) -> dict[str, Any]:
    given = {name: value for name, value in fields.items() if value is not None}
    if "weekday" in given:
        given["weekday"] = _weekday(given["weekday"])
    if "wall" in given:
        given["wall"] = _hour(given["wall"])
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _weekday(typed: str) -> int:
    names = [each.lower() for each in WEEKDAYS]
    if typed.strip().lower() not in names:
        raise UnknownNameError("weekday", typed, names)
    return names.index(typed.strip().lower())


def _hour(typed: str) -> time:
    try:
        return datetime.strptime(typed.strip(), "%H:%M").time()  # noqa: DTZ007 - a wall clock
    except ValueError as why:
        raise InvalidInputError(f"“{typed}” is no hour. Write it like 20:00.") from why


def _tell(made: Community, what: str, *, as_json: bool) -> None:
    if as_json:
        output.show(made.model_dump(mode="json"))
        return
    output.say(f"#{made.tag} {what}.")


def _chat(each: Community) -> str:
    if each.weekday is None or each.wall is None:
        return ""
    weeks = f", week {', '.join(map(str, each.weeks))}" if each.weeks else ""
    return f"{WEEKDAYS[each.weekday]} {each.wall:%H:%M} {each.zone}{weeks}"


def _state(each: Community) -> str:
    if not each.active:
        return "off"
    return "" if each.checked else "check before use"
