"""The credentials a connector works with, renewed when they run out."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import OutcomeUnknownError, SignInExpiredError
from connectors.x_credentials import OAuth2Token, XCredentials, read_credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    #: Takes the credentials that no longer open, returns those to use from now on. It stores them
    #: before it returns, and asks the network at most once for a stale token, whoever else asks.
    Renew = Callable[[Mapping[str, str]], Mapping[str, str]]

#: An access token that runs out within it is renewed before it is used.
_LEEWAY = timedelta(seconds=60)


class SignIn:
    """One account's credentials. For any thread: of several that meet a stale token, one renews it."""

    def __init__(
        self, credentials: XCredentials, *, now: Callable[[], datetime], renew: Renew | None
    ) -> None:
        self._credentials = credentials
        self._now = now
        self._renew = renew
        self._lock = threading.Lock()

    def current(self) -> XCredentials:
        """Return the credentials to sign with; those about to run out are renewed first.

        Raises what renewing raises: `SignInExpiredError` where it is refused.
        """
        held = self._credentials
        return self._renewed(held) if self._can_renew(held) and self._runs_out(held) else held

    def after_refusal(self, refused: XCredentials) -> XCredentials | None:
        """Return other credentials than those `refused`; `None` where there are none to be had."""
        return self._renewed(refused) if self._can_renew(refused) else None

    def _can_renew(self, credentials: XCredentials) -> bool:
        return self._renew is not None and isinstance(credentials, OAuth2Token)

    def _runs_out(self, credentials: XCredentials) -> bool:
        until = credentials.expires_at if isinstance(credentials, OAuth2Token) else None
        return until is not None and until - self._now() <= _LEEWAY

    def _renewed(self, stale: XCredentials) -> XCredentials:
        with self._lock:
            if self._credentials.access_token != stale.access_token:
                return self._credentials  # another thread was first
            fresh = read_credentials(self._asked(stale))
            if fresh.access_token == stale.access_token:
                raise SignInExpiredError("The sign-in of this channel could not be renewed.")
            self._credentials = fresh
            return fresh

    def _asked(self, stale: XCredentials) -> Mapping[str, str]:
        if self._renew is None:
            raise SignInExpiredError("The sign-in of this channel can't be renewed.")
        try:
            return self._renew(stale.as_mapping())
        except OutcomeUnknownError as why:  # of the renewal, not of the post
            raise SignInExpiredError("Whether the sign-in of this channel was renewed is not known.") from why
