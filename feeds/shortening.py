"""A document with far too many entries, cut down before anything walks through it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from feeds.sift import MOST_ITEMS

#: So many entries are read in a second or two; only a document with more is cut.
_READ_WHOLE: Final = 5_000
_START: Final = re.compile(rb"<(?:[a-zA-Z]{1,20}:)?(item|entry)(?=[\s>/])", re.IGNORECASE)


def short_enough(document: bytes) -> tuple[bytes, int]:
    """Return `document` with no more entries than can be read in time, and how many were cut out.

    The first ones stay, with what stands before and after all of them. Entries are counted as they are
    written, so a document that quotes the tags of thousands of others loses more than it should.
    """
    starts = [match.start() for match in islice(_START.finditer(document), MOST_ITEMS, None)]
    if len(starts) + MOST_ITEMS <= _READ_WHOLE:
        return document, 0
    lower = document.lower()
    ends = (lower.rfind(b"</item"), lower.rfind(b"</entry"))
    after = document.find(b">", max(ends)) + 1 if max(ends) > starts[0] else len(document)
    return document[: starts[0]] + document[after:], len(starts)
