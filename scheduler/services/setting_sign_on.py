"""Say how people sign in by the organisation's identity provider, and try whether it would work.

Guarantees: passwords are switched off only where an administrator with a break-glass account can still
come in, or the operator wants it so; and whoever came by the provider signs in anew after a change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Permission, Role
from scheduler.domain.sign_on import PasswordsFor, SignOnSettings
from scheduler.domain.value import Value
from scheduler.services.providing import secret_in
from scheduler.services.sealed_rows import SIGN_ON

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.secret import Secret
    from scheduler.services.providing import Providing
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_WORD: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,128}")
_DOMAIN: Final = re.compile(r"([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
_NOT_ON: Final = "Single sign-on is not set. Begin with “rounds sign-on set --issuer … --client-id …”."


class OurAddresses(NamedTuple):
    """Addresses of ours that must be known to the provider, or it refuses what names them."""

    #: To which it sends people back who signed in there.
    back: str
    #: To which it sends them back after they signed out there.
    out: str
    #: Where it tells that somebody signed out elsewhere.
    ended: str


class Looked(Value):
    """What a provider says of itself."""

    issuer: str
    keys: int
    signs_with: tuple[str, ...]
    #: As in `OurAddresses`.
    back: str
    out: str
    ended: str
    signs_out_there: bool
    tells_sign_outs: bool
    #: What would keep people out or make the sign-in weaker.
    advice: tuple[str, ...] = ()


class SettingSignOn:
    """The settings of single sign-on."""

    def __init__(self, store: Store, clock: Clock, seal: Seal, providing: Providing) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._providing = providing

    def shown(self) -> SignOnSettings:
        """Return how it is set; the secret is not among it."""
        with self._store.read() as unit:
            return unit.sign_on.settings()

    def has_secret(self) -> bool:
        """Is a secret kept, or the file of one named?"""
        with self._store.read() as unit:
            return unit.sign_on.secret() is not None or bool(unit.sign_on.settings().secret_file)

    @property
    def addresses(self) -> OurAddresses:
        """What to register at the provider."""
        door = self._providing.back.removesuffix("/back")
        return OurAddresses(back=self._providing.back, out=door, ended=f"{door}/ended")

    def change(
        self,
        actor: Actor,
        *,
        secret: Secret | None = None,
        break_glass: tuple[str, ...] | None = None,
        **changes: Any,
    ) -> SignOnSettings:
        """Change what is named and leave the rest.

        `break_glass` names people by their mail addresses. A `secret` is kept sealed, instead of a file.
        """
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        with self._store.write() as unit:
            before, sealed = unit.sign_on.settings(), unit.sign_on.secret()
            if break_glass is not None:
                changes["break_glass"] = tuple(_number_of(unit, email) for email in break_glass)
            if secret is not None:
                changes["secret_file"] = ""
            elif changes.get("secret_file"):
                sealed = None
            after = _checked(before, changes)
            self._require_sound(unit, actor, after)
            if secret is not None:
                unit.audit.append(actor, "sign_on.secret_set", "sign_on", at=self._clock.now())
                sealed = self._seal.close_over(SIGN_ON, {"secret": secret})
            unit.sign_on.put(after, secret=sealed)
            if after != before:
                facts = {"changed": ",".join(_differences(before, after)), "passwords": after.passwords.value}
                unit.audit.append(actor, "sign_on.set", "sign_on", at=self._clock.now(), facts=facts)
                _end_all(unit)
        return after

    def forget(self, actor: Actor) -> None:
        """Forget settings and secret: people sign in by password again. Who is who there is kept."""
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        with self._store.write() as unit:
            unit.sign_on.put(SignOnSettings(), secret=None)
            _end_all(unit)
            unit.audit.append(actor, "sign_on.forgotten", "sign_on", at=self._clock.now())

    def look(self, actor: Actor) -> Looked:
        """Ask the provider what it is and fetch its keys, or raise what stands in the way."""
        actor.require(Permission.MANAGE_PEOPLE)
        settings = self.shown()
        if not settings.is_on:
            raise InvalidInputError(_NOT_ON)
        if settings.secret_file:
            secret_in(settings.secret_file)
        provider, keys = self._providing.look(settings.issuer)
        return Looked(
            issuer=provider.issuer,
            keys=keys,
            signs_with=tuple(sorted(provider.algorithms)),
            **self.addresses._asdict(),
            signs_out_there=bool(provider.end_session_endpoint),
            tells_sign_outs=provider.tells_sign_outs,
            advice=tuple(self._advice(settings, keys=keys, scopes=provider.scopes)),
        )

    def _advice(self, settings: SignOnSettings, *, keys: int, scopes: frozenset[str]) -> list[str]:
        told = []
        if not keys:
            told.append("The provider publishes no key that Rounds can use, so nobody gets in.")
        if not settings.group_roles:
            told.append("No group has a role yet, so nobody gets in: add --group-role GROUP=ROLE.")
        if not self.has_secret():
            told.append("No client secret is set. Most providers want one: add --secret-stdin.")
        if unknown := sorted(set(settings.scopes) - scopes) if scopes else []:
            told.append(
                f"The provider does not list the scope {', '.join(unknown)}; it may refuse to be asked."
            )
        if "groups" in scopes - set(settings.scopes):
            told.append("The provider offers a scope “groups” that is not asked for: add --scope groups.")
        if not _is_safe(self._providing.back):
            told.append(
                "People reach the planner without https: set ROUNDS_PUBLIC_URL to its https:// address."
            )
        if settings.passwords is PasswordsFor.EVERYBODY:
            told.append("Everybody may still sign in by password: see --passwords.")
        return told

    def _require_sound(self, unit: Unit, actor: Actor, settings: SignOnSettings) -> None:
        channels = [each.name for each in unit.plan.channels()]
        for each in settings.group_roles:
            if each.channel and each.channel not in channels:
                unit.plan.channel(each.channel)
        for person_id in settings.break_glass:
            person = unit.people.get(person_id)
            if unit.sign_on.identities(person_id):
                raise InvalidInputError(
                    f"{person.name} signs in by the provider, so theirs can't be a break-glass account. "
                    "Make an account of its own for that."
                )
            if not unit.people.password_hash(person_id):
                raise InvalidInputError(f"{person.name} has no password. Give them one first.")
        if not settings.is_on or settings.passwords is PasswordsFor.EVERYBODY:
            return
        if settings.passwords is PasswordsFor.NOBODY:
            if actor.key != OPERATOR.key:
                raise NotAllowedError(
                    "Only the operator, on the server, may switch off the passwords of break-glass accounts: "
                    "“rounds sign-on set --passwords nobody”."
                )
            return
        people = [unit.people.get(each) for each in settings.break_glass]
        if not any(each.active and Role.ADMINISTRATOR in each.roles for each in people):
            raise InvalidInputError(
                "Name an administrator with a break-glass account first (--break-glass EMAIL): "
                "else nobody could come in while the provider is down."
            )


def _end_all(unit: Unit) -> None:
    """Let everybody who came by the provider sign in anew."""
    for token_sha256 in unit.sign_on.all_sessions():
        unit.people.close_session(token_sha256)


def _number_of(unit: Unit, email: str) -> int:
    found = unit.people.by_email(email)
    if found is None:
        raise UnknownNameError("person", email)
    return found.id


def _checked(before: SignOnSettings, changes: dict[str, Any]) -> SignOnSettings:
    """Return the settings with the changes, or raise `InvalidInputError`."""
    try:
        after = SignOnSettings.model_validate({**before.model_dump(), **changes})
    except ValidationError as why:
        first = why.errors()[0]
        raise InvalidInputError(f"{first['loc'][0]} can't be used: {first['msg'].lower()}.") from why
    if after.issuer:
        _require_issuer(after.issuer)
    for name in ("client_id", "name", "group_claim"):
        value = getattr(after, name)
        if len(value) > 255 or not value.isprintable():  # noqa: PLR2004 - as long as any provider's
            raise InvalidInputError(
                f"The {name.replace('_', ' ')} is too long or has signs that can't be seen."
            )
    if not after.name.strip() or not after.group_claim.strip():
        raise InvalidInputError("The provider needs a name, and a claim that names the groups.")
    if "openid" not in after.scopes or not all(_WORD.fullmatch(each) for each in after.scopes):
        raise InvalidInputError("The scopes are words without spaces, and “openid” is always one of them.")
    domains = tuple(each.strip().lstrip("@").casefold() for each in after.mail_domains)
    if odd := [each for each in domains if not _DOMAIN.fullmatch(each)]:
        raise InvalidInputError(f"“{odd[0]}” is no mail domain. Write it like example.org.")
    return after.model_copy(update={"mail_domains": domains})


def _require_issuer(issuer: str) -> None:
    from connectors.openid.addresses import checked_issuer  # brings the network's libraries
    from connectors.openid.errors import ProviderError

    try:
        checked_issuer(issuer)
    except ProviderError as why:
        raise InvalidInputError(str(why)) from why


def _differences(before: SignOnSettings, after: SignOnSettings) -> list[str]:
    return [name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)]


def _is_safe(address: str) -> bool:
    from connectors.x_address import is_this_machine

    return address.startswith("https://") or is_this_machine(address)
