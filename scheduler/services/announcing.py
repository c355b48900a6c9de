"""Hear from hubs that a source has something new (WebSub), where the administrator gave a public address.

Nothing that a hub sends is kept or believed: a signed announcement brings the source's next poll forward,
and what is new is fetched from the source itself. Sources that announce are still polled daily. Whoever
knew the key could do no more than have a source asked again, so it stands in the database as it is.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from feeds import websub
from feeds.errors import FeedError
from scheduler.domain.people import ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from feeds.fetch import Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Source, SourceHealth
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_KEY: Final = "websub-key"
#: Asked for; a hub may grant less.
_LEASE: Final = timedelta(days=10)
_LONGEST_LEASE: Final = timedelta(days=30)
#: A lease is renewed so long before it ends, and a hub that does not answer is asked so often.
_RENEW_BEFORE: Final = timedelta(days=1)
_ASK_AGAIN: Final = timedelta(hours=6)
#: However often a hub calls, the source is asked no sooner than this after the last time.
_BREATH: Final = timedelta(minutes=5)


class Announcing:
    """Subscriptions to hubs; without a `base` there are none. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, *, base: str, fetcher: Callable[[], Fetcher]) -> None:
        self._store = store
        self._clock = clock
        self._base = base.rstrip("/")
        self._fetcher = fetcher

    def renew(self) -> int:
        """Ask the hubs of sources without a lease, or with one that ends soon; return how many took it."""
        if not self._base:
            return 0
        with self._store.read() as unit:
            wanted = [source for source, health in _with_hub(unit) if self._is_due(unit, source, health)]
        return sum(self._subscribe(source) for source in wanted)

    def confirm(self, token: str, asked: Mapping[str, str]) -> str | None:
        """Return the challenge where a hub asks whether we want what we do want, else `None`."""
        found = self._behind(token)
        if found is None:
            return None
        source, health = found
        if asked.get("hub.topic") != health.topic:
            return None
        if asked.get("hub.mode") == "denied":
            self._set_lease(source, None)
            return ""
        if asked.get("hub.mode") != "subscribe" or not asked.get("hub.challenge"):
            return None
        self._set_lease(source, _lease(asked.get("hub.lease_seconds", "")))
        return asked["hub.challenge"]

    def announce(self, token: str, body: Iterable[bytes], *, signature: str) -> bool:
        """Bring the next poll of a source forward if the announcement is signed; tell whether it is known.

        A wrong signature is no error to its sender (Recommendation, 8).
        """
        found = self._behind(token)
        if found is None:
            return False
        source, _ = found
        if websub.is_signed(body, signature, secret=self._secret("secret", source)):
            self._store.alone(lambda unit: self._bring_forward(unit, source.name))
            logger.info("source announced news name=%s", source.name)
        return True

    # steps

    def _is_due(self, unit: Unit, source: Source, health: SourceHealth) -> bool:
        now = self._clock.now()
        if health.lease_until is not None and health.lease_until > now + _RENEW_BEFORE:
            return False
        asked = unit.notes.get(f"websub-asked:{source.name}")
        return asked is None or asked[1] <= now - _ASK_AGAIN

    def _subscribe(self, source: Source) -> bool:
        """Ask one hub; it answers by asking back at the callback, so the lease begins there."""
        with self._store.write() as unit:
            health = unit.sources.health(source.name)
            unit.notes.put(f"websub-asked:{source.name}", "", at=self._clock.now())
        form = websub.subscription(
            topic=health.topic,
            callback=f"{self._base}/websub/{self._secret('path', source)}",
            secret=self._secret("secret", source),
            lease_seconds=int(_LEASE.total_seconds()),
        )
        try:
            status = self._fetcher().post(health.hub, form)
        except FeedError as why:
            logger.info("hub not asked name=%s reason=%s", source.name, type(why).__name__)
            return False
        logger.info("hub asked name=%s status=%d", source.name, status)
        return 200 <= status < 300  # noqa: PLR2004 - HTTP's successes

    def _behind(self, token: str) -> tuple[Source, SourceHealth] | None:
        if not self._base:
            return None
        with self._store.read() as unit:
            sources = _with_hub(unit)
        given = token.encode()
        return next((each for each in sources if _same(self._secret("path", each[0]), given)), None)

    def _set_lease(self, source: Source, lease: timedelta | None) -> None:
        now = self._clock.now()
        with self._store.write() as unit:
            until = None if lease is None else now + lease
            health = unit.sources.health(source.name)
            unit.sources.set_health(health.model_copy(update={"lease_until": until}))
            action = "source.unannounced" if lease is None else "source.announced"
            unit.audit.append(ENGINE, action, f"source:{source.name}", at=now)

    def _bring_forward(self, unit: Unit, name: str) -> None:
        health, now = unit.sources.health(name), self._clock.now()
        if health.status in {"blocked", "gone"} or health.next_check_at is None:
            return  # it wants to be left alone, or is asked at once anyhow
        soon = max(now, (health.checked_at or now) + _BREATH)
        if soon < health.next_check_at:
            unit.sources.set_health(health.model_copy(update={"next_check_at": soon}))

    def _secret(self, purpose: str, source: Source) -> str:
        """Return what only a hub that we asked about this address can know."""
        said = f"{purpose}\n{source.name}\n{source.url}".encode()
        return hmac.new(self._key(), said, hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        with self._store.read() as unit:
            kept = unit.notes.get(_KEY)
        if kept is None:
            with self._store.write() as unit:
                kept = unit.notes.get(_KEY)
                if kept is None:
                    kept = (secrets.token_hex(32), self._clock.now())
                    unit.notes.put(_KEY, kept[0], at=kept[1])
        return bytes.fromhex(kept[0])


def _with_hub(unit: Unit) -> list[tuple[Source, SourceHealth]]:
    """Return the active sources that name a hub and by which name it knows them."""
    active = [source for source in unit.polls.feeds() if source.active]
    healths = unit.polls.healths([source.name for source in active])
    pairs = ((source, healths[source.name]) for source in active if source.name in healths)
    return [(source, health) for source, health in pairs if health.hub and health.topic]


def _lease(seconds: str) -> timedelta:
    granted = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 10 else 0  # noqa: PLR2004 - digits
    return min(timedelta(seconds=granted), _LONGEST_LEASE) if granted else _LEASE


def _same(known: str, given: bytes) -> bool:
    return hmac.compare_digest(known.encode(), given)
