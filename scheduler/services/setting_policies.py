"""Say what a channel asks of its posts beyond what is asked of every post.

Guarantees that no policy makes the guard of privacy milder, and that a changed one is asked again for
each post that is approved already, before it leaves: a policy is part of the guard's mark.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.heads import Sought
from scheduler.domain.people import Permission
from scheduler.domain.value import Instant, Value
from scheduler.policies.channel_policy import ChannelPolicy, Stance, is_allowed
from scheduler.policies.rules import all_rules
from scheduler.services.checking import UNSURE_LINK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.policies.rule import Rule
    from scheduler.store.database import Store

#: The action in the record.
_SET: Final = "channel.policy_set"


def known_rules() -> tuple[Rule, ...]:
    """Return every rule of the guard, in the order in which they are asked."""
    return (*all_rules(), UNSURE_LINK)


class Change(Value):
    """Who changed something, and when."""

    #: `Actor.key`, as it stands in the record.
    by: str
    at: Instant


class Changes(Value):
    """Who changed what a channel asks, as the record tells it."""

    #: Anything of it; `None` where nobody ever did.
    last: Change | None = None
    #: The rules that are set otherwise now, by their ids.
    rules: dict[str, Change] = Field(default_factory=dict)


class SettingPolicies:
    """The policies of channels."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, channel: str) -> ChannelPolicy:
        """Return what a channel asks of its posts."""
        with self._store.read() as unit:
            unit.plan.channel(channel)
            return unit.channel_policies.of(channel)

    def changes(self, channel: str) -> Changes:
        """Return who changed the policy of a channel last, and each rule that it sets otherwise."""
        with self._store.read() as unit:
            entries = list(unit.audit.all(Sought(subject=f"channel:{channel}", action=_SET)))
            now = unit.channel_policies.of(channel).overrides
        if not entries:
            return Changes()
        rules: dict[str, Change] = {}
        before: set[str] = set()
        for entry in entries:
            if "rules" in entry.facts:
                after = set(str(entry.facts["rules"]).split())
                made = Change(by=entry.actor, at=entry.at)
                rules |= {each.partition("=")[0]: made for each in after - before}
                before = after
        last = Change(by=entries[-1].actor, at=entries[-1].at)
        return Changes(last=last, rules={name: rules[name] for name in now if name in rules})

    def choices(self, rule: Rule) -> tuple[Stance, ...]:
        """Return the ways in which a channel may set a rule otherwise, the mildest first."""
        return tuple(
            stance
            for stance in Stance
            if stance.value != rule.severity.value and is_allowed(rule.id, rule.severity, stance)
        )

    def change(
        self,
        actor: Actor,
        channel: str,
        *,
        rules: Mapping[str, Stance | None] | None = None,
        link_domains: Sequence[str] | None = None,
        **flags: bool,
    ) -> ChannelPolicy:
        """Change what is named and leave the rest; a rule set to `None` is as it is by itself again.

        Raises `InvalidInputError` where a rule that guards privacy would become milder.
        """
        actor.require(Permission.SET_UP, on=channel)
        with self._store.write() as unit:
            unit.plan.channel(channel)
            before = unit.channel_policies.of(channel)
            changes: dict[str, Any] = {**flags, "overrides": _overrides(before, rules or {})}
            if link_domains is not None:
                changes["link_domains"] = _domains(link_domains)
            after = replace(before, **changes)
            if after != before:
                unit.channel_policies.put(channel, after)
                told = _told(before, after)
                at = self._clock.now()
                unit.audit.append(actor, _SET, f"channel:{channel}", at=at, facts=told)
        return after


def _overrides(before: ChannelPolicy, rules: Mapping[str, Stance | None]) -> dict[str, Stance]:
    known = {rule.id: rule for rule in known_rules()}
    overrides = dict(before.overrides)
    for name, stance in rules.items():
        if name not in known:
            raise UnknownNameError("rule", name, sorted(known))
        if stance is None:
            overrides.pop(name, None)
        elif not is_allowed(name, known[name].severity, stance):
            raise InvalidInputError(
                f"The rule {name} protects people, so a channel can only make it stricter than "
                f"“{known[name].severity.value}”."
            )
        else:
            overrides[name] = stance
    return dict(sorted(overrides.items()))


def _domains(given: Sequence[str]) -> tuple[str, ...]:
    domains = tuple(sorted({domain.strip().lower().strip(".") for domain in given if domain.strip()}))
    for domain in domains:
        if "." not in domain or not all(char.isalnum() or char in ".-" for char in domain):
            raise InvalidInputError(f"“{domain}” is no domain. Write it like example.org.")
    return domains


def _told(before: ChannelPolicy, after: ChannelPolicy) -> dict[str, str]:
    """What changed, in the form of the record."""
    told = {
        name: str(flag).lower()
        for name in (each.name for each in fields(after))
        if isinstance(flag := getattr(after, name), bool) and flag != getattr(before, name)
    }
    if after.overrides != before.overrides:
        told["rules"] = " ".join(f"{name}={stance.value}" for name, stance in after.overrides.items())
    if after.link_domains != before.link_domains:
        told["link_domains"] = " ".join(after.link_domains)
    return told
