"""The plan that a sheet holds: each row either a post as it is meant, or what keeps it from being one.

Guarantees: every row of the file is accounted for by its number; nothing is guessed where a date reads two
ways; the same row of the same form always gives the same `PlannedRow`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from scheduler.domain.value import Value
from scheduler.sheets.forms import HEADLESS, WHY_NOT, Form, Role, fold, recognised, role_of
from scheduler.sheets.moments import MomentError, Order, needs_order, order_of, read_moment, read_parts
from scheduler.sheets.table import MOST_CELL, Row, Table, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRUE: Final = {"true", "yes", "1", "x", "on", "sí", "si", "y"}
#: Put by spreadsheet programs and by our own export before what they would take for a formula.
_GUARD: Final = re.compile(r"^'(?=[=+\-@\t\r])")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATED: Final = re.compile(r"[\n;|]+|,\s*(?=https?://)|\s+(?=https?://)")
#: A name or address of a video, whatever follows the path.
_VIDEO: Final = re.compile(r"[^?#]*\.(?:mp4|m4v|mov)(?:[?#].*)?", re.IGNORECASE)
_COMMENT: Final = "Its first comment is left out: put it into the text, or into a further part."
_NAMES: Final = re.compile(r"[,;|\n]+")
_UNREAD = "These columns are not read: {}."
_NO_FORM: Final = (
    "The first row names no columns that are known. Give the file a heading such as "
    "“channel,date,time,zone,text,link”, then try again."
)


class PlannedRow(Value):
    """What one row of a sheet says."""

    number: int
    cells: tuple[str, ...]
    text: str = ""
    parts: tuple[str, ...] = ()
    link: str | None = None
    #: A wall clock's time unless the sheet gave an offset; `None` where it can't be read.
    at: datetime | None = None
    #: As the sheet names it; empty where it does not.
    zone: str = ""
    #: Channels or networks, as the sheet names them; empty where it names none.
    channels: tuple[str, ...] = ()
    #: Addresses or names of files.
    media: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    video: str = ""
    video_alt: str = ""
    pillar: str = ""
    is_draft: bool = False
    #: What keeps it from becoming a post, a sentence each.
    wrongs: tuple[str, ...] = ()
    #: What is left out of it, a sentence each.
    remarks: tuple[str, ...] = ()


class SheetPlan(Value):
    """A sheet as it was understood."""

    form: str
    #: The form's name for people.
    title: str
    headings: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    #: Must somebody say whether the day stands first? Then no row of a doubtful date is read.
    asks_order: bool = False
    remarks: tuple[str, ...] = ()


class NoPlanError(ValueError):
    """This table is no plan; the message is a sentence with the next step."""


def read_plan(data: bytes, *, name: str, order: Order | None = None) -> SheetPlan:
    """Read the plan of a file; raises `InvalidInputError` or `NoPlanError`."""
    return plan_of(read_table(data, name=name), order=order)


def plan_of(table: Table, *, order: Order | None = None) -> SheetPlan:
    """Read the plan of a table; raises `NoPlanError` where no columns are recognised."""
    first = table.rows[0]
    form = recognised(first.cells)
    if form is not None:
        headings, rows = first.cells, table.rows[1:]
    elif _is_headless(first):
        form, headings, rows = HEADLESS, ("1", "2", "3"), table.rows
    else:
        raise NoPlanError(_NO_FORM)
    columns = _Columns(form, headings)
    dates = [columns.date_of(row) for row in rows]
    told = order or order_of(dates)
    return SheetPlan(
        form=form.name,
        title=form.title,
        headings=() if form is HEADLESS else headings,
        rows=tuple(columns.planned(row, told) for row in rows),
        asks_order=told is None and needs_order(dates),
        remarks=(*table.remarks, *columns.remarks),
    )


def _is_headless(row: Row) -> bool:
    if len(row.cells) > len(HEADLESS.columns):
        return False
    for order in Order:
        try:
            read_moment(row.cells[0], order=order)
        except MomentError:
            continue
        return True
    return False


class _Columns:
    """Where in a row stands what."""

    def __init__(self, form: Form, headings: Sequence[str]) -> None:
        self._form = form
        self._places: dict[Role, list[int]] = {}
        self._networks: list[tuple[int, str]] = []
        unread = []
        for place, heading in enumerate(headings):
            folded = fold(heading)
            role = role_of(form, folded)
            if role is not None:
                self._places.setdefault(role, []).append(place)
            elif folded in form.networks:
                self._networks.append((place, form.networks[folded]))
            elif folded and folded != WHY_NOT:
                unread.append(heading.strip())
        self.remarks = (_UNREAD.format(", ".join(each[:30] for each in unread[:12])),) if unread else ()

    def date_of(self, row: Row) -> str:
        """Return the cell with the date."""
        return self._one(row, Role.WHEN) or self._one(row, Role.DATE)

    def planned(self, row: Row, order: Order | None) -> PlannedRow:
        """Return what a row says, and what is wrong with it."""
        wrongs, at = [row.wrong] if row.wrong else [], None
        try:
            at = self._moment(row, order)
        except MomentError as why:
            wrongs.append(str(why))
        text = self._one(row, Role.TEXT)
        if not text:
            wrongs.append("The text is missing.")
        if any(len(cell) > MOST_CELL for cell in row.cells):
            wrongs.append(f"A cell is longer than {MOST_CELL} characters. Shorten it.")
        media, videos = self._media(row)
        if len(videos) > 1:
            wrongs.append("It names several videos; a post shows one. Keep one of them.")
        if media and videos:
            wrongs.append("It names pictures and a video; a post shows one or the other. Keep one of them.")
        return PlannedRow(
            number=row.number,
            cells=tuple(cell[:MOST_CELL] for cell in row.cells),
            text=text,
            parts=tuple(each for each in self._all(row, Role.PART) if each),
            link=self._one(row, Role.LINK) or None,
            at=at,
            zone=self._one(row, Role.ZONE) or self._form.zone,
            channels=self._channels(row),
            media=media,
            alts=self._alts(row, len(media)),
            video=next(iter(videos), ""),
            video_alt=self._one(row, Role.VIDEO_ALT),
            pillar=self._one(row, Role.PILLAR),
            is_draft=self._one(row, Role.DRAFT).casefold() in _TRUE
            or self._one(row, Role.STATE).casefold() == "draft",
            wrongs=tuple(wrongs),
            remarks=(_COMMENT,) if self._one(row, Role.COMMENT) else (),
        )

    def _moment(self, row: Row, order: Order | None) -> datetime:
        if self._one(row, Role.WHOLE_DAY).casefold() in _TRUE:
            raise MomentError("It lasts the whole day. Give it a time of day to make it a post.")
        if when := self._one(row, Role.WHEN):
            return read_moment(when, order=order)
        day, hour = self._one(row, Role.DATE), self._one(row, Role.TIME)
        if not day:
            raise MomentError("The date is missing. Write it like 2026-12-01.")
        if Role.TIME not in self._places:
            return read_moment(day, order=order)
        return read_parts(day, hour, order=order)

    def _channels(self, row: Row) -> tuple[str, ...]:
        ticked = [name for place, name in self._networks if _at(row, place).casefold() in _TRUE]
        named = [each.strip(" []\"'") for cell in self._all(row, Role.CHANNEL) for each in _NAMES.split(cell)]
        return tuple(dict.fromkeys(each for each in (*named, *ticked) if each))

    def _media(self, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the pictures and the videos that a row names, whichever column they stand in."""
        named = self._listed(row, Role.MEDIA)
        videos = (*self._listed(row, Role.VIDEO), *(each for each in named if _VIDEO.fullmatch(each)))
        return tuple(each for each in named if not _VIDEO.fullmatch(each)), tuple(dict.fromkeys(videos))

    def _listed(self, row: Row, role: Role) -> tuple[str, ...]:
        cells = self._all(row, role)
        return tuple(each.strip() for cell in cells for each in _SEPARATED.split(cell) if each.strip())

    def _alts(self, row: Row, pictures: int) -> tuple[str, ...]:
        """Return the alt texts: a column each, or several in one where there is more than one picture."""
        cells = self._all(row, Role.ALT)
        if len(cells) == 1 and pictures > 1:
            cells = [each.strip() for each in re.split(r"[\n|]+", cells[0])]
        while cells and not cells[-1]:
            cells.pop()
        return tuple(cells)

    def _one(self, row: Row, role: Role) -> str:
        return next((each for each in self._all(row, role) if each), "")

    def _all(self, row: Row, role: Role) -> list[str]:
        return [_at(row, place) for place in self._places.get(role, ())]


def _at(row: Row, place: int) -> str:
    cell = row.cells[place] if place < len(row.cells) else ""
    return _GUARD.sub("", _CONTROL.sub("", cell)).strip()
