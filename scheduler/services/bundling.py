"""The mails of one newsletter that came together, as if they were one document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from feeds.item import ParsedFeed

if TYPE_CHECKING:
    from feeds.item import FeedItem

_COUNTED: Final = re.compile(r"(\d+) (item|link|mail)s? (.*)")


@dataclass
class Bundle:
    """What the mails said, and what is to be said of them."""

    title: str
    #: To be kept, so that these mails are not read again.
    cursor: str = ""
    mails: int = 0
    items: dict[str, FeedItem] = field(default_factory=dict)
    _counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    _plain: dict[str, None] = field(default_factory=dict)

    def add(self, mail: ParsedFeed) -> None:
        """Add what a mail said."""
        self.mails += 1
        self.items.update({item.guid: item for item in mail.items})
        for remark in mail.remarks:
            if match := _COUNTED.fullmatch(remark):
                self._counted[match[2], match[3]] += int(match[1])
            else:
                self._plain[remark] = None

    def passed_over(self) -> None:
        """Count a mail that could not be read, or was none of the newsletter's."""
        self._counted["mail", "left out: too long, unreadable, or from somebody else."] += 1

    def note(self, words: str) -> None:
        """Say something of all of it."""
        self._plain[words] = None

    def parsed(self) -> ParsedFeed:
        """Return all mails as one document."""
        items = tuple(self.items.values())
        return ParsedFeed(title=self.title, kind="newsletter", home=None, items=items, entries=len(items))

    def in_words(self, added: int) -> str:
        """Say what came."""
        counted = [
            f"{times} {name if times == 1 else f'{name}s'} {rest}"
            for (name, rest), times in self._counted.items()
        ]
        came = f"{_many(self.mails, 'mail')}, {_many(len(self.items), 'link')}, {added} of them new."
        return " ".join([came if self.mails else "No new mail.", *self._plain, *counted])


def _many(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else f'{what}s'}"
