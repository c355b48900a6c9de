from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from scheduler.services.importing import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.importing.conftest import Office

HEADING = "channel,date,time,zone,text,pictures,alt texts\n"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "chosen"
    made.mkdir()
    Image.new("RGB", (64, 48), "teal").save(made / "clinic.png")
    (made / "notes.txt").write_text("no picture")
    (tmp_path / "secret.png").write_bytes((made / "clinic.png").read_bytes())
    return made


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def row(pictures: str, alt: str = "A clinic with its doors open.") -> str:
    return f'{HEADING}main-x,2026-12-08,09:00,,The flu clinic opens at nine.,"{pictures}",{alt}\n'


def test_a_picture_of_the_folder_comes_with_its_words(office: Office, folder: Path) -> None:
    done = office.take(row("clinic.png"), folder=folder)

    post = office.planning.get(done.rows[0].posts[0])
    assert [each.alt for each in post.pictures] == ["A clinic with its doors open."]


def test_a_picture_on_the_web_is_brought(office: Office, address: str) -> None:
    done = office.take(row(f"{address}/clinic.png"))

    post = office.planning.get(done.rows[0].posts[0])
    assert (post.pictures[0].width, post.pictures[0].height) == (64, 48)


@pytest.mark.parametrize("name", ["../secret.png", "missing.png", "..\\secret.png"])
def test_no_file_outside_of_the_folder_is_read(office: Office, folder: Path, name: str) -> None:
    looked = office.look(row(f"clinic.png;{name}x"), folder=folder)

    assert looked.rows[0].fate is Fate.STOPPED
    assert "no file" in looked.rows[0].reasons[0]


def test_a_file_without_a_folder_asks_for_it(office: Office) -> None:
    looked = office.look(row("clinic.png"))

    assert "Say in which folder" in looked.rows[0].reasons[0]


def test_what_is_no_picture_stops_its_row_and_no_other(office: Office, folder: Path, address: str) -> None:
    sheet = row(f"{address}/notes.txt") + row("clinic.png").removeprefix(HEADING).replace("09:00", "10:00")

    done = office.take(sheet, folder=folder)

    assert [each.fate for each in done.rows] == [Fate.STOPPED, Fate.TAKEN]
    assert done.rejects is not None


def test_an_address_that_answers_nothing_stops_its_row(office: Office, address: str) -> None:
    done = office.take(row(f"{address}/gone.png"))

    assert done.rows[0].fate is Fate.STOPPED
    assert "can't be brought" in done.rows[0].reasons[0]
