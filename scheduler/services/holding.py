"""Keep posts back: with the reason, and with the pause that holds them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from scheduler.domain.held_back import HeldBack
from scheduler.domain.people import ENGINE
from scheduler.domain.post import PostState
from scheduler.services.recording import record_moves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Pause
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

_S = PostState
#: Nothing of these has begun to leave.
_NOT_BEGUN: Final = (_S.SCHEDULED, _S.CLAIMED)
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def put_aside(post: Post, state: PostState, why: str) -> Post:
    """Return `post` in `state`, with the reason; calendars notice."""
    fields = {"explanation": why, "not_before": None, "sequence": post.sequence + 1}
    return post.moved_to(state).model_copy(update=fields)


def pause_over(post: Post, pauses: Sequence[Pause], *, at: datetime | None = None) -> Pause | None:
    """Return the pause that holds `post` (will hold it at `at`, if nobody changes it), if one does.

    The lane of a post counts only while its approval, which the lane is sealed in, stands as it was given.
    """
    if not pauses:
        return None
    lane = post.lane if post.lane is not None and post.is_approved else None
    held = (p for p in pauses if p.holds(channel=post.channel, pillar=post.pillar, lane=lane, at=at))
    return next(held, None)


def paused(post: Post, pause: Pause) -> Post:
    """Return `post` as a pause holds it."""
    why = f"Paused: {pause.reason}{out_so_far(post)} Release it when it may go out."
    return put_aside(post, _S.HELD, why).model_copy(update={"held_by": pause.id})


def note_held(unit: Unit, post: Post, now: datetime) -> None:
    """Put a post on the list of the pause that holds it, if one does."""
    if post.held_by is not None:
        unit.held_back.put(HeldBack(pause=post.held_by, post=post.id, held_at=now, was_due=post.due))


def out_so_far(post: Post) -> str:
    """Return a sentence on the parts of a thread that are out, empty where none is."""
    if not post.receipts:
        return ""
    return f" {len(post.receipts)} of {post.parts} parts are out."


def hold_the_rest(unit: Unit, pause: Pause, *, before: datetime, now: datetime) -> None:
    """Hold what came due in a pause before `before` and no engine has met: it is on the list like the rest.

    Otherwise it would leave as soon as the pause is over, if it is still useful then.
    """
    if pause.is_drill:
        return
    moves = []
    for post in unit.posts.between(_LONG_AGO, before, states=_NOT_BEGUN):
        if pause_over(post, [pause]) is not None:
            fields = {"owner": None, "lease_until": None, "sequence": post.sequence + 1}
            held = unit.posts.save(paused(post, pause).model_copy(update=fields), at=now)
            note_held(unit, held, now)
            moves.append((post, held))
    record_moves(unit, ENGINE, moves, at=now)
