"""Values for tests: defaults for what a test does not care about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from scheduler.domain.approval import Lane, window_around
from scheduler.domain.authorisations import STATEMENTS, Authorisation, Subject
from scheduler.domain.people import Actor, Person, Role
from scheduler.domain.plan import Channel, Pillar, Slot, wall_clock
from scheduler.domain.post import Post

#: A quiet Tuesday morning: 09:00 in Chicago.
NOON = datetime(2026, 12, 1, 15, tzinfo=UTC)
ZONE = "America/Chicago"
#: A proof of who somebody is that does not grow old in a test.
ALWAYS_FRESH = NOON + timedelta(days=36500)


def a_channel(**fields: Any) -> Channel:
    """Return a channel called `main-x`."""
    return Channel(**{"name": "main-x", "title": "Main", "zone": ZONE, "handle": "larkspur", **fields})


def a_pillar(**fields: Any) -> Pillar:
    """Return a pillar called `prevention`."""
    return Pillar(**{"name": "prevention", "title": "Prevention", "target": 30, **fields})


def a_slot(**fields: Any) -> Slot:
    """Return a Tuesday slot at nine."""
    return Slot(**{"channel": "main-x", "weekday": 1, "wall": time(9), "zone": ZONE, **fields})


def a_post(**fields: Any) -> Post:
    """Return a draft due at `NOON`."""
    due = fields.pop("due", NOON)
    given = {
        "uid": str(uuid.uuid4()),
        "channel": "main-x",
        "text": "Wash your hands for twenty seconds.",
        "due": due,
        "wall": wall_clock(due, ZONE),
        "zone": ZONE,
        "useful_until": due + timedelta(hours=6),
        "created_at": NOON - timedelta(days=2),
        "updated_at": NOON - timedelta(days=2),
    }
    return Post(**{**given, **fields})


def approved(post: Post) -> Post:
    """Return `post` approved as it stands, for a week around its day."""
    return post.with_approval(
        by=post.approved_by or "operator",
        window=window_around(post.due, zone=post.zone, days=7),
        lane=Lane.AMBER if post.accepted_rules else Lane.GREEN,
        accepted=post.accepted_rules,
        mark=post.guard_mark,
        authorisation=post.authorisation,
    )


def an_actor(
    *roles: Role,
    person_id: int = 1,
    name: str = "Robin Example",
    confirmed_at: datetime | None = ALWAYS_FRESH,
    **channel_roles: tuple[Role, ...],
) -> Actor:
    """Return a person with `roles` as an actor, who proved just now who they are.

    `channel_roles` hold on the channel of that name alone, with `_` for `-`.
    """
    person = Person(
        id=person_id,
        name=name,
        email="robin@example.org",
        roles=roles,
        channel_roles={channel.replace("_", "-"): given for channel, given in channel_roles.items()},
        created_at=NOON,
    )
    return Actor.of(person, confirmed_at=confirmed_at)


def x_credentials(number: str = "4201") -> dict[str, str]:
    """Return made-up OAuth 1.0a strings for the account with this number."""
    return {
        "consumer_key": "an app & its key",
        "consumer_secret": "an app's secret",
        "access_token": f"{number}-token",
        "access_token_secret": f"secret of {number}",
    }


def a_form(now: datetime = NOON) -> Authorisation:
    """Return a complete form, signed a month ago."""
    return Authorisation(
        reference="HIM-2026-0113",
        subject=Subject.STORY,
        scope="Recovery after a stroke, told by herself",
        purpose="Stroke week",
        discloser="Larkspur County Hospital",
        signed_at=now - timedelta(days=30),
        expires_at=now + timedelta(days=90),
        document="Cabinet 4, folder 12",
        statements=tuple(STATEMENTS),
        created_at=now,
    )
