"""A named rule, and the commonest way to write one: an expression over the text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from scheduler.domain.value import Value
from scheduler.policies.finding import Finding, Severity

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from scheduler.policies.reading import Reading

#: One rule reports so many places of one text; a person has seen enough by then.
MOST_FINDINGS_OF_A_RULE = 10


class Rule(Value):
    """What a rule is called, how far it stops a post, what to do about it, and where it comes from."""

    id: str
    severity: Severity
    #: One plain sentence for the writer.
    advice: str
    source: str

    def finding(self, start: int = 0, end: int = 0) -> Finding:
        """Say that this rule fired at these offsets of the text as it was given."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            start=start,
            end=end,
            advice=self.advice,
            source=self.source,
        )


def safe_harbor(letter: str) -> str:
    """Name the paragraph of the de-identification standard that lists this identifier."""
    return f"45 CFR 164.514(b)(2)(i)({letter})"


def always(_reading: Reading, _match: re.Match[str]) -> bool:
    """Accept every match."""
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule that fires where an expression matches and its condition holds.

    Expressions run in time linear in the text: each repeat is bounded, or anchored at a word's start.
    """

    rule: Rule
    expression: re.Pattern[str]
    when: Callable[[Reading, re.Match[str]], bool] = always
    #: Match the text as it was cased; otherwise its lower-case twin.
    cased: bool = False

    def find(self, reading: Reading) -> Iterator[Finding]:
        """Yield a finding for each place, at most `MOST_FINDINGS_OF_A_RULE`."""
        text = reading.text if self.cased else reading.low
        hits = (match for match in self.expression.finditer(text) if self.when(reading, match))
        for match in islice(hits, MOST_FINDINGS_OF_A_RULE):
            yield self.rule.finding(*reading.original(*match.span()))
