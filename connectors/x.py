"""X through tweepy: one account, posts with pictures, a video, answers, quotes.

Guarantees: nothing is sent twice by this module; each fault is told as what is known of the post.
Messages are ours, for X's own words may quote the text. It knows no threads: a part is a post that
answers the part before.
"""

from __future__ import annotations

import html
import json
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import tweepy

from connectors import snowflake
from connectors.base import (
    Mention,
    NotSentError,
    Once,
    OutcomeUnknownError,
    Receipt,
    RefusedError,
    machine_time,
)
from connectors.weigh import X_LIMITS
from connectors.x_address import is_address
from connectors.x_client import FAULTS, Waits, XClient, number_in
from connectors.x_clock import CLOSE, ahead
from connectors.x_credentials import XCredentials
from connectors.x_faults import as_told
from connectors.x_limits import Allowance, allowance
from connectors.x_media import Patience, upload_picture, upload_video
from connectors.x_names import PROOF, NamesInUse, note_of
from connectors.x_rules import REPLY_SETTINGS, check, is_number
from connectors.x_sign_in import SignIn
from connectors.x_text import first_number, is_shown_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from connectors.base import Outgoing
    from connectors.x_sign_in import Renew

__all__ = ["X", "XCredentials"]

#: The most posts that X looks up at once.
_LOOKED_UP = 100
_FORBIDDEN = "403"
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
    wait for bytes; a whole answer may take twice the latter. Each method works over connections of
    its own, so any thread may call it. Raises `RefusedError` for a `base_url` that is none.
    """

    def __init__(
        self,
        credentials: XCredentials,
        *,
        base_url: str = "",
        timeout: tuple[float, float] = (5.0, 20.0),
        settle_seconds: float = 120.0,
        renew: Renew | None = None,
        now: Callable[[], datetime] = machine_time,
        patience: Patience | None = None,
    ) -> None:
        if base_url and not is_address(base_url):
            raise RefusedError(f"“{base_url}” is no address of X: it begins with http:// or https://.")
        self.limits = X_LIMITS
        self.once = Once.LOOKUP
        self.settle_seconds = settle_seconds
        #: What X said of the posts it still takes when it last answered one.
        self.allowance: Allowance | None = None
        self._base_url = base_url.rstrip("/")
        self._now = now
        self._sign_in = SignIn(credentials, now=now, renew=renew)
        self._waits = Waits(timeout[0], timeout[1], 2 * timeout[1])
        self._names = NamesInUse()
        self._patience = patience or Patience()
        self._own_number = ""

    def stage(self, message: Outgoing) -> str:
        """Upload the media and return their numbers as JSON; nothing of it can be seen.

        Raises `RefusedError` for what X would not take, before anything is uploaded.
        """
        check(message, self.limits)
        with self._client() as client, _told(may_be_out=False):
            media = [upload_picture(client, each) for each in message.pictures]
            if message.video is not None:
                media.append(upload_video(client, message.video, patience=self._patience))
        return json.dumps(media) if media else ""

    def send(self, message: Outgoing, staged: str) -> Receipt:
        """Create the post, once.

        X's refusal of a duplicate leaves doubt: it may be our own post, whose answer was lost.
        """
        check(message, self.limits)
        body = _body(message, _staged_media(message, staged))
        with self._client() as client, _told(may_be_out=True, hint=_hint(message)):
            try:
                number = client.post(body)
            finally:
                self.allowance = allowance(client.last_headers)
        return self._receipt(number)

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:  # noqa: ARG002 - X shows no upload numbers
        """Look through our own timeline after `since` and return the oldest post that is `message`.

        `since` is told by our clock and the timeline by X's: where ours runs ahead, by the date of
        X's answer, the look begins as much earlier.
        """
        with self._client() as client, _asked():
            self._own_number = self._own_number or client.own_number()
            posts, is_whole = client.timeline(self._own_number, after=_before(since - CLOSE))
            lead = ahead(client.last_headers, self._now())
            if lead > CLOSE:
                posts, is_whole = client.timeline(self._own_number, after=_before(since - lead))
        numbers = [first_number(each) for each in posts if is_shown_as(message, each)]
        if not numbers and not is_whole:
            raise NotSentError("X showed only a part of the timeline.")
        return self._receipt(min(numbers, key=int)) if numbers else None

    def identity(self) -> str:
        """Return the account's handle, without the `@`, and learn which names X goes by."""
        with self._client() as client, _told(may_be_out=False):
            answer = client.get_me(user_auth=True)
            self._own_number = number_in(answer)
            with suppress(*FAULTS):  # an app that may not read can still post
                client.learn_names()
            return str(answer["data"].get("username", ""))

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return the public counts; a post that X no longer shows is left out."""
        asked = [each for each in dict.fromkeys(remote_ids) if is_number(each)]
        found: dict[str, Mapping[str, int]] = {}
        with self._client() as client, _told(may_be_out=False):
            for start in range(0, len(asked), _LOOKED_UP):
                posts = client.counted(asked[start : start + _LOOKED_UP])
                found |= {str(each["id"]): _counts(each) for each in posts}
        return found

    def mentions(self, *, after: str, most: int) -> Sequence[Mention]:
        """Return the newest posts that name the account; X charges for each of them."""
        with self._client() as client, _told(may_be_out=False):
            self._own_number = self._own_number or client.own_number()
            posts = client.mentions(self._own_number, after=after, most=most)
        return [_mention(each) for each in posts if each.get("author_id")]

    def delete(self, remote_id: str) -> None:
        """Take a post down; `OutcomeUnknownError` where it may still stand: delete it again."""
        if not is_number(remote_id):
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
        client = XClient(self._sign_in, base_url=self._base_url, waits=self._waits, names=self._names)
        with closing(client):
            yield client

    def _receipt(self, number: str) -> Receipt:
        site = self._base_url or "https://x.com"
        return Receipt(number, f"{site}/i/status/{number}", snowflake.time_of(int(number)))


def _before(at: datetime) -> int:
    """Return the greatest number that was given out before `at`."""
    return max(snowflake.first_at(at) - 1, 0)


def _body(message: Outgoing, media: list[str]) -> dict[str, Any]:
    """Return what X is asked to post; what is usual is left out."""
    settings = REPLY_SETTINGS[message.reply_settings]
    whole = {
        "text": message.text,
        "media": {"media_ids": media} if media else None,
        "reply": {"in_reply_to_tweet_id": message.reply_to} if message.reply_to else None,
        "quote_tweet_id": message.quote,
        "reply_settings": settings,
        "made_with_ai": message.made_with_ai or None,
    }
    return {name: value for name, value in whole.items() if value}


def _staged_media(message: Outgoing, staged: str) -> list[str]:
    """Return the numbers of the media; raises `RefusedError` where they are not those of `message`."""
    try:
        media = json.loads(staged or "[]")
    except ValueError as why:
        raise RefusedError("What was uploaded for this post can't be told any more.") from why
    expected = len(message.pictures) + (message.video is not None)
    if not isinstance(media, list) or len(media) != expected or not all(map(is_number, media)):
        raise RefusedError("What was uploaded for this post does not belong to it.")
    return media


def _hint(message: Outgoing) -> str:
    """Return what a refusal of `message` may come from; X limits apps of its self-serve plans (2026)."""
    if message.quote is not None:
        return " Apps on X's self-serve plans may not quote: put a link to the post into the text instead."
    if message.reply_to is not None:
        return " It may be gone, or not be one that this app may answer."
    return ""


@contextmanager
def _told(*, may_be_out: bool, hint: str = "") -> Iterator[None]:
    """Turn a fault of a call into what is known; `may_be_out` says whether it can have taken effect."""
    try:
        yield
    except FAULTS as why:
        known = as_told(why, may_be_out=may_be_out)
        if hint and type(known) is RefusedError and known.code == _FORBIDDEN:
            known = RefusedError(f"{known}{hint}", code=known.code)
        raise known from why


@contextmanager
def _asked() -> Iterator[None]:
    """Turn any fault of asking into `NotSentError`: it tells nothing about the post asked for."""
    try:
        with _told(may_be_out=False):
            yield
    except RefusedError as why:
        raise NotSentError(f"X could not be asked. {why}") from why


def _mention(post: Mapping[str, Any]) -> Mention:
    text = str(note_of(post).get("text") or post.get("text", ""))
    try:
        at = datetime.fromisoformat(str(post[PROOF]))
    except ValueError as why:
        raise NotSentError("X told a time that is none.") from why
    return Mention(remote_id=str(post["id"]), author=str(post["author_id"]), at=at, text=html.unescape(text))


def _counts(post: Mapping[str, Any]) -> dict[str, int]:
    public = post.get("public_metrics") or {}
    return {
        ours: next((int(public[each]) for each in theirs if each in public), 0)
        for ours, theirs in _COUNTS.items()
    }
