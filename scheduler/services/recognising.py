"""Who somebody is whom the provider sent: their account here, and the roles that their groups give now.

Guarantees: an account is found by the provider's name and its number for the person, never by a mail
address alone; what hands gave stays, what groups gave is what groups give now; nobody without a group
that has a role gets in, and their sessions end. Break-glass accounts are never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.people import Person, Role
from scheduler.domain.sign_on import SIGN_ON, Held, Identity, groups_in, replaced
from scheduler.services.providing import SignOnRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.sign_on import SignOnSettings
    from scheduler.store.unit import Unit

_LONGEST_NAME: Final = 120
_TOO_MANY: Final = (
    "You are in more groups than the identity provider tells at once (Entra ID: over 200), so your roles are "
    "not known. Ask your administrator to send only the groups that are assigned to Rounds."
)
_NO_GROUP: Final = (
    "You are known to your organisation, but none of your groups has a role in Rounds. "
    "Ask your administrator to put you into one that has."
)
_CLOSED: Final = "Your account in Rounds is closed. Ask your administrator to open it again."
_NO_ACCOUNT: Final = "You have no account in Rounds yet. Ask your administrator to make one."
_NO_MAIL: Final = (
    "The identity provider gives no proved mail address of your organisation for you. "
    "Ask your administrator to let it send one."
)
_TAKEN: Final = (
    "Somebody has an account in Rounds with your mail address already. "
    "Ask your administrator to connect it with your sign-in."
)


class Recognised:
    """A person who may come in, or the reason why not; both may have changed the database."""

    def __init__(
        self, person: Person | None, identity: Identity | None, refusal: SignOnRefusedError | None = None
    ) -> None:
        self.person = person
        self.identity = identity
        self.refusal = refusal

    def require(self) -> tuple[Person, Identity]:
        """Return who may come in, or raise why they may not; call it after the transaction."""
        if self.refusal is not None or self.person is None or self.identity is None:
            raise self.refusal or _refused(_NO_ACCOUNT, "account")
        return self.person, self.identity


def recognise(
    unit: Unit, settings: SignOnSettings, claims: Mapping[str, Any], *, now: datetime
) -> Recognised:
    """Return whom the claims are about, with the roles that their groups give them now."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    groups = groups_in(claims, settings.group_claim)
    if groups is None:
        return _turned_away(_TOO_MANY, "too-many-groups")
    channels = {each.name for each in unit.plan.channels()}
    held = frozenset(each for each in settings.roles_of(groups) if not each[0] or each[0] in channels)
    identity = unit.sign_on.identity(issuer, subject)
    if identity is None:
        return _first_time(unit, settings, claims, held, now=now)
    person = unit.people.get(identity.person_id)
    if not held:
        _give(unit, person, identity, frozenset(), now=now)
        unit.people.end_sessions(person.id)
        unit.audit.append(SIGN_ON, "person.lost_groups", f"person:{person.id}", at=now)
        return _turned_away(_NO_GROUP, "groups")
    if not _is_of_domain(settings, claims):
        return _turned_away(_NO_MAIL, "mail")
    if not person.active:
        return _turned_away(_CLOSED, "closed")
    return _given(unit, person, identity, held, now=now)


def _first_time(
    unit: Unit, settings: SignOnSettings, claims: Mapping[str, Any], held: Held, *, now: datetime
) -> Recognised:
    if not held:
        return _turned_away(_NO_GROUP, "groups")
    mail = _mail_of(claims)
    if not _is_of_domain(settings, claims):
        return _turned_away(_NO_MAIL, "mail")
    person = unit.people.by_email(mail) if mail else None
    refusal = _why_not(settings, mail) if person is None else _why_not_theirs(unit, settings, claims, person)
    if refusal is not None:
        return Recognised(None, None, refusal)
    did = "person.added" if person is None else "person.linked"
    if person is None:
        made = Person(name=_name_of(claims, mail), email=mail, roles=(), created_at=now)
        person = unit.people.add(made, password_hash="")
    unit.audit.append(SIGN_ON, did, f"person:{person.id}", at=now, facts={"by": "identity provider"})
    new = Identity(
        issuer=claims["iss"], subject=claims["sub"], person_id=person.id, created_at=now, seen_at=now
    )
    return _given(unit, person, new, held, now=now)


def _why_not(settings: SignOnSettings, mail: str) -> SignOnRefusedError | None:
    """Tell why no account is made for somebody new."""
    if not settings.makes_accounts:
        return _refused(_NO_ACCOUNT, "account")
    return None if mail else _refused(_NO_MAIL, "mail")


def _why_not_theirs(
    unit: Unit, settings: SignOnSettings, claims: Mapping[str, Any], person: Person
) -> SignOnRefusedError | None:
    """Tell why an account with this mail address is not taken for theirs."""
    if not _may_link(unit, settings, claims, person):
        return _refused(_TAKEN, "taken")
    return None if person.active else _refused(_CLOSED, "closed")


def _given(unit: Unit, person: Person, identity: Identity, held: Held, *, now: datetime) -> Recognised:
    known = _give(unit, person, identity, held, now=now)
    if person.must_change_since is not None:  # a one-time password is over: the provider proved them
        unit.people.set_password(person.id, "", must_change_since=None)
        unit.audit.append(SIGN_ON, "person.password_dropped", f"person:{person.id}", at=now)
    return Recognised(unit.people.get(person.id), known)


def _give(unit: Unit, person: Person, identity: Identity, held: Held, *, now: datetime) -> Identity:
    """Let a person hold what groups give now instead of what they gave before."""
    before = _held_by(person)
    after, given = replaced(before, given_before=frozenset(identity.given), given_now=held)
    if after != before:
        unit.people.set_roles(person.id, roles=_roles(after, ""), channel_roles=_by_channel(after))
        facts = {"roles": _told(after), "before": _told(before)}
        unit.audit.append(SIGN_ON, "person.roles_changed", f"person:{person.id}", at=now, facts=facts)
    return unit.sign_on.know(identity.model_copy(update={"given": tuple(sorted(given)), "seen_at": now}))


def _may_link(unit: Unit, settings: SignOnSettings, claims: Mapping[str, Any], person: Person) -> bool:
    """May this account be taken over? None that somebody of there has already, and no break-glass one."""
    if not settings.links_by_mail or not _is_proved(claims) or person.id in settings.break_glass:
        return False
    return all(each.issuer != claims["iss"] for each in unit.sign_on.identities(person.id))


def _is_of_domain(settings: SignOnSettings, claims: Mapping[str, Any]) -> bool:
    if not settings.mail_domains:
        return True
    domain = _mail_of(claims).rpartition("@")[2]
    return _is_proved(claims) and domain in settings.mail_domains


def _is_proved(claims: Mapping[str, Any]) -> bool:
    """Has the provider proved the mail address? Entra ID says so by a claim of its own."""
    said = (claims.get(name) for name in ("email_verified", "xms_edov"))
    return bool(claims.get("email")) and any(each in (True, "true", "1") for each in said)


def _mail_of(claims: Mapping[str, Any]) -> str:
    for name in ("email", "preferred_username", "upn"):
        told = claims.get(name)
        if isinstance(told, str) and _is_mail(told):
            return told.casefold()
        if told:
            break  # a proof of `email` proves no other claim
    return ""


def _is_mail(told: str) -> bool:
    name, at, domain = told.partition("@")
    is_plain = told.isprintable() and told.isascii() and not set(told) & set(" <>\"'(),;:\\")
    return bool(name and at and "." in domain and "@" not in domain) and is_plain and len(told) <= 254  # noqa: PLR2004 - RFC 5321


def _name_of(claims: Mapping[str, Any], mail: str) -> str:
    told = claims.get("name")
    name = "".join(each for each in told if each.isprintable()).strip() if isinstance(told, str) else ""
    return name[:_LONGEST_NAME] or mail


def _held_by(person: Person) -> Held:
    everywhere = {("", role) for role in person.roles}
    return frozenset(
        everywhere | {(on, role) for on, roles in person.channel_roles.items() for role in roles}
    )


def _roles(held: Held, channel: str) -> tuple[Role, ...]:
    return tuple(role for role in Role if (channel, role) in held)


def _by_channel(held: Held) -> dict[str, tuple[Role, ...]]:
    return {channel: _roles(held, channel) for channel in sorted({each[0] for each in held} - {""})}


def _told(held: Held) -> str:
    return ",".join(f"{role}@{channel}" if channel else role for channel, role in sorted(held))


def _turned_away(why: str, code: str) -> Recognised:
    return Recognised(None, None, _refused(why, code))


def _refused(why: str, code: str) -> SignOnRefusedError:
    return SignOnRefusedError(why, code=code)
