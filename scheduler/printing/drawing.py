"""Draws a month across one page, and what did not fit on pages after it.

The same month gives the same bytes.
"""

from __future__ import annotations

import io
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from scheduler.printing.fitting import Box, Line, box_of, cut, head_of, wrapped
from scheduler.printing.letters import in_letters
from scheduler.printing.month import LEGEND, Month, Paper, PrintedDay, PrintedPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_PLAIN, _BOLD = "Rounds", "Rounds-Bold"
_FACES: Final = {_PLAIN: "SourceSansPro-Regular.ttf", _BOLD: "SourceSansPro-Bold.ttf"}
#: Points.
_SIZES: Final = {Paper.A4: (841.89, 595.28), Paper.LETTER: (792.0, 612.0)}
_MARGIN, _PAD = 28.0, 3.5
_TITLE, _SMALL = 22.0, 8.5
#: Of the posts: the largest in which all are easy to read, for it hangs on a wall; else the smallest.
_BODIES: Final = (10.4, 9.4, 8.4, 7.6)
_LEAD: Final = 1.19
_DAY_NUMBER, _WEEKDAYS, _HEAD, _FOOT = 11.0, 14.0, 34.0, 14.0
_LONG_LINES, _MOST_OBSERVED = 2, 3
_CUT: Final = "…"
_LIST_BODY, _LIST_LEAD = 9.5, 12.5
_INK, _GREY, _RULE, _OTHER = (0.0,) * 3, (0.32,) * 3, (0.55,) * 3, (0.95,) * 3
_DAYS_OF_WEEK: Final = 7


def pdf_of(month: Month, *, paper: Paper) -> bytes:
    """Return the month as a PDF with a title, a language, and text that can be searched and read aloud."""
    return _Printer(month, paper).print()


class _Printer:
    """One document on its way."""

    def __init__(self, month: Month, paper: Paper) -> None:
        from reportlab.pdfgen.canvas import Canvas  # heavy, and few print

        self._out = io.BytesIO()
        self._size = self._wide, self._high = _SIZES[paper]
        self._has = _letters()
        self._month = self._spelled(month)
        self._canvas: Any = Canvas(
            self._out, pagesize=self._size, invariant=1, lang="en", initialFontName=_PLAIN
        )
        self._pages = 1
        self._body = _BODIES[-1]
        self._left_over: list[PrintedPost] = []
        self._also_on: list[tuple[date, list[str]]] = []

    def print(self) -> bytes:
        month, canvas = self._month, self._canvas
        canvas.setTitle(f"{month.title}: plan of {month.organisation}")
        canvas.setAuthor(month.organisation)
        canvas.setSubject(f"{month.channels}. As of {month.as_of}.")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        self._grid(self._heading())
        self._footer()
        canvas.showPage()
        self._continue()
        canvas.save()
        return self._out.getvalue()

    # the month

    def _heading(self) -> float:
        """Write the head of the page, and return how high the weeks may reach."""
        month, top = self._month, self._high - _MARGIN
        self._text(_MARGIN, top - _TITLE * 0.8, month.title, _BOLD, _TITLE)
        right = self._wide - _MARGIN
        self._right(
            right, top - 9, cut(month.organisation, width=380, wide=self._measure(_BOLD, 11)), _BOLD, 11
        )
        nothing = "" if month.by_day else " · nothing is planned yet"
        said = f"{month.channels}{nothing} · as of {month.as_of}"
        self._right(right, top - 22, cut(said, width=520, wide=self._measure(_PLAIN, _SMALL)), _PLAIN, _SMALL)
        top -= _HEAD
        for line in self._long_lines():
            self._text(_MARGIN, top - _SMALL, line, _PLAIN, _SMALL, grey=True)
            top -= _SMALL + 2
        return top - 2

    def _long_lines(self) -> list[str]:
        said, room = _on_for_long(self._month), self._wide - 2 * _MARGIN
        return wrapped(said, most=_LONG_LINES, width=room, wide=self._measure(_PLAIN, _SMALL))

    def _grid(self, top: float) -> None:
        weeks = self._month.weeks
        width = (self._wide - 2 * _MARGIN) / _DAYS_OF_WEEK
        for place, day in enumerate(weeks[0]):
            self._text(_MARGIN + place * width + _PAD, top - 10, f"{day:%A}", _BOLD, _SMALL)
        top -= _WEEKDAYS
        height = (top - _MARGIN - _FOOT) / len(weeks)
        posts = self._month.by_day
        self._body = self._easiest(posts.values(), width - 2 * _PAD, height)
        for row, week in enumerate(weeks):
            for place, day in enumerate(week):
                left, bottom = _MARGIN + place * width, top - (row + 1) * height
                self._day(day, posts.get(day, []), (left, bottom, width, height))

    def _day(self, day: date, posts: list[PrintedPost], place: tuple[float, float, float, float]) -> None:
        left, bottom, width, height = place
        canvas = self._canvas
        is_other = not self._month.is_within(day)
        canvas.setStrokeColorRGB(*_RULE)
        canvas.setFillColorRGB(*_OTHER)
        canvas.setLineWidth(0.6)
        canvas.rect(left, bottom, width, height, stroke=1, fill=1 if is_other else 0)
        top = bottom + height - _DAY_NUMBER
        number = f"{day.day}" if not is_other else f"{day.day} {day:%b}"
        self._text(left + _PAD, top, number, _PLAIN if is_other else _BOLD, 10.0, grey=is_other)
        inner = width - 2 * _PAD
        if names := [] if is_other else self._month.on(day):
            lines = self._observed(names, posts, inner, height)
            if len(lines) == 1:
                self._right(left + width - _PAD, top, lines[0], _PLAIN, _BODIES[-1], grey=True)
            for said in lines if len(lines) > 1 else ():
                top -= _BODIES[-1] * _LEAD
                height -= _BODIES[-1] * _LEAD
                self._text(left + _PAD, top, said, _PLAIN, _BODIES[-1], grey=True)
            if lines[-1].endswith(_CUT):
                self._also_on.append((day, names))
        box = self._box(posts, inner, height)
        self._left_over += box.left_over
        for line in box.lines:
            top -= self._body * _LEAD
            self._line(left + _PAD, top, line)

    def _observed(
        self, names: list[str], posts: Sequence[PrintedPost], width: float, height: float
    ) -> list[str]:
        """Return what is on that day: beside its number, or in lines of their own where posts leave room."""
        said, measure = " · ".join(names), self._measure(_PLAIN, _BODIES[-1])
        beside = width - 16
        if measure(said) <= beside:
            return [said]
        lines = wrapped(said, most=_MOST_OBSERVED, width=width, wide=measure)
        lines += [""] * (len(lines) == 1)  # a line of its own is more than one
        less = height - len(lines) * _BODIES[-1] * _LEAD
        if not self._box(posts, width, less).is_tight:
            return lines
        more = f" +{len(names) - 1}{_CUT}" if len(names) > 1 else ""
        return [cut(names[0], width=beside - measure(more), wide=measure) + more]

    def _box(self, posts: Sequence[PrintedPost], width: float, height: float) -> Box:
        room = int((height - _DAY_NUMBER - 4) / (self._body * _LEAD))
        return box_of(posts, room=room, width=width, wide=self._wide_of)

    def _easiest(self, days: Iterable[Sequence[PrintedPost]], width: float, height: float) -> float:
        """Return the largest size of letters in which every day's posts are easy to read."""
        every = list(days)
        for self._body in _BODIES:
            if not any(self._box(posts, width, height).is_tight for posts in every):
                break
        return self._body

    def _footer(self) -> None:
        y = _MARGIN - 6
        legend = "   ".join(f"{mark.value} {words}" for mark, words in LEGEND.items())
        self._text(_MARGIN, y, legend, _PLAIN, _SMALL)
        said = f"All times by the clock of {self._month.zone}"
        page = f"{said} · page {self._pages}"
        self._right(self._wide - _MARGIN, y, page, _PLAIN, _SMALL)

    # what did not fit

    def _continue(self) -> None:
        """List what did not fit, whole: posts, and observances."""
        rows = [(f"{post.at:%a %d %b}", head_of(post), post.text) for post in self._left_over]
        rows += [(f"{day:%a %d %b}", "On this day", " · ".join(names)) for day, names in self._also_on]
        said = self._long_lines()
        if said and said[-1].endswith(_CUT):
            rows.append(("For longer", "", _on_for_long(self._month)))
        if rows:
            self._list(rows)

    def _list(self, rows: list[tuple[str, str, str]]) -> None:
        text_at = _MARGIN + 190
        width = self._wide - _MARGIN - text_at
        y, last = 0.0, ""
        for day, head, text in rows:
            lines = wrapped(text, most=99, width=width, wide=self._measure(_PLAIN, _LIST_BODY)) or [""]
            if y - len(lines) * _LIST_LEAD < _MARGIN + _FOOT:
                y, last = self._list_page(is_first=not last), ""
            for number, line in enumerate(lines):
                y -= _LIST_LEAD
                if not number:
                    self._text(_MARGIN, y, day if day != last else "", _BOLD, _LIST_BODY)
                    self._text(_MARGIN + 62, y, head, _BOLD, _LIST_BODY)
                self._text(text_at, y, line, _PLAIN, _LIST_BODY)
            last = day
        self._footer()
        self._canvas.showPage()

    def _list_page(self, *, is_first: bool) -> float:
        """Begin a page of the list, and return how high it reaches."""
        if not is_first:
            self._footer()
            self._canvas.showPage()
        self._pages += 1
        top = self._high - _MARGIN
        self._text(_MARGIN, top - 14, f"{self._month.title}, continued", _BOLD, 16)
        return top - 26

    # letters

    def _spelled(self, month: Month) -> Month:
        """Return the month in the letters that the font has."""

        def spelled(text: str) -> str:
            return in_letters(text, self._has)

        posts = [
            each.model_copy(update={"text": spelled(each.text), "channel": spelled(each.channel)})
            for each in month.posts
        ]
        days = [each.model_copy(update={"name": spelled(each.name)}) for each in month.days]
        words = {
            name: spelled(getattr(month, name)) for name in ("organisation", "channels", "zone", "as_of")
        }
        return month.model_copy(update={"posts": tuple(posts), "days": tuple(days), **words})

    def _measure(self, face: str, size: float) -> Any:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return lambda text: stringWidth(text, face, size)

    def _wide_of(self, text: str, is_bold: bool) -> float:  # noqa: FBT001 - as `fitting` asks
        width: float = self._measure(_BOLD if is_bold else _PLAIN, self._body)(text)
        return width

    def _line(self, x: float, y: float, line: Line) -> None:
        if line.bold:
            self._text(x, y, line.bold, _BOLD, self._body)
            x += self._wide_of(f"{line.bold} ", True)
        if line.text:
            self._text(x, y, line.text, _PLAIN, self._body)

    def _text(self, x: float, y: float, text: str, face: str, size: float, *, grey: bool = False) -> None:
        self._canvas.setFillColorRGB(*(_GREY if grey else _INK))
        self._canvas.setFont(face, size)
        self._canvas.drawString(x, y, text)

    def _right(self, x: float, y: float, text: str, face: str, size: float, *, grey: bool = False) -> None:
        self._text(x - self._measure(face, size)(text), y, text, face, size, grey=grey)


def _letters() -> frozenset[int]:
    """Make the font known, and return the numbers of the letters that both its faces have."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found = []
    for name, file in _FACES.items():
        path = files("font_source_sans_pro").joinpath("files", file)
        face = TTFont(name, str(path))
        pdfmetrics.registerFont(face)
        found.append(frozenset(face.face.charToGlyph))
    return frozenset.intersection(*found)


def _on_for_long(month: Month) -> str:
    """Say what takes more than a day: first what takes all of the month."""
    whole = [each.name for each in month.long_days if each.first <= month.first and each.last >= month.last]
    others = [_span(each, month) for each in month.long_days if each.name not in whole]
    return " · ".join([*([f"All month: {' · '.join(whole)}"] if whole else []), *others])


def _span(each: PrintedDay, month: Month) -> str:
    first, last = max(each.first, month.first), min(each.last, month.last)
    return f"{each.name} ({first.day}\u2013{last.day})" if first != last else f"{each.name} ({first.day})"
