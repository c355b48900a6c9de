"""What a message costs on X."""

from __future__ import annotations

import pytest

from connectors.base import Outgoing, Picture
from connectors.prices import cost_of, cost_of_text


@pytest.mark.parametrize(
    ("text", "alt_texts", "mills"),
    [
        ("Wash your hands", 0, 15),
        ("Wash your hands: https://example.org", 0, 200),
        ("Wash your hands: example.org", 0, 200),
        ("Wash your hands", 4, 35),
    ],
)
def test_a_post_costs_what_x_charges(text: str, alt_texts: int, mills: int) -> None:
    assert cost_of_text(text, alt_texts=alt_texts) == mills


def test_only_pictures_with_alt_text_add_to_the_cost() -> None:
    described, plain = Picture(b"a", "image/png", "A tap."), Picture(b"b", "image/png", "")

    assert cost_of(Outgoing("key", "Wash your hands", (described, plain))) == 20
