"""May this person use these words now, and what of the guard's findings stops them?

The questions of the fast lane, asked in the transaction that approves; nothing here changes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.blanks import Ground
from scheduler.domain.emergency import TemplateState
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.post import ReplySettings
from scheduler.policies.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from scheduler.domain.emergency import EmergencyTemplate
    from scheduler.domain.fast_lane import FastLane
    from scheduler.domain.fillable import Filled
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Finding, Review
    from scheduler.store.unit import Unit


def ground_of(unit: Unit, now: datetime) -> Ground:
    """Return what blanks are checked against: our phones and domains, and the house clock."""
    house = unit.plan.organisation()
    zone = house.zone if house else next((channel.zone for channel in unit.plan.channels()), "UTC")
    return Ground(
        phones=house.phones if house else (), domains=house.domains if house else (), zone=zone, now=now
    )


def lane_for(unit: Unit, actor: Actor, now: datetime) -> FastLane:
    """Return the open lane; raises where none is, or where this person is not on call."""
    if actor.person_id is None:
        raise NotAllowedError("Emergency words are used by a person on call. Sign in, or name one with --as.")
    lane = unit.fast_lanes.open_at(now)
    if lane is None:
        raise StateError("The fast lane is closed. Somebody who may open it says why, and opens it.")
    if not any(turn.person == actor.person_id and turn.is_on(now) for turn in unit.fast_lanes.turns()):
        raise NotAllowedError(f"{actor.name} is not on call now. Ask whoever is, or have the list changed.")
    return lane


def words_for(unit: Unit, name: str, *, channel: str, now: datetime) -> EmergencyTemplate:
    """Return words that may be used on a channel now; raises with what is missing."""
    template = unit.emergency_words.get(name)
    state = template.state(now)
    if state is not TemplateState.READY:
        raise StateError(f"“{template.title}” can't be used: {_WHY[state]}")
    if not template.is_for(channel):
        raise InvalidInputError(
            f"“{template.title}” is for {', '.join(template.channels)}, not for {channel}."
        )
    return template


_WHY = {
    TemplateState.DRAFT: "an approver and a privacy officer have to approve it first.",
    TemplateState.EXPIRED: "nobody has looked at it for too long. An approver confirms that it is right.",
    TemplateState.RETIRED: "it was retired.",
}


def filled_for(
    unit: Unit, actor: Actor, post: Post, name: str, values: Mapping[str, str], *, now: datetime
) -> tuple[EmergencyTemplate, Filled]:
    """Return the approved words that `post` says, filled; raises unless it says exactly them, and no more."""
    actor.require(Permission.APPROVE, on=post.channel)
    template = words_for(unit, name, channel=post.channel, now=now)
    filled = template.filled(values, ground_of(unit, now))
    bare = post.model_copy(update={**_BARE, "text": filled.text})
    if bare.digest != post.digest:
        raise StateError("This post does not say the approved words and nothing else. Use the words anew.")
    return template, filled


#: What a post of emergency words has nothing of.
_BARE: dict[str, object] = {
    "link": None,
    "pictures": (),
    "video": None,
    "thread": (),
    "reply_to": None,
    "quote": None,
    "reply_settings": ReplySettings.EVERYONE,
    "made_with_ai": False,
}


def stopping(review: Review, filled: Filled, accepted: Collection[str] = ()) -> list[Finding]:
    """Return the findings that stop emergency words.

    A block always does; a hold does unless it lies wholly in the approved words and the privacy officer who
    approved them accepted its rule.
    """
    return [
        each
        for each in review.findings
        if each.severity is Severity.BLOCK
        or (
            each.severity is Severity.HOLD
            and not (each.rule in accepted and filled.is_in_words(each.start, each.end))
        )
    ]
