"""From the fields to the time-line: what was composed and approved is what the network has, by tweepy."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from connectors.rehearsal import Fault, FaultKind
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPart, NewVideo
from tests.composing.conftest import House
from tests.composing.films import animation
from tests.composing.test_content import a_picture, a_video

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("faults", [[], [FaultKind.LOST], [FaultKind.CUT, FaultKind.LOST]], ids=str)
def test_a_thread_of_three_with_a_picture_goes_out_once_part_by_part(
    house: House, faults: list[FaultKind]
) -> None:
    parts = (NewPart(text="Second: twenty seconds.", added=(a_picture(),)), NewPart(text="Third: dry them."))
    above = house.network.take(house.network.accounts[0], "How do I wash my hands?")
    post = house.draft(
        "Three things. First: soap.",
        thread=parts,
        reply_to=f"https://x.com/i/status/{above.id}",
        reply_settings="following",
        made_with_ai=True,
    )
    house.approved(post)
    for kind in faults:
        house.network.faults.put(Fault(kind))

    house.clock.advance(HOUR)
    for _ in range(12):
        house.app.publishing.publish_due()
        house.clock.advance(timedelta(minutes=3))
        house.app.reconciling.ask()

    out = list(reversed(house.network.posts()))[1:]
    assert house.get(post).state is PostState.PUBLISHED
    assert [kept.text for kept in out] == [
        "Three things. First: soap.",
        "Second: twenty seconds.",
        "Third: dry them.",
    ]
    assert [kept.manner.reply_to for kept in out] == [above.id, out[0].id, out[1].id]
    assert (out[0].manner.reply_settings, [kept.manner.made_with_ai for kept in out]) == (
        "following",
        [True] * 3,
    )
    assert [len(kept.media) for kept in out] == [0, 1, 0]
    picture = house.network.medium(out[1].media[0])
    assert picture is not None
    assert picture.alt == "A nurse washes her hands"
    assert [each.remote_id for each in house.get(post).receipts] == [kept.id for kept in out]


@pytest.mark.parametrize(
    ("video", "category"),
    [
        (a_video(), "tweet_video"),
        (NewVideo(file=io.BytesIO(animation()), alt="Hands", file_name="a.gif"), "tweet_gif"),
    ],
    ids=["video", "animation"],
)
def test_a_video_reaches_the_network_as_it_was_cleaned(house: House, video: NewVideo, category: str) -> None:
    post = house.approved(house.draft("Watch this.", video=video))

    house.clock.advance(HOUR)
    house.app.publishing.publish_due()

    published = house.get(post)
    assert published.state is PostState.PUBLISHED, published.explanation
    (kept,) = house.network.posts()
    medium = house.network.medium(kept.media[0])
    assert medium is not None
    assert post.video is not None
    assert (medium.sha256, medium.category, medium.alt) == (post.video.sha256, category, video.alt)


def test_a_quote_shows_the_post_that_was_pasted(house: House) -> None:
    theirs = house.network.take(house.network.accounts[0], "The county opens a clinic.")
    post = house.approved(house.draft("Good news.", quote=f"https://x.com/county/status/{theirs.id}"))

    house.clock.advance(HOUR)
    house.app.publishing.publish_due()

    assert house.get(post).state is PostState.PUBLISHED
    assert house.network.posts()[0].manner.quote == theirs.id
