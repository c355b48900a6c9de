"""What becomes of a post by what its network said: pure, and the only place that decides it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import (
    NoCreditError,
    NotSentError,
    Once,
    RateLimitedError,
    RefusedError,
    SignInExpiredError,
)
from scheduler.domain.post import PartReceipt, PostState
from scheduler.services.holding import out_so_far, put_aside

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from connectors.base import Connector, OutcomeUnknownError, Receipt
    from scheduler.domain.errors import EnvironmentProblemError
    from scheduler.domain.post import Post

_S = PostState
_EACH_MINUTE = timedelta(minutes=1)
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)
_SHORTEST_COOLING = timedelta(seconds=1)
#: After a lost answer the network is asked this early, though an absence is believed only later.
_FIRST_QUESTION = timedelta(seconds=15)


def with_receipt(post: Post, receipt: Receipt) -> Post:
    """Return `post` as it is when the network has its next part.

    Published, or else ready for the part after it: in hand where it was being sent, in line where
    the network had to be asked.
    """
    kept = PartReceipt(remote_id=receipt.remote_id, url=receipt.url, at=receipt.at)
    fields = {"receipts": (*post.receipts, kept), "explanation": None, "not_before": None}
    out = post.model_copy(update=fields)
    if len(out.receipts) < out.parts:
        return out.moved_to(_S.CLAIMED if post.state is _S.SENDING else _S.SCHEDULED)
    first = out.receipts[0]
    known = {"remote_id": first.remote_id, "remote_url": first.url, "published_at": first.at}
    return out.moved_to(_S.PUBLISHED).model_copy(update={**known, "ask_since": None})


def failed(post: Post, why: NotSentError | RefusedError, *, now: datetime, chance: random.Random) -> Post:
    """Return `post` as it is when certainly nothing more of it is out."""
    so_far = out_so_far(post)
    if isinstance(why, SignInExpiredError):
        return put_aside(post, _S.HELD, f"{why}{so_far} Connect the channel again, then release it.")
    if isinstance(why, NoCreditError):
        return put_aside(post, _S.HELD, f"{why}{so_far} Buy credit there, then release it.")
    if isinstance(why, RefusedError):
        return put_aside(post, _S.REFUSED, f"{why}{so_far} Copy it to a new draft and change it.")
    at = _next_try(post, why, now, chance)
    if at >= post.useful_until:
        words = f"{why}{so_far} Its latest useful time passes before the next try."
        return put_aside(post, _S.MISSED, words)
    fields = {"not_before": at, "explanation": f"{why} The next try is set."}
    return post.moved_to(_S.SCHEDULED).model_copy(update=fields)


def in_doubt(post: Post, why: OutcomeUnknownError, connector: Connector, *, now: datetime) -> Post:
    """Return `post` as it is when nobody knows whether its part is out."""
    if connector.once is Once.NOTHING:
        words = f"{why} This network can't be asked. Look there, then say whether it is out."
        return put_aside(post, _S.UNKNOWN, words)
    first = min(timedelta(seconds=connector.settle_seconds), _FIRST_QUESTION)
    words = f"{why} The network is asked before anything else happens; nothing need be done."
    return put_aside(post, _S.UNKNOWN, words).model_copy(update={"not_before": now + first})


def given_back(post: Post) -> Post:
    """Return `post` as it is when its claim grew too old before anything left."""
    words = "The claim grew too old before it could be sent, so it is made again."
    return post.moved_to(_S.SCHEDULED).model_copy(update={"explanation": words, "not_before": None})


def put_off(post: Post, why: EnvironmentProblemError, *, now: datetime) -> Post:
    """Return `post` as it is when this machine, not the network, keeps it back: nobody need release it."""
    words = f"{why}{out_so_far(post)} It is tried again each minute."
    fields = {"not_before": now + _EACH_MINUTE, "explanation": words}
    return post.moved_to(_S.SCHEDULED).model_copy(update=fields)


def _next_try(post: Post, why: NotSentError, now: datetime, chance: random.Random) -> datetime:
    """Return when to try again: as the network asked, or later each time, never all at once."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(post.attempts, 10), _LONGEST_WAIT) * chance.uniform(0.8, 1.2)
    if why.retry_after is not None:
        wait = timedelta(seconds=why.retry_after)
    if isinstance(why, RateLimitedError):
        return max(why.reset_at or now + wait, now + _SHORTEST_COOLING)
    return now + wait
