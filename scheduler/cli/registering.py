"""`rounds source show|edit|archive|review|agree|check`: on what terms a source is trusted, and if still."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.sources import commands, of_catalogue, source_form, trust_of
from scheduler.cli.times import shown
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.domain.curation import Source, SourceHealth

#: Fetches that `show` lists.
_LAST = 8

Name = Annotated[str, typer.Argument(metavar="SOURCE", help="Its short name.")]
#: What may be given or left as it is.
Words = str | None
Listed = list[str] | None
YesNo = bool | None
Count = int | None


@commands.command(epilog=example("rounds source show cdc-newsroom", "rounds source show cdc-newsroom --json"))
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show everything that is known of a source: its terms, its health, how it was asked."""
    with desk() as here:
        source = here.app.curating.source(name)
        health, log = here.app.curating.health(name), here.app.curating.log(name)
        organisation = here.app.set_up.organisation()
    if as_json:
        fetches = [each.model_dump(mode="json") for each in log]
        output.show({**source_form(source, health), "log": fetches})
        return
    zone = organisation.zone if organisation else "UTC"
    for label, words in (*_terms(source), *_health(health, zone)):
        if words:
            output.say(f"{label:<16} {words}")
    for each in log[-_LAST:]:
        size = f", {each.size} bytes" if each.size else ""
        output.say(f"  {shown(each.at, zone)} ({zone})  {each.outcome}{size}. {each.reason}".rstrip())


@commands.command(
    epilog=example(
        "rounds source edit our-blog --licence own --trust A",
        "rounds source edit stat-health --topic-out lawsuit --topic-out “stock price*” --weekly-cap 2",
    )
)
def edit(  # noqa: PLR0913 - one option for each field, called as the field
    name: Name,
    *,
    title: Annotated[Words, typer.Option("--title", help="What people call it.")] = None,
    url: Annotated[Words, typer.Option("--url", help="Its address; it is then asked anew.")] = None,
    owner: Annotated[Words, typer.Option("--owner", help="As credited in a post.")] = None,
    handle: Annotated[Words, typer.Option("--handle", help="Its account, like @larkspur.")] = None,
    trust: Annotated[Words, typer.Option("--trust", help="A (highest) to D.")] = None,
    licence: Annotated[Words, typer.Option("--licence", help="What may be used of it.")] = None,
    pace: Annotated[Words, typer.Option("--pace", help="news, explainer, journal or evergreen.")] = None,
    domains: Annotated[Listed, typer.Option("--domain", help="Where its links may lead.")] = None,
    topics: Annotated[Listed, typer.Option("--topic", help="What it writes about.")] = None,
    topics_out: Annotated[
        Listed, typer.Option("--topic-out", help="Not proposed of it; “” for none.")
    ] = None,
    needs_clinician: Annotated[
        YesNo, typer.Option("--clinician/--no-clinician", help="Must a clinician look first?")
    ] = None,
    may_go_unreviewed: Annotated[
        YesNo, typer.Option("--unreviewed/--reviewed", help="May it go out without a person?")
    ] = None,
    review_date: Annotated[
        Words, typer.Option("--review", help="When to look again, like 2027-11-21.")
    ] = None,
    retention_days: Annotated[
        Count, typer.Option("--retention", help="Days to keep unused items; 0 keeps them.")
    ] = None,
    weekly_cap: Annotated[
        Count, typer.Option("--weekly-cap", help="Most proposals a week; 0 sets no limit.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given of a source, and nothing else of it."""
    changes = _changes(locals())
    with desk() as here:
        before = here.app.curating.source(name)
        after = here.app.curating.change(here.actor, before.model_copy(update=changes))
    _tell(after, f"Source {name} is changed: {', '.join(sorted(changes))}.", as_json=as_json)


def _changes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given, of all that was typed, as a source holds them."""
    typed = {field: value for field, value in given.items() if value is not None and field not in _NO_FIELDS}
    if not typed:
        raise typer.BadParameter("Say what is to be changed; --help lists what can be.")
    return {field: _AS_KEPT.get(field, _as_typed)(value) for field, value in typed.items()}


def _as_typed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _no_limit(number: int) -> int | None:
    return number or None


_NO_FIELDS = frozenset({"name", "as_json"})
_AS_KEPT: dict[str, Callable[[Any], Any]] = {
    "trust": trust_of,
    "retention_days": _no_limit,
    "weekly_cap": _no_limit,
}


@commands.command(epilog=example("rounds source archive old-feed", "rounds source archive old-feed --undo"))
def archive(
    name: Name,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back into use.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask a source no more and propose nothing of it; its items and posts stay."""
    with desk() as here:
        after = here.app.curating.archive(here.actor, name, is_over=not undo)
    words = "is in use again" if undo else "is archived. Take it back with --undo"
    _tell(after, f"Source {name} {words}.", as_json=as_json)


@commands.command(epilog=example("rounds source review cdc-newsroom --until 2027-05-01"))
def review(
    name: Name,
    *,
    until: Annotated[str, typer.Option("--until", help="When to look again; else in a year.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say that you looked at a source and still trust it."""
    with desk() as here:
        after = here.app.curating.review(here.actor, name, until=_day(until))
    _tell(after, f"Noted. The next review of {name} is due on {after.review_date}.", as_json=as_json)


@commands.command(epilog=example("rounds source agree cdc-newsroom"))
def agree(name: Name, *, as_json: AsJson = False) -> None:
    """Say that you looked at the alarm of a source and that it is right: the alarm ends."""
    with desk() as here:
        before = here.app.curating.health(name)
        here.app.curating.agree(here.actor, name)
    if as_json:
        output.show({"source": name, "alarm": "", "was": before.alarm.value})
    elif before.alarm.value:
        output.say(f"Noted: {name} is right. It is asked again with the next poll.")
    else:
        output.say(f"There is no alarm about {name}.")


@commands.command(epilog=example("rounds source check cdc-mmwr", "rounds source check our-blog"))
def check(name: Name, *, as_json: AsJson = False) -> None:
    """Ask a source once whether it answers, one of yours or of the catalogue; nothing is kept."""
    with desk() as here:
        mine = {source.name: source for source in here.app.curating.sources()}
        source = mine.get(name) or of_catalogue(here, name)
        answer = here.app.curating.try_out(here.actor, source)
    if as_json:
        output.show({"source": name, **answer.model_dump(mode="json")})
    else:
        output.say(answer.words)
    if not answer.is_well:
        raise typer.Exit(1)


def _tell(source: Source, words: str, *, as_json: bool) -> None:
    if as_json:
        output.show(source.model_dump(mode="json"))
    else:
        output.say(words)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as why:
        raise InvalidInputError(f"“{words}” is no date. Write it like 2027-11-21.") from why


def _terms(source: Source) -> list[tuple[str, str]]:
    from scheduler.domain.licences import licence

    terms = licence(source.licence)
    return [
        ("Title", source.title),
        ("Owner", f"{source.owner} {source.handle}".strip()),
        ("Address", source.url),
        ("In use", "yes" if source.active else "archived"),
        ("Trust", source.trust.value),
        ("Licence", f"{terms.title}. {terms.words}"),
        ("Pace", source.pace),
        ("Links lead to", ", ".join(source.domains)),
        ("Topics", ", ".join(source.topics)),
        ("Topics out", ", ".join(source.topics_out)),
        ("Clinician", "must look first" if source.needs_clinician else ""),
        ("Unreviewed", "may go out without a person" if source.may_go_unreviewed else ""),
        ("Review due", source.review_date),
        ("Keeps items", f"{source.retention_days} days" if source.retention_days else ""),
        ("Most a week", str(source.weekly_cap or "")),
    ]


def _health(health: SourceHealth, zone: str) -> list[tuple[str, str]]:
    asked = f"{shown(health.checked_at, zone)} ({zone})" if health.checked_at else "never"
    again = f"{shown(health.next_check_at, zone)} ({zone})" if health.next_check_at else ""
    alarm = f"{health.alarm.value}: {health.alarm_words}" if health.alarm.value else ""
    return [
        ("State", f"{health.status or 'not read yet'}. {health.remark}".strip()),
        ("Alarm", alarm),
        ("Asked", asked),
        ("Next", again),
        ("Items", str(health.items)),
    ]
