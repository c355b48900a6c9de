"""Which links of a mail are worth following: those that lead to pages of the world, not of the mail.

Links to unsubscribe, to change settings, to see the mail online, to share it, through a counter of clicks,
and all that tell of the one who was written to, are never taken.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from feeds.links import absolute, belongs_to, canonical
from feeds.trackers import behind, hides_where_it_leads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feeds.mail_links import MailLink

#: A mail with more of them is an index, not a letter.
MOST_LINKS: Final = 60
#: A short link that says one of these is about the mail, not about the world.
_ABOUT_MAIL: Final = re.compile(
    r"\b(?:un-?subscribe|opt[ -]out of|"
    r"(?:manage|update|change|edit|your|email|subscriber) (?:your |my |e-?mail )*"
    r"(?:preferences?|subscriptions?|settings?|profile)|preference cent(?:er|re)|"
    r"(?:view|read|see|open)\b.{0,30}\b(?:online|in (?:a |your )?(?:web )?browser|as a web ?page)|"
    r"web version|"
    r"(?:view|read|see) this (?:e-?mail|message|newsletter|bulletin|issue)|having trouble|"
    r"forward (?:this|to a)|(?:tell|send to) a friend|tweet this|follow us|add us to your address book|"
    r"why (?:did|am) i|report (?:spam|abuse)|dejar de recibir|cancelar (?:la )?suscripci[oó]n|"
    r"ver en (?:el|su) navegador)\b",
    re.IGNORECASE,
)
_LONGEST_ABOUT_MAIL: Final = 80
#: The same, where it is all that the link says.
_ONLY_ABOUT_MAIL: Final = re.compile(
    r"(?:subscribe(?: now| here| today)?|privacy(?: (?:policy|notice|statement))?|contact(?: us)?|help|"
    r"terms(?: (?:of (?:use|service)|(?:and|&) conditions))?|share(?: (?:this|on|via)\b.{0,20})?|"
    r"preferences|settings|archives?|past issues)[\s.!]*",
    re.IGNORECASE,
)
_ABOUT_MAIL_ADDRESS: Final = re.compile(
    r"unsubscribe|/optout\b|e?mail[-_]?(?:preferences|settings)|manage[-_]?(?:e?mail|subscriptions?)|"
    r"subscriber/(?:edit|new|one_click)|view-?e?mail|view-?in-?browser|web-?version|mirrorpage|forward-?to-?friend|"
    r"/accounts/[A-Z]+/bulletins/\w+",
    re.IGNORECASE,
)
_SOCIAL: Final = (
    "facebook.com", "twitter.com", "x.com", "linkedin.com", "instagram.com", "pinterest.com", "threads.net",
    "bsky.app", "t.me", "whatsapp.com", "wa.me", "addtoany.com", "sharethis.com",
)  # fmt: skip

_UNKNOWN: Final = "left out: they go through a counter of clicks that does not say where they lead"
_ELSEWHERE: Final = "left out: they lead elsewhere than to the domains of this source"


@dataclass(slots=True)
class Choice:
    """Tells the links that are worth following, and counts the others by why they are not."""

    domains: Sequence[str]
    #: Addresses that the mail names to unsubscribe, and whoever it was sent to.
    own: tuple[str, ...]
    tally: Counter[str] = field(default_factory=Counter)

    def worthwhile(self, links: Iterable[MailLink]) -> dict[str, list[MailLink]]:
        """Return the links by the page they lead to, in the order of the mail."""
        found: dict[str, list[MailLink]] = {}
        for link in links:
            url = self._page(link)
            if url and (url in found or len(found) < MOST_LINKS):
                found.setdefault(url, []).append(link)
        return found

    def _page(self, link: MailLink) -> str:
        """Return the clean address of a link, empty where it is not worth following."""
        whole = absolute(link.url, base_url="")
        if whole is None or self._is_about_mail(link, whole):
            return ""
        url = absolute(behind(whole), base_url="") or ""
        if not url or self._is_about_mail(link, url) or self._tells_of_reader(url):
            return ""
        if belongs_to(url, _SOCIAL) or _is_front_page(url):
            return ""
        if hides_where_it_leads(url, domains=self.domains):
            self.tally[_UNKNOWN] += 1
            return ""
        if self.domains and not belongs_to(url, self.domains):
            self.tally[_ELSEWHERE] += 1
            return ""
        return canonical(url)

    def _is_about_mail(self, link: MailLink, url: str) -> bool:
        is_said = len(link.anchor) <= _LONGEST_ABOUT_MAIL and bool(_ABOUT_MAIL.search(link.anchor))
        return (
            is_said or bool(_ONLY_ABOUT_MAIL.fullmatch(link.anchor)) or bool(_ABOUT_MAIL_ADDRESS.search(url))
        )

    def _tells_of_reader(self, url: str) -> bool:
        return any(own in url.lower() for own in self.own)


def _is_front_page(url: str) -> bool:
    """A page named by nothing but its host is a logo or a signature."""
    return canonical(url).rstrip("/").count("/") < len("//a")
