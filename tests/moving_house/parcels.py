"""Account files as somebody may have changed them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING, Any

from scheduler.services.account_file import Manifest, packing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Rows = list[dict[str, Any]]


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of an account file by its name, the manifest left out."""
    with zipfile.ZipFile(path) as archive:
        return {each: archive.read(each) for each in archive.namelist() if each != "manifest.json"}


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        told: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return told


def rows_of(path: Path, kind: str) -> Rows:
    return [json.loads(line) for line in contents(path)[f"rows/{kind}.jsonl"].splitlines()]


def changed(path: Path, out: Path, kind: str, change: Callable[[Rows], Rows]) -> Path:
    """Write the file again with other rows of one kind, and a manifest that fits them."""
    rows = change(rows_of(path, kind))
    text = "".join(json.dumps(each) + "\n" for each in rows)
    return rewritten(path, out, {f"rows/{kind}.jsonl": text.encode()})


def rewritten(path: Path, out: Path, files: dict[str, bytes], **told: Any) -> Path:
    """Write the file again with other files in it, and a manifest that fits them and says `told`."""
    every = contents(path) | files
    manifest = Manifest.model_validate(manifest_of(path))
    spare = out.with_suffix(".part")
    with packing(out) as packer:
        for name, data in every.items():
            spare.write_bytes(data)
            packer.file(name, spare)
        members = [
            each.model_copy(update={"count": data.count(b"\n") if each.name.endswith(".jsonl") else 1})
            for each, data in zip(packer.members, every.values(), strict=True)
        ]
        packer.finish(manifest.model_copy(update={"files": tuple(members), **told}))
    spare.unlink()
    return out


def raw(path: Path, out: Path, members: list[tuple[str, bytes]]) -> Path:
    """Write a ZIP of just these files, in this order, and the old manifest where none is among them."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
        if not any(name == "manifest.json" for name, _ in members):
            archive.writestr("manifest.json", json.dumps(manifest_of(path)))
    return out


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
