"""A video is known by its bytes, fits its network, and leaves with picture and sound alone."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from connectors import limits_of
from scheduler.domain.errors import StorageError
from scheduler.domain.post import Video
from scheduler.services.shelving import Shelf
from scheduler.services.videos import VideoError, clean, examine
from tests.composing.films import CODED, POSITION, animation, box, film, track

LIMITS = limits_of("x")


def kept(tmp_path: Path, data: bytes, *, file_name: str = "clinic.mp4", alt: str = "") -> Video:
    return Shelf(tmp_path / "shelf").put_video(io.BytesIO(data), limits=LIMITS, alt=alt, file_name=file_name)


def cleaned(data: bytes) -> bytes:
    file = io.BytesIO(data)
    return b"".join(clean(file, examine(file, LIMITS)))


def test_a_video_is_kept_under_the_digest_of_what_stands_there(tmp_path: Path) -> None:
    video = kept(tmp_path, film(), alt="  A nurse   washes her hands ")

    there = (tmp_path / "shelf" / video.sha256).read_bytes()
    assert hashlib.sha256(there).hexdigest() == video.sha256
    assert (video.mime, video.size, video.seconds) == ("video/mp4", len(there), 12.0)
    assert video.alt == "A nurse washes her hands"


def test_the_same_video_twice_is_one_file(tmp_path: Path) -> None:
    first, second = kept(tmp_path, film()), kept(tmp_path, film())

    assert first == second
    assert [each.name for each in (tmp_path / "shelf").iterdir()] == [first.sha256]


@pytest.mark.parametrize(
    "data",
    [
        film(inside=box(b"udta", box(b"\xa9xyz", POSITION))),
        film(inside=box(b"meta", bytes(4) + box(b"hdlr", bytes(24)) + box(b"ilst", POSITION))),
        film(beside=box(b"uuid", bytes(16) + POSITION)),
        film(beside=box(b"free", POSITION)),
        film(inside=box(b"loci", POSITION)),
        film(track(b"vide", b"avc1", box(b"udta", POSITION)), track(b"soun", b"mp4a")),
        film(track(name=POSITION + b"\0")),
    ],
    ids=["udta", "meta", "uuid", "free", "unknown box", "in a track", "name of a track"],
)
def test_what_is_neither_picture_nor_sound_is_overwritten_and_nothing_moves(data: bytes) -> None:
    assert POSITION in data

    ready = cleaned(data)

    assert POSITION not in ready
    assert len(ready) == len(data)
    assert ready.index(CODED) == data.index(CODED)
    assert cleaned(ready) == ready


def test_when_it_was_recorded_is_taken_out() -> None:
    recorded = struct.pack(">III", 0, 7, 7)
    data = film()

    assert recorded in data
    assert recorded not in cleaned(data)


def test_an_animation_keeps_its_pictures_and_loses_its_comments_and_its_tail(tmp_path: Path) -> None:
    data = animation(comment=POSITION) + POSITION

    video = kept(tmp_path, data, file_name="hands.gif")

    there = (tmp_path / "shelf" / video.sha256).read_bytes()
    assert POSITION not in there
    assert (video.mime, round(video.seconds, 2), video.size) == ("image/gif", 0.6, len(there))
    with Image.open(io.BytesIO(there)) as picture:
        assert (picture.n_frames, picture.info["loop"]) == (3, 0)  # type: ignore[attr-defined] # of a GIF


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "neither an MP4 video nor an animated GIF"),
        (b"%PDF-1.7 clinic.mp4", "neither an MP4 video nor an animated GIF"),
        (b"<html>" + film(), "neither an MP4 video nor an animated GIF"),
        (film(brand=b"qt  "), "neither an MP4 video nor an animated GIF"),
        (film()[:-40], "damaged or cut short"),
        (film()[: len(CODED) // 2], "damaged or cut short"),
        (animation()[:-20], "damaged or cut short"),
        (animation(pictures=1), "does not move. Add it as a picture."),
        (film(track(b"soun", b"mp4a")), "holds no moving picture"),
        (film(track(), track(b"meta", b"gpmd")), "may tell where it was recorded"),
        (film(track(), track(b"sbtl", b"tx3g")), "may tell where it was recorded"),
        (film(track(b"vide", b"hvc1")), "Save it as MP4 with H.264 and AAC"),
        (film(seconds=141), "lasts 141.0 seconds; this network takes 0.5 to 140"),
        (film(seconds=0.2), "lasts 0.2 seconds"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_can_not_be_posted_is_refused_with_the_next_step_and_leaves_nothing_behind(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    with pytest.raises(VideoError, match=r"^clinic\.mp4 ") as caught:
        kept(tmp_path, data)

    assert sentence in str(caught.value)
    assert not (tmp_path / "shelf").exists()


def test_a_name_says_nothing_of_what_a_file_is(tmp_path: Path) -> None:
    assert kept(tmp_path, animation(), file_name="clinic.mp4").mime == "image/gif"
    assert kept(tmp_path, film(), file_name="clinic.gif").mime == "video/mp4"


def test_the_limits_are_those_of_the_network() -> None:
    small = replace(LIMITS, video_bytes=1000, animation_bytes=50)
    none = replace(LIMITS, video_types=(), animation_types=())

    for data in (film(), animation()):
        with pytest.raises(VideoError, match="this network takes at most"):
            examine(io.BytesIO(data), small)
        with pytest.raises(VideoError, match="this network does not show"):
            examine(io.BytesIO(data), none)


def test_a_video_is_never_wholly_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:
        file.write(film()[:20])
        file.write(struct.pack(">I4sQ", 1, b"mdat", 16 + 60_000_000))
        file.seek(60_000_000, io.SEEK_CUR)
        file.write(film()[film().index(b"moov") - 4 :])

    tracemalloc.start()
    with path.open("rb") as source:
        video = Shelf(tmp_path / "shelf").put_video(source, limits=LIMITS, alt="", file_name="long.mp4")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert video.size > 60_000_000
    assert most < 8_000_000


def test_a_disk_that_is_full_or_a_file_that_shrinks_leaves_nothing_behind(tmp_path: Path) -> None:
    class Shrinking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return b"" if size is not None and size > 100_000 else super().read(size)

    with pytest.raises(StorageError, match="The video can't be kept"):
        Shelf(tmp_path / "shelf").put_video(Shrinking(film()), limits=LIMITS, alt="", file_name="a.mp4")

    assert list((tmp_path / "shelf").iterdir()) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_forged_file_is_refused_or_kept_and_never_more(draw: st.DataObject) -> None:
    small = film().replace(CODED, b"coded")
    data = bytearray(draw.draw(st.sampled_from([small, animation(comment=POSITION)])))
    for _ in range(draw.draw(st.integers(1, 6))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))

    with suppress(VideoError):
        cleaned(bytes(data))
