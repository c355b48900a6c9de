"""tweepy's client for X, with what it lacks: time-outs, a choice of host, uploads, careful reading.

Every call is signed, with OAuth 1.0a or a token of OAuth 2. A call is made once; only one that was
turned away for its sign-in is made again, with a renewed one. No redirect is followed, nothing logged.
"""

from __future__ import annotations

import json as json_format
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import tweepy
from tweepy.auth import OAuth1UserHandler, OAuth2BearerHandler
from urllib3.exceptions import HTTPError

from connectors.deadline import bound, within
from connectors.quiet import quieten
from connectors.x_address import is_this_machine
from connectors.x_credentials import OAuth1Keys
from connectors.x_names import PROOF, NamesInUse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from connectors.x_credentials import XCredentials
    from connectors.x_names import Names
    from connectors.x_sign_in import SignIn

#: The server that X's own description of its API v2 names; tweepy 4.17 asks its older name.
X_ADDRESS = "https://api.x.com"
#: The most that X shows of a timeline: 3,200 posts in pages of 100.
_PAGES = 32
#: The number of no post: asking for it shows how a server takes our names, and costs nothing.
_NOBODYS = "1"
_LONGEST_NUMBER = 19
_ERRORS: dict[int, type[tweepy.HTTPException]] = {
    HTTPStatus.BAD_REQUEST: tweepy.BadRequest,
    HTTPStatus.UNAUTHORIZED: tweepy.Unauthorized,
    HTTPStatus.FORBIDDEN: tweepy.Forbidden,
    HTTPStatus.NOT_FOUND: tweepy.NotFound,
    HTTPStatus.TOO_MANY_REQUESTS: tweepy.TooManyRequests,
}

quieten()


class UnreadableAnswerError(tweepy.TweepyException):
    """The network answered success, but not what was asked for."""


#: Whatever a call can raise that is no mistake of ours.
FAULTS = (tweepy.TweepyException, HTTPError, OSError)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a call may take, in seconds."""

    connect: float = 5.0
    #: The longest silence.
    silence: float = 20.0
    #: From the first byte to the last, however often the server speaks.
    whole: float = 40.0


class XClient(tweepy.Client):
    """One account's calls to X, over connections of its own; for one thread. Close it after use."""

    def __init__(
        self,
        sign_in: SignIn,
        *,
        base_url: str = "",
        waits: Waits | None = None,
        names: NamesInUse | None = None,
    ) -> None:
        super().__init__(return_type=dict)
        self._sign_in = sign_in
        self._base_url = base_url.rstrip("/") or X_ADDRESS
        self._waits = waits or Waits()
        self._names = names or NamesInUse()
        self.session.trust_env = not is_this_machine(self._base_url)
        bound(self.session)
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
        *,
        more_seconds: float = 0.0,
        may_be_empty: bool = False,
        **multipart: Any,
    ) -> requests.Response:
        """Make one call; whatever is not a success that holds a JSON object is raised.

        No error quotes the answer. `multipart` is `files` and `data` as `requests` takes them;
        `more_seconds` is what such a body may take beyond the time of any call.
        """
        call = {"params": params, "json": json, **multipart}
        seconds = self._waits.whole + more_seconds
        credentials = self._sign_in.current()
        response = self._made(method, route, credentials, seconds=seconds, **call)
        if response.status_code == HTTPStatus.UNAUTHORIZED:  # certain: nothing was done
            renewed = self._sign_in.after_refusal(credentials)
            if renewed is not None:
                response = self._made(method, route, renewed, seconds=seconds, **call)
        self.last_headers = response.headers
        _require_success(response)
        if response.content or not may_be_empty:
            object_in(response)
        return response

    def _made(
        self, method: str, route: str, credentials: XCredentials, *, seconds: float, **call: Any
    ) -> requests.Response:
        with within(seconds):
            return self.session.request(
                method,
                self._base_url + route,
                headers={"User-Agent": self.user_agent},
                auth=_signature(credentials),
                timeout=(self._waits.connect, self._waits.silence),
                allow_redirects=False,
                **call,
            )

    def ask(self, method: str, route: str, **call: Any) -> dict[str, Any]:
        """Make one call and return the JSON object of its answer; raises `UnreadableAnswerError`."""
        return object_in(self.request(method, route, **call))

    def tell(self, method: str, route: str, **call: Any) -> None:
        """Make one call whose answer need not say anything; one that holds nothing but errors is raised."""
        response = self.request(method, route, may_be_empty=True, **call)
        answer = object_in(response) if response.content else {}
        if answer.get("errors") and not answer.get("data"):
            raise UnreadableAnswerError("The answer holds nothing but errors.")

    def post(self, body: Mapping[str, Any]) -> str:
        """Create a post and return its number; tweepy's own method knows not all of its fields."""
        return number_in(self._make_request("POST", "/2/tweets", json=body, user_auth=True))

    def own_number(self) -> str:
        """Return the number of our account: X's access tokens of OAuth 1.0a begin with it."""
        credentials = self._sign_in.current()
        number = credentials.access_token.partition("-")[0] if isinstance(credentials, OAuth1Keys) else ""
        return number if number.isdecimal() else number_in(self.get_me(user_auth=True))

    def timeline(self, user: str, *, after: int) -> tuple[list[dict[str, Any]], bool]:
        """Return the user's posts with numbers above `after`, newest first, and whether these are all.

        An absence from a list that is not whole says nothing.
        """
        token: str | None = None
        posts: list[dict[str, Any]] = []
        is_whole = True
        for _ in range(_PAGES):
            query = {"since_id": str(after), "max_results": "100", "exclude": "retweets"}
            more = {"pagination_token": token} if token else {}
            page = self._read(f"/2/users/{user}/tweets", {**query, **more}, _timeline_query)
            posts += posts_in(page)
            is_whole = is_whole and not page.get("errors")
            token = page["meta"].get("next_token")
            if not token:
                break
        return posts, is_whole

    def mentions(self, user: str, *, after: str, most: int) -> list[dict[str, Any]]:
        """Return the newest posts that name the user, with numbers above `after` where it is not empty."""
        query = {"max_results": str(most), **({"since_id": after} if after else {})}
        page = self._read(f"/2/users/{user}/mentions", query, lambda names: names.mentions_query())
        return posts_in(page)

    def counted(self, numbers: list[str]) -> list[dict[str, Any]]:
        """Return the posts that X still shows, with their counts."""
        page = self._read("/2/tweets", {"ids": ",".join(numbers)}, lambda names: names.counts_query())
        return [each for each in page.get("data", []) if number_in({"data": each})]

    def learn_names(self) -> None:
        """Find out which edition of X's names the server speaks, by asking for no post."""
        self._read("/2/tweets", {"ids": _NOBODYS}, lambda names: names.counts_query())

    def _read(
        self, route: str, params: Mapping[str, str], query: Callable[[Names], Mapping[str, str]]
    ) -> dict[str, Any]:
        """Ask with the names that the server is known to heed, else with the others.

        Raises `UnreadableAnswerError` where the posts lack what was asked for under either.
        """
        first, second = self._names.in_order()
        for names in (first, second):
            try:
                page = self.ask("GET", route, params={**params, **query(names)})
            except tweepy.BadRequest:
                if names is second:
                    raise
                continue
            if _is_heeded(page):
                self._names.first = names
                return page
        raise UnreadableAnswerError("The posts lack what was asked for.")


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
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER):
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


def _timeline_query(names: Names) -> Mapping[str, str]:
    return names.timeline_query()


def _is_heeded(page: Mapping[str, Any]) -> bool:
    posts = page.get("data")
    if not isinstance(posts, list):
        return True  # nothing is shown that could lack anything
    return all(PROOF in each for each in posts if isinstance(each, dict))


def _signature(credentials: XCredentials) -> Any:
    if isinstance(credentials, OAuth1Keys):
        return OAuth1UserHandler(**credentials.as_mapping()).apply_auth()
    return OAuth2BearerHandler(credentials.access_token).apply_auth()


def _require_success(response: requests.Response) -> None:
    if response.ok and response.status_code < HTTPStatus.MULTIPLE_CHOICES:
        return
    is_theirs = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    usual = tweepy.TwitterServerError if is_theirs else tweepy.HTTPException
    raise _ERRORS.get(response.status_code, usual)(response, response_json={})
