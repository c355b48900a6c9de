"""Every sentence of the page that shows the record."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import ngettext, number, words_of

words_of(__name__)


PERSON, EVERYBODY = "Who", "Everybody"
ACTION, EVERYTHING = "What", "Everything"
SINCE, UNTIL = "From", "Through"
SAVE_PAGE = "Save to print"
SAVE_PAGE_HINT = "One page with what is sought here, what verification says, and the signed head."
NOT_VERIFIED = "Nobody verified the record yet."
NOT_SIGNED = "No signed head yet: a running engine signs the first one within minutes."


def verified(when: str, who: str, words: str) -> str:
    """Say who verified the record last, and what it came to."""
    return _("Last verified {when} by {who}: {words}").format(when=when, who=who, words=words)


def signed(line: int, when: str, since: int) -> str:
    """Say how far the record is signed."""
    told = _("Signed up to line {line} on {when}").format(line=number(line), when=when)
    if since:
        more = ngettext("{count} line since", "{count} lines since", since)
        told += f"; {more.format(count=number(since))}"
    return f"{told}."


def shown(count: int) -> str:
    """Say that there are more lines than are shown."""
    return _("The newest {count} lines are shown; narrow the search, or save all of them.").format(
        count=number(count)
    )
