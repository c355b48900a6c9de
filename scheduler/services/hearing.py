"""What others say to our accounts: read now and then where a channel wants it, kept as bare words for trends.

Guarantees: off unless somebody switched it on; never more posts in a day than they said, nor more than the
month's budget pays for; a text is neither kept nor logged, only its words in the order of the alphabet, for
sixty days, and who wrote it only as a number that nobody can turn back. The first look keeps nothing: what
was said before is no news.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from connectors.base import ConnectorError, Hears
from scheduler.domain.errors import InvalidInputError, RoundsError
from scheduler.domain.people import Permission
from scheduler.domain.trend import HeardWords, MentionRead
from scheduler.services.affording import left
from scheduler.services.pricing import price_of_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from connectors.base import Connector, Mention
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: Words are kept a little longer than trends look back.
KEPT: Final = timedelta(days=60)
_DAY: Final = timedelta(days=1)
#: The fewest and the most that a network is asked for at once.
_FEWEST, _MOST = 5, 100
_MOST_A_DAY: Final = 500
_MOST_WORDS: Final = 60
_LONGEST: Final = 30
_VOICES: Final = "mentions.voices"


class Hearing:
    """The ear of the channels."""

    def __init__(self, store: Store, clock: Clock, *, connector_of: Callable[[str], Connector]) -> None:
        self._store = store
        self._clock = clock
        self._connector_of = connector_of

    def allow(self, actor: Actor, channel: str, most: int) -> Channel:
        """Say how many posts of others that name a channel may be read in a day; 0 reads none."""
        actor.require(Permission.SET_UP, on=channel)
        if most and not _FEWEST <= most <= _MOST_A_DAY:
            raise InvalidInputError(f"Say 0, or {_FEWEST} to {_MOST_A_DAY} a day.")
        with self._store.write() as unit:
            after = unit.plan.channel(channel).model_copy(update={"mentions_a_day": most})
            unit.plan.change_channel(after)
            told = {"mentions_a_day": most}
            unit.audit.append(
                actor, "channel.mentions_set", f"channel:{channel}", at=self._clock.now(), facts=told
            )
        return after

    def listen(self) -> int:
        """Read what is new for each channel that wants it, forget what is old; return how much was kept."""
        with self._store.read() as unit:
            channels = [each for each in unit.plan.channels() if each.active and each.mentions_a_day]
        kept = sum(self._heard(channel) for channel in channels)
        with self._store.write() as unit:
            unit.mentions.forget(self._clock.now() - KEPT)
        return kept

    # steps

    def _heard(self, channel: Channel) -> int:
        now = self._clock.now()
        with self._store.read() as unit:
            last, most = unit.mentions.last(channel.name), _most(unit, channel, now)
        if most < _FEWEST:
            return 0
        after = last.newest if last else ""
        found = self._asked(channel, after=after, most=most if last else _FEWEST)
        if found is None:
            return 0
        read = MentionRead(
            channel=channel.name,
            at=now,
            posts=len(found),
            cost=len(found) * price_of_reading(channel.network),
            newest=found[0].remote_id if found else after,
        )
        with self._store.write() as unit:
            heard = _words(found, channel.name, self._salt(unit)) if last else []
            unit.mentions.keep(heard, read)
        logger.info("mentions were read channel=%s posts=%d", channel.name, len(found))
        return len(heard)

    def _asked(self, channel: Channel, *, after: str, most: int) -> Sequence[Mention] | None:
        """Return the mentions; `None` where the network does not tell, which is tried again next time."""
        try:
            connector = self._connector_of(channel.name)
            return connector.mentions(after=after, most=most) if isinstance(connector, Hears) else None
        except (ConnectorError, RoundsError) as why:
            logger.warning("mentions could not be read channel=%s why=%s", channel.name, type(why).__name__)
            return None

    def _salt(self, unit: Unit) -> str:
        """Return what this month's voices are hidden with; the one before is forgotten."""
        now = self._clock.now()
        known = unit.notes.get(_VOICES)
        if known is None or (known[1].year, known[1].month) != (now.year, now.month):
            unit.notes.put(_VOICES, secrets.token_hex(32), at=now)
        found = unit.notes.get(_VOICES)
        return found[0] if found else ""


def _most(unit: Unit, channel: Channel, now: datetime) -> int:
    """Return how many posts may be read now, by the day's limit and by the month's budget."""
    free = channel.mentions_a_day - unit.mentions.read_since(channel.name, now - _DAY)
    price = price_of_reading(channel.network)
    if channel.budget is not None and price:
        free = min(free, left(unit, channel, now.date(), now=now) // price)
    return int(min(free, _MOST))


def _words(found: Sequence[Mention], channel: str, salt: str) -> list[HeardWords]:
    from feeds.trends import terms_of  # once an hour, in one process

    heard = []
    for each in found:
        terms = {written for term, written in terms_of(each.text).items() if " " not in term}
        plain = sorted(word for word in terms if word.isalpha() and len(word) <= _LONGEST)
        voice = hmac.new(salt.encode(), each.author.encode(), hashlib.sha256).hexdigest()[:16]
        at = each.at.replace(minute=0, second=0, microsecond=0)
        heard.append(HeardWords(channel=channel, voice=voice, at=at, words=tuple(plain[:_MOST_WORDS])))
    return heard
