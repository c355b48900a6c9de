"""In which language the planner speaks: English as it is written, Spanish through gettext.

How it works. A words module holds its sentences in English, as upper-case constants and as functions, and
says `words_of(__name__)`. From then on a constant read from outside (`wording.SAVE`, a tuple or a table of
sentences alike) comes in the language of whoever reads; functions, and constants within their own module, go
through `gettext` and `ngettext`. So a sentence must be read when it is drawn: neither imported by its name
nor put into a table at import. `ui.catalogue` collects all of them for `ui/messages/*/LC_MESSAGES/rounds.po`.

Whose language it is: a context variable says it, set for each request of the door and at each run of a
page. Where none is set, as in a fragment that runs in a thread of its own, the tab's session knows it.
Whatever runs for nobody speaks English. What services say comes in English: `ui.told` says it where it is
shown.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from babel import Locale, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent / "messages"
#: Where a browser keeps what was chosen at the door, and a tab what it speaks.
COOKIE: Final = "rounds_language"
_KEY: Final = "language"
#: More than the longest list of languages a browser sends.
_LONGEST: Final = 400


@dataclass(frozen=True)
class Language:
    """A language the planner speaks: its code, its own name, how it writes dates and numbers."""

    code: str
    name: str
    locale: Locale


ENGLISH: Final = Language("en", "English", Locale("en", "US"))
SPANISH: Final = Language("es", "Español", Locale("es", "US"))
LANGUAGES: Final[Mapping[str, Language]] = {each.code: each for each in (ENGLISH, SPANISH)}

_spoken: ContextVar[Language | None] = ContextVar("language", default=None)


def current() -> Language:
    """Return the language of whoever this is done for."""
    found = _spoken.get()
    if found is None:
        found = _of_tab()
    return found or ENGLISH


def speak(code: str) -> Language:
    """Speak a language in this run and in this tab from now on; one that is not known is English."""
    import streamlit as st

    language = LANGUAGES.get(code, ENGLISH)
    _spoken.set(language)
    st.session_state[_KEY] = language
    return language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language within the block, in this thread or task alone."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def preferred(*chosen: str | None, accepted: str = "") -> Language:
    """Return the first language chosen that is known, else the one a browser likes best, else English.

    `accepted` is its header Accept-Language; what makes no sense in there is passed over.
    """
    for each in filter(None, chosen):
        if each in LANGUAGES:
            return LANGUAGES[each]
    wishes = [_wish(each) for each in accepted[:_LONGEST].split(",")]
    known = [(quality, code) for quality, code in wishes if code in LANGUAGES and quality > 0]
    return LANGUAGES[max(known, key=lambda wish: wish[0])[1]] if known else ENGLISH


def _wish(part: str) -> tuple[float, str]:
    """Read one part of Accept-Language, like `es-MX;q=0.8`."""
    tag, _, quality = part.partition(";q=")
    try:
        weight = float(quality) if quality else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().casefold().partition("-")[0]


def gettext(sentence: str) -> str:
    """Say a sentence in the language of whoever reads it."""
    return _catalogue(current().code).translations.gettext(sentence) if sentence else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Say a sentence as it is for one, or for another number."""
    return _catalogue(current().code).translations.ngettext(one, many, count)


def number(value: float, places: int = 0) -> str:
    """Write a number with its separators, like `1,234` or `0.5`."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(Decimal(f"{value:.{places}f}"), pattern, locale=current().locale)


def words_of(module: str) -> None:
    """Let the sentences of a words module be read in the language of whoever reads them."""
    sys.modules[module].__class__ = _Words


def said(value: Any) -> Any:
    """Say every sentence in a value, a tuple or a table; keys stay as they are."""
    if isinstance(value, str):
        return gettext(value)
    if isinstance(value, tuple):
        return tuple(said(each) for each in value)
    if isinstance(value, Mapping):
        return {key: said(each) for key, each in value.items()}
    return value


class _Words(ModuleType):
    """A module whose upper-case names are read in a language."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name.isupper() and current() is not ENGLISH:
            return said(value)
        return value


def path_of(code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return FOLDER / code / "LC_MESSAGES" / "rounds.po"


def services(code: str) -> Mapping[str, str]:
    """Return what services say, as shapes, in a language; none for English."""
    return _catalogue(code).services


@dataclass(frozen=True)
class _Catalogue:
    """The sentences of a language."""

    translations: NullTranslations
    #: Those of them that stand in services.
    services: Mapping[str, str]


@cache
def _catalogue(code: str) -> _Catalogue:
    """Return the sentences of a language; English ones are said as they are written."""
    if code == ENGLISH.code:
        return _Catalogue(NullTranslations(), {})
    packed = BytesIO()
    with path_of(code).open("rb") as file:
        read = read_po(file, locale=code)
    write_mo(packed, read)
    packed.seek(0)
    services = {
        each.id: str(each.string)
        for each in read
        if isinstance(each.id, str) and each.id and each.string
        if any(not where.startswith("ui/") for where, _line in each.locations)
    }
    return _Catalogue(GNUTranslations(packed), services)


def _of_tab() -> Language | None:
    """Return what the tab speaks whose script runs in this thread; `None` where there is none."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx(suppress_warning=True)
    if context is None or _KEY not in context.session_state:
        return None
    found = context.session_state[_KEY]
    _spoken.set(found if isinstance(found, Language) else None)
    return _spoken.get()
