"""The language of a text by its script or its commonest words; empty where that does not tell.

Meant for items whose feed does not say: knows the languages most spoken in the United States. A headline
without two of a language's words stays untold rather than guessed.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
#: One code point of these is enough, and what it tells; Han alone comes last, for Japanese holds it too.
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("vi", re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)),
)
_COMMON: Final = {
    "en": "the of and to in for is on that with as are by from at it this be was has have not can may how "
    "what why after more new says your you their will who should when over about an or",
    "es": "de la el en y los las del que por con para una un se su al es más como o sobre son contra entre "
    "qué cómo sin también esta este fue ser",
    "fr": "le la les des et du en un une pour dans est que qui sur au aux avec par plus ce sont pas ne se "
    "cette son ses comment contre",
    "pt": "de o a os as do da dos das em no na nos nas e que para com por uma um é mais como ao não são se "
    "sobre contra",
    "de": "der die das und den dem des ein eine in im ist von mit für auf zu sich nicht auch bei als nach "
    "wie werden gegen über sind",
    "it": "il lo la gli le di del della dei delle e che per con una un in nel nella è sono più non come al "
    "alla contro",
    "ht": "ak nan ki yo pou sou yon la se pa li nou moun kont ap gen",
    "tl": "ang ng mga sa na at para ay ni kay hindi ito may",
}
_WORDS: Final = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_LEAST: Final = 2


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language a text is most likely in, empty where it can't be told."""
    for code, script in _SCRIPTS:
        if script.search(text):
            return code
    words = [word.casefold() for word in _WORD.findall(text)]
    found = sorted(
        ((sum(word in known for word in words), code) for code, known in _WORDS.items()), reverse=True
    )
    (most, likely), (next_most, _) = found[:2]
    return likely if most >= _LEAST and most > next_most else ""
