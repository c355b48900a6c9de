"""Connect a channel by a person's consent on the network's own page (OAuth 2 with PKCE).

What proves that the person who comes back was sent by us, and the verifier that the code needs, wait
sealed in the database, for ten minutes, and are good once; so any process of ours can finish.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, urlsplit

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.secret import Credentials, Secret

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.services.connecting import Connecting
    from scheduler.services.networks import Question
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store

_PENDING = "consent:"
_LIFE = timedelta(minutes=10)


class ConsentPages(Protocol):
    """What consenting asks of the networks; `networks.Networks` keeps it."""

    def question(self, network: str, *, client_id: str, redirect_uri: str) -> Question:
        """Return where to send the person."""
        ...

    def redeem(
        self, network: str, *, code: Secret, verifier: Secret, client: Credentials, redirect_uri: str
    ) -> Credentials:
        """Turn a code into credentials."""
        ...


class Consenting:
    """Sends people to a network, and takes them back."""

    def __init__(
        self, store: Store, clock: Clock, seal: Seal, *, pages: ConsentPages, connecting: Connecting
    ) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._pages = pages
        self._connecting = connecting

    def client(self, channel: str) -> Credentials:
        """Return the app that the channel was connected with: `client_id`, and its secret if it has one."""
        kept = self._connecting.credentials(channel)
        return Credentials({name: kept[name] for name in ("client_id", "client_secret") if kept.get(name)})

    def begin(self, actor: Actor, channel: str, *, client: Credentials, redirect_uri: str) -> str:
        """Return the address to open; what was begun for this channel before can't be finished any more.

        `client` is the app as the network knows it, `redirect_uri` one that is registered for it.
        """
        actor.require(Permission.SET_UP, on=channel)
        if not client.get("client_id"):
            raise InvalidInputError("The app has no client_id. Copy it from the network's developer portal.")
        with self._store.read() as unit:
            network = unit.plan.channel(channel).network
        asked = self._pages.question(
            network, client_id=client["client_id"].reveal(), redirect_uri=redirect_uri
        )
        ours = {"state": asked.state, "verifier": asked.verifier, "redirect_uri": Secret(redirect_uri)}
        name = f"{_PENDING}{channel}"
        with self._store.write() as unit:
            sealed = self._seal.close_over(name, {**client, **ours})
            unit.notes.put(name, sealed.decode("ascii"), at=self._clock.now())
        return asked.address

    def finish(
        self, actor: Actor, channel: str, returned: Secret, *, is_other_account: bool = False
    ) -> Channel:
        """Connect the channel with the code in `returned`, the address to which the person was sent back.

        Raises `InvalidInputError` where it is not the answer to our question, came too late, says no,
        or gives another account than the channel's.
        """
        actor.require(Permission.SET_UP, on=channel)
        told = _answer(returned)
        pending = self._take(channel, told.get("state", Secret("")))
        if "error" in told or not told.get("code"):
            raise InvalidInputError(
                f"The network gave no consent, so nothing was changed. {_begin_again(channel)}."
            )
        with self._store.read() as unit:
            network = unit.plan.channel(channel).network
        try:
            credentials = self._pages.redeem(
                network,
                code=told["code"],
                verifier=pending["verifier"],
                client=pending,
                redirect_uri=pending["redirect_uri"].reveal(),
            )
        except InvalidInputError as why:
            raise InvalidInputError(
                f"{why} Nothing was changed; an answer is good for half a minute. {_begin_again(channel)}."
            ) from why
        return self._connecting.connect(actor, channel, credentials, is_other_account=is_other_account)

    def _take(self, channel: str, state: Secret) -> Credentials:
        """Return what was begun and forget it; an answer to another question leaves it as it is."""
        name = f"{_PENDING}{channel}"
        with self._store.write() as unit:
            note = unit.notes.get(name)
            if note is None or not note[0] or self._clock.now() - note[1] > _LIFE:
                raise InvalidInputError(
                    f"No sign-in waits for this answer, or it came too late. {_begin_again(channel)}."
                )
            pending = self._seal.open_for(name, note[0].encode("ascii"))
            if pending["state"] != state:
                raise InvalidInputError(
                    "This answer belongs to another sign-in, so nothing was changed. "
                    f"Answer on the page that was opened last. {_begin_again(channel)}."
                )
            unit.notes.put(name, "", at=self._clock.now())
        return pending


def _begin_again(channel: str) -> str:
    return f"To begin again, type “rounds channel connect {channel} --oauth2”"


def _answer(returned: Secret) -> Credentials:
    """Return the parts of the address to which the person was sent back."""
    parts = parse_qs(urlsplit(returned.reveal().strip()).query)
    return Credentials({name: values[0] for name, values in parts.items()})
