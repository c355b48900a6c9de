"""What a browser tab remembers between reruns; the only user of Streamlit's session state.

All of it may be lost at any time: what matters is in the database, filters are in the address.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from ui.apart import apart
from ui.components.calendar import Seen, ViewName, VisibleRange
from ui.opened import Hold, Opened, PartOrder, Replaced, Seed, text_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from scheduler.domain.invitations import Invitation
    from scheduler.domain.plan import Gap
    from scheduler.domain.secret import Secret
    from scheduler.services.filling import Filled
    from scheduler.services.importing import Import
    from scheduler.services.keeping_drafts import Kept
    from ui.plan_ghosts import Ghosts

__all__ = ["Decided", "Flash", "Looked", "Moved", "Opened", "PartOrder", "Seed", "State", "state"]

_KEY: Final = "rounds"
#: How the keys of fields for passwords begin.
_SECRET: Final = ("typed-", "old-", "new-own", "again-own", "person-word-", "code-")
Tone = Literal["good", "bad"]


@dataclass(frozen=True)
class Flash:
    """A sentence to show once, on the next page drawn."""

    words: str
    tone: Tone = "good"


@dataclass(frozen=True)
class Moved:
    """One move of a post: where it stood before, and its versions before and after."""

    post: int
    before: datetime
    since: int
    version: int
    was_approved: bool


@dataclass(frozen=True)
class Choosing:
    """Several posts that a dialog asks about: may they be approved, or cancelled?"""

    action: str
    posts: tuple[int, ...]


@dataclass(frozen=True)
class Aside:
    """What gave way to the red switch when somebody pressed it, to stand there again afterwards."""

    #: Tells one press from the next.
    edition: int
    #: When that was.
    since: datetime
    dialog: Opened | None
    is_filling: bool
    looked_at: int
    choosing: Choosing | None
    #: What stood in the fields, by their keys.
    typed: dict[str, Any]


@dataclass(frozen=True)
class Decided:
    """A decision in the inbox."""

    item: int
    title: str


@dataclass(frozen=True)
class Looked:
    """A sheet that somebody chose, what they said of it, and what was found in it."""

    data: bytes = field(repr=False)
    name: str
    channel: str
    order: str
    #: The files of its pictures, as they came.
    pictures: tuple[UploadedFile, ...] = ()
    found: Import | None = None

    def found_as(self, found: Import) -> Looked:
        """Return the same sheet with what was found in it."""
        return replace(self, found=found)


@dataclass
class State:
    """One tab's memory."""

    #: Calendar operations handled so far.
    seen: Seen = field(default_factory=Seen.begin)
    #: The form whose keys nobody could prove: they may be kept all the same.
    unproved: str = ""
    #: Grows with every handled operation; the calendar redraws.
    rev: int = 0
    #: Did what the calendar told change more than the calendar? Then the page is drawn with it.
    is_page_due: bool = False
    #: The plan's revision as drawn last; live refresh compares with it.
    drawn: str = ""
    view: ViewName | None = None
    range: VisibleRange | None = None
    wants_beside: bool = False  # what stands before and after that range
    #: The composer in a dialog, and the one on its own page.
    dialog: Opened | None = None
    page: Opened | None = None
    is_filling: bool = False
    #: The event of a calendar of others that the dialog shows; 0 for none.
    looked_at: int = 0
    #: The plan that the dialog shows, with the runners-up that were chosen, and what it was asked for.
    filled: Filled | None = None
    filled_for: tuple[int, tuple[str, ...]] = (0, ())
    #: The open tab of the tray beside the calendar.
    tray: str = ""
    #: What the filler would put into the gaps in sight; none before somebody asked to see it.
    ghosts: Ghosts | None = None
    #: The gap whose proposal the dialog shows; none where it is closed.
    proposed: Gap | None = None
    flashes: list[Flash] = field(default_factory=list)
    #: The moves that can be taken back, the last one at the end; each of one post or of several.
    moves: list[tuple[Moved, ...]] = field(default_factory=list)
    #: What the dialog asks about several posts at once; none where it is closed.
    choosing: Choosing | None = None
    #: The button whose second step is shown.
    armed: str = ""
    #: What each post in the review list was when it was drawn last: what the person read.
    read: dict[int, str] = field(default_factory=dict)
    #: The digest of emergency words as they were drawn last.
    words: dict[str, str] = field(default_factory=dict)
    #: The version of each post that needs somebody, as it was drawn last.
    versions: dict[int, int] = field(default_factory=dict)
    #: The items decided on in the inbox, the last one at the end: each can be taken back.
    decided: list[Decided] = field(default_factory=list)
    #: The item somebody is about to turn down: its card asks why.
    refusing: int = 0
    #: How many stories the inbox shows.
    inbox_length: int = 0
    #: What the red switch put aside, while it asks; `None` where it does not.
    crisis: Aside | None = None
    #: When somebody turned to pausing; a pause says how long it took to make.
    pause_opened: datetime | None = None
    #: The sheet that was looked at, or taken, last.
    looked: Looked | None = None
    #: The source whose fields are open.
    edited_source: str = ""
    #: An app password that was just made; shown once.
    fresh_password: str = ""
    #: A calendar address just made: shown once.
    fresh_link: str = ""
    #: A link to choose a password by, just made, and for whom: shown once.
    fresh_invitation: tuple[str, Invitation, Secret] | None = None
    #: Was the first hour of a new house shown in this tab?
    is_welcomed: bool = False
    #: Recovery codes just made: shown once.
    fresh_codes: tuple[str, ...] = ()
    editions: int = 0
    #: What stood in the fields when the page locked itself, by their keys.
    kept: dict[str, Any] = field(default_factory=dict)
    #: How often somebody proved in this tab who they are.
    proofs: int = 0
    #: Is the page to be drawn anew though nobody did anything, and is it being drawn so just now?
    is_woken: bool = False
    is_by_itself: bool = False
    #: The parts in each composer, by its edition.
    parts: dict[int, PartOrder] = field(default_factory=dict)
    #: What is kept of each composer before it is saved, by its edition.
    holds: dict[int, Hold] = field(default_factory=dict)
    #: Was it said that something unsaved waits?
    is_told_of_unsaved: bool = False
    #: The post whose comment field is open on the review page.
    commenting: int = 0
    #: The text that a click replaced last, by the composer's edition.
    replaced: dict[int, Replaced] = field(default_factory=dict)
    #: How often a click has written into a field, by its key.
    written: dict[str, int] = field(default_factory=dict)
    #: How often each form was sent: its fields begin anew after it worked, and only then.
    forms: dict[str, int] = field(default_factory=dict)

    def keep_typed(self) -> None:
        """Remember what stands in the fields of a page that is about to give way to its lock.

        A browser forgets the fields that are not drawn. Passwords are not remembered.
        """
        self.kept |= _typed()

    def give_back(self) -> None:
        """Write what was remembered into the fields, before they are drawn."""
        for key, value in self.kept.items():
            st.session_state[key] = value
        self.kept = {}

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Know while a page is drawn whether that was by itself, and not because of a person."""
        self.is_by_itself, self.is_woken = self.is_woken, False
        try:
            yield
        finally:
            self.is_by_itself = False

    def say(self, words: str, tone: Tone = "good") -> None:
        """Show a sentence once, on the next page drawn."""
        self.flashes.append(Flash(words, tone))

    def take_flashes(self) -> list[Flash]:
        """Return the sentences to show and forget them."""
        taken, self.flashes = self.flashes, []
        return taken

    def edition(self) -> int:
        """Return a number never given before in this tab."""
        self.editions += 1
        return self.editions

    def part_order(self, edition: int, count: int) -> PartOrder:
        """Return the parts of a composer, which begins with `count` of them."""
        return self.parts.setdefault(edition, PartOrder(list(range(count)), count))

    def form(self, name: str) -> str:
        """Return what to name a form's fields with."""
        return f"{name}{self.forms.get(name, 0)}"

    def form_done(self, name: str) -> None:
        """Empty a form, because it worked."""
        self.forms[name] = self.forms.get(name, 0) + 1

    def typed(self, key: str) -> Any:
        """Return what stands in a field that was drawn before, by its key; `None` where it was not."""
        return st.session_state.get(key)

    def write(self, key: str, value: str) -> None:
        """Write into a field, for a click; it must not be given a first value from then on."""
        st.session_state[key] = value
        self.written[key] = self.written.get(key, 0) + 1

    def replace_text(self, edition: int, text: str, *, by: str, key: str = "", told: str = "") -> None:
        """Write into a text field of a composer, the first unless told; what stood there can be put back."""
        key = key or text_key(edition)
        self.replaced[edition] = Replaced(key, self.typed(key) or "", text, by, told)
        self.write(key, text)

    def has_replaced_text(self, edition: int, *, by: str) -> bool:
        """Was it this that replaced a text of the composer last?"""
        return edition in self.replaced and self.replaced[edition].by == by

    def put_text_back(self, edition: int) -> None:
        """Write back what stood in a composer's text field before a click replaced it."""
        if last := self.replaced.pop(edition, None):
            self.write(last.key, last.before)

    def open_post(self, post_id: int, version: int) -> None:
        """Show a post in the dialog."""
        self.dialog = Opened(self.edition(), post_id=post_id, version=version)
        self.looked_at = 0

    def go_on(self, opened: Opened, kept: Kept, *, version: int | None) -> None:
        """Let a composer begin anew with what was typed before; what stands in it now stays kept."""
        new = opened.going_on(kept.typed, edition=self.edition(), version=version)
        self.holds[new.edition] = Hold(mark=kept.mark, last=kept.typed, at=kept.at)
        self.put_in_place(opened, new)

    def put_in_place(self, opened: Opened, new: Opened) -> None:
        """Put `new` where `opened` stands: in the dialog or on the page."""
        if self.dialog is not None and self.dialog.edition == opened.edition:
            self.dialog = new
        elif self.page is not None and self.page.edition == opened.edition:
            self.page = new

    def hold(self, edition: int) -> Hold:
        """Return what is known of what is kept of a composer."""
        return self.holds.setdefault(edition, Hold())

    def open_new(self, seed: Seed) -> None:
        """Show a new post in the dialog."""
        self.dialog = Opened(self.edition(), seed=seed)
        self.looked_at = 0

    def show_proposal(self, gap: Gap) -> None:
        """Show what is proposed for a gap."""
        self.proposed = gap
        self.dialog, self.looked_at = None, 0

    def is_asking(self) -> bool:
        """Does a dialog stand before the page? It must not be drawn anew under somebody's hands."""
        about_one = self.dialog or self.looked_at or self.proposed
        return bool(about_one or self.is_filling or self.choosing or self.crisis)

    def turn_to_crisis(self, now: datetime) -> None:
        """Let what stands before the page give way to the red switch; a second press begins anew."""
        if self.crisis is not None:
            self.crisis = replace(self.crisis, edition=self.edition(), since=now)
            return
        typed = _typed() if self.is_asking() else {}
        before = (self.dialog, self.is_filling, self.looked_at, self.choosing)
        self.crisis = Aside(self.edition(), now, *before, typed)
        self.dialog, self.is_filling, self.looked_at, self.choosing = None, False, 0, None
        self.proposed = None

    def turn_back(self, edition: int) -> None:
        """Let what gave way to that press stand there again, from the next page drawn.

        Where somebody pressed again meanwhile, the switch goes on asking.
        """
        if self.crisis is None or self.crisis.edition != edition:
            return
        aside, self.crisis = self.crisis, None
        self.dialog, self.is_filling = aside.dialog, aside.is_filling
        self.looked_at, self.choosing = aside.looked_at, aside.choosing
        # What the page beneath drew all the while stands there still.
        self.kept |= {key: value for key, value in aside.typed.items() if key not in st.session_state}

    def choose(self, action: str, posts: list[int]) -> None:
        """Ask about several posts at once."""
        self.choosing = Choosing(action, tuple(posts))
        self.dialog, self.looked_at = None, 0

    def close(self, opened: Opened) -> None:
        """Put the composer away, wherever `opened` stands."""
        if self.dialog is not None and self.dialog.edition == opened.edition:
            self.dialog = None
        self.parts.pop(opened.edition, None)
        self.replaced.pop(opened.edition, None)
        self.holds.pop(opened.edition, None)
        if self.page is not None and self.page.edition == opened.edition:
            self.page = None

    def digest_read(self, post_id: int, digest: str) -> str:
        """Return the digest of the post as it stood on the screen before, and note the one drawn now.

        A click draws the page anew before it is acted on, with a post that may have changed meanwhile.
        """
        before = self.read.get(post_id, digest)
        self.read[post_id] = digest
        return before

    def words_read(self, name: str, digest: str) -> str:
        """Return the digest of emergency words as they stood on the screen, and note those drawn now."""
        before = self.words.get(name, digest)
        self.words[name] = digest
        return before

    def version_read(self, post_id: int, version: int) -> int:
        """Return the version of the post as it stood on the screen before, and note the one drawn now."""
        before = self.versions.get(post_id, version)
        self.versions[post_id] = version
        return before

    def shown_day(self) -> date | None:
        """Return a day inside what the calendar shows, to come back to."""
        if self.range is None:
            return None
        middle = self.range.start + (self.range.end - self.range.start) / 2
        return middle.date()


def _typed() -> dict[str, Any]:
    """Return what stands in the fields, by their keys; passwords are left out."""
    found = {str(key): value for key, value in st.session_state.items()}
    return {key: value for key, value in found.items() if _is_typed(key, value)}


def _is_typed(key: str, value: object) -> bool:
    """Was it typed or chosen, and is it no password? Buttons hold truth values, uploads their files."""
    if key.startswith(_SECRET):
        return False
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, str | date | time)


def state() -> State:
    """Return this tab's memory."""
    outside = apart()
    found: State = (outside.memory if outside else st.session_state).setdefault(_KEY, State())
    return found
