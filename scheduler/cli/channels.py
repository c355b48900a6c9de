"""`rounds channel …`: the accounts on the networks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connectors import REHEARSAL
from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.connecting import KEYS, credentials_in, join
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.pauses import lift_matching
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.secret import Credentials

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.plan import Channel

commands = noun("channel", "The accounts on the networks: add, connect, list, pause, resume.")
join(commands)

_ANY = "any"

Name = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's short name.")]


@commands.command(
    epilog=example(
        "rounds channel add main-x --title 'Main on X' --zone America/Chicago --credentials x.json"
    )
)
def add(  # noqa: PLR0913 - its options
    name: Name,
    *,
    zone: Annotated[str, typer.Option("--zone", help="Its time zone, like America/Chicago.")],
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    network: Annotated[str, typer.Option("--network", help="Where it is.")] = "x",
    handle: Annotated[str, typer.Option("--handle", help="Its name there.")] = "",
    useful: Annotated[
        float, typer.Option("--useful-hours", min=0.1, help="How late a post may go out.")
    ] = 6.0,
    credentials: Annotated[
        Path | None,
        typer.Option("--credentials", help=f"A JSON file with {KEYS}; - reads standard input."),
    ] = None,
    unasked: Annotated[
        bool,
        typer.Option("--without-asking", help="Keep the credentials though the network can't be asked."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a channel. The network is asked whose its credentials are; they are sealed, never shown again."""
    from scheduler.domain.plan import Channel

    keys = credentials_in(credentials) if credentials else Credentials()
    useful_for = timedelta(hours=useful)
    channel = Channel(
        name=name, title=title or name, network=network, handle=handle, zone=zone, useful_for=useful_for
    )
    with desk() as here:
        here.app.connecting.check(network, keys)
        if keys and not unasked:
            channel = _proved(here, channel, keys)
        added = here.app.set_up.add_channel(here.actor, channel, credentials=keys)
    if as_json:
        output.show(_form(added, is_connected=bool(keys), is_paused=False))
        return
    output.say(
        f"Channel {name} is there, {_how(added, keys, unasked)}. Give it slots with “rounds slot add”."
    )


def _proved(here: Desk, channel: Channel, keys: Credentials) -> Channel:
    """Ask the network whose the credentials are; who can't wait for it is told of the way without."""
    try:
        return here.app.connecting.proved(here.actor, channel, keys)
    except EnvironmentProblemError as why:
        raise EnvironmentProblemError(
            f"{why} If you are sure of these credentials, say --without-asking to keep them as they are."
        ) from why


def _how(added: Channel, keys: Credentials, unasked: bool) -> str:  # noqa: FBT001 - as the option gives it
    if added.network == REHEARSAL:
        return "for rehearsing: nothing leaves it"
    if not keys:
        return f"not connected yet: “rounds channel connect {added.name}” does that"
    if unasked:
        return f"with credentials that nobody has proved: “rounds channel connect {added.name}” does that"
    return f"connected to @{added.handle.lstrip('@')}"


@commands.command("list", epilog=example("rounds channel list --json"))
def list_(*, as_json: AsJson = False) -> None:
    """List the channels."""
    with desk() as here:
        pauses = here.app.pausing.active()
        connected, expired = here.app.connecting.connected(), here.app.connecting.expired()
        forms = [
            _form(
                each,
                is_connected=each.name in connected,
                is_expired=each.name in expired,
                is_paused=any(pause.holds(channel=each.name, pillar=None) for pause in pauses),
            )
            for each in here.app.set_up.channels()
        ]
    if as_json:
        output.show(forms)
        return
    columns = ("name", "title", "network", "handle", "zone")
    rows = ([*(form[name] for name in columns), _state(form)] for form in forms)
    heads = ("Name", "Title", "Network", "Handle", "Zone", "State")
    output.table(heads, rows, empty="There is no channel yet. Add one with “rounds channel add”.")


@commands.command(epilog=example('rounds channel pause main-x --reason "Media storm"'))
def pause(
    name: Name,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody will ask.")],
    as_json: AsJson = False,
) -> None:
    """Hold all posts of one channel; nothing leaves after this returns."""
    from scheduler.domain.plan import PauseScope

    with desk() as here:
        begun = here.app.pausing.pause(here.actor, scope=PauseScope.CHANNEL, name=name, reason=reason)
    if as_json:
        output.show(begun.model_dump(mode="json"))
        return
    output.say(f"Channel {name} is paused. Lift it with “rounds channel resume {name}”.")


@commands.command(epilog=example("rounds channel resume main-x"))
def resume(name: Name, *, as_json: AsJson = False) -> None:
    """Lift the pause of one channel; what it held stays held until a person releases it."""
    from scheduler.domain.plan import PauseScope

    with desk() as here:
        here.app.set_up.channel(name)
        lifted = lift_matching(here, PauseScope.CHANNEL, name)
    if as_json:
        output.show([each.model_dump(mode="json") for each in lifted])
        return
    output.say(f"Channel {name} goes on. Posts that were held wait for “rounds post release”.")


@commands.command(
    epilog=example(
        "rounds channel takes main-x own us_government_work cc0", "rounds channel takes main-x any"
    )
)
def takes(
    name: Name,
    licences: Annotated[
        list[str] | None, typer.Argument(metavar="[LICENCE…]", help="Those it takes, or “any”.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show or say which licences of sources proposals for a channel may stand under."""
    from scheduler.domain.licences import licence

    with desk() as here:
        channel = here.app.set_up.channel(name)
        if licences:
            wanted = [] if licences == [_ANY] else licences
            channel = here.app.licensing.take(here.actor, name, wanted)
    if as_json:
        output.show({"name": name, "licences": list(channel.licences)})
        return
    listed = ", ".join(f"{each} ({licence(each).title})" for each in channel.licences)
    output.say(f"Proposals for {name} are made from sources under {listed or 'any licence'}.")


@commands.command(epilog=example("rounds channel mentions main-x 50", "rounds channel mentions main-x 0"))
def mentions(
    name: Name,
    most: Annotated[int, typer.Argument(metavar="A_DAY", min=0, help="Most of them a day; 0 reads none.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say how many posts of others that name a channel are read in a day, for trends; X charges for each."""
    with desk() as here:
        changed = here.app.hearing.allow(here.actor, name, most)
    if as_json:
        output.show({"name": name, "mentions_a_day": changed.mentions_a_day})
        return
    words = (
        f"At most {most} mentions of {name} are read in a day" if most else f"No mentions of {name} are read"
    )
    output.say(f"{words}. Of each only its words are kept, for 60 days.")


def _form(
    channel: Channel, *, is_connected: bool, is_paused: bool, is_expired: bool = False
) -> dict[str, Any]:
    fields = channel.model_dump(mode="json", exclude={"useful_for"})
    seconds = channel.useful_for.total_seconds()
    states = {"is_connected": is_connected, "is_expired": is_expired, "is_paused": is_paused}
    return {**fields, "useful_seconds": seconds, **states}


def _state(form: dict[str, Any]) -> str:
    if form["is_paused"]:
        return "paused"
    if form["is_expired"]:
        return "sign-in expired: connect it again"
    if form["network"] == REHEARSAL:
        return "rehearses only"
    return "connected" if form["is_connected"] else "not connected"
