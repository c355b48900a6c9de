"""`rounds channel connect` and `disconnect`: what opens an account comes in, and is never shown.

Secrets come from a file, from standard input or from a prompt that does not echo; never from the
command line, which every user of the machine can read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.redirects import Landing
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.secret import Credentials, Secret

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.plan import Channel

_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
KEYS = ", ".join(_OAUTH1)
_REDIRECT = "http://127.0.0.1:8504/connected"
_PATIENCE = 600.0


def join(commands: typer.Typer) -> None:
    """Add the commands to those about channels."""
    commands.command(
        epilog=example(
            "rounds channel connect main-x", "rounds channel connect main-x --oauth2 --app app.json"
        )
    )(connect)
    commands.command(epilog=example("rounds channel disconnect main-x"))(disconnect)


def connect(
    name: Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's short name.")],
    *,
    credentials: Annotated[
        Path | None, typer.Option("--credentials", help=f"A JSON file with {KEYS}; or - for standard input.")
    ] = None,
    by_consent: Annotated[
        bool, typer.Option("--oauth2", help="Sign in on the network's own page (OAuth 2, PKCE).")
    ] = False,
    client: Annotated[
        Path | None,
        typer.Option("--app", help="With --oauth2: a JSON file with client_id, client_secret; or -."),
    ] = None,
    redirect: Annotated[
        str, typer.Option("--redirect", help="With --oauth2: the address registered for the app.")
    ] = _REDIRECT,
    pastes: Annotated[
        bool, typer.Option("--paste", help="With --oauth2: paste the address you were sent back to.")
    ] = False,
    other_account: Annotated[
        bool, typer.Option("--another-account", help="The channel moves to another account on purpose.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Connect a channel to its account. The network is asked whose it is before anything is kept."""
    with desk() as here:
        here.app.set_up.channel(name)
        if by_consent:
            connected = _by_consent(here, name, client, redirect, pastes=pastes, moves=other_account)
        else:
            given = credentials_in(credentials) if credentials else _asked_for()
            connected = here.app.connecting.connect(here.actor, name, given, is_other_account=other_account)
        held = _held(here, name)
    if as_json:
        output.show({"name": name, "is_connected": True, "handle": connected.handle})
        return
    output.say(f"Channel {name} is connected to @{connected.handle.lstrip('@')}.")
    if held:
        posts = "1 post of it is" if held == 1 else f"{held} posts of it are"
        output.say(f"{posts} held still. See “rounds attention”, and release what may go out.")


def _held(here: Desk, channel: str) -> int:
    """Return how many posts of a channel are held."""
    from scheduler.domain.post import PostState

    return sum(post.channel == channel for post in here.app.planning.in_state(PostState.HELD))


def disconnect(
    name: Annotated[str, typer.Argument(metavar="[CHANNEL]", help="The channel's short name.")] = "",
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every channel.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget the credentials of a channel, or of all; what is due there is held from now on."""
    if bool(name) == everything:
        raise InvalidInputError("Name one channel, or say --all.")
    with desk() as here:
        names = sorted(here.app.connecting.connected()) if everything else [name]
        for each in names:
            here.app.connecting.disconnect(here.actor, each)
    if as_json:
        output.show([{"name": each, "is_connected": False} for each in names])
        return
    output.say(f"Disconnected: {', '.join(names) or 'none'}. The networks still trust the app until told.")


def credentials_in(path: Path) -> Credentials:
    """Read a JSON object of texts from a file, or from standard input where it is called `-`."""
    try:
        text = Secret(sys.stdin.read() if str(path) == "-" else path.read_text("utf-8"))
        found = _object(text)
    except OSError as why:
        raise InvalidInputError(
            f"The credentials {path} can't be read: {why.strerror}. Name a file that you may read."
        ) from why
    except ValueError:
        message = f"The credentials are no JSON. Give an object with {KEYS}."
        raise InvalidInputError(message) from None  # the error holds what was read
    if found is None:
        raise InvalidInputError(f"The credentials are no JSON object of texts. Give one with {KEYS}.")
    return found


def _object(text: Secret) -> Credentials | None:
    found = json.loads(text.reveal())
    is_right = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return Credentials(found) if is_right else None


def _asked_for() -> Credentials:
    """Ask for the four strings of OAuth 1.0a, without showing what is typed."""
    if not sys.stdin.isatty():
        raise InvalidInputError(
            "There is nobody to ask for the credentials. "
            "Name a JSON file with --credentials, or - for standard input; or sign in with --oauth2."
        )
    return Credentials({each: typer.prompt(each, hide_input=True, err=True) for each in _OAUTH1})


def _client(here: Desk, name: str, path: Path | None) -> Credentials:
    """Return the app: from a file, as it was before, or as a person types it."""
    if path is not None:
        return credentials_in(path)
    known = here.app.consenting.client(name)
    if known or not sys.stdin.isatty():
        return known
    client_id = typer.prompt("client_id", err=True)
    secret = typer.prompt(
        "client_secret (empty for a public app)", default="", hide_input=True, show_default=False, err=True
    )
    return Credentials({"client_id": client_id, "client_secret": secret})


def _by_consent(
    here: Desk, name: str, path: Path | None, redirect: str, *, pastes: bool, moves: bool
) -> Channel:
    consenting = here.app.consenting
    client = _client(here, name, path)
    if pastes:
        _show_address(consenting.begin(here.actor, name, client=client, redirect_uri=redirect))
        output.note("Then paste the address you were sent back to, within half a minute:")
        returned = Secret(sys.stdin.readline())
    else:
        address = consenting.begin(here.actor, name, client=client, redirect_uri=redirect)
        with Landing(redirect, parse_qs(urlsplit(address).query)["state"][0]) as landing:
            _show_address(address)
            returned = Secret(landing.wait(_PATIENCE))
    return consenting.finish(here.actor, name, returned, is_other_account=moves)


def _show_address(address: str) -> None:
    output.note(f"Open this address in a browser, signed in as the account that is to post:\n\n{address}\n")
