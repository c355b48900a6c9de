"""What a text holds that may be repeated word for word: attributed quotes.

Nothing here is written anew. Every quote is a part of the text, character for character, and complete:
it begins with its own capital and ends as a sentence, or with the comma that leads to who said it. Where
it is not certain who spoke, there is no quote; neither where somebody speaks, or is spoken of, as a
patient or as one of the family. English only: the verbs of saying are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from feeds.article import visible
from feeds.speakers import Names, after, before, names_in, nobody_private

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST: Final = 50
LONGEST: Final = 300
#: A page may hold hundreds; nobody reads more of them than this.
MOST: Final = 12
#: No paragraph that a person wrote is longer; what is, is a list or an attack.
_LONGEST_PARAGRAPH: Final = 5_000
_SPANS: Final = re.compile(r"“([^“”\"]+)”|\"([^“”\"]+)\"")
#: Marks within marks, addresses, code, and what a network turns into a mention, a hashtag or a link.
_UNFIT: Final = re.compile(r"[„«»<>{}\[\]\\|=@＠#＃]|https?:|www\.|\w{2,}\.[a-z]{2,}|\$[A-Za-z]")  # noqa: RUF001
_JOINERS: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f]|[\u0300-\u036f]{2}")
_BEGINS: Final = re.compile(r"[A-Z0-9À-Þ]")
_ENDS: Final = re.compile(r"[.!…]$")
_SHORT_FORMS: Final = re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms|Sen|Rep|Gov|Rev|St|[A-Z])\.(?=\s)")
#: Somebody in particular is spoken of.
_OF_ONE: Final = re.compile(
    r"\b(?:he|she|him|her|his|hers|(?:the|this|that|a|one|our|my) (?:patient|man|woman|boy|girl|child|baby|"
    r"infant|newborn|toddler|teen|teenager|mother|father|mom|dad|couple|family)|\d{1,3}[- ]years?[- ]old)\b",
    re.IGNORECASE,
)
#: Somebody tells of the own body, care or kin.
_OF_SELF: Final = re.compile(
    r"\b(?:my|our) (?:own )?(?:\w{1,20} )?(?:cancer|diagnos[ie]s|doctors?|nurses?|surgeons?|treatment|"
    r"surgery|symptoms|transplant|tumou?r|chemo\w*|illness|disease|recovery|hospital stay|sons?|daughters?|"
    r"kids?|child|children|bab(?:y|ies)|mother|father|mom|mum|dad|wife|husband|partner|brother|sister|parents|"
    r"grand\w+|family|body|breasts?|heart|lungs?|kidneys?|liver|brain|donor|weight|depression|anxiety|"
    r"addiction|pregnancy|life|story|journey|pain|scars?|death|grief)\b"
    r"|\b(?:I|we)(?: was| were|[\u2019']ve| have| had| got| felt| am|[\u2019']m| almost| nearly)?"
    r"(?: just| so| been)? (?:diagnosed|sick|ill|pregnant|hospitali[sz]ed|in pain|cancer|a (?:stroke|"
    r"seizure|heart attack|tumou?r|"
    r"miscarriage|transplant)|covid\S{0,3}|surgery|symptoms|survived?|dying|died|infected|tested positive|"
    r"suffer\w*|struggl\w+)\b|\bsaved my\b|\bI lost\b"
    r"|\b(?:I|we) (?:\w+ )?(?:got|had|have|caught|developed|lived|beat|fought|felt|gained|feared)\b"
    r"[^.!?]{0,60}\b(?:disease|syndrome|cancer|infection|virus|disorder|condition|diabetes|asthma|flu|measles|stroke|pain|"
    r"fever|weight|pounds|pills|symptoms|surgery|biopsy|scan)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, and who."""

    #: A part of the text that it was found in, without the marks around it.
    text: str = field(repr=False)
    #: As the same text names them.
    speaker: str
    #: Where in that text it begins.
    start: int


@dataclass(frozen=True, slots=True)
class _Span:
    """What stands between two marks, and before and behind it up to the next marks of its paragraph."""

    start: int
    inner: str
    lead: str
    tail: str
    is_last: bool


def quotes(text: str) -> tuple[Quote, ...]:
    """Return the attributed quotes in `text`, a paragraph a line, in their order; at most twelve."""
    found: dict[str, Quote] = {}
    names, previous, place = names_in(text), "", 0
    for paragraph in text.split("\n"):
        for span, speaker in _attributed(paragraph, names, previous):
            words = _whole(span)
            if words and nobody_private(speaker, text):
                found.setdefault(words, Quote(words, speaker, place + span.start + span.inner.index(words)))
        previous, place = paragraph, place + len(paragraph) + 1
    return tuple(found.values())[:MOST]


def is_fit(words: str) -> bool:
    """Can the words be shown as they are: no mention, hashtag, link, markup, or letter that is not seen?"""
    return not (_UNFIT.search(words) or _JOINERS.search(words)) and visible(words) == words


def is_of_somebody(words: str) -> bool:
    """Do the words tell of somebody in particular, or of the speaker's own health or family?"""
    return bool(_OF_ONE.search(words) or _OF_SELF.search(words))


def _attributed(paragraph: str, names: Names, previous: str) -> Iterator[tuple[_Span, str]]:
    """Yield what is said in a paragraph, with who says it; what is said by nobody known is left out."""
    speaker = ""
    for span in _spans(paragraph):
        context = f"{previous}\n{paragraph[: span.start]}"
        goes_on = speaker if _leads_on(span.lead) else ""
        speaker = (
            after(span.tail, names, context=context)
            if _awaits_speaker(span)
            else before(span.lead, names, context=context) or goes_on
        )
        if speaker:
            yield span, speaker


def _spans(paragraph: str) -> list[_Span]:
    if len(paragraph) > _LONGEST_PARAGRAPH or paragraph.count('"') % 2:
        return []
    if paragraph.count("“") != paragraph.count("”"):
        return []
    found = list(_SPANS.finditer(paragraph))
    if not found:
        return []
    starts = [match.start() for match in found[1:]] + [len(paragraph)]
    ends = [0] + [match.end() for match in found[:-1]]
    return [
        _Span(
            start=match.start() + 1,
            inner=match[1] or match[2],
            lead=paragraph[end : match.start()],
            tail=paragraph[match.end() : start],
            is_last=start == len(paragraph),
        )
        for match, start, end in zip(found, starts, ends, strict=True)
    ]


def _awaits_speaker(span: _Span) -> bool:
    """Does the sentence go on behind the mark? A full stop before it ends the sentence."""
    inner = span.inner.rstrip()
    return not inner.endswith((".", "…")) and not (inner.endswith(("!", "?")) and _begins_anew(span.tail))


def _begins_anew(tail: str) -> bool:
    return not tail.strip() or bool(re.match(r"\s+(?:The|A|But|And|In|It|They|We)\b", tail))


def _leads_on(lead: str) -> bool:
    """Is between this and the last thing said nothing but who said it?"""
    whole = _SHORT_FORMS.sub("", lead.strip())
    return whole.endswith((".", ":")) and not re.search(r"[.!?]\s", whole)


def _whole(span: _Span) -> str:
    """Return what was said where it is whole and fit to be repeated; else ''."""
    words = span.inner.strip()
    if words.endswith(","):
        words = words[:-1].rstrip()
    elif not (_ENDS.search(words) or span.tail.startswith((",", ".", ";"))):
        return ""
    if words.endswith("?"):  # the interviewer's more often than not
        return ""
    is_half = not span.is_last and not _ENDS.search(span.inner.strip()) and span.tail.rstrip().endswith(",")
    if is_half or not SHORTEST <= len(words) <= LONGEST or not _BEGINS.match(words):
        return ""
    return words if is_fit(words) and not is_of_somebody(words) else ""
