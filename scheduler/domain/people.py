"""People, their roles, and what each role may do."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pydantic import Field

from scheduler.domain.errors import ConfirmAgainError, NotAllowedError
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: For so long after a person proved who they are, grave steps ask for no password.
FRESH: Final = timedelta(minutes=10)


class Role(StrEnum):
    """What a person is here for."""

    AUTHOR = "author"
    EDITOR = "editor"
    CLINICIAN = "clinician"
    PRIVACY_OFFICER = "privacy_officer"
    PUBLISHER = "publisher"
    CRISIS_LEAD = "crisis_lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that can be allowed."""

    WRITE = "write posts"
    APPROVE = "approve posts"
    RELEASE = "release posts that the guard holds"
    VOUCH = "approve what needs a clinician"
    PAUSE = "pause and resume"
    OPEN_FAST_LANE = "use the emergency words"
    CURATE = "change sources and pick items"
    SET_UP = "change channels, pillars and slots"
    MANAGE_PEOPLE = "add and change people"
    SHARE_CALENDARS = "make and revoke calendar links"
    READ_AUDIT = "read the record"


_P = Permission
_WRITER = frozenset({_P.WRITE, _P.CURATE, _P.SHARE_CALENDARS})
_APPROVER = _WRITER | {_P.APPROVE}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AUTHOR: _WRITER,
    Role.EDITOR: _APPROVER,
    Role.CLINICIAN: frozenset({_P.WRITE, _P.APPROVE, _P.VOUCH}),
    Role.PRIVACY_OFFICER: frozenset({_P.APPROVE, _P.RELEASE, _P.PAUSE, _P.READ_AUDIT}),
    Role.PUBLISHER: _APPROVER | {_P.PAUSE, _P.OPEN_FAST_LANE, _P.SET_UP, _P.READ_AUDIT},
    Role.CRISIS_LEAD: _APPROVER | {_P.PAUSE, _P.OPEN_FAST_LANE, _P.READ_AUDIT},
    Role.AUDITOR: frozenset({_P.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({_P.MANAGE_PEOPLE, _P.READ_AUDIT}),
}
#: These are for the whole house: there is no record of one channel, and people are not a channel's.
EVERYWHERE_ONLY: Final = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
#: Who may do one of these decides for others: their sessions end sooner.
GRAVE: Final = frozenset({_P.APPROVE, _P.RELEASE, _P.PAUSE, _P.MANAGE_PEOPLE})


class Person(Value):
    """Somebody who signs in. The password never leaves the store."""

    id: int = 0
    name: str
    #: What they sign in with; compared without regard to case.
    email: str
    #: What they are everywhere.
    roles: tuple[Role, ...]
    #: What they are on one channel alone, by its name.
    channel_roles: dict[str, tuple[Role, ...]] = Field(default_factory=dict)
    active: bool = True
    #: Since when they have a password that somebody else chose; until they choose one, they may do nothing.
    must_change_since: Instant | None = None
    #: Do they want the planner with little room between its parts?
    is_compact: bool = False
    #: The code of the language in which they read the planner, like `es`; empty leaves it to the browser.
    language: str = ""
    created_at: Instant

    @property
    def may_act(self) -> bool:
        """Do their roles count? Not those of a closed account, nor before they chose a password."""
        return self.active and self.must_change_since is None


class Actor(Value):
    """Who does something: a person, the person at the server's command line, or a part of Rounds."""

    #: As it stands in the record, e.g. `person:3`, `operator`, `engine`, `filler`.
    key: str
    name: str
    person_id: int | None = None
    #: What is allowed everywhere.
    permissions: frozenset[Permission] = frozenset()
    #: What is allowed on one channel beyond that, by its name.
    channel_permissions: dict[str, frozenset[Permission]] = Field(default_factory=dict)
    #: When this person last proved who they are.
    confirmed_at: Instant | None = None

    def may(self, permission: Permission, *, on: str | None = None) -> bool:
        """Is it allowed on the channel `on`; without one, everywhere?"""
        return permission in self.permissions or permission in self.channel_permissions.get(on or "", ())

    def may_somewhere(self, permission: Permission) -> bool:
        """Is it allowed everywhere, or on any channel at all?"""
        return self.may(permission) or any(permission in each for each in self.channel_permissions.values())

    def require(self, permission: Permission, *, on: str | None = None) -> None:
        """Raise `NotAllowedError` unless this actor has `permission`, on the channel `on` if one is named."""
        if self.may(permission, on=on):
            return
        where = "everywhere" if on is None else f"on {on}"
        only = f" {where}" if self.may_somewhere(permission) else ""
        raise NotAllowedError(
            f"{self.name} may not {permission.value}{only}. Ask an administrator for a role that may."
        )

    def require_somewhere(self, permission: Permission) -> None:
        """Raise `NotAllowedError` where this actor has `permission` on no channel at all."""
        if not self.may_somewhere(permission):
            self.require(permission)

    def channels_where(self, permission: Permission) -> tuple[str, ...]:
        """Return the channels on which alone this actor has `permission`; none if everywhere or nowhere."""
        if self.may(permission):
            return ()
        return tuple(sorted(name for name, given in self.channel_permissions.items() if permission in given))

    def require_fresh(self, now: datetime) -> None:
        """Raise `ConfirmAgainError` where a person has not proved for a while who they are.

        The operator and the parts of Rounds have nothing to prove.
        """
        if self.person_id is None:
            return
        if self.confirmed_at is None or now - self.confirmed_at > FRESH:
            raise ConfirmAgainError

    @classmethod
    def of(cls, person: Person, *, confirmed_at: datetime | None = None, may_act: bool = True) -> Actor:
        """Return `person` as an actor with all that their roles allow; before they `may_act`, nothing."""
        counts = may_act and person.may_act
        return cls(
            key=f"person:{person.id}",
            name=person.name,
            person_id=person.id,
            permissions=_allowed(person.roles if counts else ()),
            channel_permissions={
                channel: _allowed(roles) for channel, roles in person.channel_roles.items() if counts
            },
            confirmed_at=confirmed_at,
        )


def _allowed(roles: Iterable[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


#: Whoever runs the command on the server can read the database anyway: all is allowed, all is recorded.
OPERATOR = Actor(key="operator", name="The operator", permissions=frozenset(Permission))
#: The daemon. It decides nothing a person should.
ENGINE = Actor(key="engine", name="The engine")
#: What makes proposals.
FILLER = Actor(key="filler", name="The filler", permissions=frozenset({Permission.WRITE}))
