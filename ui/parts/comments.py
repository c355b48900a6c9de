"""What people of the house say to each other about a post, and the comments that call somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import comment_words as words
from ui import picker_words
from ui.boundary import attempt
from ui.components.name_picker import Offer, name_picker
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts import pulse
from ui.parts.page import act, lines, plain, two_step
from ui.parts.people import names
from ui.session import actor, look, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.comments import Comment
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.services.commenting import Said, Waiting

_HEIGHT = 80
_ICON = ":material/forum:"


def beside(post: Post) -> None:
    """Draw the thread of an open post, the field for more beneath it; what it calls one for is read.

    What others say stands there within seconds; the field stays as it is.
    """
    people = rounds().commenting.people(actor(), post)
    found = rounds().commenting.of(actor(), [post]).get(post.id, [])
    if not people and not found:
        return
    with st.container(key=f"talk-about-{post.id}"):
        _live(post)
    with st.expander(words.COMMENT if found else words.thread(0), icon=_ICON, expanded=bool(found)):
        st.caption(words.ABOUT)
        _form(post, [each.name for each in people], place="composer")
    if rounds().commenting.count(actor()):
        rounds().commenting.read(actor(), [each.id for each in found])


def in_review(post: Post, found: Sequence[Comment]) -> None:
    """Draw what was said about a post in a list, and the field for more once it is asked for."""
    with st.container(key=f"talk-about-{post.id}"):  # always there: fields that change place lose the focus
        _thread(post, found, actor(), place="review")
    if state().commenting == post.id:
        _form(post, [each.name for each in rounds().commenting.people(actor(), post)], place="review")


def follow(posts: Sequence[Post], talk: Mapping[int, Sequence[Comment]]) -> None:
    """Draw a list anew once anything else was said about its posts than `talk`."""

    def told(person: Actor) -> list[int]:
        return _numbers(rounds().commenting.of(person, posts))

    pulse.follow(told, _numbers(talk))


def offer(post: Post) -> None:
    """Draw the button that opens the field in a list."""
    if state().commenting != post.id and st.button(words.COMMENT, key=f"talk-{post.id}", icon=_ICON):
        state().commenting = post.id
        st.rerun(scope="app")


def calls(found: Sequence[Waiting]) -> None:
    """Draw the comments that call this person and are unread."""
    if not found:
        return
    st.markdown(f"**{words.CALLS}**")
    st.caption(words.CALLS_ABOUT)
    known = names()
    for each in found:
        _call(each, known)


def _call(waiting: Waiting, known: dict[str, str]) -> None:
    comment, post = waiting.comment, waiting.post
    with st.container(border=True, gap="small", key=f"call-{comment.id}"):
        who = known.get(comment.by, words.NO_CALLER)
        st.caption(plain(words.calls_you(who, moment(comment.at, post.zone), title_of(post))))
        st.markdown(lines(comment.text))
        with st.container(horizontal=True):
            if st.button(words.READ, key=f"call-read-{comment.id}", type="primary", icon=":material/check:"):
                act(lambda: rounds().commenting.read(actor(), [comment.id]), words.READ_DONE)
            if st.button(words.OPEN, key=f"call-open-{comment.id}", icon=":material/open_in_full:"):
                state().open_post(post.id, post.version)


@st.fragment(run_every=pulse.PULSE)
def _live(post: Post) -> None:
    """Draw the thread of an open post, and draw it anew by itself; looking keeps no session awake."""
    visit = look()
    if visit is not None and not visit.sleeps:
        found = rounds().commenting.of(visit.actor, [post]).get(post.id, [])
        _thread(post, found, visit.actor, place="composer")


def _numbers(talk: Mapping[int, Sequence[Comment]]) -> list[int]:
    return sorted(each.id for found in talk.values() for each in found)


def _thread(post: Post, found: Sequence[Comment], person: Actor, *, place: str) -> None:
    if found:
        st.markdown(f"**{_ICON} {words.thread(len(found))}**")
    known, own = names(), person.key
    may_erase_any = person.may(Permission.RELEASE, on=post.channel)
    for comment in found:
        head = words.said(known.get(comment.by, words.NO_CALLER), moment(comment.at, post.zone))
        with st.container(gap=None, key=f"said-{place}-{comment.id}"):
            st.caption(plain(head))
            st.markdown(lines(comment.text))
            if comment.by == own or may_erase_any:
                _erase(comment.id, place)


def _erase(number: int, place: str) -> None:
    if two_step(f"erase-comment-{place}-{number}", words.ERASE, words.SURE_TO_ERASE):
        tried = attempt(lambda: rounds().commenting.erase(actor(), number))
        state().say(tried.words or words.ERASED, "good" if tried.worked else "bad")
        st.rerun(scope="app")


def _form(post: Post, people: Sequence[str], *, place: str) -> None:
    name = f"comment-on-{place}-{post.id}-"
    key = state().form(name)
    with st.container(key=f"box-{key}", gap="small"):
        text = st.text_area(words.YOUR_COMMENT, key=key, height=_HEIGHT, placeholder=words.HINT)
        if people:
            st.caption(plain(words.can_call(", ".join(people))))
            called = Offer("@", picker_words.PEOPLE, [(each, "") for each in people], is_spaced=True)
            name_picker(key=f"names-{key}", within=f"box-{key}", offers=[called])
        if not st.button(words.SAY, key=f"say-{key}", icon=":material/send:"):
            return
    tried = attempt(lambda: rounds().commenting.say(actor(), post.id, text or ""))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    memory = state()
    memory.form_done(name)
    memory.commenting = 0
    memory.say(_told(tried.value))
    st.rerun(scope="app")


def _told(made: Said) -> str:
    if made.nobody:
        return words.nobody(", ".join(f"@{each}" for each in made.nobody))
    others = [each.name for each in made.called if each.id != actor().person_id]
    return words.called(", ".join(others)) if others else words.SAID
