"""What the rows of a sheet mean here: which channel, which instant, which pillar; pure.

Guarantee: a row either means posts of known channels at times to come, or says in a sentence why it does not.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import meant, zone_named
from scheduler.domain.value import Instant, Value
from scheduler.services.words import clean_link, clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.plan import Channel, Pillar
    from scheduler.sheets.plan import PlannedRow

#: What other programs call the networks.
_NETWORKS: Final = {
    "twitter": "x",
    "twitter/x": "x",
    "x/twitter": "x",
    "x (twitter)": "x",
    "fb": "facebook",
    "ig": "instagram",
    "li": "linkedin",
    "bsky": "bluesky",
}


class MeantPost(Value):
    """One post that a row means."""

    channel: str
    due: Instant
    text: str
    parts: tuple[str, ...] = ()
    link: str | None = None
    pillar: str | None = None
    media: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    video: str = ""

    @property
    def digest(self) -> str:
        """By what a second import knows it again: channel, instant, and all that it says and shows."""
        said = (
            self.channel,
            self.due.isoformat(),
            self.text,
            *self.parts,
            self.link or "",
            self.video,
            *self.media,
        )
        return hashlib.sha256("\x1f".join(said).encode("utf-8", "replace")).hexdigest()


class Meanings:
    """Reads rows against the organisation's own channels and pillars."""

    def __init__(
        self,
        *,
        channels: Sequence[Channel],
        pillars: Sequence[Pillar],
        fallback: str,
        zone: str,
        now: datetime,
    ) -> None:
        self._by_name = {key.casefold(): each for each in channels for key in (each.title, each.name)}
        self._by_network: dict[str, list[Channel]] = {}
        for each in channels:
            self._by_network.setdefault(each.network, []).append(each)
        self._pillars = {key.casefold(): each.name for each in pillars for key in (each.title, each.name)}
        self._fallback = fallback
        self._zone = zone
        self._now = now

    def read(self, row: PlannedRow) -> tuple[list[MeantPost], list[str]]:
        """Return the posts that a row means, and the sentences on what is wrong with it."""
        wrongs, found = list(row.wrongs), []
        for name in row.channels or ((self._fallback,) if self._fallback else ()):
            try:
                channel = self._channel(name)
                if row.at is not None:  # else it is said already
                    found.append(self._post(row, row.at, channel))
            except InvalidInputError as why:
                wrongs.append(str(why))
        if not row.channels and not self._fallback:
            wrongs.append("It names no channel. Choose one for the rows that name none.")
        return ([] if wrongs else found), list(dict.fromkeys(wrongs))

    def pillar(self, row: PlannedRow) -> str | None:
        """Return the pillar a row names, `None` for none or one that is not ours."""
        return self._pillars.get(row.pillar.casefold())

    def _channel(self, name: str) -> Channel:
        folded = name.casefold()
        if folded in self._by_name:
            return self._by_name[folded]
        of_network = self._by_network.get(_NETWORKS.get(folded, folded), [])
        chosen = [each for each in of_network if each.name == self._fallback]
        if len(of_network) == 1 or chosen:
            return (chosen or of_network)[0]
        known = ", ".join(sorted({each.name for each in self._by_name.values()}))
        if of_network:
            raise InvalidInputError(f"“{name[:40]}” could be several channels. Name one of: {known}.")
        raise InvalidInputError(f"There is no channel “{name[:40]}”. Known: {known}.")

    def _post(self, row: PlannedRow, at: datetime, channel: Channel) -> MeantPost:
        zone = zone_named(row.zone or self._zone or channel.zone).key
        due, _ = meant(at, zone)
        if due <= self._now:
            raise InvalidInputError("Its time is over. Give it one to come.")
        return MeantPost(
            channel=channel.name,
            due=due,
            text=clean_text(row.text),
            parts=tuple(clean_text(each) for each in row.parts),
            link=clean_link(row.link),
            pillar=self.pillar(row),
            media=row.media,
            alts=row.alts,
            video=row.video,
        )
