"""Videos come along; a first comment does not, and its row says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.services.exporting import Exporting, Kind, What
from scheduler.services.importing import Fate
from scheduler.services.shelving import Shelf
from tests.builders import NOON
from tests.composing.films import film

if TYPE_CHECKING:
    from pathlib import Path

    from tests.importing.conftest import Office

HEADING = "channel,date,time,zone,text,pictures,alt texts,video,video alt\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "chosen"
    made.mkdir()
    (made / "how.mp4").write_bytes(film())
    (made / "broken.mp4").write_bytes(film()[:40])
    (made / "clinic.png").write_bytes(b"\x89PNG")
    return made


def row(video: str, *, channel: str = "main-x", pictures: str = "") -> str:
    said = "The flu clinic opens at nine."
    return f'{HEADING}"{channel}",2026-12-08,09:00,,{said},{pictures},,{video},A nurse shows how.\n'


def test_a_video_of_the_folder_comes_with_its_words_on_each_channel(office: Office, folder: Path) -> None:
    done = office.take(row("how.mp4", channel="main-x, clinic-b"), folder=folder)

    posts = [office.planning.get(each) for each in done.rows[0].posts]
    videos = [each.video for each in posts if each.video]
    assert [each.channel for each in posts] == ["main-x", "clinic-b"]
    assert [(each.mime, each.alt, each.file_name) for each in videos] == [
        ("video/mp4", "A nurse shows how.", "how.mp4")
    ] * 2


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Text,Image URL,Posting Time", "Look.,how.mp4,2026-12-08 09:00"),
        ("Date,Text,Media URL(s),Label(s)", "2026-12-08 09:00,Look.,how.mp4,"),
        ("post,platforms,mediaUrls,scheduleDate", "Look.,main-x,how.mp4,2026-12-08T15:00:00Z"),
        ("postAtSpecificTime,content,videoUrls", "2026-12-08 09:00,Look.,how.mp4"),
        ("date,time_24hr,message_text,Video URL", "2026-12-08,09:00,Look.,how.mp4"),
        ("Text,Date,Time,Draft,Twitter/X,Picture Url 1", "Look.,2026-12-08,09:00,FALSE,TRUE,how.mp4"),
    ],
)
def test_a_video_is_recognised_in_every_form_that_has_one(
    heading: str, cells: str, office: Office, folder: Path
) -> None:
    done = office.take(f"{heading}\n{cells}\n", folder=folder, channel="main-x")

    assert [each.fate for each in done.rows] == [Fate.TAKEN]
    assert office.planning.get(done.rows[0].posts[0]).video is not None


@pytest.mark.parametrize(
    ("video", "pictures", "why"),
    [
        ("broken.mp4", "", "broken.mp4"),
        ("gone.mp4", "", "no file “gone.mp4”"),
        ("../secret.mp4", "", "no file"),
        ("how.mp4; other.mp4", "", "several videos"),
        ("how.mp4", "clinic.png", "one or the other"),
    ],
)
def test_a_video_that_can_not_come_stops_its_row_before_anything_is_taken(
    video: str, pictures: str, why: str, office: Office, folder: Path
) -> None:
    looked = office.look(row(video, pictures=pictures), folder=folder)

    assert [each.fate for each in looked.rows] == [Fate.STOPPED]
    assert why in " ".join(looked.rows[0].reasons)


def test_a_video_goes_round_in_our_own_form(office: Office, folder: Path, tmp_path: Path) -> None:
    office.take(row("how.mp4"), folder=folder)
    end = NOON + timedelta(days=365)
    exporting = Exporting(office.store, FrozenClock(NOON), Shelf(tmp_path / "pictures"))

    data = exporting.export(office.actor, What.PLAN, Kind.CSV, start=NOON, end=end)
    count = exporting.pictures(tmp_path / "out", start=NOON, end=end)

    moved = data.decode("utf-8-sig").replace("2026-12-08", "2026-12-09")
    again = office.take(data)
    later = office.take(moved, folder=tmp_path / "out")
    assert count == 1
    assert [each.fate for each in again.rows] == [Fate.KNOWN]
    assert [each.fate for each in later.rows] == [Fate.TAKEN]
    posts = (again.rows[0].posts[0], later.rows[0].posts[0])
    first, second = (office.planning.get(each).video for each in posts)
    assert first is not None
    assert second is not None
    assert (first.sha256, first.alt) == (second.sha256, second.alt)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Text,Date,Time,Draft,Twitter/X,First Comment Text", "Look.,2026-12-08,09:00,FALSE,TRUE,Hi"),
        ("Date,Text,Media URL(s),Label(s),Comment(s)", "2026-12-08 09:00,Look.,,,Hi"),
        ("Text,Posting Time,First Comment", "Look.,2026-12-08 09:00,Hi"),
        ("date,message,firstComment", "2026-12-08 09:00,Look.,Hi"),
        ("channel,date,time,zone,text,first comment", "main-x,2026-12-08,09:00,,Look.,Hi"),
    ],
)
def test_a_first_comment_is_left_out_and_the_row_says_so(heading: str, cells: str, office: Office) -> None:
    done = office.take(f"{heading}\n{cells}\n", channel="main-x")

    assert done.rows[0].row.remarks == (
        "Its first comment is left out: put it into the text, or into a further part.",
    )
    assert office.look(f"{heading}\n{cells.replace('08', '09', 1)}\n", channel="main-x").rows[0].reasons
    assert not any("not read" in each for each in done.remarks)
