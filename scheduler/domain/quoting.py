"""What of an item's page may be repeated, word for word, and with whose name."""

from __future__ import annotations

from scheduler.domain.value import Instant, Value

#: The longest quote that is offered, in characters. A short quotation with its speaker and source is for a
#: person to judge, whatever the source's licence; the filler never makes that judgement.
LONGEST_QUOTE = 300


class Quote(Value):
    """Words of a page, character for character."""

    text: str
    #: As the page names them; empty for a sentence of the page itself.
    speaker: str = ""
    #: Name of the source.
    source: str
    #: The sentence that tells what the page is about.
    is_telling: bool = False
    #: Between marks whatever the licence: nobody chose it but a program.
    in_marks: bool = False


class PageWords(Value):
    """What one page came to; its text is not kept."""

    item: int
    read_at: Instant
    quotes: tuple[Quote, ...] = ()
    #: Why there is nothing, in one sentence for a person; empty where the page was read.
    remark: str = ""
