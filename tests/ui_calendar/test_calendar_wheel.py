"""The calendar of the wheel: found by Streamlit itself, and served without Node."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.ui_calendar.serving import fetch, free_port, serve_streamlit

pytestmark = pytest.mark.wheel
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own, as an installer would lay it down."""
    if not (ROOT / "hatch_build.py").is_file():
        pytest.skip("these tests run outside the source tree, so there is nothing to pack")
    assert bundle.is_dir()
    made, folder = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("unpacked")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def test_the_wheel_holds_the_bundle_its_notices_and_nothing_of_node(unpacked: Path) -> None:
    built = unpacked / "ui" / "components" / "calendar" / "frontend" / "build"

    assert len(list(built.glob("calendar-*.js"))) == 1
    assert len(list(built.glob("calendar-*.css"))) == 1
    assert (built / "THIRD_PARTY_LICENSES.txt").is_file()
    assert not list(unpacked.rglob("node_modules"))


def test_streamlit_finds_the_wheel_s_calendar_and_serves_it(unpacked: Path, tmp_path: Path) -> None:
    script, port = tmp_path / "page.py", free_port()
    script.write_text("import streamlit as st\nst.write('a page')\n", "utf-8")
    (bundle,) = unpacked.rglob("calendar-*.js")
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}

    with serve_streamlit(script, port=port, environment=environment, folder=tmp_path):
        status, body = fetch(port, f"/_stcore/bidi-components/rounds.calendar/{bundle.name}")

    assert status == 200
    assert body == bundle.read_bytes()
