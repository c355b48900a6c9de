"""A new post from a template: choose one, fill its blanks, and its words stand in the first text field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import template_words as words
from ui.boundary import attempt
from ui.parts import blanks
from ui.parts.page import lines, plain
from ui.session import rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.plan import Channel
    from scheduler.domain.post_template import PostTemplate
    from scheduler.services.templating import FilledTemplate
    from ui.composer.draft import Moment
    from ui.state import Opened

#: Who replaced a text, where this module did.
_BY = "template"


def show(opened: Opened, channel: Channel, moment: Moment) -> None:
    """Draw the templates for a channel; nothing for a post made from an item, or where there are none."""
    if opened.seed.item is not None or opened.post_id is not None:
        return
    with st.container():  # always there: fields that change their place lose the focus
        found = rounds().templating.all(channel=channel.name)
        if not found:
            return
        wanted = opened.seed.template
        with st.expander(words.START_FROM, icon=":material/draft:", expanded=wanted is not None):
            chosen = _chosen(opened, found)
            if chosen is not None:
                _fill(opened, chosen, channel, moment)


def _chosen(opened: Opened, found: list[PostTemplate]) -> PostTemplate | None:
    by_number = {each.id: each for each in found}
    numbers = [*by_number]
    wanted = opened.seed.template
    number = st.selectbox(
        words.CHOOSE,
        numbers,
        index=numbers.index(wanted) if wanted in by_number else None,
        format_func=lambda each: by_number[each].title if each in by_number else "",
        placeholder=words.NONE_CHOSEN,
        key=f"from-template-{opened.edition}",
    )
    return by_number.get(number) if number is not None else None


def _fill(opened: Opened, chosen: PostTemplate, channel: Channel, moment: Moment) -> None:
    edition = opened.edition
    key = f"{edition}-{chosen.id}-{chosen.version}"
    with st.container(key=f"blanks-{edition}"):
        values = {blank.name: blanks.field(blank, key, hints=words.BLANK_HINTS) for blank in chosen.blanks}
    tried = attempt(
        lambda: rounds().templating.filled(chosen.id, values, zone=channel.zone, day=moment.wall.date())
    )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    filled = tried.value
    st.markdown(lines(filled.text))
    blanks.wrong(chosen.blanks, filled.problems)
    pillars = {each.name: each.title for each in rounds().set_up.pillars()}
    pillar = chosen.pillar if chosen.pillar in pillars else None
    told = [words.links_to(chosen.link)] if chosen.link else []
    told += [words.under(pillars[pillar])] if pillar else []
    told += [words.still_open(list(filled.missing))] if filled.missing else []
    for each in told:
        st.caption(plain(each))
    beside = {f"link-{edition}": chosen.link, f"pillar-{edition}": pillar or ""}
    _buttons(edition, filled, {key: value for key, value in beside.items() if value})


def _put(edition: int, text: str, beside: Mapping[str, str]) -> None:
    """Put a template's words into the text, and what it holds `beside` them into the fields of these keys."""
    memory = state()
    before = {key: memory.typed(key) or "" for key in beside}
    memory.hold(edition).before_template = before
    memory.replace_text(edition, text, by=_BY)
    for key, value in beside.items():
        memory.write(key, value)


def _put_back(edition: int) -> None:
    memory = state()
    memory.put_text_back(edition)
    for key, value in memory.hold(edition).before_template.items():
        memory.write(key, value)


def _buttons(edition: int, filled: FilledTemplate, beside: Mapping[str, str]) -> None:
    memory = state()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.PUT_IN,
            key=f"put-template-{edition}",
            icon=":material/edit_note:",
            help=words.PUT_IN_HINT,
            disabled=bool(filled.problems),
            on_click=_put,
            args=(edition, filled.text, beside),
        )
        if memory.has_replaced_text(edition, by=_BY):
            st.button(
                words.PUT_BACK,
                key=f"template-back-{edition}",
                type="tertiary",
                icon=":material/undo:",
                on_click=_put_back,
                args=(edition,),
            )
