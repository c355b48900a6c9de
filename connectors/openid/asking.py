"""Asks a provider, within bounds: a few seconds, a few hundred kilobytes, no redirect, no retry."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import requests
from urllib3.exceptions import HTTPError

from connectors.deadline import bound, within
from connectors.openid.errors import ProviderDownError, ProviderUnfitError, UntrustedError
from connectors.quiet import quieten
from connectors.x_address import is_this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Entra's keys and documents take 20 kB; a token with two hundred groups takes 10 kB.
MOST_BYTES: Final = 256 * 1024
#: Seconds: the longest silence, and the longest whole call.
SILENCE: Final = 5.0
_WHOLE: Final = 10.0
DOWN: Final = (
    "The identity provider does not answer just now. Try again in a minute; "
    "if it lasts, a break-glass account can sign in with its password."
)
_UNREADABLE = "The identity provider's answer can't be read. Ask who runs it to look at it."

quieten()


class _TooLongError(requests.RequestException):
    """The answer is longer than anything a provider has to say."""


def document(address: str, *, token: str = "") -> dict[str, Any]:
    """Return the JSON object at `address`, asked for with an access token where one is given."""
    headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    with requests.Session() as session:
        prepare(session, address)
        with asking():
            answer = session.get(address, headers=headers, timeout=SILENCE, allow_redirects=False)
            require_ok(answer)
            return read_object(answer.content)


def prepare(session: requests.Session, address: str) -> None:
    """Bound a session for calls to `address`: in time by `asking`, in bytes here."""
    session.trust_env = not is_this_machine(address)
    bound(session)
    session.hooks["response"].append(_shortened)


@contextmanager
def asking() -> Iterator[None]:
    """Bound the calls inside, and tell what happened to them without quoting anything."""
    try:
        with within(_WHOLE):
            yield
    except _TooLongError:
        raise ProviderUnfitError(_UNREADABLE) from None
    except (requests.RequestException, HTTPError, OSError):
        raise ProviderDownError(DOWN) from None  # its request may hold the code and our secret


def require_ok(answer: requests.Response) -> requests.Response:
    """Raise unless the answer is a plain 200; a redirect is none."""
    status = answer.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ProviderDownError(DOWN)
    if status == HTTPStatus.UNAUTHORIZED:
        raise UntrustedError("The identity provider does not know Rounds.", code="unauthorised")
    if status != HTTPStatus.OK:
        raise ProviderUnfitError(
            f"The identity provider answered with status {status}. "
            "Look whether its address and our client id are right."
        )
    return answer


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`, or raise `ProviderUnfitError`."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise ProviderUnfitError(_UNREADABLE) from None
    if not isinstance(told, dict):
        raise ProviderUnfitError(_UNREADABLE)
    return told


def _shortened(answer: requests.Response, *_: Any, **__: Any) -> requests.Response:
    """Read the answer here, so that a long one ends here."""
    data = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    answer.close()
    if len(data) > MOST_BYTES:
        raise _TooLongError("The answer is too long.")
    answer.raw = io.BytesIO(data)
    return answer
