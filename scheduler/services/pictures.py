"""Pictures made fit to post: refused or repainted, never passed on as they came.

The only home of Pillow. Guarantees that what leaves here is a still JPEG or PNG in sRGB, upright, within
the limits, made of pixels alone: position, comments, thumbnails and whatever else the file carried are gone.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pydantic import Field

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: A DICOM file says so behind a preamble of this many bytes (DICOM PS3.10, 7.1).
_DICOM_AT = 128
_DICOM = b"DICM"
#: Full cover in the alpha channel.
_OPAQUE = 255
#: Files of an archive that are looked at for one.
_MOST_MEMBERS = 100
#: How HEIC and AVIF files begin, behind four bytes of length (ISO/IEC 23008-12).
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif")
_QUALITIES = (90, 82, 74, 66, 58)
#: At this side a picture that is still too heavy is given up.
_SMALLEST_SIDE = 64
#: All that decoders are known to throw at a file that is broken or forged.
_BAD_FILE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    EOFError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PictureError(InvalidInputError):
    """This file can't be posted as a picture; the message says why and what to do."""


class PictureLimits(Value):
    """What a picture may measure; the defaults fit every network Rounds knows."""

    most_bytes: int = 1_000_000
    most_side: int = 4096
    #: Largest file taken in.
    most_source_bytes: int = 30_000_000
    #: Largest picture decoded, in pixels; read from the header, before any pixel is.
    most_source_pixels: int = 50_000_000


class PreparedPicture(Value):
    """A picture ready to be stored and sent."""

    data: bytes = Field(repr=False)
    mime: str
    width: int
    height: int
    #: Of `data`, in hexadecimal.
    sha256: str


def prepare(data: bytes, *, limits: PictureLimits | None = None, name: str = "This file") -> PreparedPicture:
    """Repaint the picture in `data` upright, in sRGB, within `limits`, with nothing but its pixels.

    A picture that shows through stays PNG where it fits, and is laid on white otherwise;
    all others become JPEG. Raises `PictureError`, which calls the picture by `name`.
    """
    limits = limits or PictureLimits()
    _check_bytes(data, limits=limits, name=name)
    with _decoding(name), Image.open(io.BytesIO(data), formats=_FORMATS) as source:
        _check_header(source, limits=limits, name=name)
        source.load()
        canvas = _repainted(source)
    canvas.thumbnail((limits.most_side, limits.most_side), Image.Resampling.LANCZOS)
    return _within_bytes(canvas, limits=limits, name=name)


def _check_bytes(data: bytes, *, limits: PictureLimits, name: str) -> None:
    if _is_dicom(data) or _holds_dicom(data):
        raise PictureError(
            f"{name} is a medical image (DICOM) and may hold a patient's data. "
            "It can't be posted; use another picture."
        )
    if data[4:12] in _HEIF:
        raise PictureError(
            f"{name} is a HEIC picture, as phones store them. Export it as JPEG and try again."
        )
    if len(data) > limits.most_source_bytes:
        raise PictureError(
            f"{name} is {_megabytes(len(data))} MB; "
            f"Rounds takes pictures up to {_megabytes(limits.most_source_bytes)} MB. "
            "Save a smaller one and try again."
        )


def _is_dicom(data: bytes) -> bool:
    return data[_DICOM_AT : _DICOM_AT + len(_DICOM)] == _DICOM


def _holds_dicom(data: bytes) -> bool:
    """Is it an archive with a medical image in it? It is no picture either way; the reason differs."""
    head = _DICOM_AT + len(_DICOM)
    with suppress(zipfile.BadZipFile, *_BAD_FILE):
        if data.startswith(b"\x1f\x8b"):
            return _is_dicom(gzip.GzipFile(fileobj=io.BytesIO(data)).read(head))
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()[:_MOST_MEMBERS]
                return any(_is_dicom(archive.open(each).read(head)) for each in names)
    return False


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.0f}"


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """Turn whatever decoding throws at a bad file into one sentence."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{name} is not a picture Rounds can post (JPEG, PNG, WebP or GIF). "
            "Save it as JPEG and try again."
        ) from error
    except _BAD_FILE as error:
        raise PictureError(f"{name} is damaged or cut short. Save it again and try once more.") from error


def _too_many_pixels(name: str) -> PictureError:
    return PictureError(f"{name} has more pixels than Rounds takes. Save it smaller and try again.")


def _check_header(source: Image.Image, *, limits: PictureLimits, name: str) -> None:
    if source.width * source.height > limits.most_source_pixels:
        raise _too_many_pixels(name)
    # phones store a second view in one file and call that MPO; the first view is the picture
    if source.format != "MPO" and getattr(source, "is_animated", False):
        raise PictureError(f"{name} is an animation. Save one of its pictures as JPEG or PNG and try again.")


def _repainted(source: Image.Image) -> Image.Image:
    """Paint the pixels, upright and in sRGB, on a new canvas: it has no place for anything else."""
    upright = ImageOps.exif_transpose(source)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    pixels = _in_srgb(upright, source.info.get("icc_profile"), mode=mode)
    if mode == "RGBA" and pixels.getchannel("A").getextrema() == (_OPAQUE, _OPAQUE):
        pixels = pixels.convert("RGB")
    canvas = Image.new(pixels.mode, pixels.size)
    canvas.paste(pixels)
    return canvas


def _in_srgb(picture: Image.Image, profile: bytes | None, *, mode: str) -> Image.Image:
    """Convert by the picture's own colour profile; one that can't be read is left aside."""
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        # without it the colours may be off a little; the picture is right
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return _by_profile(picture, profile, mode=mode)
    if picture.mode.startswith("I"):  # sixteen bits a pixel
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert(mode)


def _by_profile(picture: Image.Image, profile: bytes, *, mode: str) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(colours, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if converted is None:
        raise ValueError
    if mode == "RGBA" and alpha is not None:
        converted.putalpha(alpha)
    return converted.convert(mode)


def _within_bytes(canvas: Image.Image, *, limits: PictureLimits, name: str) -> PreparedPicture:
    """Encode at falling quality, then at falling size, until it fits."""
    if canvas.mode == "RGBA":
        data = _png(canvas)
        if len(data) <= limits.most_bytes:
            return _prepared(data, canvas, mime="image/png")
        canvas = _on_white(canvas)
    while True:
        for quality in _QUALITIES:
            data = _jpeg(canvas, quality=quality)
            if len(data) <= limits.most_bytes:
                return _prepared(data, canvas, mime="image/jpeg")
        if max(canvas.size) <= _SMALLEST_SIDE:
            raise PictureError(
                f"{name} can't be made smaller than {limits.most_bytes} bytes. Use another one."
            )
        smaller = (max(1, canvas.width * 3 // 4), max(1, canvas.height * 3 // 4))
        canvas = canvas.resize(smaller, Image.Resampling.LANCZOS)


def _on_white(canvas: Image.Image) -> Image.Image:
    white = Image.new("RGB", canvas.size, "white")
    white.paste(canvas, mask=canvas.getchannel("A"))
    return white


def _png(canvas: Image.Image) -> bytes:
    out = io.BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(canvas: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _prepared(data: bytes, canvas: Image.Image, *, mime: str) -> PreparedPicture:
    digest = hashlib.sha256(data).hexdigest()
    return PreparedPicture(data=data, mime=mime, width=canvas.width, height=canvas.height, sha256=digest)
