"""A plainly fictional month to try a house on: one channel, five pillars, a week of slots, posts.

Pure. Nothing of it can leave: its channel is a rehearsal channel, and there is no way out of one.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Final

from connectors import REHEARSAL
from scheduler.domain.approval import Lane, window_around
from scheduler.domain.plan import Channel, Gap, Pillar, Slot, instances
from scheduler.domain.post import Post, PostState, ReasonPart

#: Names the one who decided on sample posts: nobody.
SAMPLE: Final = "sample"
#: How every text begins, so that none is taken for a real post.
MARK: Final = "Sample:"
_S = PostState
_DAYS: Final = timedelta(days=16)
_WINDOW: Final = 7
_WEEK: Final = (
    *((day, time(9, 0)) for day in range(5)),
    (1, time(15, 0)),
    (3, time(15, 0)),
    (5, time(10, 0)),
)
_PILLARS: Final = (
    ("prevention", "Prevention", 30, "#0f766e", "What keeps people well."),
    ("health-tips", "Health tips", 25, "#4d7c0f", "Small things for every day."),
    ("community", "Community", 20, "#b45309", "Neighbors, schools, things to take part in."),
    ("our-people", "Our people", 15, "#7e22ce", "Who works here."),
    ("science", "The science", 10, "#1d4ed8", "How we come to know what we know."),
)
#: Pillar and text of what is told to be out, the newest first.
_OUT: Final = (
    ("prevention", "The flu shot clinic in the lobby is open till six today. No appointment needed."),
    ("health-tips", "Three minutes while the kettle boils: stretch your calves at the counter."),
    ("community", "Forty neighbors planted the school garden with us. Thank you for the muddy boots."),
    ("our-people", "Our porters walk about nine miles a shift. Say good morning to them today."),
    ("prevention", "Press the test button on the smoke alarm. If it stays silent, it asks for a battery."),
    ("science", "An honest sentence from research: we do not know yet. We like to hear it."),
    ("health-tips", "Put tomorrow's walking shoes by the door, where you will stumble over the idea."),
    ("community", "The book cart on ward two is full again. The library van came by."),
    ("prevention", "A night lamp between bed and bath costs little and prevents a lot."),
    (
        "our-people",
        "It is four in the morning and our bakery is warm. The first rolls go to the night shift.",
    ),
)
#: State, pillar and text of what is to come, the nearest first; an empty text leaves a gap.
_TO_COME: Final = (
    (_S.SCHEDULED, "prevention", "Wash your hands for as long as you hum one verse. Soap does the rest."),
    (
        _S.SCHEDULED,
        "health-tips",
        "Half the plate vegetables: the easiest rule we know, and it needs no scale.",
    ),
    (
        _S.IN_REVIEW,
        "community",
        "The health fair at 555-0100 Example Street opens at ten. Bring the children.",
    ),
    (_S.DRAFT, "our-people", "Meet the night pharmacist. She knows every shelf in the dark."),
    (
        _S.SCHEDULED,
        "science",
        "What is a clinical trial? Our nurses explain it in two minutes, without a chart.",
    ),
    (
        _S.PROPOSED,
        "prevention",
        "The county asks for child seats to be checked before the holidays. Here is how.",
    ),
    (_S.DRAFT, "", ""),
    (_S.IN_REVIEW, "health-tips", "Cold hands, warm soup: a recipe with five things you have at home."),
    (_S.PROPOSED, "community", "The county library lends walking sticks now. A story worth a visit."),
    (_S.DRAFT, "prevention", "Find your vaccination record before you need it. Look beside the passports."),
    (_S.DRAFT, "", ""),
    (_S.PROPOSED, "science", "A new study on sleep and shift work, in plain words. With a comment of yours?"),
    (
        _S.IN_REVIEW,
        "our-people",
        "We are hiring in the workshop: somebody who likes wheels, hinges and people.",
    ),
)


def channel(zone: str) -> Channel:
    """Return the sample's channel."""
    return Channel(name="sample", title="Sample channel (rehearsal)", network=REHEARSAL, zone=zone)


def pillars() -> tuple[Pillar, ...]:
    """Return the sample's pillars."""
    return tuple(
        Pillar(
            name=f"sample-{name}", title=f"Sample: {title}", target=target, colour=colour, description=about
        )
        for name, title, target, colour, about in _PILLARS
    )


def slots(zone: str) -> tuple[Slot, ...]:
    """Return the sample's week."""
    return tuple(Slot(channel="sample", weekday=day, wall=wall, zone=zone) for day, wall in _WEEK)


def posts(week: tuple[Slot, ...], *, now: datetime, useful_for: timedelta) -> list[Post]:
    """Return the posts around `now`, each in a place of `week`, by time."""
    places = sorted(
        (gap for slot in week for gap in instances(slot, start=now - _DAYS, end=now + _DAYS)),
        key=lambda gap: gap.due,
    )
    past = [place for place in places if place.due < now]
    coming = [place for place in places if place.due > now + timedelta(hours=1)]
    made = [
        _post(place, _S.PUBLISHED, pillar, text, now=now, useful_for=useful_for)
        for place, (pillar, text) in zip(reversed(past), _OUT, strict=False)
    ]
    made += [
        _post(place, state, pillar, text, now=now, useful_for=useful_for)
        for place, (state, pillar, text) in zip(coming, _TO_COME, strict=False)
        if text
    ]
    return sorted(made, key=lambda post: post.due)


def _post(
    place: Gap, state: PostState, pillar: str, text: str, *, now: datetime, useful_for: timedelta
) -> Post:
    why = (ReasonPart(name="sample", words="an example of how a proposal says why it was made"),)
    post = Post(
        uid=str(uuid.uuid4()),
        channel=place.channel,
        pillar=f"sample-{pillar}",
        text=f"{MARK} {text}",
        state=state,
        due=place.due,
        wall=place.wall,
        zone=place.zone,
        useful_until=place.due + useful_for,
        reason=why if state is _S.PROPOSED else (),
        published_at=place.due if state is _S.PUBLISHED else None,
        created_at=now,
        updated_at=now,
    )
    if state not in {_S.PUBLISHED, _S.SCHEDULED}:
        return post
    window = window_around(post.due, zone=post.zone, days=_WINDOW)
    return post.with_approval(by=SAMPLE, window=window, lane=Lane.GREEN)
