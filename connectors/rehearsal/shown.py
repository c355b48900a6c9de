"""How X's API shows what the rehearsal network keeps: shortened, escaped, only the fields asked for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from connectors.weigh import links

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from connectors.rehearsal.kept import Kept

#: What `tweet.fields` may ask for here, beside what is always shown.
FIELDS = frozenset(
    {
        "attachments",
        "author_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "id",
        "note_tweet",
        "public_metrics",
        "text",
    }
)


def post_as_shown(
    kept: Kept, fields: Collection[str], *, now: datetime, has_new_names: bool = False
) -> dict[str, Any]:
    """Return a post as X's API does, with the fields asked for."""
    text, urls = text_as_shown(kept)
    all_of_it: dict[str, Any] = {
        "author_id": kept.user_id,
        "created_at": kept.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "public_metrics": counts(kept, now, has_new_names=has_new_names),
    }
    if urls:
        all_of_it["entities"] = {"urls": urls}
    if kept.pictures:
        all_of_it["attachments"] = {"media_keys": [f"3_{each}" for each in kept.pictures]}
    history = "edit_history_post_ids" if has_new_names else "edit_history_tweet_ids"
    asked = {name: value for name, value in all_of_it.items() if name in fields}
    return {"id": kept.id, "text": text, history: [kept.id], **asked}


def text_as_shown(kept: Kept) -> tuple[str, list[dict[str, Any]]]:
    """Return the text with short links and escapes, one link for all pictures at its end, and the links."""
    shown, done = "", 0
    urls: list[dict[str, Any]] = []
    for link in links(kept.text):
        shown += _escaped(kept.text[done : link.start])
        address = link.address if "://" in link.address else f"http://{link.address}"
        url = _url(_short(link.address), address, start=len(shown))
        shown, done = shown + url["url"], link.end
        urls.append(url)
    shown += _escaped(kept.text[done:])
    if kept.pictures:
        shown = f"{shown} ".lstrip()
        short, start = _short(kept.id), len(shown)
        shown += short
        urls += [
            _url(
                short, f"https://x.com/i/status/{kept.id}/photo/{number}", start=start, media_key=f"3_{each}"
            )
            for number, each in enumerate(kept.pictures, start=1)
        ]
    return shown, urls


def counts(kept: Kept, now: datetime, *, has_new_names: bool = False) -> dict[str, int]:
    """Return invented counts: the same each time, and growing through the first two days."""
    hours = max((now - kept.at).total_seconds() / 3600, 0.0)
    views = int(int(kept.id) % 6_000 * hours / (hours + 12))
    return {
        "repost_count" if has_new_names else "retweet_count": views // 200,
        "reply_count": views // 700,
        "like_count": views // 60,
        "quote_count": views // 1500,
        "bookmark_count": views // 900,
        "impression_count": views,
    }


def _url(short: str, address: str, *, start: int, **more: str) -> dict[str, Any]:
    display = address.partition("://")[2]
    return {
        "start": start,
        "end": start + len(short),
        "url": short,
        "expanded_url": address,
        "display_url": display if len(display) <= len("example.org/0123456789abcd") else f"{display[:25]}…",
        **more,
    }


def _short(address: str) -> str:
    return f"https://t.co/{hashlib.sha256(address.encode()).hexdigest()[:10]}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
