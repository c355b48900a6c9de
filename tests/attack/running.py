"""Run so many sequences, and tell what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.attack.house import Parts
from tests.attack.machine import Attack

#: Steps of a sequence.
STEPS: Final = 30


@dataclass(frozen=True)
class Result:
    """What a run did, and what was found; empty where nothing left that should not."""

    sequences: int
    steps: int
    sent: int
    found: str

    @property
    def words(self) -> str:
        """Say it in a line."""
        said = self.found or "nothing left that was not approved as it left"
        return f"{self.sequences:,} sequences, {self.steps:,} steps, {self.sent:,} messages left: {said}"


def attack(parts: Parts, *, sequences: int, seed: int | None = None) -> Result:
    """Attack a house made of `parts`; stops at the first thing that is wrong."""

    class Run(Attack):
        pass

    Run.parts, Run.sequences, Run.sent, Run.steps = parts, 0, 0, 0
    Run.TestCase.settings = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        derandomize=seed is None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    found = ""
    try:
        run_state_machine_as_test(Run, settings=Run.TestCase.settings)
    except AssertionError as why:
        found = str(why)
    return Result(Run.sequences, Run.steps, Run.sent, found)
