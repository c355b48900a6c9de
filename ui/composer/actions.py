"""What can be done with a post from here: which steps to offer, and doing one. Knows no Streamlit."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from scheduler.domain.errors import ConflictError
from scheduler.domain.fillable import check_filled
from scheduler.domain.people import Permission
from scheduler.domain.post import EDITABLE, PostState
from ui import approval_words, phrases, variant_words, wording

if TYPE_CHECKING:
    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from ui.composer.draft import Draft

_S = PostState
_SUBMITTABLE = frozenset({_S.PROPOSED, _S.DRAFT})
#: These wait for a decision.
DECIDABLE = frozenset({_S.PROPOSED, _S.IN_REVIEW})
_CANCELLABLE = EDITABLE


class Step(Enum):
    """One thing a person can do with what stands in the composer."""

    SAVE = auto()
    SUBMIT = auto()
    APPROVE = auto()
    SEND_BACK = auto()
    RELEASE = auto()
    CANCEL = auto()


def offered(actor: Actor, post: Post | None) -> list[Step]:
    """Return the steps that make sense here, the likeliest first; the services have the last word."""
    if post is None:
        return [Step.SUBMIT, Step.SAVE] if actor.may_somewhere(Permission.WRITE) else []
    writes = actor.may(Permission.WRITE, on=post.channel)
    decides = actor.may(Permission.APPROVE, on=post.channel)
    wrote_it = actor.person_id in post.writers
    steps = []
    if decides and post.state in DECIDABLE and not wrote_it:
        steps.append(Step.APPROVE)
    if decides and post.state in DECIDABLE:
        steps.append(Step.SEND_BACK)
    if writes and decides and post.state in {_S.HELD, _S.MISSED}:
        steps.append(Step.RELEASE)
    if writes and post.state in _SUBMITTABLE:
        steps.append(Step.SUBMIT)
    if writes and post.state in EDITABLE:
        steps.append(Step.SAVE)
    if writes and post.state in _CANCELLABLE:
        steps.append(Step.CANCEL)
    return steps


def save(app: App, actor: Actor, draft: Draft, *, post: Post, version: int | None) -> Post:
    """Write down what stands in the fields; `version` is the one the person began with."""
    changes = draft.changes(post)
    if not draft.differs(post):
        return post
    return app.planning.edit(actor, post.id, changes, version=version)


def take(
    step: Step,
    app: App,
    actor: Actor,
    draft: Draft,
    *,
    post: Post | None = None,
    version: int | None = None,
    comment: str = "",
) -> str:
    """Do one step and return the sentence that says so. Saving comes first where it is part of the step."""
    if step is Step.SUBMIT:  # before anything is saved: whoever tries again must not save it twice
        check_filled(part.text for part in draft.parts)
    if post is None:
        return _make(step, app, actor, draft)
    if step in {Step.SAVE, Step.SUBMIT}:
        saved = save(app, actor, draft, post=post, version=version)
        if step is Step.SUBMIT and saved.state in _SUBMITTABLE:
            saved = app.planning.submit(actor, saved.id)
        return phrases.saved(saved.state.value, was_new=False)
    if version is not None and version != post.version:
        raise ConflictError
    if step is Step.RELEASE:
        at = draft.changes(post).at
        return phrases.released(app.planning.release(actor, post.id, at=at).state.value)
    return _decide(step, app, actor, post, comment)


def _make(step: Step, app: App, actor: Actor, draft: Draft) -> str:
    """Make the posts of a new message, on each of its channels or on none."""
    if step not in {Step.SAVE, Step.SUBMIT}:
        raise ValueError(step)
    meant = [each.new() for each in draft.each()]
    made = app.variants.add(actor, meant, to_review=step is Step.SUBMIT, key=draft.key)
    state = made[0].state.value
    return phrases.saved(state, was_new=True) if len(made) == 1 else variant_words.saved(state, len(made))


def _decide(step: Step, app: App, actor: Actor, post: Post, comment: str) -> str:
    if step is Step.APPROVE:
        decided = app.approving.approve(actor, post.id, digest=post.reading, comment=comment)
        return wording.POST_APPROVED if decided.state is _S.SCHEDULED else approval_words.ENDORSED
    if step is Step.SEND_BACK:
        app.approving.send_back(actor, post.id, comment)
        return wording.POST_SENT_BACK
    app.planning.cancel(actor, post.id)
    return wording.POST_CANCELLED
