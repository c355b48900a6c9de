"""Pictures, animations and videos on their way to X: whole, in time, never all in memory."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from connectors.base import (
    ConnectorError,
    NotSentError,
    Outgoing,
    Picture,
    RateLimitedError,
    RefusedError,
    Video,
)
from connectors.rehearsal import Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from connectors.x import X
from connectors.x_credentials import read_credentials
from connectors.x_media import CHUNK, Patience
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out

Message = Callable[..., Outgoing]
K = FaultKind
FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 9_000


@pytest.fixture
def film(tmp_path: Path) -> Video:
    """Return a video of a little more than two chunks; only its first bytes are those of one."""
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM)
    return Video(path, "video/mp4", "How to wash hands", len(FILM), 12.0)


@pytest.fixture
def moving(tmp_path: Path) -> Video:
    """Return an animation of three frames."""
    path = tmp_path / "moving.gif"
    frames = [Image.new("P", (8, 8), colour) for colour in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return Video(path, "image/gif", "A drop falls", path.stat().st_size)


@pytest.fixture
def patient(server: RehearsalServer, clock: FrozenClock) -> X:
    """Return a connector that waits by moving the network's clock."""
    return X(
        read_credentials(x_credentials()),
        base_url=server.url,
        patience=Patience(
            60, wait=lambda seconds: clock.advance(timedelta(seconds=seconds)), clock=lambda: _seconds(clock)
        ),
    )


def _seconds(clock: FrozenClock) -> float:
    return (clock.now() - START).total_seconds()


def test_a_video_arrives_whole_with_its_alt_text(
    patient: X, network: Rehearsal, message: Message, film: Video
) -> None:
    receipt = put_out(patient, message("Wash your hands", video=film))

    kept = network.post(receipt.remote_id)
    assert kept is not None
    (medium,) = (network.medium(each) for each in kept.media)
    assert medium is not None
    assert medium.category == "tweet_video"
    assert medium.size == len(FILM) > 2 * CHUNK
    assert medium.sha256 == hashlib.sha256(FILM).hexdigest()
    assert medium.alt == "How to wash hands"


def test_an_animation_arrives_as_one(patient: X, network: Rehearsal, message: Message, moving: Video) -> None:
    put_out(patient, message("", video=moving))

    medium = network.medium(network.posts()[0].media[0])
    assert medium is not None
    assert medium.category == "tweet_gif"
    assert medium.data == moving.path.read_bytes()
    assert medium.alt == "A drop falls"


@pytest.mark.parametrize("has_new_names", [False, True])
def test_what_was_sent_with_a_video_is_found_again_and_not_taken_for_one_without(
    patient: X, network: Rehearsal, message: Message, film: Video, *, has_new_names: bool
) -> None:
    network.has_new_names = has_new_names

    receipt = put_out(patient, message("Wash your hands", video=film))

    assert patient.find(message("Wash your hands", video=film), since=START, staged="") == receipt
    assert patient.find(message("Wash your hands"), since=START, staged="") is None


def test_the_video_is_never_in_memory_as_a_whole(
    server: RehearsalServer, message: Message, tmp_path: Path
) -> None:
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42")
        file.truncate(48_000_000)
    long = message("Wash your hands", video=Video(path, "video/mp4", "", 48_000_000, 60.0))
    connector = X(read_credentials(x_credentials()), base_url=server.url)
    connector.identity()

    tracemalloc.start()
    connector.stage(long)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 16_000_000  # of both ends: the network runs in this process


def test_the_state_is_asked_for_as_often_as_x_wishes(
    patient: X, network: Rehearsal, message: Message, film: Video, clock: FrozenClock
) -> None:
    network.uploads.processing = timedelta(seconds=20)
    network.uploads.check_after = 7

    patient.stage(message(video=film))

    assert clock.now() - START == timedelta(seconds=21)


def test_a_state_that_is_hard_to_get_is_asked_for_again(
    patient: X, network: Rehearsal, message: Message, film: Video
) -> None:
    network.uploads.processing = timedelta(seconds=10)
    network.faults.put(Fault(K.SERVER_ERROR, on=Operation.STATUS), times=3)

    assert patient.stage(message(video=film)) != ""


def test_a_video_that_x_can_not_process_is_refused(
    patient: X, network: Rehearsal, message: Message, film: Video
) -> None:
    network.uploads.processing = timedelta(seconds=10)
    network.uploads.fails = True

    with pytest.raises(RefusedError, match=r"H\.264"):
        patient.stage(message(video=film))

    assert network.posts() == []


def test_a_video_that_takes_for_ever_is_given_up_in_time(
    patient: X, network: Rehearsal, message: Message, film: Video, clock: FrozenClock
) -> None:
    network.uploads.processing = timedelta(days=1)

    with pytest.raises(NotSentError, match="too long"):
        patient.stage(message(video=film))

    assert timedelta(seconds=60) <= clock.now() - START < timedelta(seconds=63)


@pytest.mark.parametrize(
    "on", [Operation.INITIALIZE, Operation.APPEND, Operation.FINALIZE, Operation.STATUS, Operation.ALT_TEXT]
)
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (K.SERVER_ERROR, NotSentError),
        (K.CUT, NotSentError),
        (K.HTML, NotSentError),
        (K.ERRORS, NotSentError),
        (K.RATE_LIMITED, RateLimitedError),
    ],
)
def test_a_fault_of_a_video_is_never_in_doubt(
    patient: X,
    network: Rehearsal,
    message: Message,
    film: Video,
    on: Operation,
    kind: FaultKind,
    error: type[ConnectorError],
) -> None:
    network.uploads.processing = timedelta(seconds=10)
    network.faults.put(Fault(kind, on=on), times=5)

    with pytest.raises(ConnectorError) as caught:
        patient.stage(message(video=film))

    assert type(caught.value) is error
    assert network.posts() == []


@pytest.mark.parametrize("kind", [K.EMPTY, K.NO_NUMBER])
@pytest.mark.parametrize("on", [Operation.APPEND, Operation.ALT_TEXT])
def test_an_answer_that_need_say_nothing_may_say_nothing(
    patient: X, network: Rehearsal, message: Message, film: Video, on: Operation, kind: FaultKind
) -> None:
    network.faults.put(Fault(kind, on=on))

    assert patient.stage(message(video=film)) != ""


def test_a_file_that_is_gone_or_changed_is_refused_before_anything_is_uploaded(
    patient: X, network: Rehearsal, message: Message, film: Video
) -> None:
    film.path.write_bytes(FILM + b"more")
    with pytest.raises(RefusedError, match="has changed"):
        patient.stage(message(video=film))
    film.path.unlink()
    with pytest.raises(RefusedError, match="can't be read"):
        patient.stage(message(video=film))

    assert network.faults.met == {}
    assert network.posts() == []


def test_what_is_no_video_is_refused_by_x(patient: X, message: Message, tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_bytes(b"not a film at all")

    with pytest.raises(RefusedError):
        patient.stage(message(video=Video(path, "video/mp4", "", 17, 1.0)))


def test_four_pictures_arrive_in_their_order(patient: X, network: Rehearsal, message: Message) -> None:
    def paint(colour: str) -> Picture:
        file = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(file, "JPEG")
        return Picture(file.getvalue(), "image/jpeg", colour)

    pictures = tuple(paint(colour) for colour in ("red", "teal", "white", "black"))

    put_out(patient, message(pictures=pictures))

    kept = [network.medium(each) for each in network.posts()[0].media]
    assert [(each.alt, each.data) for each in kept if each] == [(each.alt, each.data) for each in pictures]


@pytest.mark.parametrize("staged", ["", "[]", '["1"]', '["1", "x"]', "nonsense", '{"a": 1}'])
def test_a_post_is_never_sent_without_the_media_that_belong_to_it(
    patient: X, network: Rehearsal, message: Message, staged: str
) -> None:
    picture = Picture(b"data", "image/png", "")

    with pytest.raises(RefusedError):
        patient.send(message(pictures=(picture, picture)), staged)

    assert network.posts() == []
