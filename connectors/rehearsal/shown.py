"""How X's API shows what the rehearsal network keeps: shortened, escaped, only the fields asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.weigh import links

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from connectors.rehearsal.kept import Kept
    from connectors.rehearsal.network import Rehearsal


@dataclass(frozen=True, slots=True)
class Names:
    """What one edition of X's description calls things."""

    parameter: str
    #: What the parameter may ask for here, beside what is always shown.
    fields: frozenset[str]
    expansions: frozenset[str]
    history: str
    references: str
    reposts: str
    #: Where the kinds of errors are described.
    problems: str


_FIELDS = frozenset(
    {
        "attachments",
        "conversation_id",
        "created_at",
        "entities",
        "id",
        "public_metrics",
        "reply_settings",
        "text",
    }
)
#: The names of June 2026 (v2.159), which tweepy uses, and those of August 2026 (v2.167).
OLD = Names(
    parameter="tweet.fields",
    fields=_FIELDS
    | {"author_id", "edit_history_tweet_ids", "in_reply_to_user_id", "note_tweet", "referenced_tweets"},
    expansions=frozenset({"author_id", "edit_history_tweet_ids", "in_reply_to_user_id"}),
    history="edit_history_tweet_ids",
    references="referenced_tweets",
    reposts="retweet_count",
    problems="https://api.twitter.com/2/problems",
)
NEW = Names(
    parameter="post.fields",
    fields=_FIELDS | {"note_post"},
    expansions=frozenset({"author_id", "edit_history_post_ids", "in_reply_to_user_id", "referenced_posts"}),
    history="edit_history_post_ids",
    references="referenced_posts",
    reposts="repost_count",
    problems="https://api.x.com/2/problems",
)


def post_as_shown(kept: Kept, asked: Collection[str], *, network: Rehearsal) -> dict[str, Any]:
    """Return a post as X's API does, with the fields and expansions asked for."""
    names = NEW if network.has_new_names else OLD
    text, urls = text_as_shown(kept, network=network)
    whole: dict[str, Any] = {
        "author_id": kept.user_id,
        "conversation_id": kept.conversation or kept.id,
        "created_at": kept.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "public_metrics": counts(kept, network.now(), reposts=names.reposts),
        "reply_settings": kept.manner.reply_settings,
    }
    if urls:
        whole["entities"] = {"urls": urls}
    if kept.media:
        whole["attachments"] = {"media_keys": [_key(each, network) for each in kept.media]}
    above = network.post(kept.manner.reply_to or "")
    if above is not None:
        whole["in_reply_to_user_id"] = above.user_id
    if references := _references(kept):
        whole[names.references] = references
    shown = {name: value for name, value in whole.items() if name in asked}
    return {"id": kept.id, "text": text, names.history: [kept.id], **shown}


def text_as_shown(kept: Kept, *, network: Rehearsal) -> tuple[str, list[dict[str, Any]]]:
    """Return the text as X gives it back, and the links in it.

    Links are short, three characters escaped; an answer to somebody else begins with their name; a
    link for all media, or one to the quoted post, stands at the end.
    """
    shown, done = _addressed(kept, network), 0
    urls: list[dict[str, Any]] = []
    for link in links(kept.text):
        shown += _escaped(kept.text[done : link.start])
        address = link.address if "://" in link.address else f"http://{link.address}"
        url = _url(_short(link.address), address, start=len(shown))
        shown, done = shown + url["url"], link.end
        urls.append(url)
    shown += _escaped(kept.text[done:])
    added = _added(kept, network)
    if added:
        shown = f"{shown} ".lstrip()
        start = len(shown)
        shown += _short(kept.id)
        urls += [_url(_short(kept.id), address, start=start, **more) for address, more in added]
    return shown, urls


def _addressed(kept: Kept, network: Rehearsal) -> str:
    above = network.post(kept.manner.reply_to or "")
    account = network.account_of(above.user_id) if above and above.user_id != kept.user_id else None
    name = f"@{account.handle} " if account else ""
    return "" if kept.text.startswith(name) else name


def _added(kept: Kept, network: Rehearsal) -> list[tuple[str, dict[str, str]]]:
    """Return the addresses behind the link that X puts at the end, with what it tells of each."""
    found = [(network.medium(each), each) for each in kept.media]
    kinds = ["video" if medium and medium.category != "tweet_image" else "photo" for medium, _ in found]
    media: list[tuple[str, dict[str, str]]] = [
        (f"https://x.com/i/status/{kept.id}/{kind}/{number}", {"media_key": _key(each, network)})
        for number, (kind, (_, each)) in enumerate(zip(kinds, found, strict=True), start=1)
    ]
    quoted = network.post(kept.manner.quote or "")
    account = network.account_of(quoted.user_id) if quoted else None
    if quoted is not None:
        media.append((f"https://x.com/{account.handle if account else 'i'}/status/{quoted.id}", {}))
    return media


def _references(kept: Kept) -> list[dict[str, str]]:
    told = (("replied_to", kept.manner.reply_to), ("quoted", kept.manner.quote))
    return [{"type": kind, "id": number} for kind, number in told if number is not None]


def _key(medium_id: str, network: Rehearsal) -> str:
    medium = network.medium(medium_id)
    return medium.key if medium else f"3_{medium_id}"


def counts(kept: Kept, now: datetime, *, reposts: str = "retweet_count") -> dict[str, int]:
    """Return invented counts: the same each time, and growing through the first two days."""
    hours = max((now - kept.at).total_seconds() / 3600, 0.0)
    views = int(int(kept.id) % 6_000 * hours / (hours + 12))
    return {
        reposts: views // 200,
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
