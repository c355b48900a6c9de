"""Says in the reader's language what the services say: a sentence is known again by its shape.

`There is no channel “west”.` is `There is no {kind} “{name}”.{hint}` filled in. The shape with the longest
fixed text that fits counts. What fills it stays as it is, but for a piece that is itself known: a kind of
thing, a state, a whole sentence. Between “ and ”, behind @ and # stand words of people, which are never
touched. A blank whose name ends in `_time` holds a day or an hour, said as the planner writes them
(`ui.told_values`); a date anywhere else may be a name, and stays. Amounts are written alike in all languages.
What is known in no way stays in English.

Fixed parts are found by `str.find`, never by a pattern, and after so many looks it stops: no text, however
long or strange, makes it slow, and none is kept or logged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Final

from ui import language
from ui.language import gettext as _
from ui.service_sentences import is_time
from ui.told_values import time_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A longer text is known as a whole or not at all.
_LONGEST: Final = 3_000
#: So many sentences, or members of a list, are looked at one by one.
_MOST_PIECES: Final = 10
#: So often a shape is held against a text or a piece of it; what is not known by then is said in English.
MOST_LOOKS: Final = 5_000
#: A sentence in a sentence in a sentence.
_DEEPEST: Final = 3
#: A shape of fewer letters says nothing by itself, except around a number or a known word.
_FEW_LETTERS: Final = 5
_FEWEST_LETTERS: Final = 4
_NUMBER: Final = re.compile(r"[$+-]?[\d.,:/ -]+")
_BESIDE: Final = re.compile(r"\{(\w+)\}(\s*)\{(\w+)\}")
_SENTENCES: Final = re.compile(r"(?<=[.?!…”]) ")


def told(sentence: str) -> str:
    """Say what a service said in the language of whoever reads it."""
    if language.current() is language.ENGLISH or not sentence:
        return sentence
    return Telling(shapes_of(language.current().code)).said(sentence)


@dataclass(frozen=True, slots=True)
class Shape:
    """A sentence with blanks: what stands around them, their names, how it is said in another language."""

    parts: tuple[str, ...]
    names: tuple[str, ...]
    translation: str
    #: How many signs of it are fixed, and how many of those are letters.
    fixed: int
    letters: int

    @classmethod
    def of(cls, shape: str, translation: str) -> Shape:
        """Read a shape; blanks that stand beside each other in both languages count as one.

        Where one of them holds a part of a date (`{day} {since_time}`), the whole does.
        """
        while (beside := _BESIDE.search(shape)) and beside[0] in translation:
            name = beside[3] if is_time(beside[3]) and beside[2] else beside[1]
            shape = shape.replace(beside[0], f"{{{name}}}")
            translation = translation.replace(beside[0], f"{{{name}}}")
        parsed = [(text, name) for text, name, _spec, _conversion in Formatter().parse(shape)]
        names = tuple(name for _text, name in parsed if name is not None)
        parts = [""]
        for text, name in parsed:
            parts[-1] += text
            parts += [""] if name is not None else []
        fixed = "".join(parts)
        return cls(tuple(parts), names, translation, len(fixed), sum(map(str.isalpha, fixed)))

    def values(self, text: str) -> list[str] | None:
        """Return what fills the blanks of this shape in a text, or `None` where it has another one."""
        first, *middle, last = self.parts
        at, end = len(first), len(text) - len(last)
        if at > end or not text.startswith(first) or not text.endswith(last):
            return None
        found = []
        for part in middle:
            where = text.find(part, at, end)
            if where < 0:
                return None
            found.append(text[at:where])
            at = where + len(part)
        return [*found, text[at:end]]

    def is_quoted(self, blank: int) -> bool:
        """Do words of people stand in this blank, by number?"""
        return self.parts[blank].endswith(("“", "@", "#"))


class Shapes:
    """All shapes of a language, found by their first word, or else by their last one."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        #: What is said without blanks.
        self.known: dict[str, str] = {}
        self._by_first: dict[str, list[Shape]] = {}
        self._by_last: dict[str, list[Shape]] = {}
        self._others: list[Shape] = []
        for sentence, translation in sentences.items():
            if is_shape(sentence):
                self._add(Shape.of(sentence, translation))
            else:
                self.known[sentence] = translation

    def _add(self, shape: Shape) -> None:
        first, last = shape.parts[0], shape.parts[-1]
        if " " in first:
            place = self._by_first.setdefault(first.partition(" ")[0], [])
        elif " " in last:
            place = self._by_last.setdefault(last.rpartition(" ")[2], [])
        else:
            place = self._others
        place.append(shape)
        place.sort(key=lambda each: -each.fixed)

    def candidates(self, text: str) -> Iterator[Shape]:
        """Yield the shapes that a text may have, those with the most fixed signs first."""
        found = [
            *self._by_first.get(text.partition(" ")[0], ()),
            *self._by_last.get(text.rpartition(" ")[2], ()),
            *self._others,
        ]
        yield from sorted(found, key=lambda each: -each.fixed)


class Telling:
    """One text, while it is said in a language."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._found: dict[tuple[str, int, bool], str] = {}
        #: How many times a shape was held against a text.
        self.looks = 0

    def said(self, text: str, deep: int = 0) -> str:
        """Return a text as it is said in this language, or the text itself."""
        return (
            self._whole(text, deep)
            or self._in_pieces(text, deep, all_known=True)
            or self._whole(text, deep, is_open=True)
            or self._in_pieces(text, deep)
            or self._after_a_name(text, deep)
            or text
        )

    def _whole(self, text: str, deep: int, *, is_open: bool = False) -> str:
        """Return a text that is known as a whole, in this language; else nothing.

        With `is_open`, several sentences that nobody knows may fill a blank; without, they show that it ends
        before them.
        """
        if text in self._shapes.known:
            return self._shapes.known[text]
        asked = (text, deep, is_open)
        if deep <= _DEEPEST and asked not in self._found:
            self._found[asked] = self._shaped(text, deep, is_open=is_open)
        return self._found.get(asked, "")

    def _shaped(self, text: str, deep: int, *, is_open: bool) -> str:
        """Return a text that has one of the shapes, in this language; else nothing."""
        for shape in self._shapes.candidates(text):
            self.looks += 1
            if self.looks > MOST_LOOKS:
                return ""
            values = shape.values(text)
            said = self._blanks(shape, values, deep, is_open=is_open) if values is not None else None
            if said is not None and (whole := shape.translation.format(**said)) != text:
                return whole
        return ""

    def _blanks(self, shape: Shape, values: list[str], deep: int, *, is_open: bool) -> dict[str, str] | None:
        """Say what fills each blank of a shape; nothing where the shape fits by chance."""
        is_weak = shape.letters < (_FEW_LETTERS if deep else _FEWEST_LETTERS)
        said = {}
        for blank, (name, value) in enumerate(zip(shape.names, values, strict=True)):
            said[name] = value
            if shape.is_quoted(blank):
                continue
            said[name] = (time_said(value) if is_time(name) else "") or self._value(
                value, deep + 1, is_open=is_open
            )
            if said[name] == value and (
                (not is_open and _SENTENCES.search(value)) or (is_weak and not self._is_plain(value))
            ):
                return None
        return said

    def _is_plain(self, value: str) -> bool:
        """Is this a number, a date or a known word?"""
        return not value or value.strip() in self._shapes.known or bool(_NUMBER.fullmatch(value))

    def _value(self, value: str, deep: int, *, is_open: bool) -> str:
        """Say what fills a blank: a known piece, or a list of such; blanks before and behind it stay."""
        core = value.strip()
        if not core or len(core) > _LONGEST:
            return value
        said = (
            self._whole(core, deep)
            or self._in_pieces(core, deep, all_known=True)
            or self._after_a_name(core, deep)
            or (self._in_pieces(core, deep) if is_open else "")
            or (self._listed(core, deep) if not _SENTENCES.search(core) else "")
        )
        return value.replace(core, said, 1) if said else value

    def _in_pieces(self, text: str, deep: int, *, all_known: bool = False) -> str:
        """Say several sentences, the longest known run of them each time; nothing where none is known."""
        pieces = _SENTENCES.split(text) if len(text) <= _LONGEST else []
        if not 1 < len(pieces) <= _MOST_PIECES:
            return ""
        said: list[str] = []
        while pieces:
            runs = ((many, " ".join(pieces[:many])) for many in range(len(pieces), 0, -1))
            known = ((many, run) for many, each in runs if (run := self._whole(each, deep)))
            many, run = next(known, (1, ""))
            if all_known and not run:
                return ""
            said.append(run or self._after_a_name(pieces[0], deep) or pieces[0])
            del pieces[:many]
        together = " ".join(said)
        return together if together != text else ""

    def _after_a_name(self, text: str, deep: int) -> str:
        """Say `Main: There is no such day.`, or `x.org is too large.`: what follows the name of a thing."""
        for sign in (": ", " "):
            name, _sign, rest = text.partition(sign)
            said = self._whole(rest, deep + 1) if rest and (deep or rest.endswith(".")) else ""
            if said:
                return (
                    f"{self._after_a_name(name, deep + 1) or name}{sign}{said}"
                    if deep
                    else f"{name}{sign}{said}"
                )
        return ""

    def _listed(self, text: str, deep: int) -> str:
        """Say each member of a list that is known, by itself or with what parts it; nothing where none is."""
        for sign in ("; ", ", ", " and "):
            members = text.split(sign)
            if 1 < len(members) <= _MOST_PIECES:
                said = [
                    (self._whole(sign + each, deep).removeprefix(sign) if at else "")
                    or self._whole(each, deep)
                    or self._listed(each, deep)
                    or each
                    for at, each in enumerate(members)
                ]
                return _(sign).join(said) if said != members else ""
        return ""


def is_shape(sentence: str) -> bool:
    """Has a sentence blanks that a service fills? `{place:text 40}` is one that people fill."""
    try:
        parsed = [(name, spec) for _text, name, spec, _conversion in Formatter().parse(sentence)]
    except ValueError:
        return False
    blanks = [(name, spec) for name, spec in parsed if name is not None]
    return bool(blanks) and all(name.isidentifier() and not spec for name, spec in blanks)


@cache
def shapes_of(code: str) -> Shapes:
    """Return the shapes of a language."""
    return Shapes(language.services(code))
