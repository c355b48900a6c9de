"""The commonest way to write a rule: an expression over the text, and a condition."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading
    from scheduler.policies.rule import Rule
    from scheduler.policies.vocabulary import Expression

#: One rule reports so many places of one text; a person has seen enough by then.
MOST_FINDINGS_OF_A_RULE = 10


def always(_reading: Reading, _match: re.Match[str]) -> bool:
    """Accept every match."""
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule that fires where an expression matches and its condition holds.

    Expressions run in time linear in the text: each repeat is bounded, or anchored at a word's start.
    """

    rule: Rule
    expression: Expression
    when: Callable[[Reading, re.Match[str]], bool] = always
    #: Match the text as it was cased; otherwise its lower-case twin.
    cased: bool = False
    #: What every match holds; a text without it is not searched.
    needs: Expression | None = None

    def find(self, reading: Reading) -> Iterator[Finding]:
        """Yield a finding for each place, at most `MOST_FINDINGS_OF_A_RULE`."""
        text = reading.text if self.cased else reading.low
        if self.needs and not self.needs.search(text):
            return
        hits = (match for match in self.expression.finditer(text) if self.when(reading, match))
        for match in islice(hits, MOST_FINDINGS_OF_A_RULE):
            yield self.rule.finding(*reading.original(*match.span()))
