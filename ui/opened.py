"""What the composer was opened with, and what one opening of it remembers. Knows no Streamlit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.post import ReasonPart
    from scheduler.services.keeping_drafts import Mark, OwnWords, Typed


@dataclass(frozen=True)
class Seed:
    """What a new post begins with in the composer."""

    channel: str = ""
    #: Wall clock of the channel; `None` lets the composer choose.
    wall: datetime | None = None
    text: str = ""
    link: str = ""
    pillar: str | None = None
    item: int | None = None
    reason: tuple[ReasonPart, ...] = ()
    #: The template to begin with, by its number.
    template: int | None = None


@dataclass(frozen=True)
class Opened:
    """What stands in the composer: a post, or a new one from a seed.

    `edition` names the fields, so that each opening begins with fresh ones; `version` is the post's
    version at that moment, so that a change by somebody else is noticed.
    """

    edition: int
    post_id: int | None = None
    version: int | None = None
    seed: Seed = field(default_factory=Seed)
    #: What was typed before and not saved: the fields begin with it.
    typed: Typed | None = None
    #: Names a new message from its first letter on: whoever submits it again makes no second one.
    key: str = field(default_factory=lambda: uuid.uuid4().hex)

    def anew(self, *, edition: int, version: int | None) -> Opened:
        """Return the same without anything typed: what is written there now is another message."""
        seed = self.seed if self.typed is None else Seed()
        return Opened(edition, post_id=self.post_id, version=version, seed=seed)

    def going_on(self, typed: Typed, *, edition: int, version: int | None) -> Opened:
        """Return the same with what was typed before; a new post begins where and when that one did."""
        new = replace(self, edition=edition, version=version, typed=typed)
        if self.post_id is not None:
            return new
        new = replace(new, key=typed.key or new.key)
        seed = Seed(
            channel=typed.channel,
            wall=typed.begin,
            text=typed.content.text,
            link=typed.content.link or "",
            pillar=typed.pillar,
            item=typed.item,
            reason=typed.reason,
        )
        return replace(new, seed=seed)


@dataclass
class Hold:
    """What one composer knows of what is kept of it before it is saved."""

    #: Names it; `None` while nothing is kept.
    mark: Mark | None = None
    #: What the fields held before anybody typed; `None` until they were drawn.
    first: Typed | None = None
    #: What was kept last, and when.
    last: Typed | None = None
    at: datetime | None = None
    #: Why it could not be kept; empty where it could.
    trouble: str = ""
    #: What was written for single channels, also where the common text was gone back to since.
    own: dict[str, OwnWords] = field(default_factory=dict)
    #: What stood in link and pillar before a template's own were put there, by the keys of the fields.
    before_template: dict[str, str] = field(default_factory=dict)
    #: The channels that are written differently for now.
    differing: set[str] = field(default_factory=set)


@dataclass
class PartOrder:
    """The parts that stand in one composer, by the numbers they were given; a number is never given again."""

    ids: list[int]
    given: int
    #: The part that a click put the link into.
    link_part: int | None = None

    def add(self) -> None:
        """Put an empty part at the end."""
        self.ids.append(self.given)
        self.given += 1

    def move(self, place: int, to: int) -> None:
        """Let two parts change places."""
        self.ids[place], self.ids[to] = self.ids[to], self.ids[place]

    def remove(self, place: int) -> None:
        """Take a part out; the last one stays."""
        if len(self.ids) > 1:
            del self.ids[place]


@dataclass(frozen=True)
class Replaced:
    """A text that a click replaced: where it stands, before and after, by whom, and what is said of it."""

    key: str
    before: str
    after: str
    by: str
    told: str = ""


def text_key(edition: int, number: int = 0) -> str:
    """Return the key of a composer's text field, by the number of its part; the first is 0."""
    return f"text-{edition}-{number}" if number else f"text-{edition}"
