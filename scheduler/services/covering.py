"""Does a signed authorisation cover a post?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.authorisations import Subject
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.authorisations import Authorisation
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

#: Beginnings of the rules that speak of a person's picture.
_OF_IMAGES: Final = ("PHI-Q", "PICTURE", "FACE", "XRAY")
#: Of what a person may consent to: who they are, and what is told of them.
_OF_PERSONS: Final = (*_OF_IMAGES, "PHI-", "STORY-", "ACK-", "LEARNED-LIKENESS", "CONSENT-")


def cover_of(
    unit: Unit, post: Post, rules: Sequence[str], *, number: int | None, now: datetime
) -> Authorisation | None:
    """Return the authorisation named for a post; raises `InvalidInputError` where it does not cover it."""
    if number is None:
        return None
    signed = unit.authorisations.get(number)
    why = _lack(signed, post, rules, now)
    if why:
        raise InvalidInputError(f"Authorisation {number} does not cover this post: {why} Name another one.")
    return signed


def _lack(signed: Authorisation, post: Post, rules: Sequence[str], now: datetime) -> str:
    """Say what keeps an authorisation from covering a post; empty where nothing does."""
    other = [rule for rule in rules if not rule.startswith(_OF_PERSONS)]
    shows = {rule.startswith(_OF_IMAGES) for rule in rules}
    held = f"it holds from {signed.signed_at:%Y-%m-%d} until {signed.expires_at:%Y-%m-%d}, UTC."
    lacks = (
        (signed.revoked_at is not None, "it was revoked."),
        (not (signed.stands_at(now) and signed.stands_at(post.due)), held),
        (
            bool(signed.channels) and post.channel not in signed.channels,
            f"it is for {', '.join(signed.channels)}, not for {post.channel}.",
        ),
        (not rules, "the guard does not hold it, so that none is needed."),
        (bool(other), f"{', '.join(other)} is not about a person's consent. Say why in a comment instead."),
        (signed.subject is Subject.IMAGE and False in shows, "it is for an image; here a story is told."),
        (signed.subject is Subject.STORY and True in shows, "it is for a story; here a person is shown."),
    )
    return next((words for is_so, words in lacks if is_so), "")
