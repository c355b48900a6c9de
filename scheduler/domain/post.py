"""A post, its states, the moves between them, and the digest an approval binds to."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.approval import Endorsement, Lane
from scheduler.domain.errors import IllegalMoveError
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Sequence


class PostState(StrEnum):
    """Where a post is on its way out."""

    PROPOSED = "proposed"
    """The filler made it; nobody has looked yet."""
    DRAFT = "draft"
    """Somebody is writing it."""
    IN_REVIEW = "in_review"
    """It waits for an approval."""
    SCHEDULED = "scheduled"
    """Approved; it goes out when due."""
    CLAIMED = "claimed"
    """A daemon has taken it; nothing has left yet."""
    SENDING = "sending"
    """The attempt is written down; the request may have left."""
    PUBLISHED = "published"
    """The network said that it has it."""
    HELD = "held"
    """A pause or a finding keeps it back; a person decides."""
    UNKNOWN = "unknown"
    """It may or may not be out; the network is asked before anything else."""
    REFUSED = "refused"
    """The network will not take it as it is."""
    MISSED = "missed"
    """Its latest useful time passed before it could go out."""
    CANCELLED = "cancelled"
    """A person decided against it."""


_S = PostState
#: Each allowed move; what is not here can't happen. `docs/guarantees.md` lists the same table.
MOVES: dict[PostState, frozenset[PostState]] = {
    _S.PROPOSED: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.HELD, _S.CANCELLED}),
    _S.DRAFT: frozenset({_S.IN_REVIEW, _S.CANCELLED}),
    _S.IN_REVIEW: frozenset({_S.DRAFT, _S.SCHEDULED, _S.HELD, _S.CANCELLED}),
    _S.SCHEDULED: frozenset(
        {_S.DRAFT, _S.IN_REVIEW, _S.CLAIMED, _S.HELD, _S.MISSED, _S.UNKNOWN, _S.CANCELLED}
    ),
    _S.CLAIMED: frozenset({_S.SENDING, _S.SCHEDULED, _S.HELD, _S.MISSED, _S.REFUSED}),
    _S.SENDING: frozenset(
        {_S.PUBLISHED, _S.UNKNOWN, _S.REFUSED, _S.SCHEDULED, _S.HELD, _S.MISSED, _S.CLAIMED}
    ),
    _S.UNKNOWN: frozenset({_S.PUBLISHED, _S.SCHEDULED, _S.MISSED, _S.HELD, _S.CANCELLED}),
    _S.HELD: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.PUBLISHED, _S.CANCELLED}),
    _S.MISSED: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.PUBLISHED, _S.CANCELLED}),
    _S.PUBLISHED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.CANCELLED: frozenset(),
}

#: A person may change text, time and pictures of these.
EDITABLE = frozenset({_S.PROPOSED, _S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.HELD, _S.MISSED})
#: These take up their place in the calendar: a slot with one of them is no gap.
OCCUPYING = frozenset(PostState) - {_S.CANCELLED, _S.REFUSED, _S.MISSED}


class Picture(Value):
    """A picture of a post: cleaned bytes kept in a file named by their digest, and the alt text."""

    sha256: str
    mime: str
    width: int
    height: int
    alt: str = ""
    file_name: str = ""


class Video(Value):
    """A video or an animated GIF of a post, kept in a file named by its digest, and the alt text."""

    sha256: str
    #: `video/mp4` or `image/gif`.
    mime: str
    #: Bytes.
    size: int
    #: Length in seconds; 0 where it is not known.
    seconds: float = 0.0
    alt: str = ""
    file_name: str = ""


class ThreadPart(Value):
    """A further part of a thread: it answers the part before it."""

    text: str
    pictures: tuple[Picture, ...] = ()


class PartReceipt(Value):
    """The network's word that it has one part of a post."""

    remote_id: str
    url: str
    at: Instant


class ReplySettings(StrEnum):
    """Who may answer a post."""

    EVERYONE = "everyone"
    FOLLOWING = "following"
    MENTIONED = "mentioned"
    SUBSCRIBERS = "subscribers"
    VERIFIED = "verified"


class ReasonPart(Value):
    """One ground of a proposal: a name for programs, a number where there is one, words for people."""

    name: str
    words: str
    value: float | None = None


class PlanEntry(NamedTuple):
    """A post as the plan shows it, without what only its own page and the engine need."""

    id: int
    channel: str
    text: str
    pillar: str | None
    #: The parts after the first, as they are stored.
    thread: Sequence[object]
    state: PostState
    due: datetime
    #: IANA zone of the wall clock that was meant.
    zone: str
    version: int
    author: int | None

    @property
    def parts(self) -> int:
        """Messages on the network: one, and one more for each further part of a thread."""
        return 1 + len(self.thread)


class Post(Value):
    """One message on one channel at one time."""

    #: Given by the store; 0 until first saved.
    id: int = 0
    #: Never changes and is never used again; names the post to calendars and networks.
    uid: str
    #: Name of the channel.
    channel: str
    text: str = ""
    link: str | None = None
    pillar: str | None = None
    pictures: tuple[Picture, ...] = ()
    #: One video or animation, in the place of pictures.
    video: Video | None = None
    #: The parts after the first, where the post is a thread.
    thread: tuple[ThreadPart, ...] = ()
    #: The network's id of the message it answers, or shows.
    reply_to: str | None = None
    quote: str | None = None
    reply_settings: ReplySettings = ReplySettings.EVERYONE
    made_with_ai: bool = False
    state: PostState = PostState.DRAFT
    #: When it goes out. Derived from `wall` and `zone`; the pair is what the person meant.
    due: Instant
    #: The wall clock the person chose, without offset.
    wall: datetime
    #: IANA zone of `wall`.
    zone: str
    #: Not useful after this instant: the engine marks it missed and asks.
    useful_until: Instant
    #: Grows with every change; a writer that names an older one is refused.
    version: int = 1
    #: Grows with every change of time or status that a calendar must notice.
    sequence: int = 0
    #: Person who wrote it; `None` for the filler and the command line.
    author: int | None = None
    #: Persons who changed its content after that.
    editors: tuple[int, ...] = ()
    #: The item it was made from.
    item: int | None = None
    #: Posts of one message on several channels share it.
    bundle: str | None = None
    reason: tuple[ReasonPart, ...] = ()
    #: `seal` of exactly what was approved, `None` while nothing is.
    approved_digest: str | None = None
    approved_by: str | None = None
    #: The window of the approval: it may leave from then on, and no longer at `approved_until`.
    approved_from: Instant | None = None
    approved_until: Instant | None = None
    lane: Lane | None = None
    #: The decisions so far, while others are missing.
    endorsements: tuple[Endorsement, ...] = ()
    #: The signed authorisation by whose name it was released.
    authorisation: int | None = None
    #: Rules whose finding was accepted for exactly this content.
    accepted_rules: tuple[str, ...] = ()
    #: Names the content, rules and profile under which the guard last let it pass, with `accepted_rules`.
    guard_mark: str | None = None
    #: Why it is held, unknown, refused or missed, and the safe next step.
    explanation: str | None = None
    #: The pause that holds it; `None` where something else does, or nothing.
    held_by: int | None = None
    #: Daemon that has it, its fence, and until when the claim is good.
    owner: str | None = None
    fence: int = 0
    lease_until: Instant | None = None
    #: Earliest next try, after the network asked us to wait.
    not_before: Instant | None = None
    attempts: int = 0
    #: Set after a restore from a backup: ask the network for it since then before sending it.
    ask_since: Instant | None = None
    #: The parts that are out, in their order; the next one to send is the one after them.
    receipts: tuple[PartReceipt, ...] = ()
    remote_id: str | None = None
    remote_url: str | None = None
    published_at: Instant | None = None
    created_at: Instant
    updated_at: Instant

    @property
    def wire_text(self) -> str:
        """The whole text as it leaves: the link follows the words unless they hold it already."""
        return with_link(self.text, self.link)

    @property
    def writers(self) -> frozenset[int]:
        """The persons whose words it holds; none of them approves it."""
        return frozenset(self.editors if self.author is None else (self.author, *self.editors))

    @property
    def parts(self) -> int:
        """Messages on the network: one, and one more for each further part of a thread."""
        return 1 + len(self.thread)

    @property
    def digest(self) -> str:
        """SHA-256 over all that leaves: channel, text, pictures, alt texts, and what else is set."""
        content: list[object] = [self.channel, self.wire_text, _named(self.pictures)]
        further = {
            "video": [self.video.sha256, self.video.alt] if self.video else None,
            "thread": [[part.text, _named(part.pictures)] for part in self.thread],
            "reply_to": self.reply_to,
            "quote": self.quote,
            "reply_settings": self.reply_settings.value,
            "made_with_ai": self.made_with_ai,
        }
        if further != _NOTHING_FURTHER:
            content.append(further)
        return _sha256(content)

    @property
    def reading(self) -> str:
        """SHA-256 over what a person reads before they decide: all that leaves, and when."""
        return _sha256([self.digest, _micros(self.due), _micros(self.useful_until)])

    @property
    def seal(self) -> str:
        """SHA-256 over all that an approval binds.

        What leaves, the window, the guard's mark (its rules and who we are), the findings that were
        accepted, the lane, and the authorisation.
        """
        window = [_micros(self.approved_from), _micros(self.approved_until)]
        terms = [self.guard_mark, list(self.accepted_rules), self.lane, self.authorisation]
        return _sha256([self.digest, *window, *terms])

    @property
    def is_approved(self) -> bool:
        """Is there an approval, for exactly this content, and for the time at which it is due?"""
        return self.approved_digest is not None and self.is_in_window and self.approved_digest == self.seal

    @property
    def is_in_window(self) -> bool:
        """Is it due within the window of its approval? It is not where there is none."""
        begin, end = self.approved_from, self.approved_until
        return begin is not None and end is not None and begin <= self.due < end

    @property
    def leaves_before(self) -> datetime:
        """Return from when on it must not leave: it is no longer useful, or no longer approved."""
        if self.approved_until is None:
            return self.useful_until
        return min(self.useful_until, self.approved_until)

    def with_approval(
        self,
        *,
        by: str,
        window: tuple[datetime, datetime],
        lane: Lane,
        accepted: tuple[str, ...] = (),
        mark: str | None = None,
        authorisation: int | None = None,
    ) -> Post:
        """Return this post approved as it stands. Only `services/granting.py` decides that it is."""
        terms = self.model_copy(
            update={
                "approved_by": by,
                "approved_from": window[0],
                "approved_until": window[1],
                "lane": lane,
                "accepted_rules": accepted,
                "guard_mark": mark,
                "authorisation": authorisation,
                "endorsements": (),
            }
        )
        return terms.model_copy(update={"approved_digest": terms.seal})

    def without_approval(self) -> Post:
        """Return this post with nothing left of any decision on it."""
        return self.model_copy(update=NO_APPROVAL)

    def moved_to(self, state: PostState) -> Post:
        """Return this post in `state`; raises `IllegalMoveError` where the table has no such move."""
        if state not in MOVES[self.state]:
            raise IllegalMoveError(self.state, state)
        return self.model_copy(update={"state": state, "held_by": None})


_NOTHING_FURTHER: dict[str, object] = {
    "video": None,
    "thread": [],
    "reply_to": None,
    "quote": None,
    "reply_settings": "everyone",
    "made_with_ai": False,
}


#: The fields of a post that an approval sets, as they are without one.
NO_APPROVAL: dict[str, object] = {
    "approved_digest": None,
    "approved_by": None,
    "approved_from": None,
    "approved_until": None,
    "lane": None,
    "endorsements": (),
    "authorisation": None,
    "accepted_rules": (),
    "guard_mark": None,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _sha256(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def _micros(at: datetime | None) -> int | None:
    return None if at is None else (at - _EPOCH) // timedelta(microseconds=1)


def _named(pictures: tuple[Picture, ...]) -> list[list[str]]:
    return [[each.sha256, each.alt] for each in pictures]


def with_link(text: str, link: str | None) -> str:
    """Return `text` as it leaves with `link`, by the rule of `Post.wire_text`."""
    if not link or link in text:
        return text
    return f"{text} {link}".strip()
