"""What a message costs on X."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.base import Outgoing, Picture, Video
from connectors.prices import X_PRICES, Prices, cost_of, cost_of_text


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


def test_the_alt_text_of_a_video_costs_as_that_of_a_picture() -> None:
    video = Video(Path("film.mp4"), "video/mp4", "How to wash hands", 9)

    assert cost_of(Outgoing("key", "Wash your hands", video=video)) == 20
    assert cost_of(Outgoing("key", "", video=video, reply_to="77")) == 20


def test_what_may_be_a_link_is_paid_for_as_one() -> None:
    assert cost_of_text("اغسل يديكexample.org") == 200


def test_the_prices_are_those_that_x_tells() -> None:
    assert Prices(15, 200, 10, 5, 1, 5, 10) == X_PRICES
