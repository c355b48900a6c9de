"""A newsletter's mail to items: one for each link worth following, with its own words and those around it.

Bytes in, values out. Nothing in a mail is opened, no picture is kept, and nothing that tells who the mail
was sent to: links to unsubscribe, to change settings, to see the mail online or through a counter of clicks
are never taken. Whose mail it is, is told by List-Id or sender; all other mail is none of our business.
A mail may be hostile: read it in a process that can be killed, as `feeds.worker` does.
"""

from __future__ import annotations

import email
import hashlib
import re
from email.message import Message
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from feeds.dates import from_text
from feeds.errors import NotAFeedError
from feeds.mail_choice import Choice
from feeds.mail_links import MailLink, links_in_html, links_in_text
from feeds.senders import header, is_from, reader_marks
from feeds.senders import proof as proof_of
from feeds.sift import RawFeed, RawItem, sift
from feeds.text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from feeds.item import ParsedFeed

_MOST_TEXT: Final = 2_000_000
_LONGEST_TITLE: Final = 200
_FEWEST_LETTERS: Final = 4
_FEWEST_WORDS: Final = 3
#: What a link says that tells nothing of where it leads.
_SAYS_NOTHING: Final = re.compile(
    r"(?:click |tap )?(?:here|more|now|link|this link|"
    r"(?:read|learn|see|find out|discover|get|view|show)(?: the| this| full| it| all| our)*"
    r"(?: more| story| stories| article| report| details| here| now| on| blog| post| release| video| full)*|"
    r"continue reading|full (?:story|article|text|report)|details|watch(?: now| the video)?|listen(?: now)?|"
    r"download(?: (?:now|pdf|the report))?|register(?: now| here)?|leer m[aá]s|m[aá]s informaci[oó]n|pdf|\W+)"
    r"(?: about (?:this|it))?[\s.:>\u00bb\u203a\u2192\u2026!]*",
    re.IGNORECASE,
)
_NOT_PROVEN: Final = "The mail's sender is not proven: its server told of no valid signature (DKIM)."
_FORGED: Final = "left out: its mail failed the check of its sender (DKIM, DMARC)"


def read(
    mail: bytes, *, identity: str, domains: Sequence[str], now: datetime, checked_by: str = ""
) -> ParsedFeed:
    """Return the items of a mail of `identity`; with `domains`, only links that lead there.

    Raises `NotAFeedError` for a mail of somebody else. A mail that failed the check of its sender gives no
    item, and one that was never checked a remark. `checked_by` is the name under which our mail server puts
    its checks into mails; without it, the uppermost check is believed.
    """
    message = email.message_from_bytes(mail)
    if not is_from(message, identity):
        raise NotAFeedError("", "is no mail of this newsletter")
    title = header(message, "subject")
    proof = proof_of(message, identity, checked_by=checked_by)
    links = Choice(domains, reader_marks(message))
    items = [] if proof == "fail" else list(_items(message, mail, links))
    remarks = [] if proof == "pass" else [_NOT_PROVEN] if proof == "none" else [f"1 mail {_FORGED}."]
    counted = [
        f"{times} {'link' if times == 1 else 'links'} {why}." for why, times in sorted(links.tally.items())
    ]
    feed = RawFeed(kind="newsletter", title=title, home="", items=items, remarks=(*remarks, *counted))
    return sift(feed, base_url="", now=now)


def _items(message: Message, mail: bytes, links: Choice) -> Iterator[RawItem]:
    """Yield an item for each page; its identity is the mail's with a digest of the address."""
    said = header(message, "message-id").strip("<> ") or hashlib.sha256(mail).hexdigest()
    published = from_text(header(message, "date"))
    author = _name_of(header(message, "from"))
    for url, found in links.worthwhile(_links_of(message)).items():
        title, summary = _words(found)
        if title:
            page = hashlib.sha256(url.encode(errors="surrogatepass")).hexdigest()[:16]
            yield RawItem(
                guid=f"{said}#{page}",
                title=_escaped(title),
                links=(url,),
                summary=_escaped(summary),
                author=_escaped(author),
                published=published,
                dated=bool(header(message, "date")),
            )


def _words(links: list[MailLink]) -> tuple[str, str]:
    """Return the title of a page and what is said about it, from all the links to it.

    A link of one or two words within a sentence is called by the sentence, one that says nothing of where
    it leads by the words before it.
    """
    telling = [link for link in links if not _says_nothing(link)]
    best = max(telling, key=lambda link: len(link.anchor), default=None)
    said = next((link.around for link in links if _tells(link.around)), "")
    if best is None:
        title = links[0].before or said
    elif best.around and len(best.anchor.split()) < _FEWEST_WORDS:
        title = best.around
    else:
        title, said = best.anchor, best.around or best.after or said
    return shortened(title, _LONGEST_TITLE), "" if said == title else said


def _tells(text: str) -> bool:
    return bool(text) and not _SAYS_NOTHING.fullmatch(text)


def _says_nothing(link: MailLink) -> bool:
    letters = sum(letter.isalpha() for letter in link.anchor)
    is_address = re.match(r"(?:https?://|www\.)\S+\Z", link.anchor, re.IGNORECASE)
    return letters < _FEWEST_LETTERS or bool(is_address) or not _tells(link.anchor)


def _links_of(message: Message) -> list[MailLink]:
    texts = {"text/html": "", "text/plain": ""}
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind in texts and not texts[kind] and part.get_content_disposition() != "attachment":
            texts[kind] = _text_of(part)
    if texts["text/html"]:
        return links_in_html(texts["text/html"])
    return links_in_text(texts["text/plain"])


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a mail, but not those of mails that it passes on: they are other people's."""
    if message.get_content_maintype() == "message":
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _own_parts(part)
    else:
        yield message


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload[:_MOST_TEXT] if isinstance(payload, bytes) else b""
    for name in (str(part.get_content_charset("utf-8")), "utf-8", "windows-1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _name_of(sender: str) -> str:
    name = parseaddr(sender)[0]
    return "" if "@" in name else name


def _escaped(text: str) -> str:
    """Return plain text as markup, for what follows reads markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
