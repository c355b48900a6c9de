"""Sources made from what others give: a catalogue entry, a subscription list, what a person typed.

Pure: texts and values in, sources or one clear sentence out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from feeds.errors import OpmlError
from feeds.links import absolute, canonical, host_of
from feeds.opml import OpmlEntry, read_opml, write_opml
from scheduler.domain.curation import Source, Trust
from scheduler.domain.errors import InvalidInputError
from scheduler.services.shortlisting import KEEPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from feeds.sources import Source as ShippedSource

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LONGEST_NAME: Final = 40
_HANDLE: Final = re.compile(r"@?\w{1,30}")


def checked(source: Source) -> Source:
    """Return `source` as it can be kept; raises `InvalidInputError` that names what is wrong.

    Without domains, the links of its items may lead to where the feed itself lives.
    """
    if not _NAME.fullmatch(source.name):
        raise InvalidInputError(
            f"“{source.name}” can't name a source: use small letters, digits and hyphens, like county-news."
        )
    if absolute(source.url, base_url="") != source.url:
        raise InvalidInputError(f"“{source.url[:80]}” is no address of a feed. It must begin with https://.")
    if source.pace not in KEEPS:
        raise InvalidInputError(f"There is no pace “{source.pace}”. Known: {', '.join(sorted(KEEPS))}.")
    if source.handle and not _HANDLE.fullmatch(source.handle):
        raise InvalidInputError(f"“{source.handle}” is no handle. Write it like @larkspur.")
    domains = tuple(dict.fromkeys(domain.strip().lower() for domain in source.domains if domain.strip()))
    return source.model_copy(
        update={"domains": domains or (_site_of(source.url),), "title": source.title.strip() or source.name}
    )


def from_catalogue(shipped: ShippedSource) -> Source:
    """Return a source of the shipped list as the application keeps it."""
    return Source(
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


def from_opml(document: bytes, known: Iterable[Source]) -> list[Source]:
    """Return the subscriptions of a list that are not known yet, with names of their own.

    Nothing is known of them but an address, so they are trusted least but one (C) until a person looks.
    """
    try:
        entries = read_opml(document)
    except OpmlError as why:
        raise InvalidInputError(str(why)) from why
    sources = list(known)
    names = {source.name for source in sources}
    pages = {canonical(source.url) for source in sources}
    return [_from_entry(entry, _free_name(entry.title, names)) for entry in entries if _is_new(entry, pages)]


def to_opml(sources: Iterable[Source]) -> bytes:
    """Return a subscription list, grouped by how far the sources are trusted."""
    ordered = sorted(sources, key=lambda source: (source.trust.value, source.name))
    entries = [
        OpmlEntry(title=source.title, url=source.url, groups=(f"Trust {source.trust.value}",))
        for source in ordered
    ]
    return write_opml(entries, title="Trusted sources")


def _from_entry(entry: OpmlEntry, name: str) -> Source:
    sites = [_site_of(address) for address in (entry.url, entry.home) if address]
    return checked(
        Source(
            name=name,
            title=entry.title[:200],
            url=entry.url,
            owner=entry.title[:200],
            trust=Trust.C,
            domains=tuple(dict.fromkeys(sites)),
            topics=tuple(group.lower()[:60] for group in entry.groups),
        )
    )


def _is_new(entry: OpmlEntry, pages: set[str]) -> bool:
    page = canonical(entry.url)
    is_new = page not in pages
    pages.add(page)
    return is_new


def _free_name(title: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "source"
    name = next(name for name in _numbered(slug, taken) if name not in taken)
    taken.add(name)
    return name


def _numbered(slug: str, taken: Collection[str]) -> Iterable[str]:
    return (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))


def _site_of(url: str) -> str:
    return host_of(url).removeprefix("www.")
