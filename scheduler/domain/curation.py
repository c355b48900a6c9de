"""Sources and items as the application keeps them."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.value import Instant, Value


class Trust(StrEnum):
    """How far a source is trusted; `docs/` tells how a tier is given."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class SourceKind(StrEnum):
    """How a source speaks."""

    FEED = "feed"
    """RSS, Atom, JSON Feed or OData at an address."""
    NEWSLETTER = "newsletter"
    """Mails to the dedicated mailbox; `url` is `mailto:` and the List-Id or sender."""


class Source(Value):
    """A trusted source."""

    #: Short name, unique: `cdc-newsroom`.
    name: str
    title: str
    url: str
    #: Who is behind it, as credited in a post.
    owner: str
    handle: str = ""
    trust: Trust = Trust.C
    #: Links of its items must lead to one of these domains.
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    #: `news`, `explainer`, `journal` or `evergreen`: how fast its items grow old.
    pace: str = "news"
    licence: str = "link_only"
    #: May its proposals be scheduled without a person? Default: no.
    may_go_unreviewed: bool = False
    active: bool = True
    #: `YYYY-MM-DD`: when a person should look again whether it is still trusted.
    review_date: str = ""
    kind: SourceKind = SourceKind.FEED
    #: Items that speak of one of these are not proposed.
    topics_out: tuple[str, ...] = ()
    #: Must a clinician look at its proposals before they go out?
    needs_clinician: bool = False
    #: Days after which unused items are forgotten; `None` keeps them.
    retention_days: int | None = None
    #: The most of its items that the filler proposes in a calendar week; `None` sets no limit.
    weekly_cap: int | None = None


class Alarm(StrEnum):
    """What is odd about a source that answers."""

    NONE = ""
    SILENT = "silent"
    """Nothing new for far longer than it is wont to."""
    FROZEN = "frozen"
    """It is said to change, and holds the same for long."""
    OWNER = "owner"
    """Its title or home is another's now."""
    FORMAT = "format"
    """It is another kind of document now, or lost what its items had."""


class SourceHealth(Value):
    """What the last polls of a source came to."""

    source: str
    checked_at: Instant | None = None
    next_check_at: Instant | None = None
    etag: str | None = None
    last_modified: str | None = None
    #: `ok`, `unchanged`, `blocked`, `broken`, `gone`, or empty before the first poll.
    status: str = ""
    #: One sentence for a person.
    remark: str = ""
    failures: int = 0
    items: int = 0
    alarm: Alarm = Alarm.NONE
    #: Why there is an alarm, in one sentence for a person.
    alarm_words: str = ""
    #: As the feed calls itself, the machines of its home and of the document (`-` where not known), and the
    #: kind of document with what its items have, when a person last agreed to it.
    known_title: str = ""
    known_home: str = ""
    known_format: str = ""
    #: When an item last came that was not known.
    last_new_at: Instant | None = None
    #: The address that permanent redirects agree on, and the days (`YYYY-MM-DD`) on which they said so.
    moved_to: str = ""
    moved_days: tuple[str, ...] = ()
    #: A feed address found in a page that stands where the feed should be; a person decides.
    alternate: str = ""
    #: Asked no sooner, by what the headers and the feed said; with the time that is kept over a restart.
    cache_until: Instant | None = None
    #: WebSub: the hub, the topic it knows the feed by, when the lease ends, and the digest of the secret.
    hub: str = ""
    topic: str = ""
    lease_until: Instant | None = None


class Fetch(Value):
    """One run of one source: a row of the log that tells what was asked and what came."""

    id: int = 0
    source: str
    at: Instant
    #: HTTP status, 0 where there was no answer.
    status: int = 0
    #: Bytes of the document as it was read, decoded.
    size: int = 0
    milliseconds: int = 0
    is_unchanged: bool = False
    #: As `SourceHealth.status`.
    outcome: str = ""
    #: One sentence for a person; no feed text in it.
    reason: str = ""


class ItemState(StrEnum):
    """What a person or the filler made of an item."""

    NEW = "new"
    USED = "used"
    REJECTED = "rejected"


class Fate(StrEnum):
    """What became of an item after it was said; all but `STANDS` hold the posts made from it."""

    STANDS = ""
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    GONE = "gone"
    """Its page answers 404 or 410."""
    SUPERSEDED = "superseded"


class Item(Value):
    """One thing a source said."""

    id: int = 0
    source: str
    guid: str
    title: str
    link: str
    canonical_link: str
    summary: str = ""
    published: Instant | None = None
    first_seen: Instant
    state: ItemState = ItemState.NEW
    #: Items of one story share the number of its first item.
    story: int = 0
    #: Came with the first import of its source: no news, however it is dated.
    is_backlog: bool = False
    author: str = ""
    image: str = ""
    #: `audio` or `video` where the item is one, else empty; with its length in seconds where that is given.
    medium: str = ""
    seconds: int = 0
    #: How often it was seen or heard, where its source counts.
    views: int | None = None
    #: ISO 639-1 code such as `en`; empty where it could not be told.
    language: str = ""
    #: SHA-256 of title, summary and link, in hexadecimal; another one on a known guid is an update.
    content_hash: str = ""
    #: When its source last changed it.
    updated: Instant | None = None
    fate: Fate = Fate.STANDS
    #: Why, in one sentence for a person.
    fate_words: str = ""
