"""Politely bring one document here, within bounds, or say why not.

One request at a time for each site and by hand: conditional, no cookies, no referrer, no retries. It
knows nothing of what is inside the document beyond "this is a web page", and remembers nothing between
calls but manners: when a site was asked last, until when it wants to be left alone, and what its robots.txt
says. They hold for feeds, pages, robots.txt and each hop of a redirect alike; of this machine's own
addresses nobody needs to be sparing. Validators and next checks are kept by the caller.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlencode

from feeds import answers, caching, decode, guard
from feeds.conversation import Arrival, Conversation, Limits, told_as_fetch_errors
from feeds.decode import TooMuchError, UndecodableError
from feeds.errors import FetchError, RateLimitedError, RestingError, RobotsError
from feeds.links import absolute, host_of
from feeds.robots import MOST_BYTES, PRODUCT, Robots
from feeds.sites import ForgottenRests, Manners, is_own_machine, site_of
from feeds.web import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from feeds.sites import Rests

__all__ = ["Fetched", "Fetcher", "Limits", "default_user_agent"]

_FEED: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_PAGE: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_ROBOTS: Final = "text/plain, */*;q=0.1"
#: A site that wants to be left alone and does not say for how long.
_REST: Final = timedelta(hours=1)
_RESTS: Final = "asked to be left alone for a while: nothing to do, it is asked when that is over"
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a host gave us: a document, or its word that ours is still the latest."""

    status: Literal["new", "unchanged"]
    #: Unpacked; empty when `unchanged`.
    body: bytes = field(repr=False)
    content_type: str | None
    #: Validators exactly as the host wrote them, to be sent back next time.
    etag: str | None
    last_modified: str | None
    #: Where the document was in the end.
    url: str
    #: Where the host says the feed lives now (301 or 308 from the first hop on); agree only after it said so
    #: on different days.
    moved_to: str | None
    #: Seconds for which the host calls the answer fresh, if it says.
    next_check_seconds: float | None
    #: HTTP status.
    code: int = 200
    #: WebSub, as the headers have it: where changes are announced, and the feed's name there.
    hub: str | None = None
    topic: str | None = None


def default_user_agent(contact: str = "") -> str:
    """Return the name under which we ask: product, version, and whom to write to."""
    try:
        number = version("rounds")
    except PackageNotFoundError:
        number = "0"
    return f"{PRODUCT}/{number} (feed reader{f'; +{contact}' if contact else ''})"


class Fetcher:
    """Fetches feeds and pages; one instance may be used from many threads.

    With `allow_private`, addresses of this machine and of office networks, on any port, are
    allowed; link-local ones, where clouds keep a machine's keys, never are. `resolver` stands in for
    `socket.getaddrinfo`; its answers are checked like any other. `rests` remembers what sites asked for
    beyond the life of this program.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        allow_private: bool = False,
        user_agent: str | None = None,
        limits: Limits | None = None,
        resolver: guard.Resolver | None = None,
        manners: Manners | None = None,
        rests: Rests | None = None,
    ) -> None:
        self._now = now
        self._policy = guard.policy(allow_private=allow_private)
        self._user_agent = user_agent or default_user_agent()
        self._limits = limits or Limits()
        self._resolver = resolver
        self._manners = manners or Manners()
        self._rests = rests or ForgottenRests()
        self._robots = Robots(self._rules_at, now=now)
        self._tls = httpx.create_ssl_context()

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Return the feed at `url`, or `unchanged` where the validators still hold.

        Raises the `FetchError` that says what is known, within `total_seconds` from the moment it asks,
        whatever the host does; before that it waits for its turn at the site.
        """
        sent = {"Accept": _FEED, "If-None-Match": etag, "If-Modified-Since": last_modified}
        with self._asked(url, sent) as arrival:
            if arrival.response.status_code == httpx.codes.NOT_MODIFIED and (etag or last_modified):
                return self._told(arrival, None, etag=etag, last_modified=last_modified)
            host = self._good(arrival, url)
            most = self._limits.document_bytes
            return self._told(
                arrival, answers.feed_of(arrival.response, url=arrival.url, host=host, most=most)
            )

    def fetch_page(self, url: str) -> Fetched:
        """Return the article page at `url`, if the robots.txt of its host allows programs to read it.

        Where it leads elsewhere, those rules are asked for first. Raises `RobotsError` where they do not
        allow it, or another `FetchError`.
        """
        with self._asked(url, {"Accept": _PAGE}, obeys_robots=True) as arrival:
            host = self._good(arrival, url)
            most = self._limits.document_bytes
            return self._told(arrival, answers.page_of(arrival.response, host=host, most=most))

    def fetch_file(
        self,
        url: str,
        *,
        most: int,
        accept: str = "*/*",
        etag: str | None = None,
        last_modified: str | None = None,
        user_agent: str | None = None,
    ) -> Fetched:
        """Return what a person named by its address, whatever it is, at most `most` bytes of it.

        With validators it may be `unchanged`; `user_agent` is for hosts that turn all but browsers away.
        """
        sent = {"Accept": accept, "If-None-Match": etag, "If-Modified-Since": last_modified}
        with self._asked(url, sent | ({"User-Agent": user_agent} if user_agent else {})) as arrival:
            if arrival.response.status_code == httpx.codes.NOT_MODIFIED and (etag or last_modified):
                return self._told(arrival, None, etag=etag, last_modified=last_modified)
            host = self._good(arrival, url)
            return self._told(arrival, answers.page_of(arrival.response, host=host, most=most))

    def _obey_robots(self, url: str) -> None:
        if not self._robots.allow(url):
            raise RobotsError(host_of(url), "asks programs to stay out (robots.txt): open the page yourself")

    def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send a form to `url` and return the status of the answer, or raise a `FetchError`."""
        headers = self._headers({"Content-Type": _FORM, "Accept": "*/*"})
        body = urlencode(form).encode()
        with self._conversation(url, headers) as conversation, conversation.post(url, form=body) as response:
            return response.status_code

    def _rules_at(self, url: str) -> bytes | None:
        """Return the text of a robots.txt; empty where the host has none, `None` where it can't be asked."""
        try:
            with self._asked(url, {"Accept": _ROBOTS}) as arrival:
                answers.refuse_bad_status(arrival.response, host=host_of(url), now=self._now())
                encoding = arrival.response.headers.get("content-encoding", "")
                return decode.decoded(arrival.response.iter_raw(), encoding=encoding, most=MOST_BYTES)
        except (TooMuchError, UndecodableError, RateLimitedError):
            return None
        except FetchError as error:
            return b"" if 400 <= error.status < 500 else None  # noqa: PLR2004 - RFC 9309, 2.3.1.3

    @contextmanager
    def _asked(
        self, url: str, headers: Mapping[str, str | None], *, obeys_robots: bool = False
    ) -> Iterator[Arrival]:
        with (
            self._conversation(url, self._headers(headers), obeys_robots=obeys_robots) as conversation,
            conversation.follow(url) as arrival,
        ):
            try:
                yield arrival
            except RateLimitedError as why:
                self._rests.note(site_of(host_of(arrival.url)), self._now() + _rest(why))
                raise

    @contextmanager
    def _conversation(
        self, url: str, headers: httpx.Headers, *, obeys_robots: bool = False
    ) -> Iterator[Conversation]:
        host, deadline = host_of(url), guard.Deadline(self._limits.total_seconds)

        @contextmanager
        def turn(at: str) -> Iterator[None]:
            with ExitStack() as stack:
                with deadline.standing_still():
                    self._leave_alone(at)
                    if obeys_robots:
                        self._obey_robots(at)  # no turn is held while another is waited for
                    stack.enter_context(self._manners.turn(at))
                    self._leave_alone(at)  # who was before us may have been asked to wait
                yield

        with told_as_fetch_errors(host, self._limits), self._transport(deadline) as transport:
            yield Conversation(transport, host, headers, self._limits, turn)

    def _leave_alone(self, url: str) -> None:
        """Raise `RestingError` while the site of `url` wants to be left alone."""
        host = host_of(url)
        if is_own_machine(host):
            return
        until, now = self._rests.until(site_of(host)), self._now()
        if until is not None and until > now:
            raise RestingError(host, _RESTS, retry_after=(until - now).total_seconds())

    def _transport(self, deadline: guard.Deadline) -> guard.BoundedTransport:
        return guard.BoundedTransport(
            policy=self._policy, deadline=deadline, tls=self._tls, resolver=self._resolver
        )

    def _headers(self, asked: Mapping[str, str | None]) -> httpx.Headers:
        every = {"User-Agent": self._user_agent, "Accept-Encoding": decode.ACCEPTED, **asked}
        given = ((name, value) for name, value in every.items() if value)
        return httpx.Headers([(name.encode(), value.encode("latin-1", "ignore")) for name, value in given])

    def _good(self, arrival: Arrival, url: str) -> str:
        host = host_of(url)
        answers.refuse_bad_status(arrival.response, host=host, now=self._now())
        return host

    def _told(
        self,
        arrival: Arrival,
        body: bytes | None,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """Return what came; `None` for `body` where nothing did, because what we have is the latest."""
        headers = arrival.response.headers
        headers.encoding = "latin-1"  # every byte of a validator comes through, and goes back, as it is
        links = arrival.response.links
        return Fetched(
            status="unchanged" if body is None else "new",
            body=body or b"",
            content_type=headers.get("content-type"),
            etag=headers.get("etag", etag),
            last_modified=headers.get("last-modified", last_modified),
            url=arrival.url,
            moved_to=arrival.moved_to,
            next_check_seconds=caching.next_check(headers, now=self._now()),
            code=arrival.response.status_code,
            hub=absolute(links.get("hub", {}).get("url", ""), base_url=arrival.url),
            topic=absolute(links.get("self", {}).get("url", ""), base_url=arrival.url),
        )


def _rest(why: RateLimitedError) -> timedelta:
    return _REST if why.retry_after is None else timedelta(seconds=why.retry_after)
