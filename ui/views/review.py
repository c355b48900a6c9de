"""The review list: what waits for a decision, the one due soonest first, decided in a minute on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.policies.finding import Verdict
from ui import approval_words, phrases, wording
from ui.boundary import attempt
from ui.composer.judgement import findings
from ui.moments import distance, moment
from ui.parts import comments, content, difference, marks, nothing
from ui.parts.confirming import confirmed
from ui.parts.page import act, header, plain
from ui.parts.people import name_of, names
from ui.parts.second_look import second_looks
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.comments import Comment
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post

_SHOWN = 30


def show() -> None:
    """Draw the page."""
    with header(wording.REVIEW, wording.REVIEW_ABOUT):
        pass
    looks = second_looks(rounds().emergency.looks.waiting())
    waiting = rounds().approving.waiting()
    if not waiting and looks:
        return
    if not waiting:
        nothing.in_review()
        return
    st.caption(phrases.waiting(len(waiting)))
    known, person = names(), actor()
    channels = {channel.name: channel for channel in rounds().set_up.channels()}
    prices = rounds().budgeting.before_approvals(waiting[:_SHOWN])
    late = {each.post.id: told(each.words) for each in rounds().escalating.late()}
    talk = rounds().commenting.of(person, waiting[:_SHOWN])
    for post, price in zip(waiting[:_SHOWN], prices, strict=True):
        notes = (late.get(post.id, ""), price)
        _card(post, person, known, channels[post.channel], notes=notes, talk=talk.get(post.id, ()))
    comments.follow(waiting[:_SHOWN], talk)


def _card(
    post: Post,
    person: Actor,
    known: dict[str, str],
    channel: Channel,
    *,
    notes: tuple[str, str],
    talk: Sequence[Comment],
) -> None:
    late, price = notes
    with st.container(border=True, gap="small", key=f"review-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.state(post.state).show()
            due = phrases.due(
                moment(post.due, post.zone), distance(post.due, rounds().clock.now(), post.zone)
            )
            st.caption(phrases.facts(due, plain(channel.title), phrases.by(name_of(post.author, known))))
        content.show(post, channel.network)
        difference.since_decision(post, known)
        if post.reason:
            st.caption(plain(phrases.because([part.words for part in post.reason])))
        said = rounds().checking.review_post(post)
        findings(post.text, said.findings)
        if said.verdict is not Verdict.PASS and (standing := rounds().approving.standing(post)):
            st.caption(f":material/group: {plain(standing)}")
        if late:
            st.caption(f":red[:material/timer:] {plain(late)}")
        if price:
            st.caption(f":material/payments: {plain(told(price))}")
        comments.in_review(post, talk)
        _decide(post, person, said.verdict)


def _decide(post: Post, person: Actor, verdict: Verdict) -> None:
    digest = state().digest_read(post.id, post.reading)
    is_asked = rounds().speaking_for.may_agree(person, post)
    if not is_asked and not may(Permission.APPROVE, on=post.channel):
        _open(post)
        return
    if person.person_id in post.writers and not is_asked:
        st.caption(wording.YOUR_OWN)
        _open(post)
        return
    with st.container(horizontal=True):
        if st.button(wording.APPROVE, key=f"approve-{post.id}", type="primary", icon=":material/check:"):
            _approve(post, digest)
        with st.popover(wording.WITH_COMMENT, icon=":material/comment:"):
            _with_comment(post, digest, verdict)
        _open(post)


def _with_comment(post: Post, digest: str, verdict: Verdict) -> None:
    app = rounds()
    comment = st.text_area(wording.COMMENT, key=f"comment-{post.id}", placeholder=wording.COMMENT_HINT) or ""
    if st.button(wording.SEND_BACK, key=f"back-{post.id}", icon=":material/undo:"):
        act(lambda: app.approving.send_back(actor(), post.id, comment), wording.POST_SENT_BACK)
    releases = may(Permission.RELEASE, on=post.channel)
    consent = _consent(post) if releases else None
    is_override = releases and verdict is Verdict.BLOCK
    if is_override and not confirmed(wording.APPROVE_WITH_COMMENT, place=str(post.id)):
        pass
    elif st.button(wording.APPROVE_WITH_COMMENT, key=f"approve-with-{post.id}", icon=":material/check:"):
        _approve(post, digest, comment=comment, consent=consent)
    if st.button(wording.REJECT, key=f"reject-{post.id}", icon=":material/close:"):
        act(lambda: app.approving.reject(actor(), post.id, comment=comment), wording.POST_CANCELLED)


def _approve(post: Post, digest: str, *, comment: str = "", consent: int | None = None) -> None:
    """Decide for a post, and say whether that was enough."""
    approving, decided = rounds().approving, []
    tried = attempt(
        lambda: decided.append(
            approving.approve(actor(), post.id, digest=digest, comment=comment, authorisation=consent)
        )
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    is_done = decided[0].state is PostState.SCHEDULED
    state().say(wording.POST_APPROVED if is_done else approval_words.ENDORSED)
    st.rerun(scope="app")


def _consent(post: Post) -> int | None:
    """Let a privacy officer name the authorisation that releases a post."""
    now = rounds().clock.now()
    standing = {each.id: each for each in rounds().authorising.all(actor()) if each.stands_at(now)}
    if not standing:
        return None
    return st.selectbox(
        approval_words.CONSENT,
        [None, *standing],
        format_func=lambda number: standing[number].reference if number else approval_words.NO_CONSENT,
        key=f"consent-{post.id}",
    )


def _open(post: Post) -> None:
    if st.button(wording.OPEN, key=f"open-{post.id}", icon=":material/open_in_full:"):
        state().open_post(post.id, post.version)
    comments.offer(post)
