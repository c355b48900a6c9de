"""Words that are written backwards, upside down, or by the alphabet of radio."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.vocabulary import Expression, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.mapped import Edit

_TURNED = dict(zip("ǝɐɹʇʎʌʍɥɯɔɟɾʞƃɓᗡᴚı", "eartyvwhmcfjkggDRi", strict=True))
#: No dictionary writes these to tell how a word is spoken.
_ONLY_TURNED = frozenset("ǝʇʎʍɥɯɟʞƃᗡ")
#: Letters that, turned round, are others.
_UPSIDE_DOWN = str.maketrans({**_TURNED, **dict(zip("unbqpdMW", "nuqbdpWM", strict=True))})
_WORD = Expression(r"[^\W\d_]{3,40}")


def upside_down_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write a word of turned letters the right way up; ASCII has none of them."""
    if _ONLY_TURNED.isdisjoint(text):
        return
    for match in _WORD.finditer(text):
        word = match[0]
        if sum(char in _TURNED for char in word) > 1 and not _ONLY_TURNED.isdisjoint(word):
            yield (match.start(), match.end(), word[::-1].translate(_UPSIDE_DOWN)), True


_MONTHS = any_of(
    "yraunaJ, yraurbeF, hcraM, lirpA, yaM, enuJ, yluJ, tsuguA, rebmetpeS, rebotcO, rebmevoN, rebmeceD"
)
_MONTH = Expression(rf"\b{_MONTHS}\b")
#: One may be a word of the trade, like apoB.
_BACKWARDS = Expression(r"(?<![\w#@/.-])[a-z]{2,30}[A-Z](?![\w/])")
#: A name so long is no abbreviation.
_LONG = 6
_DATE = Expression(r"(?<![\d/.-])(?:(\d{4})([/.-])\d\d\2\d\d|\d\d([/.-])\d\d\3(\d{4}))(?![\d/]|[.-]\d)")
_YEARS = (1900, 2100)


def backwards_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Turn "nhoJ htimS", "enuJ" and "4202/20/11" round."""
    ends_high = list(_BACKWARDS.finditer(text))
    turned = list(_MONTH.finditer(text))
    if len(ends_high) > 1 and max(len(match[0]) for match in ends_high) >= _LONG:
        turned = ends_high
    turned += [match for match in _DATE.finditer(text) if _is_turned_year(match[1] or match[4])]
    for match in sorted(turned, key=re.Match.start):
        yield (match.start(), match.end(), match[0][::-1]), True


def _is_turned_year(year: str) -> bool:
    first, last = _YEARS
    return not first <= int(year) < last and first <= int(year[::-1]) < last


_RADIO = any_of(
    """
    alpha, alfa, bravo, charlie, delta, echo, foxtrot, golf, hotel, india, juliett?, kilo, lima, mike,
    november, oscar, papa, quebec, romeo, sierra, tango, uniform, victor, whiskey, x-?ray, yankee, zulu
    """
)
_BY_RADIO = Expression(rf"\b{_RADIO}([ ,.-]{{1,2}}){_RADIO}(?:\1{_RADIO}\b){{1,30}}", re.IGNORECASE)
_RADIO_WORD = Expression(r"[a-z]+(?:-ray)?", re.IGNORECASE)


def radio_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write "Whiskey Alpha Lima Tango" as the word it spells."""
    for match in _BY_RADIO.finditer(text):
        word = "".join(part[0] for part in _RADIO_WORD.findall(match[0]))
        yield (match.start(), match.end(), word.capitalize()), True
