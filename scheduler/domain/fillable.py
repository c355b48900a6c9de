"""Words with blanks: which stand in a text, whether they are in order, and the text with them filled.

A blank stands in braces, as a name and what it takes: `{place:text 40}`, `{day:date}`,
`{desk:choice ED|clinic}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scheduler.domain.blanks import MOST_TEXT, Blank, BlankKind, Ground, date_of, written
from scheduler.domain.errors import GuardError, InvalidInputError
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}", re.ASCII)
_BEFORE: Final = re.compile(r"(?:^|[\s(])$")
_AFTER: Final = re.compile(r"(?:$|\s|[.,;:!?)](?:$|[\s)]))")
#: What a reader would take for a blank that nobody filled; its length keeps the search short.
_OPEN: Final = re.compile(r"\{[^{}\n]{1,200}\}")


class Filled(Value):
    """Words with their blanks filled."""

    text: str
    #: Where the words themselves stand in it: from, up to but not at.
    words: tuple[tuple[int, int], ...]

    def is_in_words(self, start: int, end: int) -> bool:
        """Does a stretch of the text lie wholly within the words, and touch nothing that was filled in?"""
        return start < end and any(first <= start and end <= last for first, last in self.words)


class Tried(Value):
    """What came of the values for some blanks, by the names of the blanks."""

    #: As they are written into the text.
    ready: dict[str, str]
    #: Why a value does not fit, and what would.
    problems: dict[str, str]


def blanks_of(text: str) -> tuple[Blank, ...]:
    """Return what is to be filled in, in the order of the text, each once; raises for what is no blank."""
    found = (_blank(match[1]) for match in _BLANK.finditer(text))
    return tuple({blank.name: blank for blank in found}.values())


def tried(text: str, values: Mapping[str, str], ground: Ground) -> Tried:
    """Return each value as it would be written, or what is wrong with it; an empty one is wrong, too.

    A time without a date is meant on the date that stands before it in the text, else on the first one.
    """
    blanks = blanks_of(text)
    days = _days(blanks, values)
    day = next(iter(days.values()), ground.day)
    ready, problems = dict[str, str](), dict[str, str]()
    for blank in blanks:
        day = days.get(blank.name, day)
        try:
            ready[blank.name] = written(
                blank, values.get(blank.name, ""), ground.model_copy(update={"day": day})
            )
        except InvalidInputError as why:
            problems[blank.name] = str(why)
    return Tried(ready=ready, problems=problems)


def _days(blanks: tuple[Blank, ...], values: Mapping[str, str]) -> dict[str, date]:
    found = {}
    for blank in blanks:
        if blank.kind is BlankKind.DATE:
            try:
                found[blank.name] = date_of(blank, values.get(blank.name, "").strip(" "))
            except InvalidInputError:
                continue  # whoever writes it out says so
    return found


def fill(text: str, values: Mapping[str, str], ground: Ground) -> Filled:
    """Return the words with their blanks filled; raises `InvalidInputError` where a value does not fit.

    Nothing but the blanks can differ from the words, whatever the values are.
    """
    unknown = sorted(set(values) - {blank.name for blank in blanks_of(text)})
    if unknown:
        raise InvalidInputError(f"There is no blank “{unknown[0][:40]}” in these words.")
    found = tried(text, values, ground)
    for wrong in found.problems.values():
        raise InvalidInputError(wrong)
    whole, words, last = "", [], 0
    for match in _BLANK.finditer(text):
        literal = text[last : match.start()]
        words.append((len(whole), len(whole) + len(literal)))
        whole += literal + found.ready[_blank(match[1]).name]
        last = match.end()
    words.append((len(whole), len(whole) + len(text) - last))
    return Filled(text=whole + text[last:], words=tuple(words))


def drawn(text: str, shown: Mapping[str, str]) -> str:
    """Return the words with whatever stands for some blanks; the others stay as they are."""
    return _BLANK.sub(lambda match: shown.get(_blank(match[1]).name, match[0]), text)


def still_open(text: str) -> list[tuple[int, int]]:
    """Return where a text that is to be published still holds what looks like a blank."""
    return [match.span() for match in _OPEN.finditer(text) if any(char.isalpha() for char in match[0])]


def check_filled(texts: Iterable[str]) -> None:
    """Raise `GuardError` where one of the texts still holds what looks like a blank."""
    for text in texts:
        for start, end in still_open(text):
            raise GuardError(
                f"A blank is still open: {text[start:end][:60]}. "
                "Fill it in or take it out, then send it to review."
            )


def check_blanks(text: str, *, stand_apart: bool = True) -> None:
    """Raise `InvalidInputError` unless every blank is one, and is the same wherever its name stands.

    Where they `stand_apart`, nothing but a space or a sign may touch one: no value makes a link or a tag.
    """
    kinds: dict[str, Blank] = {}
    for match in _BLANK.finditer(text):
        blank = _blank(match[1])
        if kinds.setdefault(blank.name, blank) != blank:
            raise InvalidInputError(
                f"The blank “{blank.name}” stands twice, as two kinds. Name one otherwise."
            )
        touches = not _BEFORE.search(text[: match.start()]) or not _AFTER.match(text[match.end() :])
        if touches and stand_apart:
            raise InvalidInputError(
                f"Put a space before and after {match[0][:60]}; only a comma, full stop or bracket "
                "may touch it."
            )
    if "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        raise InvalidInputError("A brace is left open. Write a blank like {place:text 40}.")


def _blank(inside: str) -> Blank:
    name, _, rest = inside.partition(":")
    kind, _, argument = rest.strip().partition(" ")
    argument = argument.strip()
    wrong = InvalidInputError(
        f"“{{{inside[:60]}}}” is no blank. Write one like {{place:text 40}}, {{day:date}}, {{until:time}}, "
        "{seats:number}, {phone:phone}, {more:link} or {desk:choice ED|clinic}."
    )
    if not _NAME.fullmatch(name) or kind not in set(BlankKind):
        raise wrong
    if kind == BlankKind.TEXT and argument:
        if not re.fullmatch(r"[0-9]{1,3}", argument) or not 1 <= int(argument) <= MOST_TEXT:
            raise InvalidInputError(f"A text blank takes 1 to {MOST_TEXT} characters: {{place:text 40}}.")
        return Blank(name=name, kind=BlankKind.TEXT, longest=int(argument))
    if kind == BlankKind.CHOICE:
        choices = tuple(each.strip() for each in argument.split("|"))
        if len(choices) < 2 or not all(choices) or "\n" in argument:  # noqa: PLR2004 - one is no choice
            raise wrong
        return Blank(name=name, kind=BlankKind.CHOICE, choices=choices)
    if argument:
        raise wrong
    return Blank(name=name, kind=BlankKind(kind))


def sample_of(blank: Blank, ground: Ground) -> str:
    """Return a value such as people will type, to try words with."""
    samples = {
        BlankKind.TIME: "14:30",
        BlankKind.DATE: ground.now.date().isoformat(),
        BlankKind.NUMBER: "120",
        BlankKind.PHONE: next(iter(ground.phones), "555-555-0100"),
        BlankKind.LINK: f"https://{next(iter(ground.domains), 'example.org')}/news",
        BlankKind.CHOICE: max(blank.choices, key=len, default=""),
        BlankKind.TEXT: _WORDS[: blank.longest].strip(),
    }
    return samples[blank.kind]


#: What stands in a text blank while the words are tried.
_WORDS: Final = "Main Street Clinic"
