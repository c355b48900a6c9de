"""Presidio on the same posts, in an environment that is made for it once."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PEERS: Final = Path(__file__).resolve().parents[1] / "guard_peers"
_FOLDER: Final = Path(__file__).resolve().parents[2] / ".make" / "guard" / "presidio"


def presidio(texts: Sequence[str]) -> tuple[dict[str, dict[str, bool]], dict[str, Any]]:
    """Return which texts each kind of engine flags, and what it costs."""
    flags: dict[str, dict[str, bool]] = {}
    spent: dict[str, Any] = {}
    for kind in ("blank", "spacy"):
        told = _judged(kind, texts)
        name = f"presidio {kind}"
        flags[name] = dict(zip(texts, told["flags"], strict=True))
        spent |= {f"{name} cpu_ms": told["cpu_ms"], f"{name} load_s": told["load_s"]}
    return flags, spent


def _judged(kind: str, texts: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(
        [str(_python()), str(_PEERS / "presidio.py"), kind],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _python() -> Path:
    """Return the Python of Presidio's environment; make it where it is missing."""
    python, stamp = _FOLDER / "bin" / "python", _FOLDER / "installed"
    wanted = (_PEERS / "requirements.txt").read_text("utf-8")
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    sys.stderr.write("making an environment for Presidio (once, about two minutes) ...\n")
    venv.create(_FOLDER, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(_PEERS / "requirements.txt")], check=True)
    stamp.write_text(wanted, "utf-8")
    return python
