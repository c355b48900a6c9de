"""The tables: each inherits the plain value it keeps and adds what only a database needs.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Computed, Index, Interval, LargeBinary, Text, Time
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.approval import Endorsement, Lane, Part
from scheduler.domain.calendar_view import CalendarView
from scheduler.domain.curation import (
    Alarm,
    Fate,
    Fetch,
    Item,
    ItemState,
    Source,
    SourceHealth,
    SourceKind,
    Trust,
)
from scheduler.domain.people import Person, Role
from scheduler.domain.plan import Channel, Pause, PauseScope, Pillar, Slot
from scheduler.domain.post import (
    PartReceipt,
    Picture,
    Post,
    PostState,
    ReasonPart,
    ReplySettings,
    ThreadPart,
    Video,
)
from scheduler.domain.record import Approval, Attempt, AuditEntry, CalendarLink, Detail, Outcome
from scheduler.store.columns import InstantColumn, JsonColumn


def _at(*, index: bool = False) -> datetime:
    made: datetime = Field(sa_type=InstantColumn, index=index)
    return made


def _maybe_at(*, index: bool = False) -> datetime | None:
    made: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True, index=index)
    return made


def _key() -> Any:
    return Field(default=None, primary_key=True)


class OrganisationRow(SQLModel, table=True):
    """The one organisation of this installation."""

    __tablename__ = "organisation"
    id: int = Field(default=1, primary_key=True)
    name: str
    zone: str
    is_demo: bool = False
    domains: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    phones: list[str] = Field(default_factory=list, sa_type=JsonColumn)


class PersonRow(Person, SQLModel, table=True):
    """A person, with the hash of the password."""

    __tablename__ = "person"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    email: str = Field(unique=True)
    roles: tuple[Role, ...] = Field(sa_type=JsonColumn)
    channel_roles: dict[str, tuple[Role, ...]] = Field(default_factory=dict, sa_type=JsonColumn)
    must_change_since: datetime | None = _maybe_at()
    password_hash: str = ""
    created_at: datetime = _at()


class SessionRow(SQLModel, table=True):
    """A signed-in browser; only the digest of its secret is kept."""

    __tablename__ = "session"
    token_sha256: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = _at()
    expires_at: datetime = _at(index=True)
    used_at: datetime = _at()
    confirmed_at: datetime | None = _maybe_at()
    browser: str = ""
    owes_second_factor: bool = False


class ChannelRow(Channel, SQLModel, table=True):
    """A channel, with its sealed credentials."""

    __tablename__ = "channel"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    useful_for: timedelta = Field(default=timedelta(hours=6), sa_column=Column(Interval, nullable=False))
    credentials: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    licences: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)


class PillarRow(Pillar, SQLModel, table=True):
    """A pillar."""

    __tablename__ = "pillar"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    words: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)


class SlotRow(Slot, SQLModel, table=True):
    """A slot."""

    __tablename__ = "slot"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    channel: str = Field(foreign_key="channel.name", index=True)
    pillar: str | None = Field(default=None, foreign_key="pillar.name")
    wall: time = Field(sa_column=Column(Time, nullable=False))


class SourceRow(Source, SQLModel, table=True):
    """A source."""

    __tablename__ = "source"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    trust: Trust = Field(default=Trust.C, sa_type=Text)
    domains: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    topics: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    kind: SourceKind = Field(default=SourceKind.FEED, sa_type=Text)
    topics_out: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)


class SourceHealthRow(SourceHealth, SQLModel, table=True):
    """The last polls of a source."""

    __tablename__ = "source_health"
    model_config = SQLModelConfig(frozen=False)
    source: str = Field(primary_key=True, foreign_key="source.name")
    checked_at: datetime | None = _maybe_at()
    next_check_at: datetime | None = _maybe_at(index=True)
    alarm: Alarm = Field(default=Alarm.NONE, sa_type=Text)
    last_new_at: datetime | None = _maybe_at()
    moved_days: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    cache_until: datetime | None = _maybe_at()
    lease_until: datetime | None = _maybe_at()


class FetchRow(Fetch, SQLModel, table=True):
    """A run of a source."""

    __tablename__ = "fetch"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    source: str = Field(foreign_key="source.name", index=True)
    at: datetime = _at(index=True)


class ItemRow(Item, SQLModel, table=True):
    """An item; `guid` names it within its source."""

    __tablename__ = "item"
    __table_args__ = (Index("ix_item_guid", "source", "guid", unique=True),)
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    source: str = Field(foreign_key="source.name")
    canonical_link: str = Field(index=True)
    published: datetime | None = _maybe_at()
    first_seen: datetime = _at(index=True)
    state: ItemState = Field(default=ItemState.NEW, sa_type=Text, index=True)
    story: int = Field(default=0, index=True)
    updated: datetime | None = _maybe_at()
    fate: Fate = Field(default=Fate.STANDS, sa_type=Text, index=True)


#: A scheduled post when it is due and need not wait; an unknown one when its network is to be asked.
WAKES_AT = (
    "CASE WHEN state = 'scheduled' THEN CASE WHEN not_before > due THEN not_before ELSE due END "
    "WHEN state = 'unknown' THEN not_before END"
)


class PostRow(Post, SQLModel, table=True):
    """A post. `ix_post_wakes_at` is what the engine reads: due posts without touching the rest.

    The partial indexes are partial on PostgreSQL too: the migrations make them so. Said here, it would load
    that dialect's 2 MB on SQLite.
    """

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_wakes_at", "state", "wakes_at"),
        Index("ix_post_calendar", "due", "channel"),
        Index(
            "ix_post_authorisation",
            "authorisation",
            sqlite_where=sql_text("authorisation IS NOT NULL"),
        ),
        Index(
            "ix_post_held_by",
            "held_by",
            sqlite_where=sql_text("held_by IS NOT NULL"),
        ),
        Index(
            "ix_post_bundle",
            "bundle",
            sqlite_where=sql_text("bundle IS NOT NULL"),
        ),
    )
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    uid: str = Field(unique=True)
    channel: str = Field(foreign_key="channel.name")
    text: str = Field(default="", sa_type=Text)
    pillar: str | None = Field(default=None, foreign_key="pillar.name")
    pictures: tuple[Picture, ...] = Field(default=(), sa_type=JsonColumn)
    video: Video | None = Field(default=None, sa_type=JsonColumn, nullable=True)
    thread: tuple[ThreadPart, ...] = Field(default=(), sa_type=JsonColumn)
    reply_settings: ReplySettings = Field(default=ReplySettings.EVERYONE, sa_type=Text)
    receipts: tuple[PartReceipt, ...] = Field(default=(), sa_type=JsonColumn)
    state: PostState = Field(default=PostState.DRAFT, sa_type=Text)
    due: datetime = _at()
    wall: str = ""  # type: ignore[assignment] # ISO text: the wall clock has no offset and may carry a fold
    useful_until: datetime = _at()
    author: int | None = Field(default=None, foreign_key="person.id")
    item: int | None = Field(default=None, foreign_key="item.id", index=True)
    reason: tuple[ReasonPart, ...] = Field(default=(), sa_type=JsonColumn)
    editors: tuple[int, ...] = Field(default=(), sa_type=JsonColumn)
    approved_from: datetime | None = _maybe_at()
    approved_until: datetime | None = _maybe_at()
    lane: Lane | None = Field(default=None, sa_type=Text, nullable=True)
    endorsements: tuple[Endorsement, ...] = Field(default=(), sa_type=JsonColumn)
    accepted_rules: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    owner: str | None = Field(default=None, index=True)
    ask_since: datetime | None = _maybe_at()
    lease_until: datetime | None = _maybe_at()
    not_before: datetime | None = _maybe_at()
    #: When the engine must look at it: kept by the database itself, so that it can't be forgotten.
    wakes_at: datetime | None = Field(
        default=None, sa_column=Column(InstantColumn, Computed(WAKES_AT), nullable=True)
    )
    published_at: datetime | None = _maybe_at()
    created_at: datetime = _at()
    updated_at: datetime = _at(index=True)


class AttemptRow(Attempt, SQLModel, table=True):
    """An attempt."""

    __tablename__ = "attempt"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    post: int = Field(foreign_key="post.id", index=True)
    started_at: datetime = _at(index=True)
    finished_at: datetime | None = _maybe_at()
    outcome: Outcome = Field(default=Outcome.STARTED, sa_type=Text)


class ApprovalRow(Approval, SQLModel, table=True):
    """A decision on a post."""

    __tablename__ = "approval"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    post: int = Field(foreign_key="post.id", index=True)
    at: datetime = _at()
    lane: Lane | None = Field(default=None, sa_type=Text, nullable=True)
    part: Part | None = Field(default=None, sa_type=Text, nullable=True)
    approved_from: datetime | None = _maybe_at()
    approved_until: datetime | None = _maybe_at()


class PauseRow(Pause, SQLModel, table=True):
    """A pause; a lifted one stays for the record."""

    __tablename__ = "pause"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    scope: PauseScope = Field(sa_type=Text)
    created_at: datetime = _at()
    ends_at: datetime | None = _maybe_at()
    lifted_at: datetime | None = _maybe_at(index=True)
    exceptions: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    lanes: tuple[Lane, ...] = Field(default=(), sa_type=JsonColumn)
    opened_at: datetime | None = _maybe_at()


class AuditRow(AuditEntry, SQLModel, table=True):
    """One line of the record; database triggers refuse to change or delete it."""

    __tablename__ = "audit"
    model_config = SQLModelConfig(frozen=False)
    seq: int = Field(primary_key=True)
    at: datetime = _at(index=True)
    subject: str = Field(index=True)
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict, sa_type=JsonColumn)
    hash: str = Field(default="", unique=True)


class CalendarLinkRow(CalendarLink, SQLModel, table=True):
    """A calendar subscription; only the digest of its token is kept."""

    __tablename__ = "calendar_link"
    model_config = SQLModelConfig(frozen=False)
    id: int = _key()
    token_sha256: str = Field(unique=True)
    detail: Detail = Field(default=Detail.TITLES, sa_type=Text)
    view: CalendarView = Field(default_factory=CalendarView, sa_type=JsonColumn)
    created_at: datetime = _at()
    rotated_at: datetime | None = _maybe_at()
    revoked_at: datetime | None = _maybe_at()
    last_fetch_at: datetime | None = _maybe_at()


class NoteRow(SQLModel, table=True):
    """Small facts the daemon leaves for the planner and `rounds doctor`."""

    __tablename__ = "note"
    name: str = Field(primary_key=True)
    value: str
    at: datetime = _at()


#: Registers its tables with those above; below them, for theirs refer to these.
from scheduler.store import tables_app_passwords as _app_passwords  # noqa: E402, F401 - see the line above
from scheduler.store import tables_approving as _approving  # noqa: E402, F401 - see the line above
from scheduler.store import tables_emergency as _emergency  # noqa: E402, F401 - see the line above
from scheduler.store import tables_filling as _filling  # noqa: E402, F401 - see the line above
from scheduler.store import tables_good_times as _good_times  # noqa: E402, F401 - see the line above
from scheduler.store import tables_imports as _imports  # noqa: E402, F401 - see the line above
from scheduler.store import tables_invitations as _invitations  # noqa: E402, F401 - see the line above
from scheduler.store import tables_mentions as _mentions  # noqa: E402, F401 - see the line above
from scheduler.store import tables_outside_calendars as _outside  # noqa: E402, F401 - see the line above
from scheduler.store import tables_pauses as _pauses  # noqa: E402, F401 - see the line above
from scheduler.store import tables_people as _people  # noqa: E402, F401 - see the line above
from scheduler.store import tables_policies as _policies  # noqa: E402, F401 - see the line above
from scheduler.store import tables_quoting as _quoting  # noqa: E402, F401 - see the line above
from scheduler.store import tables_ranking as _ranking  # noqa: E402, F401 - see the line above
from scheduler.store import tables_reading as _reading  # noqa: E402, F401 - see the line above
from scheduler.store import tables_retention as _retention  # noqa: E402, F401 - see the line above
from scheduler.store import tables_samples as _samples  # noqa: E402, F401 - see the line above
from scheduler.store import tables_sights as _sights  # noqa: E402, F401 - see the line above
from scheduler.store import tables_sign_on as _sign_on  # noqa: E402, F401 - see the line above
from scheduler.store import tables_speaking as _speaking  # noqa: E402, F401 - see the line above
from scheduler.store import tables_writing as _writing  # noqa: E402, F401 - see the line above
