"""`rounds fill --reconsider`: show what is better otherwise, and why, and change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.cli import forms, output
from scheduler.cli.posts_shown import short
from scheduler.cli.times import shown
from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.cli.call import Desk
    from scheduler.services.proposals import Proposal
    from scheduler.services.reconsidering import Change, Reconsidered

_PROVEN = 0.00005
_NOBODY_TOUCHED = "Posts that anybody touched, approved or chose were left alone."


def second_thoughts(
    here: Desk, *, days: int, channels: Collection[str], dry_run: bool, as_json: bool
) -> None:
    """Think the standing proposals over, and tell what changed and why."""
    found = here.app.reconsidering.plan(days=days, channels=channels)
    made = [] if dry_run else here.app.reconsidering.change(here.actor, found)
    if as_json:
        changes = [_form(each) for each in found.changes]
        output.show(
            {"staying": found.staying, "changes": changes, "made": [forms.post(each) for each in made]}
        )
        return
    for change in found.changes:
        _tell(change)
    output.say(_summary(found, dry_run=dry_run))


def bound(shortfall: float) -> str:
    """Say how far from the best plan one is at most."""
    if shortfall < _PROVEN:
        return "No better plan is possible by the stated objective."
    return f"No plan can be better than this one by more than {100 * shortfall:.1f} %."


def placed_form(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON, without what might stand there instead."""
    return {
        "channel": proposal.channel,
        "due": proposal.due.isoformat().replace("+00:00", "Z"),
        "local": proposal.due.astimezone(zone_named(proposal.zone)).isoformat(),
        "zone": proposal.zone,
        "pillar": proposal.pillar,
        "item": proposal.item.id if proposal.item else None,
        "again": proposal.again.id if proposal.again else None,
        "source": proposal.source,
        "title": _title(proposal),
        "text": proposal.text,
        "link": proposal.link,
        "reason": [part.model_dump(mode="json") for part in proposal.reason],
    }


def _tell(change: Change) -> None:
    before, after = change.before, change.after
    if before is not None:
        output.say(f"{shown(before.due, before.zone)} ({before.zone})  {before.channel}")
        output.say(f"    was {before.id}: {short(before.text)} ({change.why})")
    elif after is not None:
        output.say(f"{shown(after.due, after.zone)} ({after.zone})  {after.channel}  {change.why}")
    if after is None:
        output.say("    stays open")
        return
    output.say(f"    now {short(_title(after))} ({'; '.join(part.words for part in after.reason)})")


def _summary(found: Reconsidered, *, dry_run: bool) -> str:
    stay = f"{found.staying} proposals stay. {_NOBODY_TOUCHED} {bound(found.shortfall)}"
    if not found.changes:
        return f"Nothing is better otherwise: {stay}"
    verb = "would change" if dry_run else "changed"
    return f"{len(found.changes)} places {verb}, {stay}"


def _form(change: Change) -> dict[str, Any]:
    return {
        "before": change.before.id if change.before else None,
        "after": placed_form(change.after) if change.after else None,
        "why": change.why,
    }


def _title(proposal: Proposal) -> str:
    return proposal.item.title if proposal.item else proposal.text.partition("\n")[0]
