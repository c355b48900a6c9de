"""The templates: wordings to begin posts with, written, changed and retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import streamlit as st

from scheduler.domain.people import Permission
from ui import template_words as words
from ui.boundary import attempt
from ui.opened import Seed
from ui.parts.page import act, empty, header, lines, plain, two_step
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.post_template import PostTemplate

_HEIGHT = 150


class _Given(TypedDict):
    """What stands in the fields of a template."""

    title: str
    text: str
    channels: list[str]
    link: str
    pillar: str | None


def show() -> None:
    """Draw the page."""
    with header(words.TEMPLATES, words.TEMPLATES_ABOUT):
        pass
    found = rounds().templating.all()
    if not found:
        empty(
            ":material/draft:",
            words.NO_TEMPLATES,
            step=words.NO_TEMPLATES_STEP,
            leads=_starters if actor().may(Permission.WRITE) else None,
        )
    for each in found:
        _card(each)
    if actor().may_somewhere(Permission.WRITE):
        with st.expander(words.WRITE, icon=":material/add:", expanded=False):
            _write()


def _starters() -> None:
    if st.button(words.ADD_STARTERS, key="add-template-examples", icon=":material/add:"):
        act(lambda: rounds().templating.add_starters(actor()), words.STARTERS_ADDED)


def _card(each: PostTemplate) -> None:
    titles = _titles()
    with st.container(border=True, gap="small", key=f"template-{each.id}"):
        st.markdown(f"**{plain(each.title)}**")
        st.markdown(lines(each.text))
        kinds = [(blank.label, words.KINDS[blank.kind.value]) for blank in each.blanks]
        facts = [words.blanks(kinds)] if kinds else []
        if each.link:
            facts.append(words.links_to(each.link))
        if each.pillar:
            facts.append(words.under(_pillars().get(each.pillar, each.pillar)))
        if each.channels:
            facts.append(words.only_on([titles.get(name, name) for name in each.channels]))
        if facts:
            st.caption(plain(" · ".join(facts)))
        if not _may_change(each):
            return
        with st.container(horizontal=True):
            if st.button(words.USE, key=f"use-template-{each.id}", icon=":material/edit_square:"):
                state().open_new(Seed(channel=next(iter(each.channels), ""), template=each.id))
                st.rerun(scope="app")
            _change(each)
            if two_step(
                f"template-{each.id}-retire", words.RETIRE, words.SURE_TO_RETIRE, icon=":material/delete:"
            ):
                act(lambda: rounds().templating.retire(actor(), each.id), words.RETIRED)


def _may_change(each: PostTemplate) -> bool:
    person = actor()
    return all(person.may(Permission.WRITE, on=name) for name in each.channels or (None,))


def _change(each: PostTemplate) -> None:
    key = f"template-{each.id}-{each.version}"
    with st.popover(words.CHANGE, icon=":material/edit:"):
        given = _fields(key, each)
        if st.button(words.CHANGE, key=f"{key}-save", type="primary", icon=":material/check:"):
            act(
                lambda: rounds().templating.change(actor(), each.id, version=each.version, **given),
                words.CHANGED,
            )


def _write() -> None:
    edition = state().form("template")
    given = _fields(edition)
    if not st.button(words.WRITE, key=f"{edition}-write", type="primary", icon=":material/check:"):
        return
    tried = attempt(lambda: rounds().templating.write(actor(), **given))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("template")
    state().say(words.WRITTEN)
    st.rerun(scope="app")


def _fields(key: str, begin: PostTemplate | None = None) -> _Given:
    titles, pillars = _titles(), {"": words.NO_PILLAR_OF_ITS_OWN, **_pillars()}
    title, text = (begin.title, begin.text) if begin else ("", "")
    named = st.text_input(words.TITLE, title, key=f"{key}-title", placeholder=words.TITLE_HINT) or ""
    said = st.text_area(words.TEXT, text, key=f"{key}-text", height=_HEIGHT, help=words.TEXT_HINT) or ""
    link = st.text_input(
        words.LINK, begin.link if begin else "", key=f"{key}-link", type="url", placeholder="https://"
    )
    pillar = begin.pillar if begin and begin.pillar in pillars else ""
    chosen = st.selectbox(
        words.PILLAR,
        [*pillars],
        index=[*pillars].index(pillar or ""),
        format_func=lambda name: pillars.get(name, name),
        key=f"{key}-pillar",
    )
    only = st.multiselect(
        words.ONLY_ON,
        [*titles],
        [name for name in (begin.channels if begin else ()) if name in titles],
        format_func=lambda name: titles.get(name, name),
        key=f"{key}-channels",
        placeholder=words.ONLY_ON_HINT,
    )
    return {"title": named, "text": said, "channels": only, "link": link or "", "pillar": chosen or None}


def _pillars() -> dict[str, str]:
    return {each.name: each.title for each in rounds().set_up.pillars()}


def _titles() -> dict[str, str]:
    return {each.name: each.title for each in rounds().set_up.channels()}
