"""Zone data made for a test: a folder as `PYTHONTZPATH` names it, with a version and a few zones."""

from __future__ import annotations

import struct
from pathlib import Path

#: Chicago as it is, with the summer time of the law of 2005.
CHICAGO_2005 = "CST6CDT,M3.2.0,M11.1.0"
#: Chicago after a law that keeps summer time the whole year.
ALWAYS_SUMMER = "CDT5"


def release(folder: Path, version: str, **zones: str) -> Path:
    """Write a release: `zones` are POSIX rules by name, with `__` for the slash."""
    for name, rule in zones.items():
        place = folder / version / name.replace("__", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(compiled(rule))
    source = folder / version / "tzdata.zi"
    source.write_text(f"# version {version}\n", encoding="ascii")
    return folder / version


def compiled(rule: str) -> bytes:
    """Return a TZif file (RFC 9636) without a list of changes: its footer rules from the beginning."""
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    one_kind = struct.pack(">lBB", 0, 0, 0) + b"LMT\0"
    return header + one_kind + header + one_kind + b"\n" + rule.encode() + b"\n"
