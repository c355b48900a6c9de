"""Single sign-on: how it is set, and which roles a provider's groups give. Knows no provider."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field, ValidationError

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Actor, Role
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Who makes accounts and changes roles where a provider's groups say so, as it stands in the record.
SIGN_ON: Final = Actor(key="sign_on", name="Single sign-on")
#: A role, and the channel it is for; empty for everywhere.
Held = frozenset[tuple[str, Role]]


class PasswordsFor(StrEnum):
    """Who may sign in by password while people sign in by the provider."""

    EVERYBODY = "everybody"
    BREAK_GLASS = "break-glass"
    NOBODY = "nobody"


class GroupRole(Value):
    """A role that everybody of a group has."""

    group: str = Field(min_length=1, max_length=256)
    role: Role
    #: Empty: everywhere.
    channel: str = ""


class SignOnSettings(Value):
    """How people sign in by the organisation's identity provider; without an issuer nobody does."""

    issuer: str = ""
    client_id: str = ""
    #: Where our secret at the provider stands, if it is not kept sealed.
    secret_file: str = ""
    #: What people call the provider: it stands on the button.
    name: str = "your organisation"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    #: The claim that names the groups.
    group_claim: str = "groups"
    group_roles: tuple[GroupRole, ...] = ()
    #: Where it names any, only verified mail addresses of these domains get in.
    mail_domains: tuple[str, ...] = ()
    #: Is an account made for whoever comes from a group with a role?
    makes_accounts: bool = False
    #: May the account of the same verified mail address be taken over at the first sign-in?
    links_by_mail: bool = False
    passwords: PasswordsFor = PasswordsFor.EVERYBODY
    #: The people who may always sign in by password; the provider never touches their accounts.
    break_glass: tuple[int, ...] = ()
    #: After so many hours groups are read anew, by a new sign-in.
    hours: int = Field(default=12, ge=1, le=24 * 14)

    @property
    def is_on(self) -> bool:
        """May anybody sign in by the provider?"""
        return bool(self.issuer and self.client_id)

    def lets_in_by_password(self, person_id: int) -> bool:
        """Tell whether this person may sign in by password."""
        if not self.is_on or self.passwords is PasswordsFor.EVERYBODY:
            return True
        return self.passwords is PasswordsFor.BREAK_GLASS and person_id in self.break_glass

    def roles_of(self, groups: Iterable[str]) -> Held:
        """Return what these groups give."""
        given = set(groups)
        return frozenset((each.channel, each.role) for each in self.group_roles if each.group in given)


class Identity(Value):
    """A person as a provider knows them: its name and their number there, never a mail address."""

    id: int = 0
    issuer: str
    subject: str
    person_id: int
    #: What groups gave at the last sign-in, as (channel, role); what hands gave is not among it.
    given: tuple[tuple[str, Role], ...] = ()
    created_at: Instant
    seen_at: Instant


class Begun(Value):
    """A sign-in that is on its way; of its secrets only the digests are kept."""

    state_sha256: str
    secret_sha256: str
    issuer: str
    next: str
    #: The session whose person is to show again who they are; empty for a sign-in.
    session_sha256: str = ""
    at: Instant


def group_role_of(text: str) -> GroupRole:
    """Return what `group=role` or `group=role@channel` says, or raise `InvalidInputError`."""
    group, sign, given = text.rpartition("=")
    role, _, channel = given.partition("@")
    name = role.strip().lower().replace("-", "_").replace(" ", "_")
    if not sign or not group.strip() or ("@" in given and not channel.strip()):
        raise InvalidInputError(f"“{text}” does not say which group has which role. Write press-team=editor.")
    if name not in list(Role):
        raise UnknownNameError("role", role, [each.value for each in Role])
    try:
        return GroupRole(group=group.strip(), role=Role(name), channel=channel.strip())
    except ValidationError as why:
        raise InvalidInputError(f"The name of the group “{group[:40]}…” is too long.") from why


def replaced(held: Held, *, given_before: Held, given_now: Held) -> tuple[Held, Held]:
    """Return what a person holds from now on, and what of it groups gave; what hands gave stays."""
    by_hand = held - given_before
    return by_hand | given_now, given_now - by_hand


def groups_in(claims: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """Return the groups that a claim names, `None` where the provider has too many of them to say.

    The claim is one text or a list of them; dots in its name lead into claims within claims, where there
    is none of the whole name.
    """
    told: Any = claims.get(name)
    if told is None and _is_left_out(claims, name):
        return None
    if told is None:
        told = claims
        for part in name.split("."):
            told = told.get(part) if isinstance(told, dict) else None
    if isinstance(told, str):
        return frozenset({told})
    return (
        frozenset(each for each in told if isinstance(each, str)) if isinstance(told, list) else frozenset()
    )


def _is_left_out(claims: Mapping[str, Any], name: str) -> bool:
    """Entra ID names a place to ask for the groups where a person has more than 200 of them."""
    elsewhere = claims.get("_claim_names")
    return (isinstance(elsewhere, dict) and name in elsewhere) or claims.get("hasgroups") is True
