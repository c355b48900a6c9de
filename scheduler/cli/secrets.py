"""`rounds secrets …`: the keys that seal credentials."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.services.rotating import Opened

commands = noun("secrets", "The keys that seal credentials: check, rotate, retire.")

To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Write a new key file there, for a key the system hands out."),
]
_COPY = "Keep a copy of the key file apart from the backups."
_HAND_OVER = "Give it to the system in place of the present one, restart Rounds, then"


@commands.command(epilog=example("rounds secrets check"))
def check(*, as_json: AsJson = False) -> None:
    """Try every channel's credentials; ends with 1 where some do not open."""
    with desk() as here:
        found = here.app.rotating.check()
        expired = here.app.connecting.expired()
        now = here.app.clock.now()
    forms = [_form(each, expired.get(each.channel), now) for each in found]
    if as_json:
        output.show(forms)
    else:
        rows = ([form["channel"], _words(form), _days(form["key_days"])] for form in forms)
        output.table(("Channel", "Credentials", "Key made"), rows, empty="No channel is connected yet.")
    if not all(each.opens for each in found):
        raise typer.Exit(1)


@commands.command(epilog=example("rounds secrets rotate"))
def rotate(
    *,
    prepares: Annotated[
        bool, typer.Option("--prepare", help="Only add the next key, to copy it to every machine first.")
    ] = False,
    to: To = None,
    as_json: AsJson = False,
) -> None:
    """Begin a new key and seal everything with it, daemons running; run it again if it was cut off."""
    with desk() as here:
        rotating = here.app.rotating
        if to is not None:
            rotating.write_next(here.actor, to)
            _tell(
                {"written": str(to)}, f"Written to {to}. {_HAND_OVER} run “rounds secrets rotate”.", as_json
            )
            return
        if prepares:
            rotating.prepare(here.actor)
            words = "The next key is in the file. Copy it to every machine, then run “rounds secrets rotate”."
            _tell({"is_prepared": True}, words, as_json)
            return
        done = rotating.rotate(here.actor)
    begun = "A new key seals from now on" if done.is_new_key else "The rotation that was cut off is finished"
    lost = f" No key opens: {', '.join(done.lost)}; connect them again." if done.lost else ""
    words = f"{begun}; sealed anew: {done.resealed}.{lost} {_COPY} Then run “rounds secrets retire”."
    _tell(done.model_dump(mode="json"), words, as_json)
    if done.lost:
        raise typer.Exit(1)


@commands.command(epilog=example("rounds secrets retire"))
def retire(*, to: To = None, as_json: AsJson = False) -> None:
    """Drop older keys, once nothing needs them. Backups made before need them: keep a copy as long."""
    with desk() as here:
        rotating = here.app.rotating
        dropped = rotating.write_retired(here.actor, to) if to else rotating.retire(here.actor)
    words = f"Keys dropped: {dropped}. Backups made before they were replaced can't be opened without them."
    if to is not None:
        words = f"Written to {to}, without {dropped} older keys. {_HAND_OVER} it is done."
    _tell({"dropped": dropped, **({"written": str(to)} if to else {})}, words, as_json)


def _tell(data: dict[str, Any], words: str, as_json: bool) -> None:  # noqa: FBT001 - as the option gives it
    if as_json:
        output.show(data)
        return
    output.say(words)


def _form(found: Opened, expired: datetime | None, now: datetime) -> dict[str, Any]:
    from scheduler.services.rotating import days_since

    age = days_since(found.key_made_at, now)
    fields = found.model_dump(mode="json")
    return {**fields, "key_days": age, "sign_in_expired_at": expired.isoformat() if expired else None}


def _words(form: dict[str, Any]) -> str:
    if not form["opens"]:
        return "no key opens them: connect the channel again"
    if form["sign_in_expired_at"]:
        return "open, but the sign-in expired: connect the channel again"
    return "open" if form["is_newest"] else "open with an older key: run “rounds secrets rotate”"


def _days(days: int | None) -> str:
    if days is None:
        return "not told"
    return f"{days} days ago" if days else "today"
