"""One subclass of tweepy's client: time-outs, base address, v2 pictures with alt text, headers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import tweepy
from requests.adapters import HTTPAdapter
from tweepy.auth import OAuth1UserHandler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response

# At DEBUG tweepy prints requests with their tokens.
logging.getLogger("tweepy").setLevel(logging.WARNING)

X_ADDRESS = "https://api.x.com"
_ERRORS: dict[int, type[tweepy.HTTPException]] = {
    400: tweepy.BadRequest,
    401: tweepy.Unauthorized,
    403: tweepy.Forbidden,
    404: tweepy.NotFound,
}
_GOOD = range(200, 300)
_TOO_MANY = 429
_SERVER_FAULT = 500


class XClient(tweepy.Client):
    """tweepy's client, told where to go and how long to wait. It never sleeps and never retries."""

    def __init__(self, keys: Mapping[str, str], *, base_url: str, timeout: tuple[float, float]) -> None:
        super().__init__(**keys)
        self._base_url = (base_url or X_ADDRESS).rstrip("/")
        self._timeout = timeout
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=64))

    def request(
        self,
        method: str,
        route: str,
        params: Any = None,
        json: Any = None,
        user_auth: bool = False,  # noqa: FBT001, FBT002, ARG002 - tweepy's own; we always sign as the user
        files: Any = None,
        data: Any = None,
    ) -> Response:
        """Send one signed request; every tweepy method comes through here."""
        signature = OAuth1UserHandler(
            self.consumer_key, self.consumer_secret, self.access_token, self.access_token_secret
        ).apply_auth()
        response = self.session.request(
            method,
            self._base_url + route,
            params=params,
            json=json,
            files=files,
            data=data,
            headers={"User-Agent": self.user_agent},
            auth=signature,
            timeout=self._timeout,
            allow_redirects=False,
        )
        if response.status_code in _GOOD:
            return response
        raise _error_of(response)

    def upload_picture(self, data: bytes, *, mime: str, alt: str) -> str:
        """Upload one picture, give it its alt text, return its id. Nothing is visible yet."""
        answer = self.request(
            "POST",
            "/2/media/upload",
            files={"media": ("picture", data, mime)},
            data={"media_category": "tweet_image", "media_type": mime},
        )
        media_id = str(answer.json()["data"]["id"])
        described = {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
        self.request("POST", "/2/media/metadata", json=described)
        return media_id

    def post(self, body: Mapping[str, Any]) -> Any:
        """Create a post and return the answer's JSON, whatever it is."""
        return self.request("POST", "/2/tweets", json=dict(body)).json()


def _error_of(response: Response) -> tweepy.HTTPException:
    if response.status_code == _TOO_MANY:
        reset = response.headers.get("x-rate-limit-reset", "")
        return tweepy.TooManyRequests(response, reset_time=int(reset) if reset.isdecimal() else None)
    if response.status_code >= _SERVER_FAULT:
        return tweepy.TwitterServerError(response)
    return _ERRORS.get(response.status_code, tweepy.HTTPException)(response)
