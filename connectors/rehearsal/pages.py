"""The time-line as a person sees it: posts, newest first, with pictures, alt texts and times.

Nothing is loaded from elsewhere, and whatever was posted is shown as text.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from connectors.weigh import links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from connectors.rehearsal.kept import Account, Kept
    from connectors.rehearsal.network import Rehearsal

_SHOWN = 200
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STYLE = """
:root{color-scheme:light dark;--ink:#17211f;--soft:#53605e;--line:#dfe5e3;--card:#fff;--page:#f4f7f6;
--teal:#0f766e}
@media(prefers-color-scheme:dark){:root{--ink:#e6edeb;--soft:#9fb0ac;--line:#2c3a37;--card:#16201e;
--page:#0d1413;--teal:#5eead4}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
header,main{max-width:40rem;margin:0 auto;padding:1.25rem 1rem}
header h1{font-size:1.25rem;margin:0}header p{color:var(--soft);margin:.25rem 0 0}
a{color:var(--teal)}a:focus-visible{outline:2px solid var(--teal);outline-offset:2px}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.75rem}
nav a{border:1px solid var(--line);border-radius:99px;padding:.25rem .85rem;text-decoration:none;
color:var(--ink);background:var(--card)}
nav a[aria-current]{border-color:var(--teal);color:var(--teal);font-weight:600}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;
margin:0 0 .75rem}
article h2{font-size:.95rem;margin:0}article h2 span{color:var(--soft);font-weight:400}
article p{margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
article>a{color:var(--soft);font-size:.85rem;text-decoration:none}
figure{margin:.5rem 0}img{max-width:100%;height:auto;border-radius:8px;display:block}
figcaption{color:var(--soft);font-size:.85rem;margin-top:.25rem}
.manner{color:var(--soft);font-size:.85rem}
.none{color:var(--soft);text-align:center;padding:3rem 1rem}
"""
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Ccircle cx='8' cy='8' r='7' fill='%230f766e'/%3E%3C/svg%3E"
)


class Pages:
    """What a browser is shown."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._network = rehearsal
        self._accounts = rehearsal.accounts

    async def timeline(self, request: Request) -> Response:
        """Show the newest posts of one account, or of all."""
        handle = request.path_params.get("handle")
        account = self._network.account_named(handle) if handle else None
        if handle is not None and account is None:
            return PlainTextResponse("There is no such account here.", 404)
        posts = self._network.visible(account.user_id if account else None)
        watches = request.query_params.get("watch") == "on"
        return HTMLResponse(self._page(posts, account, watches=watches), headers=_SAFE)

    async def post(self, request: Request) -> Response:
        """Show one post, where a receipt leads."""
        found = self._network.post(request.path_params["id"])
        if found is None:
            return PlainTextResponse("There is no such post here.", 404)
        account = self._network.account_of(found.user_id)
        return HTMLResponse(self._page([found], account, watches=False), headers=_SAFE)

    async def medium(self, request: Request) -> Response:
        """Show a picture or an animation; of a video only its size is known."""
        found = self._network.medium(request.path_params["id"])
        if found is None or not found.data:
            return PlainTextResponse("There is no such picture here.", 404)
        return Response(found.data, media_type=found.mime, headers=_SAFE)

    async def style(self, _: Request) -> Response:
        """Say how it looks."""
        return Response(_STYLE, media_type="text/css", headers=_SAFE)

    def _page(self, posts: Sequence[Kept], account: Account | None, *, watches: bool) -> str:
        body = "".join(self._article(kept) for kept in posts[:_SHOWN]) or (
            '<p class="none">Nothing has been posted yet. When a scheduled post is due, it appears here.</p>'
        )
        if len(posts) > _SHOWN:
            body += f'<p class="none">The newest {_SHOWN} of {len(posts)} posts.</p>'
        again = '<meta http-equiv="refresh" content="10">' if watches else ""
        title = f"@{html.escape(account.handle)} · Rehearsal" if account else "Rehearsal time-line"
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'{again}<title>{title}</title><link rel="icon" href="{_ICON}">'
            '<link rel="stylesheet" href="/style.css"></head><body>'
            "<header><h1>Rehearsal time-line</h1>"
            f"<p>A network on this machine. Nothing here is public. {_watch(account, watches=watches)}</p>"
            f"{self._tabs(account)}</header><main>{body}</main></body></html>"
        )

    def _tabs(self, current: Account | None) -> str:
        tabs = [
            _tab("/", "All", is_current=current is None),
            *(
                _tab(f"/@{each.handle}", f"@{each.handle}", is_current=each is current)
                for each in self._accounts
            ),
        ]
        return f'<nav aria-label="Accounts">{"".join(tabs)}</nav>'

    def _article(self, kept: Kept) -> str:
        account = self._network.account_of(kept.user_id)
        handle = html.escape(account.handle if account else kept.user_id)
        name = html.escape((account.name if account else "") or handle)
        media = "".join(self._figure(each) for each in kept.media)
        return (
            f'<article id="post-{html.escape(kept.id)}"><h2>{name} <span>@{handle}</span></h2>'
            f'<p dir="auto">{_linked(kept.text)}</p>{media}{_manner(kept)}'
            f'<a href="/i/status/{html.escape(kept.id)}">{_time(kept, account)}</a></article>'
        )

    def _figure(self, medium_id: str) -> str:
        medium = self._network.medium(medium_id)
        alt = html.escape(medium.alt if medium else "")
        told = f"Alt text: {alt}" if alt else "No alt text"
        shown = f'<img src="/pictures/{html.escape(medium_id)}" alt="{alt}">'
        if medium is not None and not medium.data:
            shown = f"<p>Video, {medium.size:,} bytes</p>"
        return f"<figure>{shown}<figcaption>{told}</figcaption></figure>"


def _manner(kept: Kept) -> str:
    """Return the lines about a post that its text does not tell."""
    manner, lines = kept.manner, []
    for words, number in (("Answers", manner.reply_to), ("Shows", manner.quote)):
        if number is not None:
            lines.append(f'{words} <a href="/i/status/{html.escape(number)}">another post</a>')
    if manner.reply_settings != "everyone":
        lines.append(f"May be answered by: {html.escape(manner.reply_settings)}")
    if manner.made_with_ai:
        lines.append("Made with AI")
    return "".join(f'<p class="manner">{line}</p>' for line in lines)


def _tab(where: str, name: str, *, is_current: bool) -> str:
    current = ' aria-current="page"' if is_current else ""
    return f'<a href="{html.escape(where)}"{current}>{html.escape(name)}</a>'


def _watch(account: Account | None, *, watches: bool) -> str:
    here = f"/@{html.escape(account.handle)}" if account else "/"
    if watches:
        return f'<a href="{here}">Stop refreshing</a>'
    return f'<a href="{here}?watch=on">Refresh every 10 seconds</a>'


def _time(kept: Kept, account: Account | None) -> str:
    try:
        at = kept.at.astimezone(ZoneInfo(account.zone if account else "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        at = kept.at
    return f'<time datetime="{at.isoformat()}">{at:%a} {at.day} {at:%B %Y, %H:%M:%S %Z}</time>'


def _linked(text: str) -> str:
    shown, done = "", 0
    for link in links(text):
        address = link.address if "://" in link.address else f"http://{link.address}"
        shown += html.escape(text[done : link.start])
        shown += f'<a href="{html.escape(address)}" rel="noopener noreferrer">{html.escape(link.address)}</a>'
        done = link.end
    return shown + html.escape(text[done:])
