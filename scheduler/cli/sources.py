"""`rounds source …` and `rounds item …`: the trusted feeds, and what they say."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.files import given
from scheduler.cli.inbox import entry_form
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.posts_shown import short
from scheduler.domain.curation import SourceHealth
from scheduler.domain.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.curation import Source, Trust

commands = noun("source", "The trusted feeds: add, list, poll, import, export.")
items = noun("item", "What the feeds said.")

#: What a poll may come to without being a problem; empty: it was put off.
_FINE = {"ok", "unchanged", ""}


@commands.command(
    epilog=example(
        "rounds source add cdc-newsroom",
        "rounds source add our-blog --url https://larkspur.example/feed.xml --owner Larkspur --trust A",
    )
)
def add(  # noqa: PLR0913 - one option for each field
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="Its short name.")],
    *,
    url: Annotated[str, typer.Option("--url", help="The feed; without it, the one in the catalogue.")] = "",
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who is behind it, as credited in a post.")] = "",
    trust: Annotated[str, typer.Option("--trust", help="A (highest) to D.")] = "C",
    domain: Annotated[list[str] | None, typer.Option("--domain", help="Where its links may lead.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="What it writes about.")] = None,
    licence: Annotated[str, typer.Option("--licence", help="What may be used of it.")] = "link_only",
    pace: Annotated[str, typer.Option("--pace", help="news, explainer, journal or evergreen.")] = "news",
    as_json: AsJson = False,
) -> None:
    """Add a feed: one of the catalogue by its name, or another by its address."""
    from scheduler.domain.curation import Source

    tier = trust_of(trust)
    with desk() as here:
        if url:
            source = Source(
                name=name,
                title=title or name,
                url=url,
                owner=owner or title or name,
                trust=tier,
                domains=tuple(domain or ()),
                topics=tuple(topic or ()),
                licence=licence,
                pace=pace,
            )
        else:
            source = of_catalogue(here, name)
        added = here.app.curating.add(here.actor, source)
    if as_json:
        output.show(added.model_dump(mode="json"))
        return
    output.say(f"Source {name} is there. Read it with “rounds source poll {name}”.")


@commands.command("list", epilog=example("rounds source list", "rounds source list --catalogue"))
def list_(
    *,
    catalogue: Annotated[bool, typer.Option("--catalogue", help="The trusted sources one can add.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the feeds and how they are, or the catalogue of those that can be added."""
    if catalogue:
        _list_catalogue(as_json=as_json)
        return
    with desk() as here:
        curating = here.app.curating
        found, health = curating.sources(), curating.healths()
    if as_json:
        known = {each.name: SourceHealth(source=each.name) for each in found} | health
        output.show([source_form(each, known[each.name]) for each in found])
        return
    rows = (
        (each.name, each.title, each.trust.value, _how(each, health.get(each.name)), short(each.url))
        for each in found
    )
    heads = ("Name", "Title", "Trust", "State", "Address")
    output.table(heads, rows, empty="There is no source yet. Choose some: “rounds source list --catalogue”.")


@commands.command(epilog=example("rounds source poll", "rounds source poll cdc-newsroom"))
def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Even those whose time has not come.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read feeds now; ends with 1 where one of them could not be read."""
    with desk() as here:
        for name in names or []:
            here.app.curating.source(name)
        results = here.app.curating.poll(names=names or (), force=force or bool(names))
    forms = [
        {"source": each.source, "status": each.status, "new_items": each.new_items, "remark": each.remark}
        for each in results
    ]
    if as_json:
        output.show(forms)
    else:
        rows = ((form["source"], form["status"], form["new_items"], form["remark"]) for form in forms)
        empty = "No source is due. Read all of them with --force."
        output.table(("Source", "State", "New", "Remark"), rows, empty=empty)
    if any(form["status"] not in _FINE for form in forms):
        raise typer.Exit(1)


@commands.command(
    "import", epilog=example("rounds source import subscriptions.opml", "rounds source import --catalogue")
)
def import_(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An OPML file; - reads standard input.")
    ] = None,
    *,
    catalogue: Annotated[
        bool, typer.Option("--catalogue", help="All trusted sources that ship with Rounds.")
    ] = False,
    trusting: Annotated[
        bool, typer.Option("--trusting", help="Take trust, licence and domains from the list as well.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add the feeds of an OPML file, or of the catalogue; those that are here already stay as they are."""
    if catalogue == (file is not None):
        raise typer.BadParameter("Name a file, or say --catalogue.")
    with desk() as here:
        if file is None:
            added = _allof_catalogue(here)
        else:
            document = given(file)
            added = here.app.curating.import_opml(here.actor, document, is_trusted=trusting)
    if as_json:
        output.show([each.model_dump(mode="json") for each in added])
        return
    output.say(f"{len(added)} sources were added. Read them with “rounds source poll”.")


@commands.command(epilog=example("rounds source export --out sources.opml"))
def export(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; without it, standard output.")
    ] = None,
) -> None:
    """Write the feeds as OPML, for another reader."""
    with desk() as here:
        document = here.app.curating.export_opml()
    output.write_bytes(document, out)


@items.command("list", epilog=example("rounds item list --pillar heart --limit 10"))
def list_items(
    *,
    pillar: Annotated[str | None, typer.Option("--pillar", help="Only what fits this theme.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what is worth a post, best first, each with the reason."""
    with desk() as here:
        if pillar is not None:
            here.app.set_up.pillar(pillar)
        found = here.app.curating.inbox(limit=limit, pillar=pillar)
    if as_json:
        output.show([entry_form(each) for each in found])
        return
    rows = (
        (each.item.id, f"{each.score:.2f}", each.source.owner, each.pillar or "", short(each.item.title))
        for each in found
    )
    heads = ("No.", "Score", "Source", "Pillar", "Title")
    output.table(heads, rows, empty="Nothing new. Read the feeds with “rounds source poll”.")


def source_form(source: Source, health: SourceHealth | None) -> dict[str, Any]:
    """Return a source with its health as JSON."""
    told = health.model_dump(mode="json", exclude={"source", "etag", "last_modified"}) if health else None
    return {**source.model_dump(mode="json"), "health": told}


def _list_catalogue(*, as_json: bool) -> None:
    with desk() as here:
        offers = here.app.curating.offers()
    if as_json:
        output.show(
            [
                {**source_form(each.source, None), **each.model_dump(mode="json", exclude={"source"})}
                for each in offers
            ]
        )
        return
    rows = (
        (
            each.source.name,
            each.source.title,
            each.source.trust.value,
            each.source.licence,
            each.source.pace,
            f"Beware: {each.caution}" if each.caution else each.note,
        )
        for each in offers
    )
    output.table(("Name", "Title", "Trust", "Licence", "Pace", "Note"), rows, empty="The catalogue is empty.")


def _how(source: Source, health: SourceHealth | None) -> str:
    if not source.active:
        return "archived"
    if health is None:
        return "not read yet"
    if health.alarm.value:
        return f"{health.alarm.value}: {health.alarm_words}"
    return f"{health.status or 'not read yet'} {health.remark}".strip()


def of_catalogue(here: Desk, name: str) -> Source:
    """Return a source of the catalogue, or raise `InvalidInputError`."""
    known = {each.name: each for each in here.app.curating.catalogue()}
    if name not in known:
        raise InvalidInputError(
            f"There is no source “{name}” in the catalogue. See “rounds source list --catalogue”, "
            "or give its address with --url."
        )
    return known[name]


def _allof_catalogue(here: Desk) -> list[Source]:
    known = {each.name for each in here.app.curating.sources()}
    offers = here.app.curating.offers()
    new = [each.source for each in offers if not each.caution and each.source.name not in known]
    return here.app.curating.add_all(here.actor, new)


def trust_of(name: str) -> Trust:
    """Return the tier that is meant, or raise `UnknownNameError`."""
    from scheduler.domain.curation import Trust

    try:
        return Trust(name.strip().upper())
    except ValueError as why:
        raise UnknownNameError("trust", name, [each.value for each in Trust]) from why
