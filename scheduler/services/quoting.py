"""Read the page of an item when a person asks for it, and keep what of it may be repeated.

Guarantees: only pages of the item's source are read, and only those whose host lets programs in; the
page's text is not kept, not logged, and not read again within a day; what the guard would hold is not
offered; what is kept is forgotten after thirty days, or with its item.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from feeds.links import belongs_to, host_of
from feeds.worker import ParserProcess
from scheduler.domain.curation import Fate
from scheduler.domain.people import ENGINE, Actor, Permission
from scheduler.domain.quoting import LONGEST_QUOTE, PageWords, Quote
from scheduler.policies.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.article import Article
    from feeds.fetch import Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Item, Source
    from scheduler.services.checking import Checking
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)

#: What may be quoted is kept so long.
KEPT: Final = timedelta(days=30)
#: A page that could be read is not asked for again before this, one that could not before that.
_FRESH: Final = timedelta(days=1)
_AGAIN: Final = timedelta(minutes=10)
#: Of items that came to any other end no word is repeated.
STANDING: Final = frozenset({Fate.STANDS, Fate.CORRECTED})
_OTHER_SITE: Final = "The page is not on a site of its source, so it was not read. Open the link yourself."
_NO_ARTICLE: Final = "The page has no text that could be told from the rest. Open the link yourself."
_NOTHING: Final = "The page has no quote that says who speaks, and no sentence that can stand alone."
_WITHDRAWN: Final = "Its source has withdrawn it, or it is gone. Choose another item."


class Quoting:
    """What the pages of items say, word for word."""

    def __init__(
        self, store: Store, clock: Clock, checking: Checking, *, fetcher: Callable[[], Fetcher]
    ) -> None:
        self._store = store
        self._clock = clock
        self._checking = checking
        self._fetcher = fetcher
        self._parser = ParserProcess()  # starts with the first page, and ends when none came for a while

    def quotes(self, item_id: int) -> list[Quote]:
        """Return what is kept of an item's page, the telling sentence first; nothing is asked for."""
        kept = self.kept(item_id)
        return sorted(kept.quotes, key=lambda quote: not quote.is_telling) if kept else []

    def kept(self, item_id: int) -> PageWords | None:
        """Return what came of reading an item's page, `None` where that was not in the last thirty days.

        Of an item that its source has withdrawn since, no word is left.
        """
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            found = unit.quotes.of(item_id)
        if found is None or self._clock.now() - found.read_at > KEPT:
            return None
        is_gone = item.fate not in STANDING and bool(found.quotes)
        return found.model_copy(update={"quotes": (), "remark": _WITHDRAWN}) if is_gone else found

    def read(self, actor: Actor, item_id: int) -> PageWords:
        """Read an item's page and keep what may be repeated; what was read within a day is returned as it is.

        A page that can't be read is no error: the remark says why.
        """
        actor.require_somewhere(Permission.WRITE)
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            source = unit.sources.get(item.source)
            known = unit.quotes.of(item_id)
        now = self._clock.now()
        if known is not None and now - known.read_at < (_AGAIN if known.remark else _FRESH):
            return known
        words = PageWords(item=item_id, read_at=now, **self._found(item, source))
        told = {"quotes": len(words.quotes), "was_read": not words.remark}
        with self._store.write() as unit:
            unit.items.get(item_id)  # may have been forgotten while its page was read
            unit.quotes.put(words)
            unit.quotes.forget(now - KEPT)
            unit.audit.append(actor, "page.read", f"item:{item_id}", at=now, facts=told)
        logger.info("page was read item=%d quotes=%d", item_id, len(words.quotes))
        return words

    def forget(self) -> int:
        """Forget what was read more than thirty days ago; return of how many pages."""
        now = self._clock.now()
        with self._store.write() as unit:
            gone = unit.quotes.forget(now - KEPT)
            if gone:
                facts = {"pages": gone, "days": KEPT.days}
                unit.audit.append(ENGINE, "pages.forgotten", "curation:pages", at=now, facts=facts)
        return gone

    # steps

    def _found(self, item: Item, source: Source) -> dict[str, str | tuple[Quote, ...]]:
        if item.fate not in STANDING:
            return {"remark": _WITHDRAWN}
        article, remark = self._article(item.link, source.domains)
        if article is None:
            return {"remark": remark}
        found = tuple(self._offered(article, source, title=item.title))
        return {"quotes": found, "remark": "" if found else _NOTHING}

    def _article(self, link: str, domains: tuple[str, ...]) -> tuple[Article | None, str]:
        """Return the article behind a link, or why there is none."""
        from feeds.errors import FeedError, FetchError

        own = domains or (host_of(link),)
        if not belongs_to(link, own):
            return None, _OTHER_SITE
        try:
            page = self._fetcher().fetch_page(link)
            if not belongs_to(page.url, own):
                return None, _OTHER_SITE
            article = self._parser.article(page.body, url=page.url)
        except FetchError as why:
            return None, f"The page at {why.host or 'this address'} {why.what}."
        except FeedError as why:
            return None, str(why)
        return (article, "") if article.text else (None, _NO_ARTICLE)

    def _offered(self, article: Article, source: Source, *, title: str) -> Iterator[Quote]:
        """Yield what of an article may be repeated, without what the guard would hold."""
        from feeds.quotes import quotes
        from feeds.telling import telling

        if sentence := telling(article.text, title=title):
            told = Quote(text=sentence, source=source.name, is_telling=True)
            if self._passes(told):
                yield told
        for found in quotes(article.text) if article.language in {"", "en"} else ():
            quote = Quote(text=found.text, speaker=found.speaker, source=source.name)
            if len(quote.text) <= LONGEST_QUOTE and self._passes(quote):
                yield quote

    def _passes(self, quote: Quote) -> bool:
        said = f"{quote.text} {quote.speaker}".strip()
        return self._checking.review(said, source=quote.source).verdict is Verdict.PASS
