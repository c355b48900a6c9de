"""What a post costs: 0.015 USD, 0.200 with a link, 0.005 for each alt text."""

from __future__ import annotations

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.money import dollars, mills_of
from scheduler.domain.post import PartReceipt, Picture, ThreadPart, Video
from scheduler.services.pricing import cost_of, still_to_pay
from tests.builders import NOON, a_post

LINK = "https://health.example.org/flu"


def a_picture(alt: str = "A nurse washes her hands.") -> Picture:
    return Picture(sha256="0" * 64, mime="image/png", width=800, height=600, alt=alt)


def test_a_plain_post_costs_a_cent_and_a_half() -> None:
    cost = cost_of(a_post(), network="x")

    assert (cost.total, cost.words) == (15, "This post costs $0.015.")


def test_the_sentence_says_what_of_the_cost_is_for_the_link() -> None:
    cost = cost_of(a_post(link=LINK), network="x")

    assert cost.words == "This post costs $0.20, $0.185 of it for the link."
    assert cost.without_links == 15


def test_a_link_inside_the_text_costs_as_much_as_one_beside_it() -> None:
    beside, inside = a_post(text="See", link=LINK), a_post(text=f"See {LINK}")

    assert cost_of(beside, network="x") == cost_of(inside, network="x")


def test_each_alt_text_is_paid_for_and_a_picture_without_one_is_not() -> None:
    post = a_post(pictures=(a_picture(), a_picture(), a_picture("")))

    assert cost_of(post, network="x").total == 15 + 2 * 5


def test_the_alt_text_of_a_video_is_paid_for() -> None:
    video = Video(sha256="1" * 64, mime="video/mp4", size=10, alt="How to wash hands.")

    assert cost_of(a_post(video=video), network="x").total == 20


def test_every_part_of_a_thread_is_paid_for() -> None:
    thread = (ThreadPart(text=f"More: {LINK}", pictures=(a_picture(),)), ThreadPart(text="Thank you."))

    cost = cost_of(a_post(thread=thread), network="x")

    assert cost.parts == (15, 205, 15)
    assert cost.words == "This thread of 3 costs $0.235, $0.185 of it for the link."


def test_parts_that_are_out_are_paid_for_already() -> None:
    receipt = PartReceipt(remote_id="1", url="https://x.example.org/1", at=NOON)
    post = a_post(link=LINK, thread=(ThreadPart(text="Thank you."),), receipts=(receipt,))

    assert still_to_pay(post, network="x") == 15


def test_a_network_that_charges_nothing_costs_nothing_and_says_nothing() -> None:
    cost = cost_of(a_post(link=LINK), network="mastodon")

    assert (cost.total, cost.words) == (0, "")


@pytest.mark.parametrize(
    ("mills", "words"),
    [(0, "$0.00"), (15, "$0.015"), (200, "$0.20"), (12_400, "$12.40"), (1_234_567, "$1,234.567")],
)
def test_amounts_are_written_as_people_write_them(mills: int, words: str) -> None:
    assert dollars(mills) == words
    assert mills_of(words) == mills


@pytest.mark.parametrize("words", ["", "much", "-1", "NaN", "1e9", "0.0001", "inf"])
def test_what_is_no_amount_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(InvalidInputError, match=r"US dollars|tenth of a cent"):
        mills_of(words)
