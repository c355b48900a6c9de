"""Use emergency words: one post for each channel, approved by the one person on call who fills the blanks.

Guarantees: what the blanks take is checked, the guard runs on the whole of it, and either every channel's
post is approved or none is made. The approval itself is `granting.py`'s, as every other.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.fillable import tried
from scheduler.domain.post import PostState
from scheduler.domain.value import Value
from scheduler.policies.finding import Finding
from scheduler.services.content import NewPost
from scheduler.services.emergency_words import EmergencyWords, sample_post
from scheduler.services.fast_laning import FastLaning
from scheduler.services.fast_track import ground_of, stopping
from scheduler.services.second_looks import SecondLooks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.services.granting import Granting
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: The same words on the same channel within this time are a second click, not a second message.
_TWICE: Final = timedelta(minutes=15)


class Preview(Value):
    """Emergency words as they would leave, and what stops them."""

    #: With what was typed so far; a blank that does not fit yet stands as its name in brackets.
    text: str
    #: What is wrong with each blank, by its name.
    problems: dict[str, str]
    #: What the guard says that stops it, by channel; asked only where every blank fits.
    stops: dict[str, tuple[Finding, ...]]

    @property
    def may_go(self) -> bool:
        """Does nothing in the text itself stop it?"""
        return not self.problems and not any(self.stops.values())


class Emergency:
    """The fast lane as a whole: its words, when it is open, its use, and the second looks."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        planning: Planning,
        granting: Granting,
        review: Callable[[Post], Review],
    ) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._granting = granting
        self._review = review
        self.words = EmergencyWords(store, clock, review)
        self.lane = FastLaning(store, clock)
        self.looks = SecondLooks(store, clock, planning)

    def preview(self, name: str, values: Mapping[str, str], channels: Sequence[str]) -> Preview:
        """Return the words as they would leave now on each of the channels; nothing is kept."""
        now = self._clock.now()
        with self._store.read() as unit:
            template, ground = unit.emergency_words.get(name), ground_of(unit, now)
            own = {"language": template.language, "runs_left": template.runs_left}
            found = tried(template.text, values, ground.model_copy(update=own))
            if found.problems:
                bare = {each.name: f"[{each.label.lower()}]" for each in template.blanks}
                return Preview(
                    text=template.drawn({**bare, **found.ready}), problems=found.problems, stops={}
                )
            filled = template.filled(values, ground)
            places = [unit.plan.channel(channel) for channel in channels]
        stops = {
            channel.name: tuple(
                stopping(
                    self._review(sample_post(channel, filled.text, now)), filled, template.released_rules
                )
            )
            for channel in places
        }
        return Preview(text=filled.text, problems={}, stops=stops)

    def use(
        self,
        actor: Actor,
        name: str,
        values: Mapping[str, str],
        channels: Sequence[str],
        *,
        when: datetime | None = None,
    ) -> list[Post]:
        """Fill approved words and approve a post of them for each channel; it leaves at once, or at `when`.

        Raises with a sentence, and makes nothing, where the lane is closed, the person is not on call, a
        value does not fit, the guard stops it on any channel, or the same was sent a moment ago.
        """
        wanted = list(dict.fromkeys(channels))
        if not wanted:
            raise InvalidInputError("Choose at least one channel.")
        bundle = str(uuid.uuid4()) if len(wanted) > 1 else None
        with self._store.write() as unit:
            now = self._clock.now()
            at = self._time(unit, when or now, now)
            return [self._one(unit, actor, name, values, channel, at, bundle) for channel in wanted]

    # steps

    def _one(
        self,
        unit: Unit,
        actor: Actor,
        name: str,
        values: Mapping[str, str],
        channel: str,
        at: datetime,
        bundle: str | None,
    ) -> Post:
        text = unit.emergency_words.get(name).filled(values, ground_of(unit, self._clock.now())).text
        self._check_not_twice(unit, name, channel, text)
        new = NewPost(channel=channel, at=at, text=text, bundle=bundle)
        draft = self._planning.add_in(unit, actor, new)
        return self._granting.grant_fast(unit, actor, draft.moved_to(PostState.IN_REVIEW), name, values)

    def _time(self, unit: Unit, at: datetime, now: datetime) -> datetime:
        if at < now:
            raise InvalidInputError("That time is past. Leave it out to send at once.")
        lane = unit.fast_lanes.open_at(now)
        if lane is not None and at >= lane.ends_at:
            raise InvalidInputError(
                f"The fast lane closes at {lane.ends_at:%d %b %H:%M} UTC. Choose a time before that."
            )
        return at

    def _check_not_twice(self, unit: Unit, name: str, channel: str, text: str) -> None:
        since = self._clock.now() - _TWICE
        for use in unit.fast_lanes.uses(since=since):
            if use.template.rpartition("@")[0] != name:
                continue
            post = unit.posts.get(use.post)
            is_gone = post.state in {PostState.CANCELLED, PostState.REFUSED}
            if (post.channel, post.text) == (channel, text) and not is_gone:
                raise StateError(
                    f"These very words went to {channel} at {use.at:%H:%M} UTC already: post {post.id}."
                )
