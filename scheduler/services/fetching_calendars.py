"""Bring a calendar of others here by its address, within bounds, or say why not.

Guarantees: no address of this machine or its network is asked, on any hop; what is no calendar is refused,
sign-in pages that come with status 200 among them; no message and no log line holds more of an address than
its host, for whoever knows the rest can read the calendar.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scheduler.domain.errors import InvalidInputError
from scheduler.ical.sifting import MOST_BYTES, is_calendar
from scheduler.services.resting import SiteRests

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.fetch import Fetched, Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.settings import Settings
    from scheduler.store.database import Store

_ACCEPT: Final = "text/calendar, application/calendar;q=0.9, */*;q=0.5"
_SECONDS: Final = 15.0
_REDIRECTS: Final = 3
#: They answer 500 or a web page to all that does not look like a browser.
_ONLY_BROWSERS: Final = frozenset({"outlook.office365.com", "outlook.live.com"})
_BROWSER: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)
_SCHEMES: Final = {"webcal": "https", "webcals": "https", "https": "https", "http": "http"}
_LONGEST: Final = 2_000
_WEB_PAGE: Final = (
    "answers with a web page, perhaps one to sign in, not with a calendar. Copy the address of the calendar "
    "itself: the ICS link of a published Outlook calendar, the secret iCal address of a Google one"
)
_SOMETHING: Final = "answers with something that is no calendar. Check the address in a browser"


class NotBroughtError(Exception):
    """A calendar could not be brought; the message is one sentence for a person."""

    def __init__(self, said: str, *, wait: timedelta | None = None) -> None:
        super().__init__(said)
        #: How long its host asks to be left alone.
        self.wait = wait


def calendar_fetcher(settings: Settings, store: Store, clock: Clock, *, seconds: float = _SECONDS) -> Fetcher:
    """Return what asks hosts for calendars: politely, within 10 MB, three redirects and 15 seconds."""
    from feeds.fetch import Fetcher, Limits, default_user_agent  # brings the HTTP client

    return Fetcher(
        now=clock.now,
        allow_private=settings.allow_private_feeds,
        user_agent=default_user_agent(settings.public_url),
        limits=Limits(document_bytes=MOST_BYTES, redirects=_REDIRECTS, total_seconds=seconds),
        rests=SiteRests(store, clock),
    )


def address_of(typed: str) -> str:
    """Return the web address of what a person pasted; raises `InvalidInputError` for what is none."""
    text = typed.strip().strip("<>")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    scheme = _SCHEMES.get(parts.scheme.lower(), "")
    is_clean = text.isprintable() and " " not in text and len(text) <= _LONGEST
    if not scheme or not host or not is_clean:
        raise InvalidInputError(
            "That is no address of a calendar. Paste one that begins with https:// or webcal://, as its "
            "publisher gives it."
        )
    if parts.username or parts.password:
        raise InvalidInputError(
            "An address with a password in it is not kept. Use the calendar's secret address instead."
        )
    return parts._replace(scheme=scheme, fragment="").geturl()


def shown(address: str) -> str:
    """Return an address cut to its host, which opens nothing."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…"


class CalendarFetch:
    """Asks hosts for calendars; may be used from any thread."""

    def __init__(self, fetcher: Callable[[], Fetcher]) -> None:
        self._make = fetcher
        self._fetcher: Fetcher | None = None

    def bring(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Return the calendar at an address, or that ours is the latest; raises `NotBroughtError`."""
        from feeds.errors import FetchError, RateLimitedError

        if self._fetcher is None:
            self._fetcher = self._make()
        host = (urlsplit(address).hostname or "").lower()
        try:
            fetched = self._fetcher.fetch_file(
                address,
                most=MOST_BYTES,
                accept=_ACCEPT,
                etag=etag or None,
                last_modified=last_modified or None,
                user_agent=_BROWSER if host in _ONLY_BROWSERS else None,
            )
        except FetchError as why:
            seconds = why.retry_after if isinstance(why, RateLimitedError) else None
            wait = None if seconds is None else timedelta(seconds=seconds)
            raise NotBroughtError(f"The calendar at {why.host} {why.what}.", wait=wait) from why
        if fetched.status == "new" and not is_calendar(fetched.body):
            is_page = b"<" in fetched.body[:200] or "html" in (fetched.content_type or "")
            raise NotBroughtError(f"The calendar at {host} {_WEB_PAGE if is_page else _SOMETHING}.")
        return fetched
