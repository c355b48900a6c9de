"""What is done in each step: the forms of the pages where it is done later, drawn here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.services.starting import Step
from ui import start_words as words
from ui.parts import fresh_link, invitations, link_form, source_adding
from ui.parts.leading import lead
from ui.session import actor, rounds
from ui.state import Seed, state
from ui.views.settings import channels, organisation, people, pillars, slots

if TYPE_CHECKING:
    from collections.abc import Callable


def show(step: Step, *, is_done: bool) -> None:
    """Draw what this step is done with; what is done gives room to the next one."""
    if step is Step.LINK and state().fresh_link:
        fresh_link.show(state().fresh_link)
    elif step is Step.PEOPLE and state().fresh_invitation is not None:
        invitations.fresh()
    elif is_done and step is not Step.POST:
        with st.expander(words.CHANGE if step is Step.ORGANISATION else words.ADD_MORE):
            _FORMS[step]()
    else:
        _FORMS[step]()


def there(step: Step) -> str:
    """Return what is there of it already, in words; empty where that says nothing."""
    names = _NAMES.get(step)
    found = names() if names is not None else []
    return words.and_more(found) if found else ""


def _slots() -> None:
    if rounds().set_up.channels():
        slots.add()
        return
    st.info(words.NEEDS_CHANNEL, icon=":material/info:")
    lead("start", words.TO_STEP_CHANNEL, step=Step.CHANNEL.value)


def _pillars() -> None:
    if rounds().set_up.share_left() > 0:
        pillars.add()
    else:
        st.caption(words.NO_MORE_SHARE)


def _sources() -> None:
    source_adding.catalogue(rounds().curating.sources())


def _people() -> None:
    people.add({channel.name: channel.title for channel in rounds().set_up.channels()})


def _post() -> None:
    if not rounds().set_up.channels():
        st.info(words.NO_CHANNEL, icon=":material/info:")
        lead("start", words.TO_STEP_CHANNEL, step=Step.CHANNEL.value)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(words.WRITE_ONE, key="start-write", type="primary", icon=":material/edit:"):
            state().open_new(Seed())
            st.rerun(scope="app")
        lead("calendar", words.TO_CALENDAR, icon="calendar_month")


def _slot_count() -> list[str]:
    count = len(rounds().set_up.slots())
    return [words.slots_of(count)] if count else []


_FORMS: dict[Step, Callable[[], None]] = {
    Step.ORGANISATION: lambda: organisation.show(changes=True),
    Step.CHANNEL: channels.add,
    Step.PILLARS: _pillars,
    Step.SLOTS: _slots,
    Step.SOURCES: _sources,
    Step.PEOPLE: _people,
    Step.LINK: link_form.show,
    Step.POST: _post,
}
_NAMES: dict[Step, Callable[[], list[str]]] = {
    Step.CHANNEL: lambda: [each.title for each in rounds().set_up.channels()],
    Step.PILLARS: lambda: [each.title for each in rounds().set_up.pillars()],
    Step.SLOTS: _slot_count,
    Step.SOURCES: lambda: [each.title for each in rounds().curating.sources()],
    Step.PEOPLE: lambda: [each.name for each in rounds().people.all() if each.active],
    Step.LINK: lambda: [each.name for each in rounds().subscribing.live(actor())],
}
