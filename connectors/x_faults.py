"""What a fault of a call to X tells about the post.

| fault | what is known |
|---|---|
| no connection came about, or the certificate failed | not sent |
| 429 | not sent; X takes it again at the latest reset that it names |
| 401 | refused; the channel must be connected again |
| 403 for a duplicate | unknown: it may be our own post |
| 408, 5xx, redirect, lost, endless or unreadable answer | unknown; not sent where it can't publish |
| 402 | refused; the account must buy credit |
| any other 4xx | refused |

Messages are ours, for X's own words may quote the text.
"""

from __future__ import annotations

import json
import re
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from connectors.base import (
    ConnectorError,
    NoCreditError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SignInExpiredError,
)
from connectors.deadline import NotBegunError
from connectors.x_limits import number_in, reset_after_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NEVER_LEFT = (
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    NewConnectionError,
    ConnectTimeoutError,
    NotBegunError,
)
_REASONS = {
    "oauth1-permissions": "the app may only read: give it the right to write, then connect the channel again",
    "client-forbidden": "the app has no right to post; look at its project in X's developer console",
    "unsupported-authentication": "the app may not sign in this way",
}


def as_told(why: Exception, *, may_be_out: bool) -> ConnectorError:
    """Return the error that says what is known; `may_be_out` tells a call that publishes."""
    response = getattr(why, "response", None)
    if isinstance(response, requests.Response):
        return _by_answer(response, may_be_out=may_be_out)
    causes = list(_causes(why))
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return NotSentError(
            "The certificate of X's server could not be verified, so nothing was sent. "
            "Look at this machine's clock and at the proxy, if there is one."
        )
    if any(isinstance(each, _NEVER_LEFT) for each in causes):
        return NotSentError("X could not be reached.")
    return _doubt("The answer of X was lost or unreadable.", may_be_out=may_be_out)


def _by_answer(response: requests.Response, *, may_be_out: bool) -> ConnectorError:
    status, problem = response.status_code, _problem(response)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(response.headers)
    if status == HTTPStatus.UNAUTHORIZED:
        return SignInExpiredError("X no longer accepts the sign-in of this channel.", code=str(status))
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return NoCreditError("X refused the call: the app has no credits left.", code=str(status))
    if status == HTTPStatus.FORBIDDEN and _is_duplicate(problem):
        return _doubt("X says that it has this text already.", may_be_out=may_be_out)
    if status in range(400, 500) and status != HTTPStatus.REQUEST_TIMEOUT:
        return RefusedError(f"X refused the call ({status}{_reason(problem)}).", code=str(status))
    return _doubt(f"X could not answer ({status}).", may_be_out=may_be_out)


def _doubt(why: str, *, may_be_out: bool) -> ConnectorError:
    return OutcomeUnknownError(why) if may_be_out else NotSentError(why)


def _rate_limited(headers: Mapping[str, str]) -> RateLimitedError:
    reset_at = reset_after_refusal(headers)
    error = RateLimitedError("X takes no more of these for now.", reset_at=reset_at)
    error.retry_after = number_in(headers, "retry-after")
    return error


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_duplicate(problem: Mapping[str, Any]) -> bool:
    """Tell by the words: X's API v2 gives duplicates no code of their own; v1.1 gave 187."""
    words = json.dumps(problem).lower()
    return "duplicate content" in words or '"code": 187' in words


def _reason(problem: Mapping[str, Any]) -> str:
    kind = re.search(r"([a-z0-9-]{1,40})$", str(problem.get("type", "")))
    if kind is None or kind[1] == "blank":
        return ""
    return f": {_REASONS.get(kind[1], kind[1])}"


def _causes(why: BaseException) -> Iterator[object]:
    """Yield `why` and what it wraps: requests holds urllib3's errors as arguments, those their reason."""
    pending: list[object] = [why]
    seen: list[object] = []
    while pending:
        each = pending.pop()
        if not isinstance(each, BaseException) or each in seen:
            continue
        seen.append(each)
        yield each
        pending += [*each.args, getattr(each, "reason", None)]
