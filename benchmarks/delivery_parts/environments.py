"""Environments for the peers: made once from pinned requirements, beside the project's own."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.delivery_parts.errors import MissingError

ROOT = Path(__file__).resolve().parents[2]
_HOME = ROOT / ".make" / "bench"
_REQUIREMENTS = ROOT / "benchmarks" / "delivery_peers"


def python_with(name: str) -> Path:
    """Return the Python of the environment for `requirements{-name}.txt`; make it where it is not current."""
    suffix = f"-{name}" if name else ""
    requirements = _REQUIREMENTS / f"requirements{suffix}.txt"
    folder = _HOME / f"peers{suffix}"
    stamp, digest = folder / "installed", hashlib.sha256(requirements.read_bytes()).hexdigest()
    python = folder / "bin" / "python"
    if stamp.is_file() and stamp.read_text("ascii") == digest:
        return python
    sys.stderr.write(f"making an environment for {requirements.name} (once, about a minute) ...\n")
    venv.create(folder, clear=True, with_pip=True)
    _install(python, requirements)
    stamp.write_text(digest, "ascii")
    return python


def _install(python: Path, requirements: Path) -> None:
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "-r", str(requirements)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"{requirements.name} can't be installed: {done.stderr.strip()[-300:]}")
