"""tweepy's client for X, with what it lacks: time-outs, a choice of host, pictures, careful reading.

Every call is signed with OAuth 1.0a. No call is repeated, no redirect followed, nothing logged.
"""

from __future__ import annotations

import ipaddress
import json as json_format
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import tweepy
from tweepy.auth import OAuth1UserHandler
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from connectors.base import Picture
    from connectors.x_credentials import XCredentials

#: The server that X's own description of its API v2 names; tweepy 4.17 asks its older name.
X_ADDRESS = "https://api.x.com"
#: The most that X shows of a timeline: 3,200 posts in pages of 100.
_PAGES = 32
_ERRORS: dict[int, type[tweepy.HTTPException]] = {
    HTTPStatus.BAD_REQUEST: tweepy.BadRequest,
    HTTPStatus.UNAUTHORIZED: tweepy.Unauthorized,
    HTTPStatus.FORBIDDEN: tweepy.Forbidden,
    HTTPStatus.NOT_FOUND: tweepy.NotFound,
    HTTPStatus.TOO_MANY_REQUESTS: tweepy.TooManyRequests,
}

for _name in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at DEBUG they write tokens and texts down


class UnreadableAnswerError(tweepy.TweepyException):
    """The network answered success, but not what was asked for."""


#: Whatever a call can raise that is no mistake of ours.
FAULTS = (tweepy.TweepyException, HTTPError, OSError)


class XClient(tweepy.Client):
    """One account's calls to X, over connections of its own; for one thread. Close it after use."""

    def __init__(
        self, credentials: XCredentials, *, base_url: str = "", timeout: tuple[float, float] = (5.0, 20.0)
    ) -> None:
        super().__init__(**credentials.as_mapping(), return_type=dict)
        self._base_url = base_url.rstrip("/") or X_ADDRESS
        self._timeout = timeout
        self._auth = OAuth1UserHandler(**credentials.as_mapping()).apply_auth()
        self.session.trust_env = not _is_this_machine(self._base_url)
        #: Headers of the last answer, successful or not.
        self.last_headers: Mapping[str, str] = {}

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        user_auth: bool = True,  # noqa: ARG002, FBT001, FBT002 - tweepy's signature; every call is signed
        **multipart: Any,
    ) -> requests.Response:
        """Make one call; whatever is not a success holding a JSON object is raised.

        `multipart` is `files` and `data` as `requests` takes them. An error never quotes the answer.
        """
        response = self.session.request(
            method,
            self._base_url + route,
            params=params,
            json=json,
            headers={"User-Agent": self.user_agent},
            auth=self._auth,
            timeout=self._timeout,
            allow_redirects=False,
            **multipart,
        )
        self.last_headers = response.headers
        if response.ok and response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            object_in(response)
            return response
        usual = (
            tweepy.TwitterServerError if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else None
        )
        error = _ERRORS.get(response.status_code) or usual or tweepy.HTTPException
        raise error(response, response_json={})

    def upload_picture(self, picture: Picture) -> str:
        """Upload `picture` with its alt text and return the number to attach it by."""
        answer = self.request(
            "POST",
            "/2/media/upload",
            files={"media": ("picture", picture.data, picture.mime)},
            data={"media_category": "tweet_image"},
        )
        number = number_in(object_in(answer))
        if picture.alt:
            described = {"id": number, "metadata": {"alt_text": {"text": picture.alt}}}
            self.request("POST", "/2/media/metadata", json=described)
        return number

    def post(self, text: str, media: list[str]) -> str:
        """Create a post and return its number."""
        return number_in(self.create_tweet(text=text or None, media_ids=media or None, user_auth=True))

    def own_number(self) -> str:
        """Return the number of our account: X's access tokens begin with it."""
        number = str(self.access_token).partition("-")[0]
        return number if number.isdecimal() else number_in(self.get_me(user_auth=True))

    def timeline(self, *, after: int) -> tuple[list[dict[str, Any]], bool]:
        """Return our posts with numbers above `after`, newest first, and whether these are all.

        An absence from a list that is not whole says nothing.
        """
        user, token = self.own_number(), None
        posts: list[dict[str, Any]] = []
        is_whole = True
        for _ in range(_PAGES):
            page = self.get_users_tweets(
                user,
                since_id=str(after),
                max_results=100,
                pagination_token=token,
                exclude=["retweets"],
                tweet_fields=["attachments", "entities", "note_tweet"],
                user_auth=True,
            )
            posts += posts_in(page)
            is_whole = is_whole and not page.get("errors")
            token = page["meta"].get("next_token")
            if not token:
                break
        return posts, is_whole


def object_in(response: requests.Response) -> dict[str, Any]:
    """Return the JSON object in `response`; raises `UnreadableAnswerError`."""
    try:
        found = json_format.loads(response.content)
    except (ValueError, RecursionError) as why:
        raise UnreadableAnswerError("The answer is not JSON.") from why
    if not isinstance(found, dict):
        raise UnreadableAnswerError("The answer is not a JSON object.")
    return found


def number_in(answer: Mapping[str, Any]) -> str:
    """Return `data.id`; raises `UnreadableAnswerError` where it is not a number."""
    data = answer.get("data")
    number = str(data.get("id")) if isinstance(data, dict) else ""
    if not (number.isascii() and number.isdecimal()):
        raise UnreadableAnswerError("The answer holds no number.")
    return number


def posts_in(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the posts of `page`; raises `UnreadableAnswerError` where it is no page of a timeline."""
    meta, posts = page.get("meta"), page.get("data", [])
    if not isinstance(meta, dict) or not isinstance(posts, list) or meta.get("result_count") != len(posts):
        raise UnreadableAnswerError("The answer is no page of a timeline.")
    for each in posts:
        number_in({"data": each})
    return posts


def _is_this_machine(address: str) -> bool:
    """Return whether `address` is a loopback one, to which no proxy of the environment applies."""
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
