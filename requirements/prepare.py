"""Makes `.venv` what the lock files say: `python3 requirements/prepare.py [base|dev]`.

Knows only the standard library and runs before anything is installed. What is there already and
unchanged is left alone, so that a second run takes no time; every package is checked against the
digests in the lock, and none is compiled.
"""
# ruff: noqa: INP001, S603 - a script of its own that runs only what it names itself

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: The oldest Python that Rounds runs on; `requires-python` says the same.
OLDEST = (3, 11)
THIS = tuple(sys.version_info[:2])
_COLLECTING = re.compile(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9._-]+)")


class PreparationError(Exception):
    """Something is missing; the message says what, and the next step."""


def main(arguments: list[str] | None = None) -> int:
    """Prepare the environment; 0 when it stands, 1 with a sentence on standard error when it can't."""
    parser = argparse.ArgumentParser(prog="python3 requirements/prepare.py", description=__doc__)
    parser.add_argument("lock", nargs="?", default="base", choices=["base", "dev"])
    chosen = parser.parse_args(arguments)
    try:
        check_python()
        make_environment()
        install_lock(chosen.lock)
        install_rounds()
        build_calendar()
    except PreparationError as why:
        tell(f"{why}")
        return 1
    return 0


def check_python() -> None:
    """Refuse a Python that is too old, by its name and version."""
    if THIS < OLDEST:
        raise PreparationError(
            f"Rounds needs Python {_dotted(OLDEST)} or newer; {sys.executable} is {_dotted(THIS)}. "
            "Name another one, for example: make up PYTHON=python3.12"
        )


def make_environment() -> None:
    """Create `.venv` with this Python, or again when it stems from another version."""
    version = _dotted(THIS)
    if PYTHON.exists() and (VENV / "lib" / ("python" + version)).is_dir():
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    tell(f"Making an environment for Python {version} in .venv ...")
    command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise PreparationError(
            "Python's venv module does not work here. On Debian and Ubuntu: apt-get install python3-venv\n"
            + (done.stdout + done.stderr).strip()[-500:]
        )


def install_lock(name: str) -> None:
    """Install what `requirements/<name>.txt` pins; `dev` holds all of `base` too."""
    lock = ROOT / "requirements" / (name + ".txt")
    if any(_is_done(each, ROOT / "requirements" / (each + ".txt")) for each in {name, "dev"}):
        return
    wanted = len(re.findall(r"(?m)^[A-Za-z0-9]", lock.read_text("utf-8")))
    tell(f"Installing {wanted} packages (once, one to two minutes) ...")
    _pip("install", "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(lock), wanted=wanted)
    _mark_done(name, lock)


def install_rounds() -> None:
    """Install the checkout itself, so that `rounds` is a command and edits need no second step."""
    project = ROOT / "pyproject.toml"
    if _is_done("rounds", project):
        return
    tell("Installing Rounds itself ...")
    _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    _mark_done("rounds", project)


def build_calendar() -> None:
    """Build the planner's calendar for the browser; an unchanged one is not built again."""
    script = ROOT / "ui" / "components" / "calendar" / "build.py"
    if subprocess.run([str(PYTHON), str(script)], cwd=str(ROOT), check=False).returncode != 0:
        raise PreparationError("The calendar could not be built, so the planner would be empty.")


def tell(words: str) -> None:
    """Say one line to the person who waits."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _pip(*arguments: str, wanted: int = 0) -> None:
    """Run pip and show on a terminal how far it is; what it says is shown only when it fails."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    command = [str(PYTHON), "-m", "pip", *arguments]
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        for line in running.stdout or ():
            said.append(line)
            _show_progress(said, wanted)
    _clear_line()
    if running.returncode != 0:
        raise PreparationError(
            "".join(said[-12:]).strip() + "\nThe packages could not be installed; see the lines above. "
            "Check the network, then run the same command again."
        )


def _show_progress(said: list[str], wanted: int) -> None:
    found = _COLLECTING.match(said[-1])
    if not wanted or not sys.stderr.isatty():
        return
    if found:
        count = sum(1 for line in said if _COLLECTING.match(line))
        sys.stderr.write(f"\r\033[K  {count} of {wanted}: {found[1]}")
    elif said[-1].startswith("Installing collected"):
        sys.stderr.write("\r\033[K  putting them in place")
    sys.stderr.flush()


def _clear_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def _is_done(name: str, source: Path) -> bool:
    stamp = VENV / (".done-" + name)
    return stamp.is_file() and stamp.read_text("utf-8") == _digest(source)


def _mark_done(name: str, source: Path) -> None:
    (VENV / (".done-" + name)).write_text(_digest(source), "utf-8")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
