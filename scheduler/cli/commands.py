"""Every command that does one thing and ends, gathered; `front.py` loads it when one of them is asked for."""

from __future__ import annotations

import typer

from scheduler.cli import (
    accounts,
    afterlife,  # noqa: F401 - adds its command to those of sources
    attention,
    audit,
    audit_heads,  # noqa: F401 - adds its commands to those of the record
    audit_holds,  # noqa: F401 - adds its commands to those of the record
    budget,  # noqa: F401 - adds its commands to those of channels
    calendars,
    channels,
    checking,
    communities,
    consents,
    emergency,
    emergency_lane,  # noqa: F401 - adds its commands to those of emergency words
    events,
    evergreens,
    experts,
    filling,
    founding,
    inbox,
    leaders,
    newsletters,
    observances,
    pauses,
    people,
    people_links,  # noqa: F401 - adds its commands to those of people
    pictures,
    plan_parts,
    plan_prints,  # noqa: F401 - adds its command to those of the plan
    plans,
    policies,
    posts,
    profiles,
    quiet_days,
    quoting,  # noqa: F401 - adds its commands to those of items
    registering,  # noqa: F401 - adds its commands to those of sources
    rehearsal_shown,
    releasing,
    secrets,
    sign_on,
    sources,
    trends,
    two_step,  # noqa: F401 - adds its commands to those of people
)

app = typer.Typer(rich_markup_mode="markdown")
for place in (founding, checking, policies, filling, rehearsal_shown, pauses, releasing, attention):
    place.join(app)
for noun in (
    posts.commands,
    plans.commands,
    accounts.commands,
    channels.commands,
    plan_parts.pillars,
    plan_parts.slots,
    sources.commands,
    sources.items,
    profiles.commands,
    trends.commands,
    inbox.commands,
    newsletters.commands,
    observances.commands,
    communities.commands,
    events.commands,
    quiet_days.commands,
    evergreens.commands,
    experts.commands,
    calendars.commands,
    consents.commands,
    emergency.commands,
    people.commands,
    leaders.commands,
    pictures.commands,
    sign_on.commands,
    audit.commands,
    secrets.commands,
):
    app.add_typer(noun)
