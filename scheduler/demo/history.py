"""What the rehearsal network must know so that the demo's past is true there as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectors.rehearsal import Account, Kept
from scheduler.demo import script
from scheduler.demo.stage import remote_number
from scheduler.domain.post import PostState

if TYPE_CHECKING:
    from datetime import datetime

    from connectors.rehearsal import Rehearsal
    from scheduler.bootstrap import App

_OUT = (PostState.PUBLISHED, PostState.UNKNOWN)


class Remembered(NamedTuple):
    """A post that the network is said to have taken."""

    handle: str
    text: str
    at: datetime
    remote_id: str


def demo_accounts() -> tuple[Account, ...]:
    """Return the demo's accounts on the rehearsal network, with the keys that its channels hold."""
    house = script.house()
    return tuple(
        Account(
            handle=channel.handle,
            user_id=channel.user_id,
            credentials=channel.credentials,
            name=channel.title,
            zone=house.organisation.zone,
        )
        for channel in house.channels
    )


def demo_history(app: App) -> list[Remembered]:
    """Return the demo's posts of the past that the network has, oldest first.

    The one of unknown outcome is among them: when the network is asked for it, it is found.
    """
    handles = {channel.name: channel.handle for channel in app.set_up.channels()}
    return [
        Remembered(
            handles[post.channel], post.wire_text, post.due, post.remote_id or str(remote_number(post))
        )
        for post in app.planning.in_state(*_OUT)
        if _is_seeded(app, post.id)
    ]


def load_history(rehearsal: Rehearsal, app: App) -> int:
    """Put the demo's past on the rehearsal network; twice is once. Return how many posts there are."""
    remembered = demo_history(app)
    for each in remembered:
        account = rehearsal.account_named(each.handle)
        if account is not None:
            rehearsal.load(Kept(each.remote_id, account.user_id, each.text, each.at))
    return len(remembered)


def _is_seeded(app: App, post_id: int) -> bool:
    return any(entry.action == "post.seeded" for entry in app.auditing.recent(subject=f"post:{post_id}"))
