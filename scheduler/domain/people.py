"""People, their roles, and what each role may do."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.value import Instant, Value


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
    Role.PUBLISHER: _APPROVER | {_P.PAUSE, _P.SET_UP, _P.READ_AUDIT},
    Role.CRISIS_LEAD: _APPROVER | {_P.PAUSE, _P.READ_AUDIT},
    Role.AUDITOR: frozenset({_P.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({_P.SET_UP, _P.MANAGE_PEOPLE, _P.SHARE_CALENDARS, _P.READ_AUDIT, _P.PAUSE}),
}


class Person(Value):
    """Somebody who signs in. The password never leaves the store."""

    id: int = 0
    name: str
    #: What they sign in with; compared without regard to case.
    email: str
    roles: tuple[Role, ...]
    active: bool = True
    created_at: Instant


class Actor(Value):
    """Who does something: a person, the person at the server's command line, or a part of Rounds."""

    #: As it stands in the record, e.g. `person:3`, `operator`, `engine`, `filler`.
    key: str
    name: str
    person_id: int | None = None
    permissions: frozenset[Permission] = frozenset()

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowedError` unless this actor has `permission`."""
        if permission not in self.permissions:
            raise NotAllowedError(
                f"{self.name} may not {permission.value}. Ask an administrator for a role that may."
            )

    @classmethod
    def of(cls, person: Person) -> Actor:
        """Return `person` as an actor with all that their roles allow."""
        allowed = (
            frozenset().union(*(PERMISSIONS[role] for role in person.roles)) if person.active else frozenset()
        )
        return cls(key=f"person:{person.id}", name=person.name, person_id=person.id, permissions=allowed)


#: Whoever runs the command on the server can read the database anyway: all is allowed, all is recorded.
OPERATOR = Actor(key="operator", name="The operator", permissions=frozenset(Permission))
#: The daemon. It decides nothing a person should.
ENGINE = Actor(key="engine", name="The engine")
#: What makes proposals.
FILLER = Actor(key="filler", name="The filler", permissions=frozenset({Permission.WRITE}))
