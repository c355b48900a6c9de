"""What may be changed of a post, and what follows from it for its approval and its state.

Pure: a post in, a post out; nothing is read and nothing is saved.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import ConflictError, StateError
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import EDITABLE, PostState

if TYPE_CHECKING:
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post

_S = PostState
_MOMENT = timedelta(microseconds=1)


def check_editable(post: Post, version: int | None, *, parts_may_be_out: bool = False) -> None:
    """Raise where a post can't be changed any more, or was changed by somebody else since `version`."""
    if post.state not in EDITABLE:
        words = "It is on its way" if post.state in {_S.CLAIMED, _S.SENDING} else f"It is {post.state.value}"
        raise StateError(f"{words}, so it can't be changed any more. Copy it to a new draft instead.")
    if post.receipts and not parts_may_be_out:
        raise StateError(
            f"{len(post.receipts)} of its {post.parts} parts are out already, so it can't be changed. "
            "Release it to send the rest, or cancel the rest."
        )
    check_version(post, version)


def check_version(post: Post, version: int | None) -> None:
    """Raise where somebody else changed a post since `version`; `None` takes it as it is."""
    if version is not None and version != post.version:
        raise ConflictError


def after_edit(actor: Actor, before: Post, edited: Post) -> Post:
    """Return an edited post in the state that follows: changed content is nobody's approval any more."""
    if edited.digest == before.digest:
        return edited if edited.due == before.due else within_window(edited)
    known = {None, before.author, *before.editors}
    editors = before.editors if actor.person_id in known else (*before.editors, actor.person_id)
    fields = {"explanation": None, "editors": editors}
    unapproved = edited.without_approval().model_copy(update=fields)
    if before.state is _S.SCHEDULED:
        return unapproved.moved_to(_S.IN_REVIEW)
    if before.state is _S.PROPOSED:
        return unapproved.moved_to(_S.DRAFT).model_copy(update={"author": actor.person_id})
    return unapproved.moved_to(_S.DRAFT) if before.state in {_S.HELD, _S.MISSED} else unapproved


def within_window(moved: Post) -> Post:
    """Return a moved post as it is where its approval holds at its new time, else without it."""
    is_decided = moved.approved_digest is not None or moved.endorsements
    if not is_decided or moved.is_in_window:
        return moved
    words = f"{moved.explanation or ''} {_for_which(moved)}".strip()
    void = moved.without_approval().model_copy(update={"explanation": words})
    return void.moved_to(_S.IN_REVIEW) if void.state is _S.SCHEDULED else void


def _for_which(post: Post) -> str:
    if post.approved_from is None or post.approved_until is None:
        return "It needs a new approval for its new time."
    first, last = (wall_clock(at, post.zone) for at in (post.approved_from, post.approved_until - _MOMENT))
    return (
        f"Its approval was for {first:%d %b %Y} to {last:%d %b %Y} ({post.zone}), "
        "so its new time needs a new one."
    )


def back_in_line(post: Post) -> PostState:
    """Return where a released post goes: in line if its approval still stands, else to review."""
    return _S.SCHEDULED if post.is_approved else _S.IN_REVIEW


def cancelled(post: Post) -> Post:
    """Return a post as it is once it is decided against; raises where it may be out or on its way."""
    if post.state in {_S.CLAIMED, _S.SENDING}:
        raise StateError("Too late: it is being sent at this moment.")
    if post.state is _S.UNKNOWN:
        raise StateError("Nobody knows yet whether it is out. Wait for the answer, or give it up.")
    return post.moved_to(_S.CANCELLED)
