"""The way out of each channel: its connector, made once for each set of credentials."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from connectors import REHEARSAL
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from connectors.base import Connector
    from scheduler.services.connecting import Connecting
    from scheduler.services.networks import Networks
    from scheduler.services.setting_up import SettingUp


class WaysOut:
    """Connectors by channel name; may be asked from any thread."""

    def __init__(self, networks: Networks, connecting: Connecting, set_up: SettingUp) -> None:
        self._networks = networks
        self._connecting = connecting
        self._set_up = set_up
        self._made: dict[str, tuple[bytes, Connector]] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str) -> Connector:
        """Return the connector of a channel; raises `RoundsError` where it is not connected."""
        sealed = self._connecting.sealed(name)
        if sealed is None:
            raise InvalidInputError(self._why_not(name))
        with self._lock:
            known = self._made.get(name)
            if known is None or known[0] != sealed:
                known = (sealed, self._connect(name))
                self._made[name] = known
        return known[1]

    def _why_not(self, name: str) -> str:
        channel = self._set_up.channel(name)
        if channel.network == REHEARSAL:
            return (
                f"“{channel.title}” only rehearses and leads to no network, so nothing was sent. "
                "To see this moment again, give the post a new time."
            )
        return f"The channel “{name}” is not connected. Connect it."

    def _connect(self, name: str) -> Connector:
        return self._networks.connector(
            self._set_up.channel(name).network,
            self._connecting.credentials(name),
            renew=partial(self._connecting.renew, name),
        )
