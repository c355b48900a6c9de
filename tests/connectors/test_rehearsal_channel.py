"""A rehearsal channel holds what X would take, and there is no way out of it."""

from __future__ import annotations

import pytest

from connectors import NETWORKS, REHEARSAL, connect, limits_of, refresh
from connectors.base import RefusedError
from tests.builders import x_credentials


def test_it_holds_what_x_would_take() -> None:
    assert limits_of(REHEARSAL) == limits_of("x")


@pytest.mark.parametrize("way", [connect, refresh])
@pytest.mark.parametrize("keys", [{}, x_credentials()])
def test_no_keys_open_a_way_out_of_it(way: object, keys: dict[str, str]) -> None:
    assert callable(way)

    with pytest.raises(RefusedError, match="leads to no network"):
        way(REHEARSAL, keys)

    assert REHEARSAL not in NETWORKS
