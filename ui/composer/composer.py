"""The composer itself, in a dialog or on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from scheduler.domain.errors import ConflictError
from scheduler.domain.people import Permission
from scheduler.domain.post import EDITABLE
from ui import composing_words, phrases, variant_words, wording
from ui.boundary import attempt, boundary
from ui.components.live_findings import live_findings
from ui.components.typing_pause import typing_pause
from ui.composer import fields, history, keeping, occasion, side, sisters, variants, wordings
from ui.composer.actions import Step, offered, take
from ui.composer.draft import Draft
from ui.moments import moment
from ui.parts import comments, crisis, evergreen, marks, next_step
from ui.parts.page import plain, two_step
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from ui.state import Opened

_ICONS = {
    Step.SAVE: ":material/save:",
    Step.SUBMIT: ":material/rate_review:",
    Step.APPROVE: ":material/check:",
    Step.SEND_BACK: ":material/undo:",
    Step.RELEASE: ":material/play_arrow:",
    Step.CANCEL: ":material/delete:",
}


def dialog() -> None:
    """Draw the composer over the page if something was opened."""
    opened = state().dialog
    if opened is None:
        return

    def put_away() -> None:
        if keeping.is_kept(opened):
            state().say(composing_words.KEPT_WHEN_CLOSED)
        state().close(opened)

    title = wording.WRITE if opened.post_id is None else wording.POST

    @st.dialog(title, width="large", on_dismiss=put_away)
    def over_the_page() -> None:
        crisis.switch_inside()
        with boundary():
            show(opened)

    over_the_page()


def show(opened: Opened) -> None:
    """Draw the composer for what was opened."""
    app, person = rounds(), actor()
    if not app.set_up.channels():
        st.info(wording.NO_CHANNEL_YET, icon=":material/info:")
        return
    post = app.planning.get(opened.post_id) if opened.post_id is not None else None
    if post is not None:
        _say_where_it_stands(post)
    writes = person.may(Permission.WRITE, on=post.channel) if post else person.may_somewhere(Permission.WRITE)
    with st.container():  # always there: fields that change their place lose the focus
        if writes:
            keeping.offer(opened, post)
    if post is not None and (not writes or post.state not in EDITABLE):
        draft = _as_it_stands(opened, post)
    else:
        draft = _fields(opened, post)
    _steps(opened, post, draft, person)
    if post is None or writes:
        typing_pause(key=f"pause-{opened.edition}", within=_name(opened))
    if post is not None:
        sisters.show(post, is_saved=not draft.differs(post))
        comments.beside(post)
        wordings.show(post)
        history.show(post)


def _fields(opened: Opened, post: Post | None) -> Draft:
    """Draw the fields, what they make of the post, and that they are kept."""
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(key=_name(opened)):
        draft = fields.show(opened, keeping.begun(opened, post))
    keeping.keep(opened, post, draft)
    with left:
        live_findings(
            key=f"findings-{opened.edition}",
            within=_name(opened),
            channel=draft.channel.name,
            link=draft.link or None,
            is_reply=bool(draft.reply_to),
            elsewhere=variants.checked(opened, draft),
            written=sum(state().written.values()),
        )
        keeping.tell(opened, post)
    with right:
        side.show(draft, opened)
        occasion.show(draft)
    keeping.warn(opened, post, draft)
    return draft


def _name(opened: Opened) -> str:
    """Return what the fields of a composer stand in."""
    return f"composer-{opened.edition}"


def _as_it_stands(opened: Opened, post: Post) -> Draft:
    app = rounds()
    pillars = {pillar.name: pillar.title for pillar in app.set_up.pillars()}
    channel = app.set_up.channel(post.channel)
    at = moment(post.due, post.zone)
    st.caption(phrases.facts(at, post.zone, plain(channel.title), plain(pillars.get(post.pillar or "", ""))))
    draft = Draft.of(post, channel)
    side.show(draft, opened, is_fields=False)
    next_step.show(post, app.attending.matter(post.id).steps, place="composer")
    evergreen.offer(post)
    return draft


def _say_where_it_stands(post: Post) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        marks.state(post.state).show()
        if post.remote_url:
            st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})")
    if post.explanation:
        st.warning(plain(told(post.explanation)), icon=":material/info:")
    if post.reason:
        st.caption(phrases.because([part.words for part in post.reason]))


def _steps(opened: Opened, post: Post | None, draft: Draft, person: Actor) -> None:
    steps = offered(person, post)
    unsaved = post is not None and draft.differs_but_for_time(post)
    if unsaved and {Step.APPROVE, Step.RELEASE} & set(steps):
        steps = [step for step in steps if step not in {Step.APPROVE, Step.RELEASE}]
        st.caption(wording.SAVE_BEFORE_APPROVING)
    if draft.also:
        st.caption(variant_words.makes(1 + len(draft.also)))
    comment = ""
    if Step.APPROVE in steps or Step.SEND_BACK in steps:
        comment = st.text_input(
            wording.COMMENT, key=f"reason-{opened.edition}", placeholder=wording.COMMENT_HINT
        )

    def do(step: Step) -> Callable[[], str]:
        return lambda: take(
            step, rounds(), actor(), draft, post=post, version=opened.version, comment=comment or ""
        )

    with st.container(horizontal=True):
        for number, step in enumerate(step for step in steps if step is not Step.CANCEL):
            kind: Literal["primary", "secondary"] = "primary" if number == 0 else "secondary"
            label = phrases.step(step.name, is_new=post is None)
            if st.button(label, key=f"{step.name}-{opened.edition}", type=kind, icon=_ICONS[step]):
                _finish(opened, do(step))
    if Step.CANCEL in steps and two_step(
        f"cancel-{opened.edition}", wording.CANCEL_POST, wording.SURE_TO_CANCEL, icon=_ICONS[Step.CANCEL]
    ):
        _finish(opened, do(Step.CANCEL))


def _finish(opened: Opened, step: Callable[[], str]) -> None:
    tried = attempt(step)
    if tried.value is not None:
        keeping.put_away(opened)
        state().close(opened)
        state().say(tried.value)
        st.rerun(scope="app")
    st.error(tried.words, icon=":material/error:")
    if isinstance(tried.problem, ConflictError):
        st.caption(wording.COPY_THEN_REOPEN)
