"""Medical claims that nobody can keep: cures, safety without doubt, guarantees, miracles.

A claim that its own sentence denies, doubts, asks or reports is none. Where one is made, a person must look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.lexicon import table
from scheduler.policies.quality.telling import advice
from scheduler.policies.rule import Rule
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.passage import Passage

_FTC = "FTC, Health Products Compliance Guidance (December 2022)"


def _claim(name: str, says: str) -> Rule:
    return Rule(id=f"CLAIM-{name}", severity=Severity.HOLD, advice=says, source=_FTC)


CURE = _claim("CURE", "Say what it treats or eases and for whom; “cure” is a promise that few studies carry.")
PREVENTS = _claim(
    "PREVENTS", "Say “can help prevent” or “lowers the risk of”; nothing prevents it for certain."
)
SAFE = _claim("SAFE", "Say what is known of its safety, side effects too; nothing is without any risk.")
GUARANTEE = _claim("GUARANTEE", "Take the guarantee out; no result of care can be promised.")
MIRACLE = _claim("MIRACLE", "Say what was found, in how many people; “miracle” promises it to all.")
INSTEAD = _claim(
    "INSTEAD", "Never set a remedy in the place of a proven treatment; send readers to their care team."
)
UNPROVEN = advice(
    "CLAIM-UNPROVEN", "Name the study behind this, or take it out; it is often said and seldom shown.", _FTC
)
COMPARES = advice(
    "CLAIM-COMPARES", "Say compared with what and by which study, or take the comparison out.", _FTC
)
TESTIMONIAL = advice(
    "CLAIM-TESTIMONIAL",
    "Say what most people can expect; one person's result stands for all who read it.",
    "16 CFR 255.2 (88 FR 48102, 26 July 2023)",
)
CLAIM_RULES = (CURE, PREVENTS, SAFE, GUARANTEE, MIRACLE, INSTEAD, UNPROVEN, COMPARES, TESTIMONIAL)


def _expression(name: str) -> Expression:
    """Join a list of the vocabulary; in it `{condition}` stands for the names of conditions."""
    lists = table("claims")
    condition = f"(?:{'|'.join(lists['condition'])})"
    entries = (entry.replace("{condition}", condition) for entry in lists[name])
    return Expression(rf"(?<![\w@])(?:{'|'.join(entries)})(?!\w)")


_TAKEN_BACK = _expression("taken_back")
_DENIED_BEFORE = _expression("denied_before")
_CLAIMS = tuple(
    (rule, _expression(name), frozenset(table("claims")["heads"][name]))
    for name, rule in (
        ("cure", CURE),
        ("prevents", PREVENTS),
        ("safe", SAFE),
        ("guarantee", GUARANTEE),
        ("miracle", MIRACLE),
        ("instead", INSTEAD),
        ("unproven", UNPROVEN),
        ("compares", COMPARES),
        ("testimonial", TESTIMONIAL),
    )
)
#: What takes back a claim of one kind only: that it is so.
_IS_SO = {PREVENTS.id: _expression("sure_prevention"), CURE.id: _expression("curable")}


def find_claims(passage: Passage) -> Iterator[Finding]:
    """Yield each claim that its sentence does not take back."""
    for rule, expression, heads in _CLAIMS:
        if heads.isdisjoint(passage.plain_words):
            continue
        for count, match in enumerate(expression.finditer(passage.prose)):
            if count >= MOST_FINDINGS_OF_A_RULE:
                break
            if not _is_taken_back(passage, *match.span(), rule):
                yield rule.finding(*match.span())


def _is_taken_back(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    """Whether the rest of the sentence denies, doubts, asks or reports what is claimed in it."""
    first, last = passage.sentence_at(start)
    before, behind = passage.prose[first:start], passage.prose[end:last]
    if "?" in behind or _TAKEN_BACK.search(before) or _TAKEN_BACK.search(behind):
        return True
    is_so = _IS_SO.get(rule.id)
    if is_so and is_so.search(passage.prose, first, last):
        return True
    return _DENIED_BEFORE.search(passage.prose[max(0, first - 60) : first]) is not None
