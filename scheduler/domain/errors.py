"""Every error the application raises on purpose; the message is a sentence for a person.

RoundsError
├── InvalidInputError        what was given can't be used; nothing was changed
│   └── UnknownNameError     nothing of that kind has this name or number
├── NotAllowedError          this person may not do this
│   ├── CodeWantedError      not before they typed a code, for their password was right
│   ├── ConfirmAgainError    not before they proved again who they are
│   └── TooManyTriesError    not before some time has passed
├── StateError
│   ├── IllegalMoveError     a post can't go from this state to that one
│   └── ConflictError        somebody else changed it first; look again
├── GuardError               the findings do not let this text through
└── EnvironmentProblemError  the machine, not the person: disk, port, database
    ├── DatabaseTooNewError  the database was written by a newer program
    ├── StorageError         the database can't be read or written just now
    │   └── LostDatabaseError  what was opened can't be relied on any more
    │       ├── ReplacedError  another file stands in its place
    │       └── DamagedError   what is read there makes no sense
    └── PortTakenError       another program listens there
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from scheduler.domain.secret import Secret


class RoundsError(Exception):
    """Base of all errors raised on purpose."""


class InvalidInputError(RoundsError):
    """What was given can't be used; nothing was changed."""


class UnknownNameError(InvalidInputError):
    """Nothing of that kind has this name or number."""

    def __init__(self, kind: str, name: object, known: Iterable[str] = ()) -> None:
        names = ", ".join(sorted(known)[:12])
        hint = f" Known: {names}." if names else ""
        super().__init__(f"There is no {kind} “{name}”.{hint}")
        self.kind = kind
        self.name = name


class NotAllowedError(RoundsError):
    """This person may not do this."""


class CodeWantedError(NotAllowedError):
    """The password was right; a code from the person's device is asked for."""

    def __init__(self, half_way: Secret) -> None:
        super().__init__("Type the code from your authenticator app as well.")
        #: Names the sign-in that waits for the code; it is no session.
        self.half_way = half_way


class ConfirmAgainError(NotAllowedError):
    """Not before they proved again who they are."""

    def __init__(self) -> None:
        super().__init__("Type your password again first: this step asks for it.")


class TooManyTriesError(NotAllowedError):
    """Not before some time has passed: a password was wrong too often."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = max(1, math.ceil(wait.total_seconds() / 60))
        super().__init__(
            f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."
        )


class StateError(RoundsError):
    """The thing is not in a state in which this can be done."""


class IllegalMoveError(StateError):
    """A post can't go from this state to that one."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"A post that is {_plain(before)} can't become {_plain(after)}.")
        self.before = before
        self.after = after


class ConflictError(StateError):
    """Somebody else changed it first."""

    def __init__(self, what: str = "This post") -> None:
        super().__init__(f"{what} was changed by someone else meanwhile. Look at it again, then decide.")


class GuardError(RoundsError):
    """The findings do not let this text through."""

    def __init__(self, message: str, rules: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        #: Ids of the rules that stopped it.
        self.rules = rules


class EnvironmentProblemError(RoundsError):
    """The machine, not the person: disk, port, database."""


class DatabaseTooNewError(EnvironmentProblemError):
    """The database was written by a newer program."""


class StorageError(EnvironmentProblemError):
    """The database can't be read or written just now."""


class LostDatabaseError(StorageError):
    """What was opened can't be relied on any more: nothing is sent by it, and only a new start ends that."""


class ReplacedError(LostDatabaseError):
    """Another database file, or none, stands in the place of the one that was opened."""

    def __init__(self) -> None:
        super().__init__(
            "The database file was deleted or replaced while Rounds ran. "
            "Stop Rounds, put the right file in place, then start it again."
        )


class DamagedError(LostDatabaseError):
    """The database can be opened, and what is read there makes no sense."""

    def __init__(self) -> None:
        super().__init__("The database is damaged. Stop Rounds and restore the last backup.")


class PortTakenError(EnvironmentProblemError):
    """Another program listens on this port."""

    def __init__(self, port: int, what: str, setting: str) -> None:
        super().__init__(
            f"Port {port} for the {what} is in use by another program. "
            f"Stop that program, or choose another port with {setting}."
        )
        self.port = port


def _plain(state: str) -> str:
    return state.replace("_", " ")
