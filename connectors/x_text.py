"""Whether a post that X shows is the message that was sent; pure.

X gives a text back changed: links shortened, a link for the pictures appended, three characters
escaped, addresses completed. Both sides are folded to a form in which these changes vanish. In
doubt the fold says "the same", for a post taken for absent would be sent twice.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connectors.base import Outgoing

_SHORTENED = re.compile(r"\bt\.co/\w+")
_ADDRESS = re.compile(r"https?://([^\s/?#]+)", re.IGNORECASE)
_OF_A_MEDIUM = re.compile(r"/(?:photo|video)/\d+$")


def is_shown_as(message: Outgoing, post: Mapping[str, Any]) -> bool:
    """Return whether `post`, as X's timeline shows it, is `message`.

    `post` needs its `entities`, `attachments` and `note_tweet`; a link that X did not explain may be any.
    """
    if _media(post) != len(message.pictures):
        return False
    shown, sent = _fold(_expanded(post)), _fold(message.text)
    if not _SHORTENED.search(shown):
        return shown == sent
    pattern = r"\S+".join(re.escape(part) for part in _SHORTENED.split(shown))
    return re.fullmatch(pattern, sent) is not None


def first_number(post: Mapping[str, Any]) -> str:
    """Return the number under which X accepted `post`: each edit gets a new one.

    X renamed the field in 2026 (`edit_history_tweet_ids` to `edit_history_post_ids`): both are read.
    """
    history = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids") or []
    numbers = [each for each in history if isinstance(each, str) and each.isdecimal()]
    return min([*numbers, str(post["id"])], key=int)


def _media(post: Mapping[str, Any]) -> int:
    return len((post.get("attachments") or {}).get("media_keys") or [])


def _expanded(post: Mapping[str, Any]) -> str:
    whole = post.get("note_tweet") or post  # X keeps more than 280 characters apart
    text = str(whole.get("text", ""))
    meant = dict(_meant(whole))
    if not meant:
        return text
    shortened = "|".join(re.escape(each) for each in sorted(meant, key=len, reverse=True))
    return re.sub(shortened, lambda found: meant[found[0]], text)


def _meant(post: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each shortened link with what its author wrote; `unwound_url` is not it."""
    for each in (post.get("entities") or {}).get("urls") or []:
        expanded = str(each.get("expanded_url") or "")
        if not each.get("url") or not expanded:
            continue
        is_medium = each.get("media_key") or _OF_A_MEDIUM.search(expanded)
        yield str(each["url"]), "" if is_medium else expanded


def _fold(text: str) -> str:
    text = _unescaped(text)
    text = unquote(_ADDRESS.sub(lambda found: _host(found[1]), text))
    text = "".join(each for each in text if each.isspace() or unicodedata.category(each) not in {"Cc", "Cf"})
    text = unicodedata.normalize("NFC", text.casefold())
    return " ".join(re.sub(r"/(?=\s|$)", "", text).split())


def _unescaped(text: str) -> str:
    """Undo what X escapes, and no more: `&copy` may stand in an address."""
    while (plain := text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) != text:
        text = plain
    return text


def _host(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
