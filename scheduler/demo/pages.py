"""The newsroom's web pages: plain, readable, the same for everyone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.demo.documents import Dated
    from scheduler.demo.script import Feed

_STYLE = """
body { margin: 0; font: 1.125rem/1.6 system-ui, sans-serif; color: #1f2933; background: #f7f5f0; }
main, footer { max-width: 38rem; margin: 0 auto; padding: 1.5rem; }
h1 { line-height: 1.2; font-size: 1.9rem; } h2 { margin-top: 2.5rem; font-size: 1.2rem; }
a { color: #0b5c55; } a:focus-visible { outline: 3px solid #0b5c55; outline-offset: 2px; }
.owner, time, footer { color: #52606d; font-size: 0.95rem; } ul { padding-left: 1.2rem; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e7eb; background: #16202a; } a { color: #7fd6cb; }
  .owner, time, footer { color: #b0bcc8; }
}
"""
_FOOTER = (
    "Written for a demonstration of Rounds. The county, its hospital and everybody in it are made up, "
    "and nothing here is medical advice."
)


def front(shelves: Iterable[tuple[Feed, Sequence[Dated]]], *, base_url: str) -> str:
    """Return the list of all feeds and what is out."""
    return _page("The newsroom of Larkspur County", "".join(_shelf(*each, base_url) for each in shelves))


def article(feed: Feed, item: Dated, *, base_url: str) -> str:
    """Return the page that an item leads to."""
    day = f"{item.at:%B} {item.at.day}, {item.at.year}"
    return _page(
        item.article.title,
        f'<p class="owner">{escape(feed.owner)} · <time datetime="{item.at.isoformat()}">{day}</time></p>'
        f"<p><strong>{escape(item.article.summary)}</strong></p><p>{escape(item.article.body)}</p>"
        f'<p><a href="{escape(base_url)}/">All news of the county</a></p>',
    )


def missing(*, base_url: str) -> str:
    """Return the page for an address that leads nowhere."""
    return _page(
        "This page is not there",
        f'<p>It may come out later. <a href="{escape(base_url)}/">All news of the county</a></p>',
    )


def _shelf(feed: Feed, items: Sequence[Dated], base_url: str) -> str:
    lines = "".join(
        f'<li><a href="{escape(each.url)}">{escape(each.article.title)}</a></li>' for each in items
    )
    address = f"{escape(base_url)}/feeds/{escape(feed.file_name)}"
    return (
        f'<section><h2>{escape(feed.title)}</h2><p class="owner">{escape(feed.about)} '
        f'<a href="{address}">Subscribe to {escape(feed.title)}</a></p><ul>{lines}</ul></section>'
    )


def _page(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{content}</main>"
        f"<footer><p>{_FOOTER}</p></footer></body></html>"
    )
