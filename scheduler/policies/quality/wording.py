"""Words with a plainer or kinder twin: jargon, and names of conditions set before the person."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.instead import twin
from scheduler.policies.quality.lexicon import Lexicon, listed, swaps, table
from scheduler.policies.quality.telling import advice, told
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.lexicon import Match
    from scheduler.policies.quality.passage import Passage
    from scheduler.policies.rule import Rule

JARGON = advice(
    "PLAIN-WORD",
    "Say it with an everyday word, or explain it.",
    "CDC, Everyday Words for Public Health Communication",
)
PERSON = advice(
    "PERSON-FIRST",
    "Name the person first, then the condition.",
    "CDC, Preferred Terms for Select Population Groups; AMA and AAMC, Advancing Health Equity",
)
WORDING_RULES = (JARGON, PERSON)

#: What stands before an explanation, as in “hypertension (high blood pressure)”.
_EXPLAINS = Expression(r"\s{0,2}(?:\(|,? or |,? also called |, known as |, meaning )")


def find_wording(passage: Passage) -> Iterator[Finding]:
    """Yield each word that has a better one, with that one in its advice."""
    yield from islice(_jargon(passage), MOST_FINDINGS_OF_A_RULE)
    yield from islice(_person(passage), MOST_FINDINGS_OF_A_RULE)


def _jargon(passage: Passage) -> Iterator[Finding]:
    """What is said in plain words too, or explained on the spot, needs no advice."""
    for match in swaps("jargon").find(passage):
        if match.said not in passage.low and not _EXPLAINS.match(passage.low, match.end):
            yield _swap(JARGON, passage, match)


def _swap(rule: Rule, passage: Passage, match: Match) -> Finding:
    says = f"Say “{match.said}” instead of “{passage.text[match.start : match.end]}”."
    instead = twin(passage, match.start, match.end, match.said)
    return told(rule, match.start, match.end, says, instead=instead)


@lru_cache(maxsize=1)
def _kept() -> Lexicon:
    return listed(table("person_first")["names"]["keep"])


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    return frozenset(table("person_first")["names"]["after_the"])


def _person(passage: Passage) -> Iterator[Finding]:
    found = list(swaps("person_first").find(passage))
    kept = [(each.start, each.end) for each in _kept().find(passage)] if found else []
    for match in found:
        in_name = any(start <= match.start and match.end <= end for start, end in kept)
        if not in_name and _is_of_people(passage, match):
            yield _swap(PERSON, passage, match)


def _is_of_people(passage: Passage, match: Match) -> bool:
    """Whether “the disabled” are people, and not the beginning of “the disabled list”."""
    tokens = passage.tokens
    if tokens[match.first].word != "the" or match.behind - match.first > 2 or match.behind >= len(tokens):  # noqa: PLR2004
        return True
    behind = tokens[match.behind]
    return bool(passage.text[match.end : behind.start].strip()) or behind.word in _people()
