"""One message on several channels: which ones, when on each, and what one of them says differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.services.keeping_drafts import OwnWords
from ui import phrases, wording
from ui import variant_words as words
from ui.composer import first_comment, pictures, weight
from ui.composer.draft import Variant
from ui.composer.rewriting import own_text_key
from ui.moments import moment as at
from ui.parts.page import plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.services.planning import NewPicture
    from ui.composer.draft import Draft, Moment
    from ui.opened import Hold
    from ui.state import Opened

_TEXT_HEIGHT = 120


def writable() -> list[Channel]:
    """Return the channels on which this person may write."""
    person = actor()
    return [each for each in rounds().set_up.channels() if person.may(Permission.WRITE, on=each.name)]


def choose(opened: Opened, post: Post | None, channel: Channel) -> tuple[Channel, ...]:
    """Draw the choice of further channels for a new message; nothing where there is no other."""
    others = [each for each in writable() if each.name != channel.name] if post is None else []
    if not others:
        return ()
    begun = opened.typed.also if opened.typed else ()
    chosen = st.multiselect(
        words.ALSO,
        others,
        [each for each in others if each.name in begun],
        format_func=lambda each: phrases.channel(each.title, each.handle),
        key=f"also-{opened.edition}",
        placeholder=words.NO_OTHER,
        help=words.ALSO_HINT,
    )
    names = {each.name for each in chosen}
    return tuple(each for each in others if each.name in names)


def times(moment: Moment, channels: Sequence[Channel]) -> None:
    """Say when the same wall time is on channels of other zones, and where there is none such."""
    with st.container():  # always there: fields that change their place lose the focus
        elsewhere = [(each.title, moment.on(each.zone)) for each in channels if each.zone != moment.zone]
        for title, there in elsewhere:
            if there.problem:
                st.error(plain(words.time_problem(title, there.problem)), icon=":material/schedule:")
        told = [(title, at(there.due, there.zone)) for title, there in elsewhere if not there.problem]
        if told:
            st.caption(plain(words.at_the_same_time(told)))


def show(opened: Opened, draft: Draft) -> Draft:
    """Draw what each of several channels says; return the draft with what they say differently."""
    if not draft.also:
        return draft
    hold = _remembered(opened)
    st.markdown(f"**{words.EACH_CHANNEL}**", help=words.BACK_HINT)
    st.caption(words.EACH_CHANNEL_HINT)
    found = {}
    for place, channel in enumerate((draft.channel, *draft.also)):
        with st.container(border=True, gap="small", key=within(opened, channel.name)):
            variant = _variant(opened, draft, channel, hold)
            if variant is not None:
                found[channel.name] = variant
            weight.show(draft.model_copy(update={"variants": found}).each()[place], 0)
    return draft.model_copy(update={"variants": found})


def within(opened: Opened, channel: str) -> str:
    """Return what the fields of one channel stand in."""
    return f"variant-{opened.edition}-{channel}"


def checked(opened: Opened, draft: Draft) -> dict[str, tuple[str, str | None]]:
    """Return by what the fields of a channel stand in, whose rules count there, and its link."""
    return {
        within(opened, name): (name, None if variant.words.link_last else variant.words.link or None)
        for name, variant in draft.variants.items()
    }


def _remembered(opened: Opened) -> Hold:
    """Return what this composer knows; one that goes on with kept words begins with theirs."""
    hold = state().hold(opened.edition)
    if hold.first is None and opened.typed is not None and not hold.own:
        hold.own, hold.differing = dict(opened.typed.own), set(opened.typed.own)
    return hold


def _variant(opened: Opened, draft: Draft, channel: Channel, hold: Hold) -> Variant | None:
    name = f"{opened.edition}-{channel.name}"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{plain(phrases.channel(channel.title, channel.handle))}**", width="content")
        label, is_on = words.differently(plain(channel.title)), channel.name in hold.differing
        differs = st.toggle(label, is_on, key=f"differs-{name}", help=words.BACK_HINT, width="content")
    if not differs:
        hold.differing.discard(channel.name)
        st.caption(words.SAYS_COMMON)
        return None
    hold.differing.add(channel.name)
    begin = hold.own.setdefault(channel.name, OwnWords(text=draft.text, link=draft.link))
    variant = _own(opened.edition, draft, channel, begin)
    hold.own[channel.name] = variant.words
    return variant


def _own(edition: int, draft: Draft, channel: Channel, begin: OwnWords) -> Variant:
    """Draw the fields of one channel and return what stands in them."""
    name, title = f"{edition}-{channel.name}", plain(channel.title)
    key = own_text_key(edition, channel.name)
    # a field that a click has written into, and that is still there, must not be given a first value, too
    is_written = key in state().written and state().typed(key) is not None
    text = st.text_area(
        words.own_text(title),
        "" if is_written else begin.text,
        key=key,
        height=_TEXT_HEIGHT,
        placeholder=wording.TEXT_HINT,
    )
    link = st.text_input(
        words.own_link(title), begin.link, key=f"own-link-{name}", type="url", placeholder="https://"
    )
    link_last = first_comment.beside(
        channel, has_link=bool(link), begin=begin.link_last, key=f"own-last-{name}"
    )
    has_thread = begin.with_thread
    if draft.thread:
        has_thread = st.checkbox(words.WITH_THREAD, begin.with_thread, key=f"own-thread-{name}")
    shares = st.checkbox(words.WITH_PICTURES, begin.with_pictures, key=f"own-shares-{name}")
    added: tuple[NewPicture, ...] = ()
    if not shares:
        label = words.own_pictures(title)
        _, added = pictures.show(f"own-{name}", (), label=label, alts=begin.alts)
    said = OwnWords(
        text=text or "",
        link=(link or "").strip(),
        with_pictures=shares,
        with_thread=has_thread,
        link_last=link_last,
        alts=begin.alts if shares else {each.file_name: each.alt for each in added},
    )
    return Variant(words=said, added=added)
