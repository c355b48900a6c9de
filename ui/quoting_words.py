"""What the planner says where a post is made from an item's own words."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import ngettext, words_of

words_of(__name__)


FROM_ITEM = "Write it from the article"
READ_PAGE = "Look for quotes on its page"
READ_PAGE_HINT = "Reads the article's page once, if its site lets programs in. Its text is not kept."
READING = "Reading the page …"
OWN_COMMENT, OWN_COMMENT_HINT = "Your comment", "Stands first, in your own words: what should people here do?"
SAYS = "Then"
THE_TITLE = "The title of the article"
HASHTAGS = "Hashtags"
PUT_TOGETHER = "Use this text"
PUT_BACK = "Put my text back"
SENTENCE_KEPT = "A sentence of the article is not offered: the licence of its source does not allow it."
QUOTE_IS_YOURS = (
    "This source's licence names title and link only. A short quote with its speaker and source may still be "
    "fair: you decide, and you answer for it."
)


def credit(words: str, licence: str, terms: str) -> str:
    """Say who is named in the post, and what the source allows."""
    return _("Names its source: {words}. Licence: {licence}. {terms}").format(
        words=words, licence=licence, terms=terms
    )


def too_long(count: int) -> str:
    """Say how many quotes do not fit."""
    told = ngettext(
        "{count} quote is too long for this channel.",
        "{count} quotes are too long for this channel.",
        count,
    )
    return told.format(count=count)


def choice(text: str, speaker: str) -> str:
    """Show a quote, or a sentence of the article, among what can be chosen."""
    return f"“{text}” — {speaker}" if speaker else _("This sentence: {text}").format(text=text)
