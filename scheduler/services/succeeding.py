"""Is there another article now where an item's page was? Asked of the page, and of where it leads.

A moved page is no new article: one counts as another only where the page says so in words, or where it is
called so differently that hardly a word of the item's title is left. In doubt the item stands.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from feeds.errors import FetchError
from feeds.links import canonical
from feeds.successors import successors, title_of
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from feeds.fetch import Fetched, Fetcher

#: Fewer words of a title tell nothing of whether another one is on the same.
_LEAST: Final = 3
#: With less of its words an article is another one.
_SHARED: Final = 0.25
_WORD: Final = re.compile(r"\w{4,}")


class PageSeen(Value):
    """What became of a page."""

    #: HTTP status; 0 where nobody answered or programs are not wanted.
    status: int
    #: The address of the article that stands in its place; empty where there is none.
    replaced_by: str = ""


def look_behind(fetcher: Fetcher, link: str, *, title: str) -> PageSeen:
    """Ask for the page of an item of that title, and where that leads elsewhere, for where it leads.

    A page that leads to the site's front page for good is taken as missing.
    """
    try:
        page = fetcher.fetch_page(link)
    except FetchError as why:
        return PageSeen(status=why.status)
    if page.moved_to and _is_front(page.moved_to) and not _is_front(link):
        return PageSeen(status=HTTPStatus.NOT_FOUND)
    return PageSeen(status=HTTPStatus.OK, replaced_by=_replaced_by(fetcher, page, link, title=title))


def _replaced_by(fetcher: Fetcher, page: Fetched, link: str, *, title: str) -> str:
    if page.moved_to and _has_moved(link, page) and _is_another(title, page):
        return page.moved_to
    for each in successors(page.body, url=page.url):
        if each.is_said:
            return each.address
        if not _is_front(each.address) and _leads_to_another(fetcher, each.address, title=title):
            return each.address
    return ""


def _has_moved(link: str, page: Fetched) -> bool:
    """Did permanent redirects alone lead to another path?"""
    is_whole_way = page.moved_to is not None and canonical(page.moved_to) == canonical(page.url)
    return is_whole_way and _path(page.url) != _path(link)


def _leads_to_another(fetcher: Fetcher, address: str, *, title: str) -> bool:
    try:
        return _is_another(title, fetcher.fetch_page(address))
    except FetchError:
        return False


def _is_another(title: str, page: Fetched) -> bool:
    """Does a page call itself so differently that it must be on something else?"""
    ours, theirs = (set(_WORD.findall(text.casefold())) for text in (title, title_of(page.body)))
    if len(ours) < _LEAST or len(theirs) < _LEAST:
        return False
    return len(ours & theirs) < _SHARED * len(ours)


def _path(url: str) -> str:
    return urlsplit(canonical(url)).path


def _is_front(url: str) -> bool:
    parts = urlsplit(canonical(url))
    return parts.path in {"", "/"} and not parts.query
