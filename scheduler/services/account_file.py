"""The account file: a ZIP with a manifest, JSON Lines for each kind, and pictures; `docs/account-file.md`.

Knows no database. Guarantees: the same rows give the same bytes; a file that was cut, changed, packed to
burst or named to break out is refused before anything of it is used, and nothing is ever unpacked by a name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import struct
import zipfile
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from scheduler.domain.errors import InvalidInputError, StorageError
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMAT: Final = "rounds-account"
#: Grows when a program that knows the one before would misread the file.
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
RECORD: Final = "record.jsonl"
_NAME: Final = re.compile(
    r"(?:rows/[a-z_]{1,60}|record|former-records/[0-9a-f]{64})\.jsonl|media/[0-9a-f]{64}", re.ASCII
)
_MOST_MANIFEST: Final = 64_000_000
_MOST_LINE: Final = 16_000_000
_MOST_FILES: Final = 1_000_000
#: Deflate can shrink a thousandfold, but no plan does.
_MOST_GROWTH: Final = 200
_ROOM: Final = 10_000_000
_CHUNK: Final = 1 << 20
#: All that reading a broken archive is known to raise.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    MemoryError,
    LookupError,
)
_DAMAGED: Final = "{} is cut short or damaged. Export it again, and look that all of it is copied."


class Member(Value):
    """One file within the account file."""

    name: str
    #: Lines, or 1 for a picture.
    count: int
    size: int
    sha256: str


class RecordEnd(Value):
    """Where the record stood when it was written out."""

    lines: int
    #: Number and hash of its last line.
    seq: int
    hash: str


class Manifest(Value):
    """What an account file says of itself."""

    format: str
    version: int
    made_at: Instant
    #: The version of Rounds, and of its database's form.
    program: str
    schema_version: str
    organisation: str
    record: RecordEnd
    files: tuple[Member, ...]
    #: What stays behind, and why.
    left_out: dict[str, str]
    #: Pictures that posts name and that were not there.
    missing_media: tuple[str, ...] = ()


class Packer:
    """Writes one account file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: list[Member] = []

    def lines(self, name: str, rows: Iterable[str]) -> None:
        """Add a file of lines."""
        count = 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield f"{row}\n".encode()

        member = self._add(name, pieces(), zipfile.ZIP_DEFLATED)
        self.members.append(member.model_copy(update={"count": count}))

    def file(self, name: str, path: Path) -> None:
        """Add a picture or video, as it stands: it is packed already."""
        with path.open("rb") as opened:
            self.members.append(self._add(name, _chunks(opened), zipfile.ZIP_STORED))

    def copy(self, name: str, path: Path) -> None:
        """Add a file of lines that stands somewhere."""
        with path.open(encoding="utf-8", newline="\n") as opened:
            self.lines(name, (line.rstrip("\n") for line in opened))

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, which comes last: a file without one was cut."""
        text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
        self._add(MANIFEST, [text.encode()], zipfile.ZIP_DEFLATED)

    def _add(self, name: str, pieces: Iterable[bytes], method: int) -> Member:
        # a fixed date: the same rows give the same bytes
        info = zipfile.ZipInfo(name)
        info.compress_type, info.external_attr = method, 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        return Member(name=name, count=1, size=size, sha256=digest.hexdigest())


@contextmanager
def packing(path: Path) -> Iterator[Packer]:
    """Give what writes an account file, readable by its owner only; it stands there whole or not at all."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                yield Packer(archive)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as why:
        raise StorageError(f"{path} can't be written: {why.strerror}. Choose another file.") from why
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class Parcel:
    """One account file that is read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
        self._archive = archive
        self._name = name
        self.manifest = manifest

    def trouble_with(self, member: Member) -> str:
        """Read a file to its end and say what is wrong with it; nothing, where it is what it should be."""
        digest, size, lines, longest = hashlib.sha256(), 0, 0, 0
        try:
            with self._archive.open(member.name) as opened:
                for chunk in _chunks(opened):
                    digest.update(chunk)
                    size += len(chunk)
                    lines += chunk.count(b"\n")
                    longest = max(longest, *map(len, chunk.split(b"\n")))
        except _BROKEN:
            return "It is cut short or damaged."
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            return "It is not the file that the manifest names: its SHA-256 differs."
        if member.name.endswith(".jsonl") and lines != member.count:
            return f"It has {lines} lines; the manifest names {member.count}."
        return ""

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file; raises `InvalidInputError` for one that is too long."""
        with self._archive.open(name) as opened:
            while line := opened.readline(_MOST_LINE + 1):
                if len(line) > _MOST_LINE:
                    raise InvalidInputError(f"{name} has a line that is too long. Export the account again.")
                yield line

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file piece by piece."""
        with self._archive.open(name) as opened:
            yield from _chunks(opened)


@contextmanager
def parcel_at(path: Path) -> Iterator[Parcel]:
    """Give what reads an account file; raises `InvalidInputError` where it is none that may be read."""
    try:
        size = path.stat().st_size
        archive = zipfile.ZipFile(path)
    except OSError as why:
        raise InvalidInputError(f"{path} can't be read: {why.strerror}. Check its name.") from why
    except _BROKEN as why:
        raise InvalidInputError(_DAMAGED.format(path.name)) from why
    with archive:
        try:
            _check_size(archive, size, path.name)
            manifest = _manifest(archive, path.name)
            _check_names(archive, manifest, path.name)
        except _BROKEN as why:
            raise InvalidInputError(_DAMAGED.format(path.name)) from why
        yield Parcel(archive, manifest, path.name)


def row_in(line: bytes) -> Any:
    """Return what a line says; raises `ValueError` where it is no JSON."""
    return json.loads(line, parse_constant=_no_constant)


def line_of(row: Any) -> str:
    """Return a row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError as why:
        raise InvalidInputError(
            f"{name} is no account file of Rounds: it has no manifest. Make one with “rounds account export”."
        ) from why
    if info.file_size > _MOST_MANIFEST:
        raise InvalidInputError(f"The manifest of {name} is too large. Export the account again.")
    told = json.loads(archive.read(info))
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise InvalidInputError(f"{name} is no account file of Rounds. Look whether it is the right file.")
    version = told.get("version")
    if type(version) is not int or version > VERSION:
        raise InvalidInputError(
            f"{name} was written by a newer version of Rounds (format {version}; this one knows {VERSION}). "
            "Install that version here first."
        )
    try:
        return Manifest.model_validate(told)
    except ValidationError as why:
        raise InvalidInputError(f"The manifest of {name} is damaged. Export the account again.") from why


def _check_size(archive: zipfile.ZipFile, size: int, name: str) -> None:
    infos = archive.infolist()
    unpacked = sum(each.file_size for each in infos)
    if len(infos) > _MOST_FILES or unpacked > size * _MOST_GROWTH + _ROOM:
        raise InvalidInputError(
            f"{name} grows too large when it is unpacked, as no account file does. It was not read."
        )


def _check_names(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    there = [each.filename for each in archive.infolist()]
    named = [each.name for each in manifest.files]
    strange = [each for each in (*there, *named) if each != MANIFEST and not _NAME.fullmatch(each)]
    if strange:
        raise InvalidInputError(
            f"{name} holds a file “{strange[0][:60]}” that no account file has. It was not read."
        )
    if sorted(there) != sorted([*named, MANIFEST]):
        raise InvalidInputError(
            f"{name} does not hold the very files that its manifest names. Export the account again."
        )
    for member in manifest.files:
        if archive.getinfo(member.name).file_size != member.size:
            raise InvalidInputError(_DAMAGED.format(name))


def _chunks(opened: Any) -> Iterator[bytes]:
    while chunk := opened.read(_CHUNK):
        yield chunk


def _no_constant(told: str) -> None:
    raise ValueError(told)
