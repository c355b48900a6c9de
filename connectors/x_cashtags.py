"""Where a text names shares as X reads it: `$ABC`; pure, and cheap to import."""

from __future__ import annotations

import re

#: Twitter's own rule (twitter-text 3, `validCashtag`): one to six letters, and at most two more
#: after a dot or an underscore, with nothing glued on; `$5` is money.
_CASHTAG = re.compile(
    r"(?<![^\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])"
    r"\$[a-z]{1,6}(?:[._][a-z]{1,2})?"
    r"(?=$|[\s!'#%&\"()*+,\\\-./:;<=>?@\[\]^_{|}~$])",
    re.IGNORECASE | re.ASCII,
)


def cashtags(text: str) -> tuple[tuple[int, int], ...]:
    """Return the places of the cashtags in `text`, in their order."""
    return tuple(found.span() for found in _CASHTAG.finditer(text)) if "$" in text else ()
