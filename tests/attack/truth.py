"""What people said, and the law that must hold of whatever leaves, kept apart from the product."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.attack.lane_truth import Crisis

if TYPE_CHECKING:
    from connectors.base import Outgoing
    from scheduler.domain.post import Post

ZONE = ZoneInfo("America/Chicago")
#: The days around its own for which an approval holds.
DAYS = 7
#: Words that the guard stops, by the name of its rules: the word, and how many people it takes.
STOPS = {
    "of May": {"sick": "hold", "named": "block", "endless": "never"},
    "of June": {"sick": "hold", "later": "hold", "named": "block", "endless": "never"},
}


def gravity(text: str, rules: str) -> str:
    """Return what the guard says of a text under these rules: pass, hold, block or never."""
    found = {how for word, how in STOPS[rules].items() if word in text}
    return next((how for how in ("never", "block", "hold") if how in found), "pass")


@dataclass(frozen=True)
class Content:
    """All that leaves of a post, as a person reads it."""

    channel: str
    texts: tuple[str, ...]
    alts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, post: Post) -> Content:
        """Return what a reader of `post` sees."""
        first = f"{post.text} {post.link}".strip() if post.link else post.text
        alts = tuple((each.sha256, each.alt) for each in post.pictures)
        return cls(post.channel, (first, *(part.text for part in post.thread)), alts)


@dataclass(frozen=True)
class Decided:
    """Somebody decided for a post as they read it."""

    person: int
    is_officer: bool
    has_reason: bool
    content: Content
    due: datetime
    rules: str
    authorisation: int | None = None

    def holds_at(self, at: datetime) -> bool:
        """Is that within the days for which they decided?"""
        day, then = self.due.astimezone(ZONE).date(), at.astimezone(ZONE).date()
        return abs(then - day) <= timedelta(days=DAYS)


@dataclass(frozen=True)
class Paused:
    """What somebody paused, until when, and who may speak all the same."""

    scope: str
    name: str
    ends: datetime | None
    #: How grave the words are that may leave in spite of it: “hold” for those a privacy officer agreed to.
    spoken: frozenset[str] = frozenset()

    def prolonged(self, ends: datetime | None) -> Paused:
        """Return it with the later end; none is the latest."""
        later = None if self.ends is None or ends is None else max(self.ends, ends)
        return replace(self, ends=later)


@dataclass
class Truth:
    """Who wrote, decided, paused and signed what."""

    decisions: dict[str, list[Decided]] = field(default_factory=dict)
    writers: dict[str, set[int]] = field(default_factory=dict)
    pauses: dict[int, Paused] = field(default_factory=dict)
    pillars: dict[str, str | None] = field(default_factory=dict)
    #: When each authorisation ends.
    signed: dict[int, datetime] = field(default_factory=dict)
    crisis: Crisis = field(default_factory=Crisis)
    wrongs: list[str] = field(default_factory=list)
    sent: int = 0

    def wrote(self, post: Post, person: int, *, before: Post | None = None) -> None:
        """Somebody wrote or changed a post; what was decided on other words is over."""
        if before is None or Content.of(before) != Content.of(post):
            self.writers.setdefault(post.uid, set()).add(person)
            self.decisions[post.uid] = []
            self.crisis.used.pop(post.uid, None)
        self.moved(post)

    def used(self, post: Post, person: int, *, lane: int | None, now: datetime, rules: str) -> None:
        """Somebody used emergency words, and was let: were they allowed to?"""
        self.wrote(post, person)
        why = self.crisis.why_not(person, post.text, now, gravity=gravity(post.text, rules))
        if why or lane is None:
            self.wrongs.append(f"{post.text!r} was approved in the fast lane at {now}: {why}")
        else:
            self.crisis.used[post.uid] = (Content.of(post), lane)

    def moved(self, post: Post) -> None:
        """Somebody gave it another time: decisions that do not hold then are over."""
        self.pillars[post.uid] = post.pillar
        if not all(each.holds_at(post.due) for each in self.decisions.get(post.uid, [])):
            self.decisions[post.uid] = []

    def leaves(self, message: Outgoing, channel: str, *, now: datetime, rules: str) -> None:
        """A message leaves: was exactly this agreed to, for now, under these rules, in no pause?"""
        self.sent += 1
        uid, _, part = message.key.partition(".")
        why = self._wrong(uid, message, int(part or 0), channel, now, rules)
        if why:
            self.wrongs.append(f"{message.text!r} left at {now}: {why}")

    def _wrong(self, uid: str, message: Outgoing, part: int, channel: str, now: datetime, rules: str) -> str:
        said = [each for each in self.decisions.get(uid, []) if _is_of(each.content, message, part, channel)]
        said = [each for each in said if each.holds_at(now)]
        # A decision by the name of an authorisation ends with it; others may have been made since.
        stand = [each for each in said if not each.authorisation or now < self.signed[each.authorisation]]
        if said and not stand:
            return "the authorisation that released it is over"
        said = stand
        if not said and uid in self.crisis.used:
            return self._wrong_fast(uid, message, part, channel, now, rules)
        if not said:
            return "nobody approved it"
        if self._is_paused(uid, channel, said[0], now):
            return "a pause holds it"
        people = {each.person: each for each in said if each.person not in self.writers[uid]}
        grave = max((gravity(text, rules) for text in said[0].content.texts), key=_GRAVITY)
        return _lacking(list(people.values()), grave, rules)

    def _wrong_fast(
        self, uid: str, message: Outgoing, part: int, channel: str, now: datetime, rules: str
    ) -> str:
        content, lane = self.crisis.used[uid]
        lacks = {
            "it is not what was sent by the fast lane": not _is_of(content, message, part, channel),
            "the fast lane is closed": now >= self.crisis.lanes[lane],
            "the guard stops it": gravity(message.text, rules) != "pass",
            "a pause holds it": self._pauses(uid, channel, "fast", now),
        }
        return next((why for why, is_so in lacks.items() if is_so), "")

    def _is_paused(self, uid: str, channel: str, decided: Decided, now: datetime) -> bool:
        """Does a pause hold it that has not come to its end, and lets nothing like it speak?"""
        grave = max((gravity(text, decided.rules) for text in decided.content.texts), key=_GRAVITY)
        return self._pauses(uid, channel, grave, now)

    def _pauses(self, uid: str, channel: str, grave: str, now: datetime) -> bool:
        scopes = (("everything", ""), ("channel", channel), ("pillar", self.pillars.get(uid) or "-"))
        return any(
            (pause.scope, pause.name) in scopes
            and (pause.ends is None or now < pause.ends)
            and grave not in pause.spoken
            for pause in self.pauses.values()
        )


_ORDER = ("pass", "hold", "block", "never")
_GRAVITY = _ORDER.index


def _is_of(content: Content, message: Outgoing, part: int, channel: str) -> bool:
    if content.channel != channel or part >= len(content.texts) or content.texts[part] != message.text:
        return False
    return part > 0 or tuple(alt for _, alt in content.alts) == tuple(each.alt for each in message.pictures)


def _lacking(people: list[Decided], grave: str, rules: str) -> str:
    """Say which decisions are missing; empty where none is."""
    now = [each for each in people if each.rules == rules]
    officers = [each for each in now if each.is_officer and each.has_reason]
    if grave == "never":
        return "nobody may override that"
    if grave == "block":
        return "" if len(officers) > 1 else f"blocked, and {len(officers)} of 2 privacy officers overrode it"
    if grave == "hold":
        return "" if officers and len(now) > 1 else "held, and not an approver and a privacy officer decided"
    return "" if people else "nobody but who wrote it approved it"
