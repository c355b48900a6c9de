"""What a person can make a post about an item with: its words, hashtags, a comment; and the text made so.

The rule on the words of a source stands in `docs/curation.md`: title, name and link always; a sentence of
its page where its licence lets one quote; a quote of somebody on its page where a person takes it on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors import limits_of
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.licences import Licence, licence
from scheduler.domain.quoting import Quote
from scheduler.domain.value import Instant, Value
from scheduler.services import composing
from scheduler.services.communities import Communities
from scheduler.services.measuring import counter_of, weigh
from scheduler.services.quoting import STANDING, Quoting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.curation import Item, Source
    from scheduler.store.database import Store


class Offer(Value):
    """What there is to write about an item with, for one channel."""

    #: Quotes and the telling sentence, that one first, which fit the channel with credit and link.
    quotes: tuple[Quote, ...] = ()
    #: How many there are beside, that are too long for it.
    too_long: int = 0
    #: Is there a telling sentence that the licence keeps from us?
    keeps_sentence: bool = False
    #: From the register, without their sign.
    hashtags: tuple[str, ...] = ()
    credit: str
    licence: Licence
    #: When its page was read; `None` where it was not.
    read_at: Instant | None = None
    #: Why reading its page came to nothing; empty otherwise.
    remark: str = ""


class Drafting:
    """Posts about items, as people word them."""

    def __init__(self, store: Store, quoting: Quoting) -> None:
        self._store = store
        self._quoting = quoting

    def offer(self, item_id: int, *, channel: str) -> Offer:
        """Return what can be used for a post about an item; its page is not asked for here."""
        kept = self._quoting.kept(item_id)
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            source = unit.sources.get(item.source)
            network = unit.plan.channel(channel).network
            tags = Communities.hashtags(unit, f"{item.title}\n{item.summary}")
        terms = licence(source.licence)
        every = self._words(item, source)
        allowed = [quote for quote in every if quote.speaker or terms.may_quote]
        fitting = [quote for quote in allowed if self._fits(quote, item, source, network)]
        return Offer(
            quotes=tuple(fitting),
            too_long=len(allowed) - len(fitting),
            keeps_sentence=len(allowed) < len(every),
            hashtags=tags,
            credit=composing.credit_of(source),
            licence=terms,
            read_at=kept.read_at if kept else None,
            remark=kept.remark if kept else "",
        )

    def compose(
        self,
        item_id: int,
        *,
        channel: str,
        comment: str = "",
        quote: Quote | None = None,
        hashtags: Sequence[str] = (),
    ) -> str:
        """Return the text of a post about an item, fitted to the channel's network.

        Raises `InvalidInputError` for a quote that is not kept of its page or that its licence does not
        allow, and for a hashtag that is not in the register.
        """
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            source = unit.sources.get(item.source)
            network = unit.plan.channel(channel).network
            _check_tags(hashtags, Communities.hashtags(unit, f"{item.title}\n{item.summary}"))
        if quote is not None:
            self._check(quote, item, source)
        return composing.compose(
            item.title,
            source,
            link=item.link,
            limit=limits_of(network).characters,
            length=counter_of(network),
            comment=comment,
            quote=quote,
            hashtags=hashtags,
        )

    def variants(
        self,
        item_id: int,
        *,
        channels: Iterable[str],
        comment: str = "",
        quote: Quote | None = None,
        hashtags: Sequence[str] = (),
    ) -> dict[str, str]:
        """Return the text for each of several channels, each fitted to its own network."""
        return {
            name: self.compose(item_id, channel=name, comment=comment, quote=quote, hashtags=hashtags)
            for name in channels
        }

    def _words(self, item: Item, source: Source) -> list[Quote]:
        """Return what is kept of the item's page, and the feed's own sentence where that has none."""
        kept = self._quoting.quotes(item.id)
        if any(quote.is_telling for quote in kept) or item.fate not in STANDING:
            return kept
        sentence = composing.own_sentence(item, source)
        return [sentence, *kept] if sentence else kept

    def _check(self, quote: Quote, item: Item, source: Source) -> None:
        if quote not in self._words(item, source):
            raise InvalidInputError("That quote is no longer kept. Read the page again, then choose.")
        if not quote.speaker and not licence(source.licence).may_quote:
            raise InvalidInputError(
                f"The licence of {source.title} allows title and link only. Choose a quote, or write yours."
            )

    @staticmethod
    def _fits(quote: Quote, item: Item, source: Source, network: str) -> bool:
        return weigh(composing.quoted(quote, source), item.link, network=network).fits


def _check_tags(asked: Sequence[str], known: Sequence[str]) -> None:
    listed = ", ".join(f"#{tag}" for tag in known) or "none"
    for tag in asked:
        if tag not in known:
            raise InvalidInputError(f"“#{tag[:40]}” is not proposed for this item. Proposed: {listed}.")
