"""What people said, and the law that must hold of whatever leaves, kept apart from the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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


@dataclass
class Truth:
    """Who wrote, decided, paused and signed what."""

    decisions: dict[str, list[Decided]] = field(default_factory=dict)
    writers: dict[str, set[int]] = field(default_factory=dict)
    pauses: dict[int, tuple[str, str]] = field(default_factory=dict)
    pillars: dict[str, str | None] = field(default_factory=dict)
    #: When each authorisation ends.
    signed: dict[int, datetime] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    sent: int = 0

    def wrote(self, post: Post, person: int, *, before: Post | None = None) -> None:
        """Somebody wrote or changed a post; what was decided on other words is over."""
        if before is None or Content.of(before) != Content.of(post):
            self.writers.setdefault(post.uid, set()).add(person)
            self.decisions[post.uid] = []
        self.moved(post)

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
        scopes = (("everything", ""), ("channel", channel), ("pillar", self.pillars.get(uid) or "-"))
        if any(pause in scopes for pause in self.pauses.values()):
            return "a pause holds it"
        said = [each for each in self.decisions.get(uid, []) if _is_of(each.content, message, part, channel)]
        said = [each for each in said if each.holds_at(now)]
        ended = [each for each in said if each.authorisation and now >= self.signed[each.authorisation]]
        if ended:
            return "the authorisation that released it is over"
        if not said:
            return "nobody approved it"
        people = {each.person: each for each in said if each.person not in self.writers[uid]}
        grave = max((gravity(text, rules) for text in said[0].content.texts), key=_GRAVITY)
        return _lacking(list(people.values()), grave, rules)


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
