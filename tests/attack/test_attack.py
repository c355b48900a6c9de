from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.faults import FAULTS
from tests.attack.grounds import servers
from tests.attack.house import Parts
from tests.attack.running import attack
from tests.postgres import Postgres

#: `python -m tests.attack --sequences 10000` runs more.
_SEQUENCES = 300
#: Each takes a database of its own there.
_ON_A_SERVER = 15


def test_no_sequence_lets_leave_what_was_not_approved_as_it_leaves() -> None:
    result = attack(Parts(), sequences=_SEQUENCES)

    assert not result.found
    assert result.sent > _SEQUENCES / 10, result.words


@pytest.mark.postgres
def test_no_sequence_lets_it_leave_where_a_server_keeps_the_posts(postgres: Postgres, tmp_path: Path) -> None:
    with servers(postgres, tmp_path) as ground:
        result = attack(Parts(ground=ground), sequences=_ON_A_SERVER)

    assert not result.found
    assert result.sent > 0, result.words


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_found(fault: str) -> None:
    result = attack(FAULTS[fault], sequences=1_000)

    assert result.found, result.words
