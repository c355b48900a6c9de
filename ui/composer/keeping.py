"""What stands in the composer is kept before it is saved, and offered when its writer comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.post import EDITABLE
from scheduler.services.content import content_of
from ui import composing_words as words
from ui import wording
from ui.boundary import attempt
from ui.composer.draft import Draft
from ui.moments import hour, moment
from ui.opened import Seed
from ui.parts import difference
from ui.parts.house import house_zone
from ui.parts.page import plain
from ui.parts.people import names
from ui.session import actor, current_actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.services.keeping_drafts import Changed, Kept, Typed
    from ui.opened import Hold, Opened


# what waits


def offer(opened: Opened, post: Post | None) -> None:
    """Say what was typed here before and never saved, from when, and let its writer choose."""
    hold = state().hold(opened.edition)
    found = rounds().keeping_drafts.waiting(actor(), opened.post_id, but=hold.mark.name if hold.mark else "")
    kept = next((each for each in found if _is_news(each, opened, post)), None)
    if kept is None:
        return
    with st.container(border=True, gap="small", key=f"unsaved-{opened.edition}"):
        _say(kept, post)
        with st.container(horizontal=True):
            _choices(opened, post, kept)


def _is_news(kept: Kept, opened: Opened, post: Post | None) -> bool:
    """Does it say anything that the post, or this composer, does not say already?"""
    stands = state().hold(opened.edition).last
    if stands is not None and stands == kept.typed:
        return False
    return post is None or Draft.of(post, rounds().set_up.channel(post.channel)).typed() != kept.typed


def _say(kept: Kept, post: Post | None) -> None:
    zone = post.zone if post else house_zone()
    begins = words.quoted(kept.typed.content.text)
    told = (
        words.waits(moment(kept.at, zone), begins) if post else words.waits_new(moment(kept.at, zone), begins)
    )
    st.markdown(f":material/edit_note: {plain(told)}")
    if kept.typed.alts:
        st.caption(plain(words.files(", ".join(kept.typed.alts))))
    if post is None:
        return
    if post.version != kept.version:
        _say_changed(rounds().keeping_drafts.changed_since(post, kept.version), post, is_open=False)
    st.caption(words.WHAT_DIFFERS)
    _compare(post, kept.typed)
    if post.state not in EDITABLE:
        st.caption(words.NO_MORE_CHANGES)


def _choices(opened: Opened, post: Post | None, kept: Kept) -> None:
    memory = state()
    may_go_on = post is None or post.state in EDITABLE
    if may_go_on and st.button(
        words.GO_ON, key=f"go-on-{opened.edition}", type="primary", icon=":material/edit:"
    ):
        memory.go_on(opened, kept, version=post.version if post else None)
        st.rerun(scope="app")
    if st.button(words.DISCARD, key=f"discard-{opened.edition}", icon=":material/delete:"):
        rounds().keeping_drafts.discard(actor(), kept.mark.name)
        memory.say(words.DISCARDED)
        st.rerun(scope="app")


def remind() -> None:
    """Say on any page, until it is answered in this tab, that something typed before was never saved."""
    memory, person = state(), current_actor()
    if memory.is_told_of_unsaved or memory.dialog is not None or person is None:
        return
    kept = rounds().keeping_drafts.newest(person)
    if kept is None:
        memory.is_told_of_unsaved = True
        return
    if memory.page is not None and kept.post is None:
        return  # the composer of this page offers it
    with st.container(border=True, gap="small", key="unsaved-words"):
        told = words.on_this_page(moment(kept.at, house_zone()), words.quoted(kept.typed.content.text))
        st.markdown(f":material/edit_note: {plain(told)}")
        with st.container(horizontal=True):
            if st.button(words.GO_ON, key="unsaved-go-on", type="primary", icon=":material/edit:"):
                memory.is_told_of_unsaved = True
                _open(kept)
                st.rerun(scope="app")
            if st.button(words.LATER, key="unsaved-later"):
                memory.is_told_of_unsaved = True
                st.rerun(scope="app")


def _open(kept: Kept) -> None:
    """Open the composer with what was kept; first with the post as it is, where that was changed since."""
    memory = state()
    if kept.post is None:
        memory.open_new(Seed())
    else:
        post = rounds().planning.get(kept.post)
        memory.open_post(post.id, post.version)
        if post.version != kept.version or post.state not in EDITABLE:
            return
    if memory.dialog is not None:
        memory.go_on(memory.dialog, kept, version=kept.version or None)


# what is typed


def begun(opened: Opened, post: Post | None) -> Post | None:
    """Return the post that the fields begin with: with what was typed before, where that is gone on with."""
    return opened.typed.over(post) if post is not None and opened.typed is not None else post


def keep(opened: Opened, post: Post | None, draft: Draft) -> None:
    """Keep what stands in the fields, where somebody typed it and it is not kept as it is."""
    hold, typed = state().hold(opened.edition), draft.typed()
    if hold.first is None:
        hold.first = _first(opened, post, draft.channel, typed)
    if typed == hold.first or (post is None and typed.says_nothing):
        _let_go(hold)
    elif typed != hold.last:
        _put(hold, opened, post, typed)


def _first(opened: Opened, post: Post | None, channel: Channel, typed: Typed) -> Typed:
    """Return what the fields hold where nobody typed anything."""
    if opened.typed is None:
        return typed
    if post is not None:
        return Draft.of(post, channel).typed()
    return typed.model_copy(update={"content": type(typed.content)(), "alts": {}, "own": {}})


def _put(hold: Hold, opened: Opened, post: Post | None, typed: Typed) -> None:
    since = (
        post
        if post is None or opened.version is None
        else post.model_copy(update={"version": opened.version})
    )
    tried = attempt(lambda: rounds().keeping_drafts.keep(actor(), typed, post=since, mark=hold.mark))
    if tried.value is None:
        hold.trouble = tried.words
        return
    hold.mark, hold.last, hold.trouble = tried.value, typed, ""
    hold.at = rounds().clock.now()


def _let_go(hold: Hold) -> None:
    if hold.mark is None:
        return
    name = hold.mark.name
    attempt(lambda: rounds().keeping_drafts.discard(actor(), name))
    hold.mark, hold.last, hold.at = None, None, None


def put_away(opened: Opened) -> None:
    """Drop what is kept of this composer: it was saved, or its writer wants none of it."""
    _let_go(state().hold(opened.edition))


def is_kept(opened: Opened) -> bool:
    """Is anything kept of this composer that was not saved?"""
    return state().hold(opened.edition).mark is not None


def tell(opened: Opened, post: Post | None) -> None:
    """Say below the fields that what stands there is kept, or why not, and offer to discard it."""
    hold = state().hold(opened.edition)
    if hold.trouble:
        st.warning(plain(words.not_kept(hold.trouble)), icon=":material/warning:")
    if hold.mark is None or hold.at is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        zone = post.zone if post else house_zone()
        st.caption(f":material/cloud_done: {plain(words.kept(hour(hold.at, zone)))}")
        if st.button(words.DISCARD_HERE, key=f"drop-typed-{opened.edition}", type="tertiary"):
            put_away(opened)
            _begin_anew(opened, post)


def _begin_anew(opened: Opened, post: Post | None) -> None:
    memory = state()
    version = post.version if post else opened.version
    memory.put_in_place(opened, opened.anew(edition=memory.edition(), version=version))
    memory.say(words.DISCARDED)
    st.rerun(scope="app")


# what somebody else did meanwhile


def warn(opened: Opened, post: Post | None, draft: Draft) -> None:
    """Say where somebody changed the post since this composer was opened, and show what differs."""
    if post is None or opened.version is None or opened.version == post.version:
        return
    typed = draft.typed()
    with st.container(border=True, gap="small", key=f"changed-{opened.edition}"):
        _say_changed(rounds().keeping_drafts.changed_since(post, opened.version), post, is_open=True)
        st.caption(words.WHAT_DIFFERS)
        _compare(post, typed)
        st.caption(words.OVER_THEIRS)
        if st.button(words.GO_ON_OVER, key=f"over-{opened.edition}", icon=":material/edit:"):
            memory = state()
            memory.put_in_place(opened, replace(opened, version=post.version))
            st.rerun(scope="app")


def _say_changed(changed: Changed | None, post: Post, *, is_open: bool) -> None:
    if changed is None:
        return
    if changed.by == actor().key:
        st.warning(words.CHANGED_BY_YOU, icon=":material/group:")
        return
    who, when = names().get(changed.by, wording.SOMEBODY_GONE), moment(changed.at, post.zone)
    told = words.changed(who, when) if is_open else words.changed_since(who, when)
    st.warning(plain(told), icon=":material/group:")


def _compare(post: Post, typed: Typed) -> None:
    """Draw what the typed words would change in the post as it is."""
    over = typed.over(post)
    also = [
        (words.WHEN_DUE, moment(post.due, post.zone), moment(over.due, post.zone)),
        (wording.PILLAR, _pillar(post.pillar), _pillar(typed.pillar)),
    ]
    if not difference.show(content_of(post), typed.content, also=also):
        st.caption(words.SAME_WORDS)


def _pillar(name: str | None) -> str:
    titles = {each.name: each.title for each in rounds().set_up.pillars()}
    return titles.get(name or "", wording.NO_PILLAR)
