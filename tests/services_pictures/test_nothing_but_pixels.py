"""Nothing but pixels leaves: asked of a program that knows every kind of metadata, and of the raw bytes."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from scheduler.services.pictures import PictureError, prepare

SECRET = b"MRN 4471902 Foley"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>" + SECRET + b"</rdf></x:xmpmeta>"
#: What a file system or a decoder tells of any JPEG or PNG, and no more.
PLAIN = {
    "SourceFile", "ExifToolVersion", "FileSize", "FileType", "FileTypeExtension", "MIMEType", "ImageWidth",
    "ImageHeight", "EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ImageSize",
    "Megapixels", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "JFIFVersion",
    "ResolutionUnit", "XResolution", "YResolution",
}  # fmt: skip


def an_image(mode: str = "RGB", size: tuple[int, int] = (160, 120)) -> Image.Image:
    return Image.effect_noise(size, 80).convert(mode)


def a_profile_with_a_name() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made.replace(b"sRGB built-in", SECRET[:13]) + SECRET


def a_segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def a_thumbnail() -> bytes:
    out = io.BytesIO()
    an_image(size=(40, 30)).save(out, "JPEG", comment=SECRET)
    return out.getvalue()


def a_laden_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286], exif[0x010E] = "CameraMaker", SECRET.decode(), SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 19.0, 45.1), 3: "W", 4: (82.0, 6.0, 1.0)})
    out = io.BytesIO()
    an_image().save(
        out, "JPEG", exif=exif, comment=SECRET, xmp=XMP, icc_profile=a_profile_with_a_name(), dpi=(301, 301)
    )
    iptc = b"\x1c\x02\x78" + struct.pack(">H", len(SECRET)) + SECRET
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc)) + iptc + b"\x00" * (len(iptc) % 2)
    segments = a_segment(0xED, b"Photoshop 3.0\x00" + resource) + a_segment(0xE7, SECRET)
    thumbnail = a_segment(0xE0, b"JFXX\x00\x10" + a_thumbnail())
    data = out.getvalue()
    return data[:2] + segments + thumbnail + data[2:] + SECRET + a_thumbnail()


def a_laden_png(mode: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_text("Author", SECRET.decode(), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    picture = an_image(mode)
    if mode == "RGBA":
        picture.putalpha(120)
    picture.save(out, "PNG", pnginfo=notes, icc_profile=a_profile_with_a_name(), dpi=(301, 301))
    own = struct.pack(">I", len(SECRET)) + b"paTi" + SECRET + struct.pack(">I", zlib.crc32(b"paTi" + SECRET))
    data = out.getvalue()
    return data[:33] + own + data[33:] + SECRET


def a_laden_webp() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    out = io.BytesIO()
    an_image().save(out, "WEBP", exif=exif, xmp=XMP, icc_profile=a_profile_with_a_name())
    return out.getvalue()


LADEN = {
    "jpeg": a_laden_jpeg(),
    "png": a_laden_png("RGB"),
    "png that shows through": a_laden_png("RGBA"),
    "webp": a_laden_webp(),
}


@pytest.mark.parametrize("kind", LADEN)
def test_no_planted_word_is_left_in_the_bytes(kind: str) -> None:
    assert SECRET in LADEN[kind]

    clean = prepare(LADEN[kind]).data

    for trace in (SECRET, SECRET[:13], b"Exif", b"xmp", b"Photoshop", b"8BIM", b"JFXX", b"ICC", b"paTi"):
        assert trace not in clean
    assert clean.count(b"\xff\xd8\xff") <= 1


@pytest.mark.parametrize("kind", LADEN)
def test_the_file_ends_where_the_picture_ends(kind: str) -> None:
    clean = prepare(LADEN[kind]).data

    assert clean.endswith((b"\xff\xd9", b"IEND\xaeB`\x82"))


@pytest.mark.parametrize("kind", LADEN)
def test_exiftool_finds_nothing_but_what_every_picture_has(kind: str, tmp_path: Any) -> None:
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("no exiftool on this machine: apt-get install libimage-exiftool-perl")
    (tmp_path / "before").write_bytes(LADEN[kind])
    (tmp_path / "after").write_bytes(prepare(LADEN[kind]).data)

    def tags(name: str) -> set[str]:
        command = [program, "-json", "-a", "-u", "-ee", "--System:all", str(tmp_path / name)]
        said = subprocess.run(command, capture_output=True, check=False, timeout=60).stdout
        [told] = json.loads(said)
        return set(told)

    assert len(tags("before") - PLAIN) > 5
    assert tags("after") - PLAIN == set()


@pytest.mark.parametrize("how", ["zip", "zip under another name", "gzip"])
def test_a_medical_image_in_an_archive_is_refused_as_one(how: str) -> None:
    scan = bytes(128) + b"DICM" + bytes(4000)
    out = io.BytesIO()
    if how == "gzip":
        out.write(gzip.compress(scan))
    else:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", "hello")
            archive.writestr("photo.jpg" if "another" in how else "scan.dcm", scan)

    with pytest.raises(PictureError, match="medical image"):
        prepare(out.getvalue(), name="holiday.jpg")


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b", b"PK\x05\x06"])
def test_a_broken_archive_is_no_picture(head: bytes) -> None:
    with pytest.raises(PictureError, match="is not a picture Rounds can post"):
        prepare(head + bytes(50))


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_phones_heic_is_refused_with_the_next_step(brand: bytes) -> None:
    with pytest.raises(PictureError, match="Export it as JPEG"):
        prepare(b"\x00\x00\x00\x18ftyp" + brand + bytes(100), name="IMG_0001.jpg")


@pytest.mark.parametrize("size", [(1, 60_000), (60_000, 1)])
def test_a_picture_of_one_line_is_taken_small(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 200, 10)).save(out, "PNG")

    clean = prepare(out.getvalue())

    assert max(clean.width, clean.height) <= 4096
    assert min(clean.width, clean.height) == 1


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "YCbCr"])
def test_other_ways_of_writing_colours_are_taken(mode: str) -> None:
    out = io.BytesIO()
    an_image("RGB").convert(mode).save(out, "PNG" if mode in {"1", "P", "L"} else "JPEG")

    assert prepare(out.getvalue()).mime == "image/jpeg"
