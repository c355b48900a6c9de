"""What people type in the composer, kept before they save it.

Guarantees: it is kept sealed, for that person alone; it is no version of a post, never sent, counted by
nothing and told to nobody, the record included. Two tabs never write over one another: the second to go on
with one draft begins its own. It goes when it is saved or discarded, when the account is closed, and by
itself a month after the last key (`forgetting.py`).
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from scheduler.domain.errors import InvalidInputError, NotAllowedError, RoundsError
from scheduler.domain.people import Permission
from scheduler.domain.plan import resolve
from scheduler.domain.post import Post, ReasonPart
from scheduler.domain.unsaved import Unsaved
from scheduler.domain.value import Instant, Value
from scheduler.services.content import Content

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Of one person; beyond them the oldest go.
MOST: Final = 40
#: Characters of everything together: twenty-five parts of the longest text fit.
_LONGEST: Final = 1_000_000
#: Before the name of a draft, for what is sealed to it; no channel can be called so.
SEALED_TO: Final = "unsaved:"


class OwnWords(Value):
    """What stands in a composer for one of several channels, where it is written differently there."""

    text: str = ""
    link: str = ""
    #: Do the common pictures go along, and the further parts of a thread?
    with_pictures: bool = True
    with_thread: bool = True
    #: Does its link stand in a part of its own behind the others, as a first comment?
    link_last: bool = False
    #: The alt texts that were typed for files of this channel alone, by the files' names.
    alts: dict[str, str] = Field(default_factory=dict)


class Typed(Value):
    """What stands in a composer. Files that were chosen and not saved are not among it."""

    channel: str
    #: Wall clock of the channel; the later one of a time that happens twice where `is_second`.
    wall: datetime
    is_second: bool = False
    pillar: str | None = None
    item: int | None = None
    reason: tuple[ReasonPart, ...] = ()
    content: Content = Field(default_factory=Content, repr=False)
    #: The alt texts that were typed for files not saved yet, by the files' names.
    alts: dict[str, str] = Field(default_factory=dict, repr=False)
    #: Names a new message; empty for a change of a post.
    key: str = ""
    #: The further channels of a new message, and what each channel says differently, by its name.
    also: tuple[str, ...] = ()
    own: dict[str, OwnWords] = Field(default_factory=dict, repr=False)

    @property
    def says_nothing(self) -> bool:
        """Does it hold no words and no picture?"""
        said = self.content
        shows = (
            said.text,
            said.link,
            said.pictures,
            said.video,
            said.reply_to,
            said.quote,
            *self.alts.values(),
            *(words for each in self.own.values() for words in (each.text, each.link)),
        )
        return not any(shows) and not any(part.text or part.pictures for part in said.thread)

    @property
    def begin(self) -> datetime:
        """The wall clock, with its fold."""
        return self.wall.replace(fold=1 if self.is_second else 0)

    def over(self, post: Post) -> Post:
        """Return `post` as it would be with this; pictures and video that it no longer has are left out."""
        shown = {each.sha256 for each in post.pictures} | {
            each.sha256 for part in post.thread for each in part.pictures
        }
        content, has_video = self.content, post.video is not None
        fields: dict[str, Any] = {
            **content.fields,
            "pictures": tuple(each for each in content.pictures if each.sha256 in shown),
            "video": content.video if has_video else None,
            "thread": tuple(
                part.model_copy(
                    update={"pictures": tuple(each for each in part.pictures if each.sha256 in shown)}
                )
                for part in content.thread
            ),
        }
        due, _ = resolve(self.begin, post.zone)
        return post.model_copy(update={**fields, "pillar": self.pillar, "wall": self.begin, "due": due})


class Mark(Value):
    """What a composer knows its draft by; with an old stamp it gets one of its own."""

    name: str
    stamp: int


class Kept(Value):
    """One unsaved draft, opened for the person who typed it."""

    mark: Mark
    post: int | None
    version: int
    reading: str
    at: Instant
    typed: Typed


class Changed(Value):
    """Somebody changed the post since."""

    #: `Actor.key`.
    by: str
    at: Instant


class KeepingDrafts:
    """The unsaved drafts of people."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    def keep(self, actor: Actor, typed: Typed, *, post: Post | None = None, mark: Mark | None = None) -> Mark:
        """Keep what stands in a composer now, in the place of what `mark` names; return what to name next.

        `post` is the one it changes, as it was when the person began. Raises `EnvironmentProblemError`
        where it can't be sealed, and `StorageError` where nothing can be written.
        """
        person = _person(actor)
        actor.require(Permission.WRITE, on=typed.channel)
        told = typed.model_dump_json()
        if len(told) > _LONGEST:
            raise InvalidInputError(
                "This is longer than can be kept unsaved. Save it now, or make it shorter."
            )
        begun = Unsaved(
            name="",
            person_id=person,
            post=post.id if post else None,
            version=post.version if post else 0,
            reading=post.reading if post else "",
            at=self._clock.now(),
        )
        return self._store.alone(lambda unit: self._put(unit, begun, told, mark))

    def waiting(self, actor: Actor, post_id: int | None, *, but: str = "") -> list[Kept]:
        """Return what this person has typed for a post, or for new ones, and not saved; the newest first.

        The one named `but` is left out, and so is what no key opens any more.
        """
        with self._store.read() as unit:
            found = unit.unsaved.of(_person(actor))
        wanted = [each for each in found if each.post == post_id and each.name != but]
        return [kept for kept in map(self._opened, wanted) if kept is not None]

    def newest(self, actor: Actor) -> Kept | None:
        """Return what this person typed last and has not saved."""
        with self._store.read() as unit:
            found = unit.unsaved.of(_person(actor))
        return next((kept for kept in map(self._opened, found) if kept is not None), None)

    def discard(self, actor: Actor, name: str) -> None:
        """Drop one for good; one that is gone, or is somebody else's, is left as it is."""
        person = _person(actor)

        def dropped(unit: Unit) -> None:
            found = unit.unsaved.get(name)
            if found is not None and found.person_id == person:
                unit.unsaved.remove(name)

        self._store.alone(dropped)

    def changed_since(self, post: Post, version: int) -> Changed | None:
        """Return who changed a post last since a version of it; `None` where nobody did."""
        if post.version == version:
            return None
        with self._store.read() as unit:
            for entry in unit.audit.recent(subject=f"post:{post.id}", limit=20):
                if entry.facts.get("version") == post.version:
                    return Changed(by=entry.actor, at=entry.at)
        return Changed(by="", at=post.updated_at)

    def _put(self, unit: Unit, begun: Unsaved, told: str, mark: Mark | None) -> Mark:
        found = unit.unsaved.get(mark.name) if mark else None
        is_ours = found is not None and found.person_id == begun.person_id and found.post == begun.post
        if mark and found and is_ours and found.stamp == mark.stamp:
            next_one = Mark(name=mark.name, stamp=mark.stamp + 1)
        else:
            next_one = Mark(name=secrets.token_urlsafe(12), stamp=1)
        row = begun.model_copy(update={"name": next_one.name, "stamp": next_one.stamp})
        unit.unsaved.put(row)  # first, for it takes the write lock
        sealed = self._seal.close_over(SEALED_TO + row.name, {"typed": told})
        unit.unsaved.put(row.model_copy(update={"sealed": sealed}))
        for old in unit.unsaved.of(begun.person_id)[MOST:]:
            unit.unsaved.remove(old.name)
        return next_one

    def _opened(self, draft: Unsaved) -> Kept | None:
        try:
            told = self._seal.open_for(SEALED_TO + draft.name, draft.sealed).reveal()["typed"]
            typed = Typed.model_validate_json(told)
        except (RoundsError, ValueError):
            return None
        return Kept(
            mark=Mark(name=draft.name, stamp=draft.stamp),
            post=draft.post,
            version=draft.version,
            reading=draft.reading,
            at=draft.at,
            typed=typed,
        )


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowedError("Only a person has unsaved drafts.")
    return actor.person_id
