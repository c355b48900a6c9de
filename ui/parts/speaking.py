"""Whose language a page is drawn in, and where a person chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import language
from ui import language_words as words
from ui.components.page_language import page_language
from ui.parts.page import act
from ui.session import actor, rounds

if TYPE_CHECKING:
    from scheduler.domain.people import Person
    from scheduler.services.signing_in import Visit


def speak(visit: Visit | None) -> None:
    """Draw this page in the language of whoever is there, and tell the browser which it is.

    First counts what they chose, then what was chosen at the door, then what their browser asks for: the
    language it is set to, and those of its header, which it need not send with a websocket.
    """
    own = visit.person.language if visit is not None else ""
    at_door = st.context.cookies.get(language.COOKIE)
    wishes = (st.context.locale, st.context.headers.get("Accept-Language"))
    accepted = ",".join(filter(None, wishes))
    spoken = language.speak(language.preferred(own, at_door, accepted=accepted).code)
    if spoken is not language.ENGLISH:
        page_language(spoken.code)


def switch(person: Person) -> None:
    """Let a person choose; each language is called by its own name."""
    names = {"": words.AS_BROWSER} | {code: each.name for code, each in language.LANGUAGES.items()}
    chosen = st.radio(
        words.LANGUAGE,
        list(names),
        index=list(names).index(person.language) if person.language in names else 0,
        format_func=names.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        key=f"language-{person.language}",
    )
    st.caption(words.LANGUAGE_ABOUT)
    if chosen != person.language:
        act(lambda: rounds().people.set_language(actor(), chosen or ""), words.CHOSEN)
