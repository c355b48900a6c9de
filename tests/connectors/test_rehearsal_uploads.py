"""The rehearsal network takes uploads in chunks as X does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import Picture
from connectors.rehearsal import (
    Rehearsal,
    RehearsalServer,
)
from connectors.rehearsal.kept import RefusalError
from scheduler.domain.clock import FrozenClock
from tests.connectors.signing import call

Paint = Callable[..., Picture]


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"media_type": "video/mp4", "total_bytes": 0, "media_category": "tweet_video"},
        {"media_type": "video/mp4", "total_bytes": "9", "media_category": "tweet_video"},
        {"media_type": "video/mp4", "total_bytes": 512_000_001, "media_category": "tweet_video"},
        {"media_type": "image/gif", "total_bytes": 15_000_001, "media_category": "tweet_gif"},
        {"media_type": "image/gif", "total_bytes": 9, "media_category": "tweet_video"},
        {"media_type": "video/mp4", "total_bytes": 9, "media_category": "made_up"},
    ],
)
def test_an_upload_that_x_would_not_begin_is_refused(server: RehearsalServer, about: dict[str, Any]) -> None:
    assert call("POST", f"{server.url}/2/media/upload/initialize", json=about).status_code == 400


def _segment(server: RehearsalServer, number: str, index: str, chunk: bytes = b"a" * 9) -> int:
    return call(
        "POST",
        f"{server.url}/2/media/upload/{number}/append",
        files={"media": ("chunk", chunk, "application/octet-stream")},
        data={"segment_index": index},
    ).status_code


def test_segments_must_be_whole_and_each_its_own(server: RehearsalServer, network: Rehearsal) -> None:
    about = {"media_type": "video/mp4", "total_bytes": 27, "media_category": "tweet_video"}
    begun = call("POST", f"{server.url}/2/media/upload/initialize", json=about).json()["data"]["id"]

    assert _segment(server, begun, "2") == 200
    assert _segment(server, begun, "0", b"\0\0\0\x18ftyp\0") == 200
    assert _segment(server, begun, "0") == 400
    assert _segment(server, begun, "1000") == 400
    assert _segment(server, begun, "one") == 400
    assert _segment(server, "77", "1") == 400
    assert call("POST", f"{server.url}/2/media/upload/{begun}/finalize").status_code == 400
    assert network.medium(begun) is None


def test_segments_are_put_together_by_their_numbers(server: RehearsalServer, network: Rehearsal) -> None:
    about = {"media_type": "video/mp4", "total_bytes": 27, "media_category": "tweet_video"}
    begun = call("POST", f"{server.url}/2/media/upload/initialize", json=about).json()["data"]["id"]
    pieces = [b"\0\0\0\x18ftyp\0", b"b" * 9, b"c" * 9]
    for index in (2, 0, 1):
        _segment(server, begun, str(index), pieces[index])

    closed = call("POST", f"{server.url}/2/media/upload/{begun}/finalize")

    assert closed.json()["data"]["processing_info"]["state"] == "succeeded"
    medium = network.medium(begun)
    assert medium is not None
    assert medium.sha256 == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_a_medium_is_posted_within_a_day_and_never_while_it_is_processed(
    network: Rehearsal, clock: FrozenClock, picture: Paint
) -> None:
    old = network.upload(picture().data, mime="image/png")
    network.uploads.processing = timedelta(minutes=1)
    account = network.accounts[0]
    film = network.uploads.begin(account.user_id, mime="video/mp4", category="tweet_video", total=9)
    network.uploads.append(film, account.user_id, index=0, chunk=b"\0\0\0\x18ftyp\0")
    network.keep(network.uploads.close(film, account.user_id))

    with pytest.raises(RefusalError):
        network.take(account, "Too early", media=(film,))
    with pytest.raises(RefusalError):
        network.take(account, "Too much", media=(old.id, film))
    clock.advance(timedelta(minutes=2))
    network.take(account, "In time", media=(film,))
    clock.advance(timedelta(days=1))
    with pytest.raises(RefusalError):
        network.take(account, "Too late", media=(old.id,))
