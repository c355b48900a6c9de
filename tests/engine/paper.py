"""A network on paper: keeps what it was sent and answers as a test has written down."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import Limits, NotSentError, Once, OutcomeUnknownError, Outgoing, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock


class Paper:
    """One account. `answers` are used up one a call; after them every message is accepted."""

    limits = Limits(characters=280, pictures=4, picture_bytes=5_000_000, picture_side=4096, alt_text=1000)
    settle_seconds = 60.0
    once: Once = Once.LOOKUP

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.posts: list[tuple[Outgoing, datetime]] = []
        self.answers: list[Exception] = []
        self.shows_after = timedelta(0)
        self.before_send: Callable[[], None] = lambda: None
        self.before_find: Callable[[], object] = lambda: None
        self.staging: Callable[[], str] = lambda: ""
        self.asked = 0
        self.asked_for: list[str] = []
        self.is_silent = False
        self.breaks_at = ""
        self._later: dict[int, Exception] = {}
        self._lock = threading.Lock()

    def stage(self, _message: Outgoing) -> str:
        """Prepare nothing."""
        return self.staging()

    def send(self, message: Outgoing, staged: str) -> Receipt:  # noqa: ARG002 - the contract
        """Keep the message unless the next answer says that it did not arrive."""
        self.before_send()
        with self._lock:
            answer = self._later.pop(len(self.posts), None) or (self.answers.pop(0) if self.answers else None)
            if answer is None and self.once is Once.KEY and message.key in self._keys():
                return self._receipt(self._keys().index(message.key) + 1)
            if answer is None or isinstance(answer, AcceptedButLostError):
                self.posts.append((message, self.clock.now()))
        if answer is not None:
            raise answer
        return self._receipt(len(self.posts))

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:
        """Show a message once the time-line has caught up."""
        self.before_find()
        self.asked += 1
        self.asked_for.append(staged)
        if message.text == self.breaks_at:
            raise ZeroDivisionError
        if self.is_silent:
            raise NotSentError("The network does not answer.")
        for number, (kept, at) in enumerate(self.posts, 1):
            is_it = kept.text == message.text and kept.reply_to == message.reply_to
            if is_it and at >= since and self.clock.now() >= at + self.shows_after:
                return self._receipt(number)
        return None

    def after(self, count: int, answer: Exception) -> None:
        """Answer so once, to the call that finds `count` messages kept."""
        self._later[count] = answer

    def take(self, text: str, *, reply_to: str | None) -> None:
        """Keep a message that came by another way."""
        self.posts.append((Outgoing(key=text, text=text, reply_to=reply_to), self.clock.now()))

    def _keys(self) -> list[str]:
        return [message.key for message, _ in self.posts]

    def identity(self) -> str:
        """Return the handle."""
        return "paper"

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return nothing."""
        return {key: {} for key in remote_ids}

    def delete(self, remote_id: str) -> None:
        """Forget a message."""
        del self.posts[int(remote_id) - 1]

    def _receipt(self, number: int) -> Receipt:
        return Receipt(remote_id=str(number), url=f"https://x.example.org/{number}", at=self.clock.now())


class AcceptedButLostError(OutcomeUnknownError):
    """The network took the message; its answer never came."""


class PowerCutError(BaseException):
    """The process ends here; nothing that follows may run."""
