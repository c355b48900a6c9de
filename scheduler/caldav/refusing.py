"""What is not done here, said in a status, in a condition for programs, and in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from scheduler.caldav.elements import CALDAV, DAV, ROUNDS, UnreadableError, document, element
from scheduler.domain.errors import (
    ConflictError,
    EnvironmentProblemError,
    InvalidInputError,
    NotAllowedError,
    RoundsError,
    StateError,
    TooManyTriesError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

HEADERS: Final = {
    "DAV": "1, 3, calendar-access",
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

#: Status, condition, and words where the error's own are not for the program's person; the first fits.
_ANSWERS: Final[dict[type[Exception], tuple[int, str | None, str]]] = {
    UnreadableError: (400, None, "This request can't be read."),
    UnknownNameError: (404, None, "There is nothing at this address."),
    ConflictError: (412, None, ""),
    NotAllowedError: (403, DAV + "need-privileges", ""),
    InvalidInputError: (403, CALDAV + "valid-calendar-data", ""),
    StateError: (403, CALDAV + "valid-calendar-object-resource", ""),
}


class RefusedError(Exception):
    """It is not done; nothing was changed."""

    def __init__(self, status: int, condition: str | None, words: str) -> None:
        super().__init__(words)
        self.status = status
        #: The name of the condition that does not hold, where the standards have one.
        self.condition = condition


def refusal(why: RefusedError | UnreadableError | RoundsError) -> Response:
    """Return the answer for an error."""
    if isinstance(why, RefusedError):
        return error(why.status, why.condition, str(why))
    if isinstance(why, TooManyTriesError):
        return _later(429, f"{why}\n", seconds=int(why.wait.total_seconds()) + 1)
    if isinstance(why, EnvironmentProblemError):
        return _later(503, "The plan can't be read just now. Try again in a minute.\n", seconds=60)
    for kind, (status, condition, words) in _ANSWERS.items():
        if isinstance(why, kind):
            return error(status, condition, words or str(why))
    return error(403, None, str(why))


def _later(status: int, words: str, *, seconds: int) -> Response:
    headers = {**HEADERS, "Retry-After": str(seconds)}
    return Response(words, status_code=status, headers=headers, media_type="text/plain")


def error(status: int, condition: str | None, words: str) -> Response:
    """Return a refusal; `condition` is for programs, `words` are for their people."""
    told = [element(condition)] if condition else []
    body = element(DAV + "error", *told, element(ROUNDS + "message", text=words))
    return xml(body, status=status)


def xml(body: Element, *, status: int) -> Response:
    """Return an answer in XML."""
    return Response(document(body), status_code=status, headers=HEADERS, media_type="application/xml")
