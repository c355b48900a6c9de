"""A house to attack: the product's own services over SQLite, on a clock and a network of the attack's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors.base import NotSentError, Outgoing, Receipt
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import RoundsError
from scheduler.domain.people import Actor
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.approving import Approving
from scheduler.services.authorising import Authorising
from scheduler.services.emergency import Emergency
from scheduler.services.emergency_words import EmergencyWords
from scheduler.services.fast_laning import FastLaning
from scheduler.services.granting import Granting
from scheduler.services.pausing import Pausing
from scheduler.services.planning import Planning
from scheduler.services.publishing import Publishing
from scheduler.services.reconciling import Reconciling
from scheduler.services.releasing import Releasing
from scheduler.services.rezoning import Rezoning
from scheduler.services.shelving import Shelf
from scheduler.services.wrapping import message_of
from scheduler.store.database import Store
from tests.attack.grounds import CHANNELS, a_file, a_person
from tests.attack.truth import STOPS, Truth
from tests.builders import ALWAYS_FRESH, NOON
from tests.engine.paper import AcceptedButLostError, Paper

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from scheduler.services.in_hand import Claimed
    from scheduler.store.unit import Unit

_RULES = {"sick": "STORY-PATIENT", "later": "PHI-R-BED", "named": "PHI-A-PATIENT", "endless": "TEXT-LENGTH"}
_LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Parts:
    """The product's classes; a planted fault puts another in the place of one of them."""

    planning: type[Planning] = Planning
    approving: type[Approving] = Approving
    publishing: type[Publishing] = Publishing
    authorising: type[Authorising] = Authorising
    releasing: type[Releasing] = Releasing
    emergency: type[Emergency] = Emergency
    words: type[EmergencyWords] = EmergencyWords
    laning: type[FastLaning] = FastLaning
    #: Does the guard's mark name the rules in force?
    names_rules: bool = True
    #: Gives each sequence a database that is as at the beginning, and a folder.
    ground: Callable[[], tuple[Engine, Path]] = a_file


class Watched(Paper):
    """The account of one channel: whatever it is sent is looked at by the law."""

    def __init__(self, house: House, channel: str) -> None:
        super().__init__(house.clock)
        self._house = house
        self._channel = channel

    def send(self, message: Outgoing, staged: str) -> Receipt:
        """Look at a message, then take it, or answer as the attack has set up."""
        house = self._house
        house.truth.leaves(message, self._channel, now=house.clock.now(), rules=house.rules)
        return super().send(message, staged)


class House:
    """One sequence's house; everything in it is as at the beginning when it is made."""

    def __init__(self, parts: Parts) -> None:
        engine, folder = parts.ground()
        self.clock = FrozenClock(NOON)
        self.truth = Truth()
        self.rules = "of May"
        self.store = Store(engine)
        self._shelf = Shelf(folder)
        self.networks = {channel.name: Watched(self, channel.name) for channel in CHANNELS}
        self.planning = parts.planning(self.store, self.clock, self._shelf)
        granting = Granting(self.clock, self.review, self.mark)
        self.approving = parts.approving(self.store, self.clock, granting)
        self.emergency = parts.emergency(self.store, self.clock, self.planning, granting, self.review)
        self.emergency.words = parts.words(self.store, self.clock, self.review)
        self.emergency.lane = parts.laning(self.store, self.clock)
        self.pausing = Pausing(self.store, self.clock)
        self.releasing = parts.releasing(self.store, self.clock, review=self.review, mark=self.mark)
        #: Every pause there ever was, by its number.
        self.paused: list[int] = []
        self.authorising = parts.authorising(self.store, self.clock)
        self.rezoning = Rezoning(self.store, self.clock)
        self._parts = parts
        self._starts = 0
        self.numbers: list[int] = []
        self.in_hand: list[Claimed] = []
        self.start()

    # the engine

    def start(self) -> None:
        """Start the engine, anew if it ran: what it had in hand is nobody's now."""
        self._starts += 1
        self.in_hand = []
        name = f"d{self._starts}"
        self.daemon = self._parts.publishing(
            self.store,
            self.clock,
            owner=lambda: name,
            connector_of=self.networks.__getitem__,
            review=self.review,
            shelf=self._shelf,
            lease=_LEASE,
            mark=self.mark,
        )
        self.reconciling = Reconciling(
            self.store,
            self.clock,
            connector_of=self.networks.__getitem__,
            message_of=lambda post: message_of(post, self._shelf),
            is_alive=partial(str.__eq__, name),
            is_lost=self.daemon.is_lost,
            notice=lambda: None,
        )

    def answer(self, how: str) -> None:
        """Let every network answer its next message so."""
        answers: dict[str, Callable[[], list[Exception]]] = {
            "taken": list,
            "lost": lambda: [AcceptedButLostError("lost")],
            "not sent": lambda: [NotSentError("down")],
        }
        for network in self.networks.values():
            network.answers = answers[how]()

    # the guard

    def review(self, post: Post) -> Review:
        """Say what the rules in force say."""
        severities = {"hold": Severity.HOLD, "block": Severity.BLOCK, "never": Severity.BLOCK}
        text = " ".join([post.text, *(part.text for part in post.thread)])
        found = [
            Finding(rule=_RULES[word], severity=severities[how], advice="Change it.")
            for word, how in STOPS[self.rules].items()
            if word in text
        ]
        return Review(findings=tuple(found))

    def mark(self, _: Unit) -> Callable[[Post], str]:
        """Name content, accepted findings and rules, as `Checking.mark` does."""
        rules = self.rules if self._parts.names_rules else ""
        return lambda post: f"{rules} {post.digest} {post.accepted_rules}"

    # people

    def actor(self, person: int) -> Actor:
        """Return a person with their role."""
        return _actor(person)

    def posts(self) -> list[Post]:
        """Return every post."""
        with self.store.read() as unit:
            return sorted(unit.posts.in_state(*PostState), key=lambda post: post.id)

    def tried(self, job: Callable[[], Any]) -> Any:
        """Do something that may be refused; return what came of it, `None` where it was refused."""
        try:
            return job()
        except RoundsError:
            return None


@lru_cache(maxsize=8)
def _actor(person: int) -> Actor:
    return Actor.of(a_person(person), confirmed_at=ALWAYS_FRESH)
