from __future__ import annotations

import pytest

from tests.attack.faults import FAULTS
from tests.attack.house import Parts
from tests.attack.running import attack

#: `python -m tests.attack --sequences 10000` runs more.
_SEQUENCES = 300


def test_no_sequence_lets_leave_what_was_not_approved_as_it_leaves() -> None:
    result = attack(Parts(), sequences=_SEQUENCES)

    assert not result.found
    assert result.sent > _SEQUENCES / 10, result.words


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_found(fault: str) -> None:
    result = attack(FAULTS[fault], sequences=1_000)

    assert result.found, result.words
