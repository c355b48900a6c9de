from __future__ import annotations

import hashlib
import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from scheduler.domain.errors import InvalidInputError
from scheduler.services.pictures import PictureError, PictureLimits, PreparedPicture, prepare

SECRET = b"patient J. Doe"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>patient J. Doe</note></x:xmpmeta>'
GPS, GPS_LATITUDE_REF, GPS_LATITUDE, ORIENTATION, MAKE, DESCRIPTION = 0x8825, 1, 2, 0x0112, 0x010F, 0x010E


def a_picture(
    size: tuple[int, int] = (120, 80), *, mode: str = "RGB", colour: Any = (200, 60, 40)
) -> Image.Image:
    return Image.new(mode, size, colour)


def as_bytes(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def a_position(*, orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE], exif[DESCRIPTION] = orientation, "CameraMaker", SECRET.decode()
    exif.get_ifd(GPS).update({GPS_LATITUDE_REF: "N", GPS_LATITUDE: (39.0, 19.0, 45.1)})
    return exif


def opened(prepared: PreparedPicture) -> Image.Image:
    picture = Image.open(io.BytesIO(prepared.data))
    picture.load()
    return picture


def noise(size: tuple[int, int], *, mode: str = "RGB") -> Image.Image:
    return Image.merge(mode, [Image.effect_noise(size, 120) for _ in mode])


def a_png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_position_maker_comment_and_xmp_of_a_jpeg_do_not_survive() -> None:
    data = as_bytes(a_picture(), "JPEG", exif=a_position(), comment=SECRET, xmp=XMP)
    assert data.count(SECRET) == 3
    assert b"Exif" in data

    prepared = prepare(data)

    assert prepared.mime == "image/jpeg"
    for trace in (SECRET, b"Exif", b"CameraMaker", b"xmpmeta", b"ICC_PROFILE", b"\xff\xfe"):
        assert trace not in prepared.data
    assert not opened(prepared).getexif()
    assert "comment" not in opened(prepared).info


def test_text_chunks_of_a_png_do_not_survive() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    half = a_picture(mode="RGBA", colour=(200, 60, 40, 128))
    data = as_bytes(half, "PNG", pnginfo=notes, exif=a_position())

    prepared = prepare(data)

    assert prepared.mime == "image/png"
    for trace in (SECRET, b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"xmp"):
        assert trace not in prepared.data


@pytest.mark.parametrize("form", ["WEBP", "GIF"])
def test_notes_in_other_formats_do_not_survive(form: str) -> None:
    options: dict[str, dict[str, Any]] = {
        "WEBP": {"exif": a_position(), "xmp": XMP},
        "GIF": {"comment": SECRET},
    }
    data = as_bytes(a_picture(), form, **options[form])
    assert SECRET in data

    prepared = prepare(data)

    assert SECRET not in prepared.data
    assert prepared.mime == "image/jpeg"


def test_what_hangs_behind_the_picture_does_not_survive() -> None:
    data = as_bytes(a_picture(), "JPEG") + SECRET

    prepared = prepare(data)

    assert SECRET not in prepared.data


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (120, 80)), (3, (120, 80)), (6, (80, 120)), (8, (80, 120))]
)
def test_a_picture_is_turned_as_its_camera_says(orientation: int, size: tuple[int, int]) -> None:
    picture = a_picture()
    picture.paste((0, 0, 250), (0, 0, 60, 40))
    corner = {1: (10, 10), 3: (110, 70), 6: (70, 10), 8: (10, 110)}[orientation]

    prepared = prepare(as_bytes(picture, "JPEG", exif=a_position(orientation=orientation), quality=95))

    assert (prepared.width, prepared.height) == size == opened(prepared).size
    pixel = opened(prepared).getpixel(corner)
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200
    assert pixel[0] < 60


def test_the_digest_is_that_of_the_bytes_and_the_same_each_time() -> None:
    data = as_bytes(noise((200, 100)), "PNG")

    first, second = prepare(data), prepare(data)

    assert first == second
    assert first.sha256 == hashlib.sha256(first.data).hexdigest()


def test_a_heavy_picture_is_made_to_fit_the_bytes() -> None:
    heavy = as_bytes(noise((1200, 900)), "PNG")
    limits = PictureLimits(most_bytes=100_000)

    prepared = prepare(heavy, limits=limits)

    assert len(prepared.data) <= 100_000
    assert abs(prepared.width / prepared.height - 4 / 3) < 0.02
    opened(prepared)


def test_a_heavy_transparent_picture_is_laid_on_white() -> None:
    heavy = noise((600, 600), mode="RGBA")
    heavy.paste((0, 0, 0, 0), (0, 0, 300, 600))

    prepared = prepare(as_bytes(heavy, "PNG"), limits=PictureLimits(most_bytes=150_000))

    assert prepared.mime == "image/jpeg"
    pixel = opened(prepared).getpixel((20, 20))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 235


def test_a_wide_picture_is_made_to_fit_the_side() -> None:
    prepared = prepare(as_bytes(a_picture((6000, 300)), "JPEG"))

    assert (prepared.width, prepared.height) == (4096, 205)


def test_a_picture_that_can_not_fit_is_refused_by_name() -> None:
    data = as_bytes(noise((300, 300)), "PNG")

    with pytest.raises(PictureError, match=r"^flyer\.png can't be made smaller than 100 bytes\."):
        prepare(data, limits=PictureLimits(most_bytes=100), name="flyer.png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_way_to_store_colours_comes_out_as_a_picture(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new(mode, (40, 30), 40_000) if mode == "I;16" else a_picture((40, 30)).convert(mode)

    prepared = prepare(as_bytes(picture, form))

    assert opened(prepared).mode in ("RGB", "RGBA")
    assert (prepared.width, prepared.height) == (40, 30)


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    prepared = prepare(as_bytes(Image.new("I;16", (20, 20), 0x8000), "PNG"))

    assert opened(prepared).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=3)


def test_an_opaque_picture_with_an_alpha_channel_becomes_jpeg() -> None:
    prepared = prepare(as_bytes(a_picture(mode="RGBA", colour=(10, 20, 30, 255)), "PNG"))

    assert prepared.mime == "image/jpeg"


@pytest.mark.parametrize("colours", ["sRGB", "LAB", "broken"])
def test_a_colour_profile_is_applied_or_left_aside_and_never_kept(colours: str) -> None:
    profile = b"no profile at all"
    if colours != "broken":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(colours)).tobytes()  # type: ignore[arg-type]
    data = as_bytes(a_picture(), "JPEG", icc_profile=profile)

    prepared = prepare(data)

    assert "icc_profile" not in opened(prepared).info
    assert opened(prepared).getpixel((5, 5)) == pytest.approx((200, 60, 40), abs=6)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00" * 500,
        b"MZ" + bytes(200),
    ],
)
def test_what_is_no_picture_is_refused_with_the_next_step(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        prepare(data, name="flyer.jpg")

    assert str(caught.value) == (
        "flyer.jpg is not a picture Rounds can post (JPEG, PNG, WebP or GIF). Save it as JPEG and try again."
    )
    assert isinstance(caught.value, InvalidInputError)


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM", "PDF", "JPEG2000"])
def test_other_formats_are_refused_even_under_a_good_name(form: str) -> None:
    with pytest.raises(PictureError, match="is not a picture Rounds can post"):
        prepare(as_bytes(a_picture((32, 32)), form), name="flyer.jpg")


def test_a_picture_is_known_by_its_bytes_not_by_its_name() -> None:
    prepared = prepare(as_bytes(a_picture(), "PNG"), name="flyer.jpg")

    assert prepared.mime == "image/jpeg"


@pytest.mark.parametrize("preamble", [bytes(128), as_bytes(a_picture(), "JPEG")[:128]])
def test_a_medical_image_is_refused_by_its_bytes(preamble: bytes) -> None:
    with pytest.raises(PictureError, match="medical image"):
        prepare(preamble + b"DICM" + bytes(300), name="scan.jpg")


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_a_picture_that_claims_too_many_pixels_is_refused_before_decoding(side: int) -> None:
    bomb = a_png_that_claims(side, side)
    assert len(bomb) < 2000

    with pytest.raises(PictureError, match="more pixels than Rounds takes"):
        prepare(bomb)


def test_a_file_of_too_many_bytes_is_refused_with_its_size() -> None:
    with pytest.raises(PictureError, match=r"is 31 MB; Rounds takes pictures up to 30 MB"):
        prepare(bytes(31_000_000))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_refused(form: str) -> None:
    frames = [a_picture(colour=(shade, 0, 0)) for shade in (0, 120, 240)]
    data = as_bytes(frames[0], form, save_all=True, append_images=frames[1:], duration=100)

    with pytest.raises(PictureError, match="is an animation"):
        prepare(data)


def test_a_phones_picture_with_a_second_view_is_taken_as_its_first() -> None:
    data = as_bytes(a_picture(), "MPO", save_all=True, append_images=[a_picture(colour=(0, 0, 0))])

    prepared = prepare(data)

    assert opened(prepared).getpixel((5, 5)) == pytest.approx((200, 60, 40), abs=6)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_cut_short_is_refused(form: str, share: float) -> None:
    data = as_bytes(noise((200, 150)), form)

    with pytest.raises(PictureError, match=r"damaged or cut short|is not a picture"):
        prepare(data[: int(len(data) * share)])


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
    ),
)
def test_a_forged_file_gives_a_picture_or_a_picture_error_and_nothing_else(
    form: str, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(as_bytes(a_picture((64, 48)), form, **({"exif": a_position()} if form != "GIF" else {})))
    for place, value in changes:
        data[int(place * len(data))] = value

    with suppress(PictureError):
        opened(prepare(bytes(data), limits=PictureLimits(most_source_pixels=1_000_000)))
