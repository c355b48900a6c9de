"""X through tweepy: one account, posts with up to four pictures.

Guarantees: nothing is sent twice by this module; each fault is told as what is known of the post.
Messages are ours, for X's own words may quote the text.
"""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import tweepy

from connectors import snowflake
from connectors.base import NotSentError, Once, OutcomeUnknownError, Receipt, RefusedError
from connectors.weigh import X_LIMITS
from connectors.x_client import FAULTS, XClient, number_in
from connectors.x_credentials import XCredentials
from connectors.x_faults import as_told
from connectors.x_text import first_number, is_shown_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from connectors.base import Outgoing

__all__ = ["X", "XCredentials"]

#: The most posts that X looks up at once.
_LOOKED_UP = 100
#: Our names of the counts, and X's; X renamed one of them in 2026, both are read.
_COUNTS = {
    "likes": ("like_count",),
    "reposts": ("retweet_count", "repost_count"),
    "replies": ("reply_count",),
    "quotes": ("quote_count",),
    "views": ("impression_count",),
}


class X:
    """Implements `connectors.base.Connector` for one account on X.

    `base_url` is another server that speaks as X does, `timeout` the seconds to connect and to
    wait for bytes. Each method works over connections of its own, so any thread may call it.
    Raises `RefusedError` for a `base_url` that is none.
    """

    def __init__(
        self,
        credentials: XCredentials,
        *,
        base_url: str = "",
        timeout: tuple[float, float] = (5.0, 20.0),
        settle_seconds: float = 120.0,
    ) -> None:
        if base_url and not _is_address(base_url):
            raise RefusedError(f"“{base_url}” is no address of X: it begins with http:// or https://.")
        self.limits = X_LIMITS
        self.once = Once.LOOKUP
        self.settle_seconds = settle_seconds
        self._credentials = credentials
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout

    def stage(self, message: Outgoing) -> str:
        """Upload the pictures and return their numbers as JSON; nothing of it can be seen."""
        with self._client() as client, _told(may_be_out=False):
            media = [client.upload_picture(each) for each in message.pictures]
        return json.dumps(media) if media else ""

    def send(self, message: Outgoing, staged: str) -> Receipt:
        """Create the post, once.

        X's refusal of a duplicate leaves doubt: it may be our own post, whose answer was lost.
        """
        with self._client() as client, _told(may_be_out=True):
            number = client.post(message.text, json.loads(staged or "[]"))
        return self._receipt(number)

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:  # noqa: ARG002 - X shows no upload numbers
        """Look through our own timeline after `since` and return the oldest post that is `message`."""
        floor = max(snowflake.first_at(since) - 1, 0)
        with self._client() as client, _asked():
            posts, is_whole = client.timeline(after=floor)
        numbers = [first_number(each) for each in posts if is_shown_as(message, each)]
        if not numbers and not is_whole:
            raise NotSentError("X showed only a part of the timeline.")
        return self._receipt(min(numbers, key=int)) if numbers else None

    def identity(self) -> str:
        """Return the account's handle, without the `@`."""
        with self._client() as client, _told(may_be_out=False):
            answer = client.get_me(user_auth=True)
            number_in(answer)
            return str(answer["data"].get("username", ""))

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return the public counts; a post that X no longer shows is left out."""
        asked = [each for each in dict.fromkeys(remote_ids) if _is_number(each)]
        found: dict[str, Mapping[str, int]] = {}
        with self._client() as client, _told(may_be_out=False):
            for start in range(0, len(asked), _LOOKED_UP):
                some = asked[start : start + _LOOKED_UP]
                answer = client.get_tweets(some, tweet_fields=["public_metrics"], user_auth=True)
                found |= {number_in({"data": each}): _counts(each) for each in answer.get("data", [])}
        return found

    def delete(self, remote_id: str) -> None:
        """Take a post down; `OutcomeUnknownError` where it may still stand: delete it again."""
        if not _is_number(remote_id):
            raise RefusedError("That is no number of a post on X.")
        with self._client() as client, _told(may_be_out=True):
            try:
                answer = client.delete_tweet(remote_id, user_auth=True)
            except tweepy.NotFound:
                return
        if (answer.get("data") or {}).get("deleted") is not True:
            raise OutcomeUnknownError("X did not say that the post is gone.")

    @contextmanager
    def _client(self) -> Iterator[XClient]:
        client = XClient(self._credentials, base_url=self._base_url, timeout=self._timeout)
        with closing(client):
            yield client

    def _receipt(self, number: str) -> Receipt:
        site = self._base_url or "https://x.com"
        return Receipt(number, f"{site}/i/status/{number}", snowflake.time_of(int(number)))


@contextmanager
def _told(*, may_be_out: bool) -> Iterator[None]:
    """Turn a fault of a call into what is known; `may_be_out` says whether it can have taken effect."""
    try:
        yield
    except FAULTS as why:
        raise as_told(why, may_be_out=may_be_out) from why


@contextmanager
def _asked() -> Iterator[None]:
    """Turn any fault of asking into `NotSentError`: it tells nothing about the post asked for."""
    try:
        with _told(may_be_out=False):
            yield
    except RefusedError as why:
        raise NotSentError(f"X could not be asked. {why}") from why


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _counts(post: Mapping[str, Any]) -> dict[str, int]:
    public = post.get("public_metrics") or {}
    return {
        ours: next((int(public[each]) for each in theirs if each in public), 0)
        for ours, theirs in _COUNTS.items()
    }
