"""`rounds account …`: the whole account, out and into an empty Rounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import call, output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.services.moving_house import Arrival

commands = noun("account", "The whole account: everything but its secrets, out and into an empty Rounds.")

AccountFile = Annotated[Path, typer.Argument(metavar="FILE", help="The account file, such as rounds.zip.")]


@commands.command("export", epilog=example("rounds account export rounds.zip"))
def export(file: AccountFile, *, as_json: AsJson = False) -> None:
    """Write everything to one file, in a form that others can read: rows, pictures, and the record."""
    with desk() as here:
        manifest = here.app.moving_house.export(here.actor, file)
    if as_json:
        output.show(manifest.model_dump(mode="json"))
        return
    output.table(
        ("File", "Rows"),
        ((each.name, each.count) for each in manifest.files if each.count and "media/" not in each.name),
        empty="There is nothing in it yet.",
    )
    output.say(f"Written to {file}, with {sum('media/' in each.name for each in manifest.files)} pictures.")
    if manifest.missing_media:
        output.note(f"{len(manifest.missing_media)} pictures that posts show were not there.")
    output.note("It holds no passwords, tokens or credentials. Keep it as safe as the database itself.")


@commands.command(
    "import",
    epilog=example("rounds account import rounds.zip", "rounds account import rounds.zip --take"),
)
def import_(
    file: AccountFile,
    *,
    take: Annotated[bool, typer.Option("--take", help="Take it in; without this, only look.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at an account file, or take it into an empty Rounds: all of it, or nothing."""
    from scheduler.bootstrap import migrate_database

    if not file.is_file():
        raise InvalidInputError(f"There is no file {file}. Check its name.")
    migrate_database(call.settings())
    with desk() as here:
        house = here.app.moving_house
        done = (house.take if take else house.look)(here.actor, file)
    if as_json:
        output.show({**done.model_dump(mode="json"), "is_fine": done.is_fine})
    else:
        _tell(done)
    if not done.is_fine:
        raise InvalidInputError("Something is wrong with this file, so nothing was changed.")


def _tell(done: Arrival) -> None:
    told = (each for each in done.files if each.trouble or (each.count and "media/" not in each.name))
    rows = ((each.name, each.count, each.trouble or "fine") for each in told)
    output.table(("File", "Rows", "Verdict"), rows, empty="There is nothing in it.")
    for remark in done.remarks:
        output.note(remark)
    if not done.is_fine:
        return
    organisation = done.organisation or "a house without a name"
    when = f"{done.made_at:%Y-%m-%d %H:%M} UTC"
    if not done.is_taken:
        output.say(f"{organisation}, exported {when}. Nothing was changed. Add --take to take it in.")
        return
    output.say(f"{organisation}, as it was {when}, is here. No post of it is approved any more.")
    output.note(
        "Next: give each person a password (“rounds user password”), connect each channel "
        "(“rounds channel connect”), and approve again what is to go out."
    )
