"""What can go wrong on the way in; every message is one sentence for a person, with the next step.

FeedError
├── FetchError              the feed's host did not give us a feed; carries `host`
│   ├── AddressRefusedError     we will not go there: private, malformed, or a forbidden port
│   ├── TooLargeError           more bytes than a feed may have
│   ├── TooSlowError            took longer than a feed may take
│   ├── UnreachableError        no usable answer: name, connection, certificate, status, broken body
│   ├── BlockedError            the host turns programs, or strangers, away
│   │   └── RobotsError             its robots.txt keeps programs out of an article
│   ├── GoneError               the host says it is gone for good
│   ├── RateLimitedError        the host asks us to wait; carries `retry_after`
│   │   └── RestingError            it asked for that earlier, so it was not asked now
│   └── NotAFeedError           something else than a feed; carries `alternates`
├── UnreadableFeedError     reading it took too much time or memory, or broke the reader; carries `why`
├── MailboxError             the mailbox for newsletters could not be read
├── SourcesError            an entry of the list of trusted sources is wrong
└── OpmlError               not a subscription list we can read

No message holds text of a feed.
"""

from __future__ import annotations

from typing import Final, Literal


class FeedError(Exception):
    """Base of the ways in which a feed can fail us."""


class FetchError(FeedError):
    """The host did not give us a feed."""

    def __init__(self, host: str, what: str, *, status: int = 0) -> None:
        super().__init__(f"The feed at {host or 'this address'} {what}.")
        #: Host of the address that was asked for, without port; empty where it has none.
        self.host = host
        #: The sentence after the host: what happened, and the next step.
        self.what = what
        #: HTTP status, 0 where there was no answer.
        self.status = status


class AddressRefusedError(FetchError):
    """The address, or one that it redirects to, is not one that we visit."""


class TooLargeError(FetchError):
    """The document has more bytes than a feed may have."""

    def __init__(self, host: str, what: str, *, size: int | None = None, status: int = 0) -> None:
        super().__init__(host, what, status=status)
        #: Bytes that the host announced, or `None` where it did not.
        self.size = size


class TooSlowError(FetchError):
    """The host took longer than a feed may take."""


class UnreachableError(FetchError):
    """There was no usable answer; a later try may do better."""


class BlockedError(FetchError):
    """The host answers, but not to us: a challenge page, a sign-in, a ban."""


class RobotsError(BlockedError):
    """The host's robots.txt keeps programs out of the page."""


class GoneError(FetchError):
    """The host says that the feed is gone for good (410)."""


class RateLimitedError(FetchError):
    """The host asks us to come back later (429 or 503)."""

    def __init__(self, host: str, what: str, *, retry_after: float | None = None, status: int = 0) -> None:
        super().__init__(host, what, status=status)
        #: Seconds to wait, or `None` where the host named none.
        self.retry_after = retry_after


class RestingError(RateLimitedError):
    """The host's site asked to be left alone and the time is not over; it was not asked."""


class NotAFeedError(FetchError):
    """The document is no feed."""

    def __init__(self, host: str, what: str, *, alternates: tuple[str, ...] = (), status: int = 0) -> None:
        super().__init__(host, what, status=status)
        #: Addresses of feeds that the page itself offers; propose them, never switch silently.
        self.alternates = alternates


class UnreadableFeedError(FeedError):
    """The document was fetched, but reading it had to be stopped."""

    def __init__(
        self,
        host: str,
        why: Literal["time", "memory", "broken"],
        *,
        what: Literal["feed", "page", "mail"] = "feed",
    ) -> None:
        said = {
            "time": "takes too long to read, so it was stopped",
            "memory": "takes too much memory to read, so it was stopped",
            "broken": "could not be read",
        }
        then = "remove it, or tell the publisher" if what == "feed" else "open it yourself"
        place = "of" if what == "mail" else "at"
        super().__init__(f"The {what} {place} {host or 'this address'} {said[why]}: {then}.")
        self.host = host
        self.why: Final = why


class MailboxError(FeedError):
    """The mailbox could not be opened or read; the message says what to do."""


class SourcesError(FeedError):
    """The list of trusted sources breaks its own rules; the message names the entry and the field."""


class OpmlError(FeedError):
    """The document is not a subscription list that we can read."""
