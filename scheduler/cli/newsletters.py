"""`rounds newsletter …`: a mailbox of one's own, and the newsletters that come to it."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.secret import Credentials, Secret

if TYPE_CHECKING:
    from scheduler.domain.curation import Source, Trust

commands = noun("newsletter", "Newsletters by mail: set their mailbox, add them, check, poll.")


@commands.command(
    "set", epilog=example("rounds newsletter set --host imap.larkspur.example --user news@larkspur.example")
)
def set_(
    *,
    host: Annotated[str, typer.Option("--host", help="The mail server (IMAP).")],
    user: Annotated[str, typer.Option("--user", help="The user's name there.")],
    port: Annotated[int, typer.Option("--port", help="Where it listens, encrypted.", min=1, max=65535)] = 993,
    folder: Annotated[str, typer.Option("--folder", help="The folder that is read.")] = "INBOX",
    password: Annotated[
        Path | None,
        typer.Option("--password-file", help="A file that holds the password; or - for standard input."),
    ] = None,
    authority: Annotated[
        Path | None, typer.Option("--ca-file", help="The certificate of your own authority (PEM).")
    ] = None,
    checked_by: Annotated[
        str, typer.Option("--checked-by", help="The name by which your server notes its checks of senders.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Set the mailbox for newsletters. Take one that gets no other mail; it is opened before it is kept."""
    parts: dict[str, str | Secret] = {
        "host": host,
        "port": str(port),
        "user": user,
        "folder": folder,
        "password": _password(password),
        "authority": _text(authority) if authority else "",
        "checked_by": checked_by,
    }
    with desk() as here:
        way = here.app.opening.keep(here.actor, Credentials(parts))
    if as_json:
        output.show(way.model_dump(mode="json"))
        return
    output.say(
        f"The mailbox {way.user} at {way.host} is set, for reading only. "
        "Name the newsletters that come to it: “rounds newsletter add”."
    )


@commands.command(epilog=example("rounds newsletter forget"))
def forget(*, as_json: AsJson = False) -> None:
    """Forget the mailbox and its password; what came from there stays."""
    with desk() as here:
        here.app.opening.forget(here.actor)
    if as_json:
        output.show({"mailbox": None})
        return
    output.say("The mailbox is forgotten. Newsletters are read no more.")


@commands.command(
    epilog=example(
        "rounds newsletter add county-weekly --from weekly.county.example --domain county.example",
        "rounds newsletter add state-news --from news@health.state.example --domain state.example --trust A",
    )
)
def add(
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="Its short name.")],
    *,
    sender: Annotated[
        str, typer.Option("--from", help="Its List-Id, its sender's address, or @ and a sender's domain.")
    ],
    domain: Annotated[list[str], typer.Option("--domain", help="Where its links may lead.")],
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who is behind it, as credited in a post.")] = "",
    trust: Annotated[str, typer.Option("--trust", help="A (highest) to D.")] = "C",
    topic: Annotated[list[str] | None, typer.Option("--topic", help="What it writes about.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a newsletter as a source. Only mails of newsletters that were added are ever read."""
    from scheduler.domain.curation import Source, SourceKind
    from scheduler.services.newsletters import address_of

    source = Source(
        name=name,
        title=title or name,
        url=address_of(sender),
        owner=owner or title or name,
        trust=_trust(trust),
        domains=tuple(domain),
        topics=tuple(topic or ()),
        kind=SourceKind.NEWSLETTER,
    )
    with desk() as here:
        added = here.app.curating.add(here.actor, source)
    if as_json:
        output.show(added.model_dump(mode="json"))
        return
    output.say(f"Newsletter {name} is there. Read it with “rounds newsletter poll {name}”.")


@commands.command(epilog=example("rounds newsletter check"))
def check(*, as_json: AsJson = False) -> None:
    """Open the mailbox and count the mails of each newsletter; nothing is read or kept."""
    with desk() as here:
        way, waiting = here.app.opening.shown(), here.app.newsletters.check(here.actor)
    if as_json:
        shown = way.model_dump(mode="json") if way else None
        output.show({"mailbox": shown, "newsletters": [each.model_dump(mode="json") for each in waiting]})
        return
    if way:
        output.say(f"The mailbox {way.user} at {way.host} opens, folder {way.folder}.")
    empty = "No newsletter is added yet: “rounds newsletter add”."
    output.table(("Source", "Mails, 30 days"), ((each.source, each.mails) for each in waiting), empty=empty)


@commands.command(epilog=example("rounds newsletter poll", "rounds newsletter poll county-weekly"))
def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Even those whose time has not come.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read new mails of the newsletters; ends with 1 where they could not be read."""
    with desk() as here:
        for name in names or []:
            _require_newsletter(here.app.curating.source(name))
        results = here.app.newsletters.poll(names=names or (), force=force or bool(names))
    if as_json:
        output.show([each.model_dump(mode="json") for each in results])
    else:
        rows = ((each.source, each.status, each.new_items, each.remark) for each in results)
        empty = "No newsletter is due. Read all of them with --force."
        output.table(("Source", "State", "New", "Remark"), rows, empty=empty)
    if any(each.status == "broken" for each in results):
        raise typer.Exit(1)


def _require_newsletter(source: Source) -> None:
    if source.kind != "newsletter":
        raise InvalidInputError(
            f"{source.name} is a feed, not a newsletter. Read it with “rounds source poll {source.name}”."
        )


def _trust(name: str) -> Trust:
    from scheduler.domain.curation import Trust

    try:
        return Trust(name.strip().upper())
    except ValueError as why:
        raise UnknownNameError("trust", name, [each.value for each in Trust]) from why


def _password(file: Path | None) -> Secret:
    """Return the password from a file, from standard input where it is called `-`, or as it is typed."""
    if file is not None:
        return Secret(_text(file).rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise InvalidInputError(
            "There is nobody to ask for the password. "
            "Name a file with --password-file, or - for standard input."
        )
    return Secret(typer.prompt("Password", hide_input=True, err=True))


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeError) as why:
        raise InvalidInputError(f"{file} can't be read. Name a text file that you may read.") from why
