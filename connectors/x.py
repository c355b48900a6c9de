"""X, by way of tweepy.

X has no idempotency key, so a lost answer is settled by looking at the account's own time-line:
the post is there, or, after the settle time, it is not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import requests
import tweepy

from connectors.base import (
    NotSentError,
    OutcomeUnknownError,
    Outgoing,
    RateLimitedError,
    Receipt,
    RefusedError,
    SignInExpiredError,
)
from connectors.weigh import X_LIMITS
from connectors.x_client import XClient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from connectors.base import Picture

#: Ids of X carry milliseconds since this instant above their lowest 22 bits.
_EPOCH_MS = 1288834974657
_AUTHOR_BITS = 22
_PAGE = 100
_FIELDS = ["created_at", "entities", "attachments", "note_tweet"]
#: X renamed its fields in 2026; both spellings are read.
_COUNTS = {
    "likes": ("like_count",),
    "reposts": ("retweet_count", "repost_count"),
    "replies": ("reply_count",),
    "quotes": ("quote_count",),
    "views": ("impression_count",),
}
_DAY_LIMITS = ("x-app-limit-24hour", "x-user-limit-24hour")
_NEVER_LEFT = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


@dataclass(frozen=True, slots=True)
class XCredentials:
    """The four strings of OAuth 1.0a; they do not expire until they are revoked."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Take the four from a mapping; raises `RefusedError` that names what is missing."""
        names = [each.name for each in fields(cls)]
        missing = [name for name in names if not given.get(name)]
        if missing:
            raise RefusedError(f"The credentials lack {', '.join(missing)}.")
        return cls(**{name: given[name] for name in names})

    def as_keys(self) -> dict[str, str]:
        """Return them as tweepy takes them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class X:
    """One account on X."""

    limits = X_LIMITS

    def __init__(
        self,
        credentials: XCredentials,
        *,
        base_url: str = "",
        timeout: tuple[float, float] = (5.0, 20.0),
        settle_seconds: float = 120.0,
    ) -> None:
        self.settle_seconds = settle_seconds
        self._client = XClient(credentials.as_keys(), base_url=base_url, timeout=timeout)
        self._me: tuple[str, str] | None = None

    def send(self, message: Outgoing) -> Receipt:
        """Upload the pictures, then post once. A fault while uploading is certain: nothing is visible."""
        handle = self._who()[1]
        media = self._upload(message.pictures)
        body: dict[str, Any] = {"text": message.text, **({"media": {"media_ids": media}} if media else {})}
        try:
            answer = self._client.post(body)
        except (tweepy.TweepyException, requests.RequestException) as why:
            raise _translated(why, may_be_out=True) from why
        return _receipt(_id_in(answer), handle)

    def find(self, message: Outgoing, *, since: datetime) -> Receipt | None:
        """Look for `message` on the account's time-line, newest pages first; the oldest match wins."""
        wanted = (_plain(message.text), len(message.pictures))
        handle = self._who()[1]
        found = [post["id"] for post in self._timeline(since) if _likeness(post) == wanted]
        return _receipt(min(found, key=int), handle) if found else None

    def identity(self) -> str:
        """Ask X who we are."""
        return self._who()[1]

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return the public counts of up to 100 posts; a post that is gone is left out."""
        if not remote_ids:
            return {}
        try:
            answer = self._client.get_tweets(
                list(remote_ids), tweet_fields=["public_metrics"], user_auth=True
            )
        except (tweepy.TweepyException, requests.RequestException) as why:
            raise _translated(why, may_be_out=False) from why
        return {str(post.id): _counts(post.data.get("public_metrics", {})) for post in answer.data or []}

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is already gone is no error."""
        try:
            self._client.delete_tweet(remote_id, user_auth=True)
        except tweepy.NotFound:
            return
        except (tweepy.TweepyException, requests.RequestException) as why:
            raise _translated(why, may_be_out=False) from why

    def _who(self) -> tuple[str, str]:
        if self._me is None:
            try:
                me = self._client.get_me(user_auth=True).data
            except (tweepy.TweepyException, requests.RequestException) as why:
                raise _translated(why, may_be_out=False) from why
            if me is None:
                raise NotSentError("X did not say whose account this is.")
            self._me = (str(me.id), str(me.username))
        return self._me

    def _upload(self, pictures: Iterable[Picture]) -> list[str]:
        try:
            return [self._client.upload_picture(each.data, mime=each.mime, alt=each.alt) for each in pictures]
        except (tweepy.TweepyException, requests.RequestException) as why:
            raise _translated(why, may_be_out=False) from why
        except (KeyError, TypeError) as why:
            raise NotSentError("X took a picture but did not name it.") from why

    def _timeline(self, since: datetime) -> list[dict[str, Any]]:
        floor = max(1, int(since.timestamp() * 1000) - _EPOCH_MS) << _AUTHOR_BITS
        posts: list[dict[str, Any]] = []
        token: str | None = None
        while True:
            try:
                page = self._client.get_users_tweets(
                    self._who()[0],
                    since_id=str(floor),
                    max_results=_PAGE,
                    pagination_token=token,
                    exclude=["retweets"],
                    tweet_fields=_FIELDS,
                    user_auth=True,
                )
            except (tweepy.TweepyException, requests.RequestException) as why:
                raise _translated(why, may_be_out=False) from why
            posts += [post.data for post in page.data or []]
            token = (page.meta or {}).get("next_token")
            if token is None:
                return posts


def _id_in(answer: Any) -> str:
    try:
        found = str(answer["data"]["id"])
    except (KeyError, TypeError) as why:
        raise OutcomeUnknownError("X answered without saying which post it made.") from why
    if not found.isdecimal():
        raise OutcomeUnknownError("X answered with an id that is none.")
    return found


def _receipt(remote_id: str, handle: str) -> Receipt:
    made = ((int(remote_id) >> _AUTHOR_BITS) + _EPOCH_MS) / 1000
    url = f"https://x.com/{handle}/status/{remote_id}"
    return Receipt(remote_id=remote_id, url=url, at=datetime.fromtimestamp(made, UTC))


def _likeness(post: Mapping[str, Any]) -> tuple[str, int]:
    """Return text and number of pictures of a post as its author meant it."""
    note = post.get("note_tweet") or {}
    text = note.get("text") or post.get("text", "")
    entities = (note.get("entities") if note else None) or post.get("entities") or {}
    media = (post.get("attachments") or {}).get("media_keys") or []
    return _plain(_expanded(text, entities.get("urls") or [])), len(media)


def _expanded(text: str, urls: Iterable[Mapping[str, Any]]) -> str:
    for url in urls:
        target = str(url.get("expanded_url") or "")
        is_picture = bool(url.get("media_key")) or "/photo/" in target or "/video/" in target
        text = text.replace(str(url.get("url")), "" if is_picture else target)
    return text


def _plain(text: str) -> str:
    """Fold what X changes: HTML escapes, Unicode composition, white space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", html.unescape(text))).strip()


def _counts(metrics: Mapping[str, int]) -> dict[str, int]:
    return {
        name: next((int(metrics[key]) for key in keys if key in metrics), 0) for name, keys in _COUNTS.items()
    }


def _translated(why: Exception, *, may_be_out: bool) -> Exception:
    """Return what is known after `why`; the sentences hold no text of X, which may quote the post."""
    if isinstance(why, tweepy.TooManyRequests):
        return RateLimitedError("X asks us to wait.", reset_at=_reset_of(why))
    if isinstance(why, tweepy.Unauthorized):
        return SignInExpiredError("X no longer accepts this sign-in.", code="401")
    if isinstance(why, tweepy.Forbidden) and _is_duplicate(why):
        return OutcomeUnknownError("X says that it has this text already.")
    if isinstance(why, tweepy.TwitterServerError):
        return _doubt(f"X had a fault of its own ({why.response.status_code}).", may_be_out=may_be_out)
    if isinstance(why, tweepy.HTTPException):
        code = str(why.response.status_code)
        return RefusedError(f"X refused it ({code}).", code=code)
    if isinstance(why, requests.ConnectionError) and any(name in repr(why) for name in _NEVER_LEFT):
        return NotSentError("X can't be reached from here.")
    if isinstance(why, requests.exceptions.SSLError):
        return NotSentError("The certificate of X could not be verified.")
    return _doubt("The answer of X was lost.", may_be_out=may_be_out)


def _doubt(words: str, *, may_be_out: bool) -> Exception:
    return OutcomeUnknownError(words) if may_be_out else NotSentError(words)


def _is_duplicate(why: tweepy.Forbidden) -> bool:
    said = " ".join(str(message) for message in why.api_messages).lower()
    try:
        said += str(why.response.json().get("detail", "")).lower()
    except (ValueError, AttributeError):
        pass
    return "duplicate content" in said or 187 in why.api_codes  # noqa: PLR2004 - X's old code


def _reset_of(why: tweepy.TooManyRequests) -> datetime | None:
    headers = why.response.headers
    resets = [why.reset_time] if why.reset_time else []
    for name in _DAY_LIMITS:
        reset = headers.get(f"{name}-reset", "")
        if headers.get(f"{name}-remaining") == "0" and reset.isdecimal():
            resets.append(int(reset))
    return datetime.fromtimestamp(max(resets), UTC) if resets else None
