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

from connectors.x_names import history_of, note_of, references_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connectors.base import Outgoing

_SHORTENED = re.compile(r"\bt\.co/\w+")
_ADDRESS = re.compile(r"https?://([^\s/?#]+)", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:@\w+ )+")
_OF_A_MEDIUM = re.compile(r"/(?:photo|video)/\d+$")


def is_shown_as(message: Outgoing, post: Mapping[str, Any]) -> bool:
    """Return whether `post`, as X's timeline shows it, is `message`.

    `post` needs its `entities`, `attachments`, references and whole text; a link that X did not
    explain may be any.
    """
    expected = len(message.pictures) + (message.video is not None)
    if _media(post) != expected or not _answers_alike(message, post) or not _quotes_alike(message, post):
        return False
    quoted = (None, message.quote) if message.quote else (None,)
    return any(_says_alike(message, _expanded(post, without_link_to=each)) for each in quoted)


def first_number(post: Mapping[str, Any]) -> str:
    """Return the number under which X accepted `post`: each edit gets a new one."""
    return min(history_of(post), key=int)


def _answers_alike(message: Outgoing, post: Mapping[str, Any]) -> bool:
    """Return whether both answer the same post, or none; a post of another thread is another post."""
    answered = references_of(post, "replied_to")
    if answered:
        return message.reply_to in answered
    begins = str(post.get("conversation_id") or "")
    if not begins:
        return True  # X told nothing of it
    is_first = begins in history_of(post)
    return is_first is (message.reply_to is None)


def _quotes_alike(message: Outgoing, post: Mapping[str, Any]) -> bool:
    """Return whether `post` quotes what `message` does; an address in the text makes X quote, too."""
    quoted = references_of(post, "quoted")
    return message.quote is None or not quoted or message.quote in quoted


def _says_alike(message: Outgoing, text: str) -> bool:
    shown, sent = _fold(text), _fold(message.text)
    if message.reply_to:  # X puts the names of those who are answered before the text
        shown, sent = _ADDRESSED.sub("", shown), _ADDRESSED.sub("", sent)
    if not _SHORTENED.search(shown):
        return shown == sent
    pattern = r"\S+".join(re.escape(part) for part in _SHORTENED.split(shown))
    return re.fullmatch(pattern, sent) is not None


def _media(post: Mapping[str, Any]) -> int:
    return len((post.get("attachments") or {}).get("media_keys") or [])


def _expanded(post: Mapping[str, Any], *, without_link_to: str | None = None) -> str:
    whole = note_of(post) or post
    text = str(whole.get("text", ""))
    meant = dict(_meant(whole))
    if without_link_to is not None:
        of_it = re.compile(rf"/status/{re.escape(without_link_to)}(?:$|[?#/])")
        meant = {short: "" if of_it.search(address) else address for short, address in meant.items()}
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
