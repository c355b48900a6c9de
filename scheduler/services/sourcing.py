"""Sources made from what others give: a catalogue entry, a subscription list, what a person typed.

Pure: texts and values in, sources or one clear sentence out.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from feeds.errors import OpmlError
from feeds.links import absolute, canonical, host_of
from feeds.senders import list_of
from scheduler.domain.curation import Source, SourceKind, Trust
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.licences import known_licence
from scheduler.domain.value import Value
from scheduler.services.shortlisting import KEEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from feeds.item import ParsedFeed
    from feeds.opml import OpmlEntry
    from feeds.sources import Source as ShippedSource

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LONGEST_NAME: Final = 40
_HANDLE: Final = re.compile(r"@?\w{1,30}")
_MOST_DAYS: Final = 3650
_MOST_A_WEEK: Final = 1000


class Offer(Value):
    """A source of the catalogue, with what a person should know before ticking it."""

    source: Source
    #: Of the feed and its terms.
    note: str = ""
    #: Why it is not ticked together with others.
    caution: str = ""
    #: A: its document was seen; B: a dated check by others was found.
    evidence: str = ""


def checked(source: Source) -> Source:
    """Return `source` as it can be kept; raises `InvalidInputError` that names what is wrong.

    Without domains, the links of its items may lead to where the feed itself lives.
    """
    if not _NAME.fullmatch(source.name):
        raise InvalidInputError(
            f"“{source.name}” can't name a source: use small letters, digits and hyphens, like county-news."
        )
    if source.kind is SourceKind.FEED and absolute(source.url, base_url="") != source.url:
        raise InvalidInputError(f"“{source.url[:80]}” is no address of a feed. It must begin with https://.")
    if source.kind is SourceKind.NEWSLETTER and not list_of(source.url):
        raise InvalidInputError(
            f"“{source.url[:80]}” names no newsletter. Write mailto: and its List-Id or its sender's address."
        )
    if source.pace not in KEEPS:
        raise InvalidInputError(f"There is no pace “{source.pace}”. Known: {', '.join(sorted(KEEPS))}.")
    if source.handle and not _HANDLE.fullmatch(source.handle):
        raise InvalidInputError(f"“{source.handle}” is no handle. Write it like @larkspur.")
    known_licence(source.licence)
    _check_figures(source)
    site = _site_of(source.url) if source.kind is SourceKind.FEED else list_of(source.url).partition("@")[2]
    return source.model_copy(
        update={
            "domains": _cleaned(domain.lower() for domain in source.domains) or ((site,) if site else ()),
            "topics": _cleaned(source.topics),
            "topics_out": _cleaned(source.topics_out),
            "title": " ".join(source.title.split()) or source.name,
            "owner": " ".join(source.owner.split()) or source.title.strip() or source.name,
        }
    )


def _check_figures(source: Source) -> None:
    for name, value, most in (
        ("Days to keep items", source.retention_days, _MOST_DAYS),
        ("Items a week", source.weekly_cap, _MOST_A_WEEK),
    ):
        if value is not None and not 1 <= value <= most:
            raise InvalidInputError(f"{name} can't be {value}: give 1 to {most}, or nothing for no limit.")
    try:
        _ = source.review_date and date.fromisoformat(source.review_date)
    except ValueError as why:
        raise InvalidInputError(f"“{source.review_date[:40]}” is no date. Write it like 2027-11-21.") from why


def _cleaned(words: Iterable[str]) -> tuple[str, ...]:
    """Return words as they are kept: single spaces, each once."""
    return tuple(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def offer_of(shipped: ShippedSource) -> Offer:
    """Return a source of the shipped list as the application keeps it, with what is known of it."""
    source = Source(
        name=shipped.name,
        title=shipped.title,
        url=shipped.url,
        owner=shipped.owner,
        trust=Trust(shipped.trust),
        domains=shipped.allowed_domains,
        topics=shipped.topics,
        pace=shipped.kind,
        licence=shipped.content_licence,
        may_go_unreviewed=not shipped.needs_review,
        review_date=shipped.review_date.isoformat(),
    )
    return Offer(source=source, note=shipped.note, caution=shipped.caution, evidence=shipped.evidence)


def answer_in_words(parsed: ParsedFeed) -> str:
    """Say what a feed that was asked for a look has to offer."""
    dates = [item.published for item in parsed.items if item.published]
    count = "1 item" if len(parsed.items) == 1 else f"{len(parsed.items)} items"
    newest = f", the newest of {max(dates):%d %B %Y} (UTC)" if dates else ", none with a date"
    return f"It answers with {count}{newest if parsed.items else ''}."


def from_opml(document: bytes, known: Iterable[Source], *, is_trusted: bool = False) -> list[Source]:
    """Return the subscriptions of a list that are not known yet, with names of their own.

    Whoever wrote the list, its sources are trusted least but one (C), by title and link only, until a
    person looks; with `is_trusted` tier, licence and domains are taken from it. That a source may go out
    unreviewed is never taken from a list.
    """
    from feeds.opml import read_opml  # brings a parser of XML, for a list now and then

    try:
        entries = read_opml(document)
    except OpmlError as why:
        raise InvalidInputError(str(why)) from why
    sources = list(known)
    names = Names(source.name for source in sources)
    pages = {canonical(source.url) for source in sources}
    fresh = [entry for entry in entries if canonical(entry.url) not in pages]
    return [_from_entry(entry, names, is_trusted=is_trusted) for entry in fresh]


def to_opml(sources: Iterable[Source]) -> bytes:
    """Return the feeds as a subscription list, grouped by how far they are trusted."""
    from feeds.opml import OpmlEntry, write_opml  # see `from_opml`

    feeds = [source for source in sources if source.kind is SourceKind.FEED]
    ordered = sorted(feeds, key=lambda source: (source.trust.value, source.name))
    entries = [
        OpmlEntry(
            title=source.title,
            url=source.url,
            groups=(f"Trust {source.trust.value}",),
            categories=source.topics,
            extras=_extras(source),
        )
        for source in ordered
    ]
    return write_opml(entries, title="Trusted sources")


class Names:
    """Gives out names that are not taken yet."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def one_for(self, title: str, *, wanted: str = "") -> str:
        """Return `wanted` if it is a free name, else one made from `title`."""
        if _NAME.fullmatch(wanted) and wanted not in self._taken:
            self._taken.add(wanted)
            return wanted
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "source"
        name, number = slug, self._next.get(slug, 2)
        while name in self._taken:
            name, number = f"{slug}-{number}", number + 1
        self._next[slug] = number
        self._taken.add(name)
        return name


#: Fields that a list carries beside title, address and topics, and how each is read from text.
_HARMLESS: Final[dict[str, Callable[[str], object]]] = {
    "owner": str,
    "handle": str,
    "pace": str,
    "active": lambda text: text != "false",
    "review_date": str,
    "topics_out": lambda text: tuple(text.split("|")),
    "needs_clinician": lambda text: text == "true",
    "retention_days": int,
    "weekly_cap": int,
}
_WEIGHTY: Final[dict[str, Callable[[str], object]]] = {
    "trust": Trust,
    "licence": str,
    "domains": lambda text: tuple(text.split("|")),
}


def _extras(source: Source) -> tuple[tuple[str, str], ...]:
    """Return the fields that differ from what a source has by default, as text."""
    told = {"name": source.name}
    for name in (*_HARMLESS, *_WEIGHTY):
        value, default = getattr(source, name), Source.model_fields[name].default
        if value != default or name == "trust":
            told[name] = _as_text(value)
    return tuple(sorted(told.items()))


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _from_entry(entry: OpmlEntry, names: Names, *, is_trusted: bool) -> Source:
    sites = [_site_of(address) for address in (entry.url, entry.home) if address]
    said = dict(entry.extras)
    groups = () if said else entry.groups
    plain = Source(
        name=names.one_for(entry.title, wanted=said.get("name", "")),
        title=entry.title[:200],
        url=entry.url,
        owner=entry.title[:200],
        trust=Trust.C,
        domains=tuple(dict.fromkeys(sites)),
        topics=tuple(topic.lower()[:60] for topic in (entry.categories or groups)),
    )
    readers = _HARMLESS | _WEIGHTY if is_trusted else _HARMLESS
    return _enriched(plain, {name: readers[name] for name in said if name in readers}, said)


def _enriched(
    plain: Source, readers: Mapping[str, Callable[[str], object]], said: Mapping[str, str]
) -> Source:
    """Return `plain` with what a list says of it; what can't be, of a field or all together, is left out."""
    source = checked(plain)
    for name, read in readers.items():
        try:
            source = checked(source.model_copy(update={name: read(said[name])}))
        except (ValueError, InvalidInputError):
            continue
    return source


def _site_of(url: str) -> str:
    return host_of(url).removeprefix("www.")
