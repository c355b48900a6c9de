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


class Source(Value):
    """A trusted feed."""

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


class ItemState(StrEnum):
    """What a person or the filler made of an item."""

    NEW = "new"
    USED = "used"
    REJECTED = "rejected"


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
