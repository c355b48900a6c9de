"""`rounds audit head …`: the signed heads of the record, and the key that signs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.audit import commands, reading
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.domain.heads import SignedHead

Sure = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@commands.command(
    epilog=example("rounds audit head", "rounds audit head | mail -s Record auditor@example.org")
)
def head(*, as_json: AsJson = False) -> None:
    """Print the newest signed head, to be kept where nobody who runs Rounds can change it."""
    with reading() as here:
        newest = here.app.witness.file.log().newest
    if newest is None:
        raise InvalidInputError("No head is signed yet. Start “rounds daemon”, or run “rounds audit sign”.")
    _tell(newest, as_json=as_json)


@commands.command(epilog=example("rounds audit sign"))
def sign(*, as_json: AsJson = False) -> None:
    """Sign the end of the record now; the daemon does so each day, and after some hundred lines."""
    with reading() as here:
        signed = here.app.witness.sign()
    _tell(signed, as_json=as_json)


@commands.command(epilog=example("rounds audit rotate"))
def rotate(*, as_json: AsJson = False) -> None:
    """Sign with a new key from now on; what the old one signed still verifies."""
    with desk() as here:
        here.app.witness.rotate(here.actor)
        signed = here.app.witness.sign()
    _tell(signed, as_json=as_json)
    output.note("Keep a copy of the key file apart from the backups, and mail this head to your auditor.")


@commands.command(epilog=example("rounds audit resume"))
def resume(*, yes: Sure = False, as_json: AsJson = False) -> None:
    """Go on after a restore, or after the key or the heads were lost; every verification tells of it."""
    if not yes:
        typer.confirm("Signed lines, the key or the heads are lost for good. Go on and say so?", abort=True)
    with desk() as here:
        signed = here.app.witness.resume(here.actor)
    _tell(signed, as_json=as_json)


def _tell(signed: SignedHead, *, as_json: bool) -> None:
    if as_json:
        output.show(signed.model_dump(mode="json"))
        return
    output.note(f"Line {signed.seq:,}, signed at {signed.at:%Y-%m-%d %H:%M} UTC by the key {signed.key}.")
    output.say(signed.line)
