"""The rules of the guard as one channel has them: each with how far it stops a post there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.policies.channel_policy import Stance, may_be_milder
from scheduler.services.setting_policies import known_rules
from ui import policy_words as words
from ui import wording
from ui.language import gettext
from ui.moments import moment
from ui.parts import marks
from ui.parts.house import house_zone
from ui.parts.page import act, empty, plain
from ui.parts.people import names
from ui.session import actor, rounds

if TYPE_CHECKING:
    from scheduler.policies.channel_policy import ChannelPolicy
    from scheduler.policies.rule import Rule
    from scheduler.services.setting_policies import Change, Changes

#: More are not drawn at once: a page of a hundred choices is slow, and nobody reads it.
_SHOWN = 12
#: The choice that leaves a rule as it is.
_DEFAULT = "default"


def show(channel: str, policy: ChannelPolicy, told: Changes, *, changes: bool) -> None:
    """Draw the rules that are sought, those that the channel sets otherwise first."""
    st.markdown(f"**{words.RULES}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sought = st.text_input(words.SEARCH, help=words.SEARCH_HINT, key="rules-sought") or ""
        only = st.toggle(words.ONLY_CHANGED, key="rules-changed")
    found = _found(policy, sought, only_changed=bool(only))
    if not found and only and not sought:
        st.caption(words.NONE_CHANGED)
    elif not found:
        empty(":material/search_off:", words.NO_RULE_FOUND, step=words.NO_RULE_FOUND_STEP)
    for rule in found[:_SHOWN]:
        _rule(channel, rule, policy.overrides.get(rule.id), told.rules.get(rule.id), changes=changes)
    if len(found) > _SHOWN:
        st.caption(words.more(len(found) - _SHOWN))


def changed(last: Change) -> None:
    """Say who changed something last, and when."""
    who = names().get(last.by, wording.SOMEBODY_GONE)
    st.caption(f":material/history: {plain(words.changed(who, moment(last.at, house_zone())))}")


def _found(policy: ChannelPolicy, sought: str, *, only_changed: bool) -> list[Rule]:
    parts = sought.lower().split()
    found = [
        rule
        for rule in known_rules()
        if (not only_changed or rule.id in policy.overrides)
        and all(part in f"{rule.id} {rule.advice} {gettext(rule.advice)}".lower() for part in parts)
    ]
    return sorted(found, key=lambda rule: rule.id not in policy.overrides)


def _rule(channel: str, rule: Rule, now: Stance | None, last: Change | None, *, changes: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"rule-{rule.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(rule.id)}**", width="content")
            marks.severity(rule.severity).show()
        st.markdown(plain(gettext(rule.advice)))
        choices = rounds().policies.choices(rule)
        if not may_be_milder(rule.id):
            st.caption(f":material/shield: {words.PRIVACY if choices else words.STRICTEST}")
        if choices:
            _choose(channel, rule, now, choices, changes=changes)
        if last is not None:
            changed(last)


def _choose(
    channel: str, rule: Rule, now: Stance | None, choices: tuple[Stance, ...], *, changes: bool
) -> None:
    """Draw the ways in which the channel may set a rule; a choice holds at once."""
    offered = {_DEFAULT: words.by_default(rule.severity.value)}
    offered |= {each.value: words.STANCES[each.value] for each in choices}
    stands = now.value if now in choices else _DEFAULT
    chosen = st.selectbox(
        words.HOW_FAR,
        list(offered),
        index=list(offered).index(stands),
        format_func=offered.__getitem__,
        key=f"stance-{channel}-{rule.id}-{stands}",
        disabled=not changes,
    )
    if changes and chosen != stands:
        wanted = None if chosen == _DEFAULT else Stance(chosen)
        act(lambda: rounds().policies.change(actor(), channel, rules={rule.id: wanted}), words.RULE_SET)
