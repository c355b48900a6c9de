"""The time-line as a plain page: what went out, newest first, with pictures and times."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from connectors.rehearsal.network import links_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectors.rehearsal.network import Kept, Rehearsal

_SHOWN = 200
_STYLE = """
:root{color-scheme:light dark;--ink:#17211f;--soft:#5b6866;--line:#dfe5e3;--card:#fff;--page:#f4f7f6;
--teal:#0f766e}
@media(prefers-color-scheme:dark){:root{--ink:#e6edeb;--soft:#9fb0ac;--line:#2c3a37;--card:#16201e;
--page:#0d1413;--teal:#5eead4}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header,main{max-width:40rem;margin:0 auto;padding:1.25rem 1rem}
header h1{font-size:1.25rem;margin:0}header p{color:var(--soft);margin:.25rem 0 0}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.75rem}
nav a{border:1px solid var(--line);border-radius:99px;padding:.15rem .75rem;text-decoration:none;
color:var(--ink)}
nav a[aria-current]{border-color:var(--teal);color:var(--teal);font-weight:600}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;
margin:0 0 .75rem}
article h2{font-size:.95rem;margin:0}article h2 span{color:var(--soft);font-weight:400}
article p{margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}a{color:var(--teal)}
time,figcaption{color:var(--soft);font-size:.85rem}
figure{margin:.5rem 0}img{max-width:100%;border-radius:8px;display:block}
.none{color:var(--soft);text-align:center;padding:3rem 1rem}
"""


def timeline_page(rehearsal: Rehearsal, *, handle: str | None = None, only: Kept | None = None) -> str:
    """Return the page for one account, for all, or for one post."""
    account = rehearsal.account_named(handle) if handle else None
    posts = [only] if only else rehearsal.visible(account.user_id if account else None)[:_SHOWN]
    body = "".join(_article(rehearsal, kept) for kept in posts) or (
        '<p class="none">Nothing has been posted yet. When a scheduled post is due, it appears here.</p>'
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="refresh" content="15"><title>Rehearsal time-line</title><style>{_STYLE}</style>'
        "<header><h1>Rehearsal time-line</h1><p>A network on this machine. Nothing here is public.</p>"
        f"{_tabs(rehearsal, handle)}</header><main>{body}</main></html>"
    )


def _tabs(rehearsal: Rehearsal, handle: str | None) -> str:
    tabs: Iterable[tuple[str, str, bool]] = [
        ("/", "All", handle is None),
        *((f"/@{each.handle}", f"@{each.handle}", each.handle == handle) for each in rehearsal.accounts),
    ]
    current = {True: ' aria-current="page"', False: ""}
    links = "".join(
        f'<a href="{html.escape(where)}"{current[here]}>{html.escape(name)}</a>' for where, name, here in tabs
    )
    return f'<nav aria-label="Accounts">{links}</nav>'


def _article(rehearsal: Rehearsal, kept: Kept) -> str:
    account = rehearsal.account_of(kept.user_id)
    handle = html.escape(account.handle if account else kept.user_id)
    name = html.escape((account.name if account else "") or handle)
    pictures = "".join(_figure(rehearsal, each) for each in kept.pictures)
    when = f'<time datetime="{kept.at.isoformat()}">{kept.at:%d %B %Y, %H:%M:%S} UTC</time>'
    return (
        f'<article id="post-{kept.id}"><h2>{name} <span>@{handle}</span></h2>'
        f"<p>{_linked(kept.text)}</p>{pictures}{when}</article>"
    )


def _figure(rehearsal: Rehearsal, picture_id: str) -> str:
    picture = rehearsal.picture(picture_id)
    alt = html.escape(picture.alt if picture else "")
    return (
        f'<figure><img src="/pictures/{html.escape(picture_id)}" alt="{alt}">'
        f"<figcaption>Alt text: {alt}</figcaption></figure>"
    )


def _linked(text: str) -> str:
    shown, rest = "", text
    for link in links_in(text):
        before, _, rest = rest.partition(link)
        safe = html.escape(link)
        shown += f'{html.escape(before)}<a href="{safe}" rel="noopener noreferrer">{safe}</a>'
    return shown + html.escape(rest)
