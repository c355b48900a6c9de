"""Every sentence of the page that shows the record."""

from __future__ import annotations

PERSON, EVERYBODY = "Who", "Everybody"
ACTION, EVERYTHING = "What", "Everything"
SINCE, UNTIL = "From", "Through"
SAVE_PAGE = "Save to print"
SAVE_PAGE_HINT = "One page with what is sought here, what verification says, and the signed head."
NOT_VERIFIED = "Nobody verified the record yet."
NOT_SIGNED = "No signed head yet: a running engine signs the first one within minutes."


def verified(when: str, who: str, words: str) -> str:
    """Say who verified the record last, and what it came to."""
    return f"Last verified {when} by {who}: {words}"


def signed(line: int, when: str, since: int) -> str:
    """Say how far the record is signed."""
    tail = "" if not since else f"; {since:,} lines since" if since > 1 else "; 1 line since"
    return f"Signed up to line {line:,} on {when}{tail}."


def shown(count: int) -> str:
    """Say that there are more lines than are shown."""
    return f"The newest {count:,} lines are shown; narrow the search, or save all of them."
