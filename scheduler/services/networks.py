"""The networks as the services meet them: secrets go in and come out, errors are sentences for people."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import connectors
from connectors.base import NotSentError, RefusedError
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError
from scheduler.domain.secret import Credentials, Secret
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from connectors.base import Connector
    from scheduler.domain.clock import Clock
    from scheduler.settings import Settings


class Question(Value):
    """Where a person is sent for consent, and what proves later that it was for us."""

    address: str
    state: Secret
    verifier: Secret


class Networks:
    """The networks that `settings` lead to."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def connector(
        self,
        network: str,
        credentials: Credentials,
        *,
        renew: Callable[[Credentials], Credentials] | None = None,
    ) -> Connector:
        """Return the way out with these credentials; raises `InvalidInputError` where they are incomplete."""

        def renewed(stale: Mapping[str, str]) -> Mapping[str, str]:
            return renew(Credentials(stale)).reveal() if renew else stale

        with asked():
            return connectors.connect(
                network,
                credentials.reveal(),
                base_url=self._settings.x_base_url,
                timeout=self._settings.send_timeout,
                settle_seconds=self._settings.settle_seconds,
                renew=renewed if renew else None,
                now=self._clock.now,
            )

    def check(self, network: str, credentials: Credentials) -> None:
        """Raise `InvalidInputError` for an unknown network and, unless they are empty, for what lacks."""
        with asked():
            connectors.check_network(network)
        if credentials:
            self.connector(network, credentials)

    def identity(self, network: str, credentials: Credentials) -> str:
        """Ask the network whose credentials these are; return the handle."""
        with asked():
            handle = self.connector(network, credentials).identity().lstrip("@")
        if not handle:
            raise EnvironmentProblemError("The network did not say whose credentials these are. Try again.")
        return handle

    def refresh(self, network: str, credentials: Credentials) -> Credentials:
        """Return what follows `credentials`; raises as `connectors.refresh` does."""
        renewed = connectors.refresh(
            network,
            credentials.reveal(),
            base_url=self._settings.x_base_url,
            timeout=self._settings.send_timeout,
            now=self._clock.now,
        )
        return Credentials(renewed)

    def question(self, network: str, *, client_id: str, redirect_uri: str) -> Question:
        """Return where to send a person who is to give us their account."""
        _require_consent(network)
        from connectors.x_oauth2 import authorization_url  # it loads Authlib, which few commands need

        with asked():
            address, state, verifier = authorization_url(
                client_id, redirect_uri, base_url=self._settings.x_base_url
            )
        return Question(address=address, state=Secret(state), verifier=Secret(verifier))

    def redeem(
        self, network: str, *, code: Secret, verifier: Secret, client: Credentials, redirect_uri: str
    ) -> Credentials:
        """Turn the code of a consent into credentials; it is good once, and not for long."""
        _require_consent(network)
        from connectors.x_oauth2 import redeem  # it loads Authlib, which few commands need

        secret = client.get("client_secret")
        with asked():
            token = redeem(
                code.reveal(),
                verifier.reveal(),
                client_id=client["client_id"].reveal(),
                client_secret=secret.reveal() if secret else "",
                redirect_uri=redirect_uri,
                base_url=self._settings.x_base_url,
                timeout=self._settings.send_timeout,
                now=self._clock.now(),
            )
        return Credentials(token.as_mapping())


@contextmanager
def asked() -> Iterator[None]:
    """Turn what a network says to a person at the desk into a sentence of ours."""
    try:
        yield
    except RefusedError as why:
        raise InvalidInputError(str(why)) from why
    except NotSentError as why:
        raise EnvironmentProblemError(f"{why} Nothing was changed. Try again.") from why


def _require_consent(network: str) -> None:
    with asked():
        connectors.check_network(network)
    if network != "x":
        raise InvalidInputError(f"There is no sign-in by consent for the network “{network}”.")
