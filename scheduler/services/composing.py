"""Text for a curated post: own comment, title or quote, credit, hashtags, and room for the link.

Pure; the network's way of counting is a parameter. Guarantees: with its link the text fits the limit, and
the link is never cut; a quote or a sentence of the source stands whole, as it was said, or not at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from scheduler.domain.licences import licence, may_use_text
from scheduler.domain.quoting import Quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.curation import Item, Source

#: More make a post look like an advertisement.
MOST_TAGS: Final = 2

_ELLIPSIS: Final = "…"
#: Fewer words of a title say nothing; it is left out instead.
_LEAST_WORDS: Final = 3
_LONGEST_OWNER: Final = 60
_TAG: Final = re.compile(r"#(\w{1,100})")
#: In somebody else's title it would call up people who have nothing to do with it.
_MENTION: Final = re.compile(r"(?<!\w)[@\uff20](?=\w)")


def compose(
    title: str,
    source: Source,
    *,
    link: str,
    limit: int,
    length: Callable[[str], int],
    comment: str = "",
    quote: Quote | None = None,
    hashtags: Sequence[str] = (),
) -> str:
    """Return the text that goes before `link`, such that both fit `limit`; `length` counts as the network.

    The own comment stands first and gives way last. A quote, or a sentence of the source, takes the title's
    place; one that does not fit whole leaves it to the title, which is clipped at a word's end. At most two
    hashtags, without their sign in `hashtags`, end the text as far as there is room.
    """
    credit, said = credit_of(source), comment.strip()

    def fits(*parts: str) -> bool:
        return length(f"{_joined(*parts)} {link}") <= limit

    if quote is not None and fits(said, quoted(quote, source)):
        text = _joined(said, quoted(quote, source))
    else:
        headline = headline_of(title, source)
        text = _titled(headline, said, credit, fits)
    return _tagged(text, hashtags, fits)


def own_sentence(item: Item, source: Source) -> Quote | None:
    """Return the telling sentence of what the feed says of an item, where its licence lets one quote it."""
    if not lends_sentence(source):
        return None
    from feeds.telling import telling  # brings the sentence splitter, which few need

    sentence = telling(item.summary, title=item.title)
    return Quote(text=sentence, source=source.name, is_telling=True) if sentence else None


def sentence_for(item: Item, source: Source, page: Sequence[Quote] = ()) -> Quote | None:
    """Return what a proposal may say in the place of the title: the telling sentence of page or feed.

    `page` is what is kept of the item's page. It is all of a source's text that the filler may use
    without a person, and stands between marks: never what somebody is quoted with.
    """
    if not lends_sentence(source):
        return None
    found = next((each for each in page if each.is_telling), None) or own_sentence(item, source)
    return found.model_copy(update={"in_marks": True}) if found else None


def lends_sentence(source: Source) -> bool:
    """Does the licence of a source let an organisation that earns money quote a sentence of it?"""
    terms = licence(source.licence)
    return terms.may_quote and terms.is_for_business


def quoted(quote: Quote, source: Source) -> str:
    """Return a quote as it stands in a post: between marks, with who said it, and where.

    A sentence of the source itself stands without marks only where its licence lets one use its words,
    and a person chose it.
    """
    credit = credit_of(source)
    if quote.speaker:
        return f"“{quote.text}” — {quote.speaker}, {credit}"
    if may_use_text(source.licence) and not quote.in_marks:
        return _joined(quote.text, credit)
    return f"“{quote.text}” — {credit}"


def _titled(headline: str, said: str, credit: str, fits: Callable[..., bool]) -> str:
    if fits(said, headline, credit):
        return _joined(said, headline, credit)
    words = headline.split()
    short = _clipped(words, lambda text: fits(said, text, credit))
    if short and (not said or len(short.split()) >= _LEAST_WORDS):
        return _joined(said, short, credit)
    if said and fits(said, credit):
        return _joined(said, credit)
    long = said or headline
    part = _clipped(long.split(), lambda text: fits(text, credit)) or _clipped(
        long, lambda text: fits(text, credit)
    )
    return _joined(part, credit)


def _tagged(text: str, hashtags: Sequence[str], fits: Callable[..., bool]) -> str:
    """Return the text with as many of the tags as fit; one that it has already is not said twice."""
    said = {tag.casefold() for tag in _TAG.findall(text)}
    line = ""
    for tag in hashtags[:MOST_TAGS]:
        longer = f"{line} #{tag}".strip()
        if _TAG.fullmatch(f"#{tag}") and tag.casefold() not in said and fits(text, longer):
            line = longer
            said.add(tag.casefold())
    return _joined(text, line)


def credit_of(source: Source) -> str:
    """Return who is named for it: the handle where there is one, else the owner."""
    if source.handle:
        return f"via @{source.handle.removeprefix('@')}"
    owner = source.owner or source.title
    return (
        f"via {_clipped(owner.split(), lambda text: len(text) <= _LONGEST_OWNER) or owner[:_LONGEST_OWNER]}"
    )


def headline_of(title: str, source: Source) -> str:
    """Return the title in one line, without mentions, and without the publisher's name at its end."""
    plain = _MENTION.sub("", " ".join(title.split()))
    for name in (source.title, source.owner):
        head, mark, tail = plain.rpartition(f" {name}")
        if mark and not tail and head.rstrip()[-1:] in {"|", "-", "–", "—", "·"}:  # noqa: RUF001 - as in titles
            plain = head.rstrip().rstrip("|-–—·").rstrip()  # noqa: RUF001 - as in titles
    return plain


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _clipped(pieces: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return the longest beginning of `pieces` that fits, with an ellipsis where something is cut; or ''."""
    between = "" if isinstance(pieces, str) else " "

    def shown(count: int) -> str:
        text = between.join(pieces[:count])
        return text if count == len(pieces) else text.rstrip(" ,;:.–—-") + _ELLIPSIS  # noqa: RUF001 - as in titles

    # Longer beginnings never fit better, so the boundary can be halved towards.
    most = bisect_right(range(1, len(pieces) + 1), False, key=lambda count: not fits(shown(count)))
    return shown(most) if most else ""
