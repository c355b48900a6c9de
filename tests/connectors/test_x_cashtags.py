"""Names of shares are found where X finds them, and a second one is refused before anything leaves."""

from __future__ import annotations

import pytest

from connectors.base import Outgoing, RefusedError
from connectors.x_cashtags import cashtags
from connectors.x_rules import check


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$HCA and $UNH.", ["$HCA", "$UNH"]),
        ("$BRK.A, $brk_b", ["$BRK.A", "$brk_b"]),
        ("\u200f$HCA\n$T", ["$HCA", "$T"]),
        ("It costs $5, or $20k.", []),
        ("a$HCA $toolongname £$X", []),
        ("$HCAé", []),
    ],
)
def test_names_of_shares_are_told_from_money(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in cashtags(text)] == found


def test_a_second_name_of_a_share_is_refused_before_anything_leaves() -> None:
    check(Outgoing(key="1", text="Talks with $HCA over $20 fees."))

    with pytest.raises(RefusedError, match="one cashtag a post") as refused:
        check(Outgoing(key="1", text="Talks with $HCA and $UNH."))

    assert "$HCA" not in str(refused.value)
