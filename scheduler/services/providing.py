"""The identity provider as it is set: asked when it is needed, and its word put into ours.

What it says of itself is kept in memory for an hour, its keys as long as they are right. Nothing it
writes is shown or logged; only the kind of what went wrong is.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.errors import EnvironmentProblemError, NotAllowedError
from scheduler.services.sealed_rows import SIGN_ON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from connectors.openid.exchange import Client, Exchange, Question
    from connectors.openid.provider import Provider
    from scheduler.domain.clock import Clock
    from scheduler.domain.sign_on import SignOnSettings
    from scheduler.services.sealing import Seal

logger = logging.getLogger(__name__)

_FRESH: Final = timedelta(hours=1)
#: So long nobody waits again for a provider that did not answer.
_REST: Final = timedelta(seconds=10)
_LONGEST_SECRET: Final = 4096


class SignOnRefusedError(NotAllowedError):
    """Nobody was signed in."""

    def __init__(self, why: str, *, code: str) -> None:
        super().__init__(why)
        #: Why, in one word.
        self.code = code


class Providing:
    """Asks the provider. For any thread; the libraries for it are loaded at the first question."""

    def __init__(self, clock: Clock, seal: Seal, *, back: str) -> None:
        self._clock = clock
        self._seal = seal
        #: Where the provider sends people back to.
        self.back = back
        self._found: dict[str, tuple[datetime, Provider]] = {}
        self._missed: dict[str, datetime] = {}
        self._exchange: Exchange | None = None
        self._lock = threading.Lock()

    def look(self, issuer: str) -> tuple[Provider, int]:
        """Ask the provider anew what it is, and return that with the number of its keys."""
        with in_our_words():
            provider = self._discovered(issuer)
            return provider, self._exchanging().keys.look(provider, now=self._clock.now())

    def way_there(self, settings: SignOnSettings, question: Question, *, is_anew: bool) -> str:
        """Return the address of the provider's page for one question."""
        from connectors.openid.exchange import Client, way_there

        with in_our_words():
            provider = self._provider(settings.issuer)
            client = Client(settings.client_id, "", self.back)
            return way_there(provider, client, question, scopes=settings.scopes, is_anew=is_anew)

    def redeem(
        self, settings: SignOnSettings, sealed: bytes | None, question: Question, *, code: str, told_by: str
    ) -> dict[str, Any]:
        """Return what the provider says of whoever brought `code`.

        `told_by` is who the way back says it comes from; empty where it does not say.
        """
        with in_our_words():
            provider = self._provider(settings.issuer)
            if (told_by or provider.names_itself) and told_by != provider.issuer:
                raise SignOnRefusedError(
                    "This answer came from another identity provider than the one that was asked. "
                    "Nobody was signed in; begin again.",
                    code="mixed-up",
                )
            return self._exchanging().redeem(
                code,
                provider,
                self._client(settings, sealed),
                question,
                now=self._clock.now(),
                wants=(settings.group_claim, *(("email",) if "email" in settings.scopes else ())),
            )

    def signed_out(self, settings: SignOnSettings, token: str) -> dict[str, Any]:
        """Return the claims of the provider's message that somebody signed out there."""
        with in_our_words():
            provider = self._provider(settings.issuer)
            return self._exchanging().signed_out(
                token, provider, client_id=settings.client_id, now=self._clock.now()
            )

    def way_out(self, settings: SignOnSettings, *, after: str) -> str | None:
        """Return the address of the provider's own signing out; `None` where it has none or is not there."""
        from urllib.parse import urlencode

        try:
            with in_our_words():
                provider = self._provider(settings.issuer)
        except EnvironmentProblemError:
            return None
        if not provider.end_session_endpoint:
            return None
        told = urlencode({"client_id": settings.client_id, "post_logout_redirect_uri": after})
        return f"{provider.end_session_endpoint}{'&' if '?' in provider.end_session_endpoint else '?'}{told}"

    def _provider(self, issuer: str) -> Provider:
        from connectors.openid.asking import DOWN
        from connectors.openid.errors import ProviderDownError

        with self._lock:
            found = self._found.get(issuer)
            if found is not None and timedelta() <= self._clock.now() - found[0] < _FRESH:
                return found[1]
            missed = self._missed.get(issuer)
        if missed is not None and timedelta() <= self._clock.now() - missed < _REST:
            raise ProviderDownError(DOWN)
        return self._discovered(issuer)

    def _discovered(self, issuer: str) -> Provider:
        from connectors.openid.provider import discover

        with self._lock:
            self._missed[issuer] = self._clock.now()
        provider = discover(issuer)
        with self._lock:
            self._missed.pop(issuer, None)
            self._found[issuer] = (self._clock.now(), provider)
        return provider

    def _exchanging(self) -> Exchange:
        from connectors.openid.exchange import Exchange

        with self._lock:
            if self._exchange is None:
                self._exchange = Exchange()
            return self._exchange

    def _client(self, settings: SignOnSettings, sealed: bytes | None) -> Client:
        from connectors.openid.exchange import Client

        if settings.secret_file:
            return Client(settings.client_id, secret_in(settings.secret_file), self.back)
        try:
            secret = self._seal.open_for(SIGN_ON, sealed).get("secret") if sealed else None
        except EnvironmentProblemError as why:
            raise EnvironmentProblemError(
                "The secret for single sign-on can't be opened with the key file that is here. Put the right "
                "key file back, or set the secret anew: “rounds sign-on set --secret-stdin”."
            ) from why
        return Client(settings.client_id, secret.reveal() if secret else "", self.back)


def secret_in(file: str) -> str:
    """Return the secret that stands in a file, or raise `EnvironmentProblemError`."""
    try:
        with Path(file).open(encoding="utf-8") as opened:
            secret = opened.read(_LONGEST_SECRET).strip()
    except (OSError, ValueError) as why:
        raise EnvironmentProblemError(
            f"The secret for single sign-on can't be read from {file}. "
            "Put it there, readable for Rounds only."
        ) from why
    if not secret:
        raise EnvironmentProblemError(f"The file {file} for the secret of single sign-on is empty.")
    return secret


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what the provider's side raises into errors of ours, and note its kind."""
    from connectors.openid.errors import ProviderError, UntrustedError

    try:
        yield
    except UntrustedError as why:
        logger.warning("sign-on refused reason=%s", _word(why.code))
        raise SignOnRefusedError(str(why), code=why.code) from None
    except ProviderError as why:
        logger.warning("identity provider not usable kind=%s", type(why).__name__)
        raise EnvironmentProblemError(str(why)) from None


def _word(code: str) -> str:
    """Return a code as it may be logged: a word of ours, or one of OAuth's."""
    return code if code.replace("-", "_").isidentifier() else "other"
