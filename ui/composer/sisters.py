"""The same message on other channels: where each stands, the way there, and these words for them, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.errors import RoundsError
from scheduler.policies.finding import Severity
from scheduler.services.content import content_of
from scheduler.services.variants import carried, may_take_over
from ui import variant_words as words
from ui.composer import judgement
from ui.moments import moment
from ui.parts import difference, marks
from ui.parts.page import plain, two_step
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.post import Post


def show(post: Post, *, is_saved: bool) -> None:
    """Draw the other posts of a message; nothing where there are none.

    Their words are changed only where everything here `is_saved`: they get what stands in the plan.
    """
    others = rounds().variants.sisters(post)
    if not others:
        return
    titles = {each.name: each.title for each in rounds().set_up.channels()}
    with st.container(border=True, gap="small", key=f"sisters-{post.id}"):
        st.markdown(f"**{words.SISTERS}**")
        for sister in others:
            _line(sister, titles)
        _offer(post, others, titles, is_saved=is_saved)


def _line(sister: Post, titles: Mapping[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        marks.state(sister.state).show()
        title = titles.get(sister.channel, sister.channel)
        told = words.sister(title, moment(sister.due, sister.zone))
        st.markdown(plain(told), width="content")
        if st.button(
            words.open_sister(title),
            key=f"sister-{sister.id}",
            type="tertiary",
            icon=":material/open_in_new:",
        ):
            state().open_post(sister.id, sister.version)
            st.rerun(scope="app")


def _offer(post: Post, others: Sequence[Post], titles: Mapping[str, str], *, is_saved: bool) -> None:
    """Offer these words for the others, and say first what that does to each."""
    differing = [each for each in others if carried(post, each, with_media=True) != content_of(each)]
    if not differing:
        st.caption(words.SAME_EVERYWHERE)
        return
    person = actor()
    open_ones = [each for each in differing if may_take_over(person, each)]
    if not open_ones:
        st.caption(words.NO_OTHER_CAN_CHANGE)
        return
    if not is_saved:
        st.caption(words.SAVE_FIRST)
        return
    with_media = _with_media(post, open_ones)
    for each in open_ones:
        st.caption(f"**{plain(titles.get(each.channel, each.channel))}**")
        would_say = carried(post, each, with_media=with_media)
        difference.show(content_of(each), would_say)
        _speaks_against(each.model_copy(update=would_say.fields))
    read = [_as_read(each) for each in (post, *open_ones)]
    told = [words.consequence(titles.get(each.channel, each.channel), each.state.value) for each in open_ones]
    st.caption(words.CARRY_HINT)
    question = " ".join([words.SURE_TO_CARRY, *told])
    if two_step(f"carry-{post.id}", words.CARRY, question, icon=":material/content_copy:"):
        _carry(read[0], read[1:], titles, with_media=with_media)


def _with_media(post: Post, others: Sequence[Post]) -> bool:
    """Draw whether pictures and video go along, where they differ anywhere."""
    if all(_shows(each) == _shows(post) for each in others):
        return True
    return st.checkbox(words.CARRY_MEDIA, value=True, key=f"carry-media-{post.id}")


def _shows(post: Post) -> tuple[object, ...]:
    return post.pictures, post.video, tuple(part.pictures for part in post.thread)


def _speaks_against(sister: Post) -> None:
    """Say what would stop a sister as she would be, such as a video that her network does not take."""
    found = rounds().checking.review_post(sister).findings
    judgement.findings(sister.text, [each for each in found if each.severity is Severity.BLOCK])


def _as_read(post: Post) -> Post:
    """Return a post with the version that stood on the screen before the click."""
    version = int(state().words_read(f"post-{post.id}", str(post.version)))
    return post.model_copy(update={"version": version})


def _carry(post: Post, others: Sequence[Post], titles: Mapping[str, str], *, with_media: bool) -> None:
    """Give the others what `post` says, each by itself: one that can't have them stops no other."""
    memory, done = state(), []
    for sister in others:
        title = titles.get(sister.channel, sister.channel)
        try:
            rounds().variants.carry_over(actor(), post, sister, with_media=with_media)
        except RoundsError as why:
            memory.say(words.not_carried(title, told(str(why))), "bad")
        else:
            done.append(title)
    if done:
        memory.say(words.carried(done))
    st.rerun(scope="app")
