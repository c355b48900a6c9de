"""What is on the wall, read back from the PDF as a screen reader would."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.printing.drawing import pdf_of
from scheduler.printing.fitting import box_of, cut, wrapped
from scheduler.printing.letters import in_letters
from scheduler.printing.month import Mark, Month, Paper, PrintedDay, PrintedPost

FIRST = datetime(2027, 3, 1, 8)
reads_pdfs = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext on this machine: install poppler-utils"
)


def a_month(**fields: Any) -> Month:
    given_fields = {
        "day": date(2027, 3, 1),
        "organisation": "Larkspur County Hospital",
        "channels": "All channels",
        "zone": "America/Chicago",
        "as_of": "Monday 22 February 2027, 09:00 (America/Chicago)",
    }
    return Month(**{**given_fields, **fields})


def a_printed(text: str = "Wash your hands.", **fields: Any) -> PrintedPost:
    return PrintedPost(**{"at": FIRST, "channel": "main-x", "mark": Mark.APPROVED, "text": text, **fields})


def posts_a_day(count: int) -> tuple[PrintedPost, ...]:
    return tuple(
        a_printed(f"N{day}-{number}", at=FIRST + timedelta(days=day, hours=-8, minutes=20 * number))
        for day in range(31)
        for number in range(count)
    )


def read(month: Month, folder: Path, *, paper: Paper = Paper.A4, page: int | None = None) -> str:
    path = folder / "month.pdf"
    path.write_bytes(pdf_of(month, paper=paper))
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    done = subprocess.run(
        ["pdftotext", "-layout", *pages, str(path), "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


@reads_pdfs
def test_a_month_names_what_whose_when_and_by_which_clock(tmp_path: Path) -> None:
    month = a_month(
        posts=(a_printed("The flu clinic opens at nine.", mark=Mark.IN_REVIEW),),
        days=(
            PrintedDay(name="World Kidney Day", first=date(2027, 3, 11), last=date(2027, 3, 11)),
            PrintedDay(name="Nutrition Month", first=date(2027, 3, 1), last=date(2027, 3, 31)),
            PrintedDay(name="Safety Week", first=date(2027, 3, 14), last=date(2027, 3, 20)),
        ),
    )

    text = read(month, tmp_path)

    for said in (
        *("March 2027", "Larkspur County Hospital", "All channels", "as of Monday 22 February 2027, 09:00"),
        *("All times by the clock of America/Chicago", "△ 08:00 main-x", "flu clinic opens"),
        *("World Kidney Day", "All month: Nutrition Month", "Safety Week (14\u201320)", "△ in review"),
        *("Monday", "Sunday"),
    ):
        assert said in text


@reads_pdfs
@pytest.mark.parametrize("count", [1, 3, 10, 60])
def test_no_post_is_lost_however_many_there_are(count: int, tmp_path: Path) -> None:
    text = read(a_month(posts=posts_a_day(count)), tmp_path, paper=Paper.LETTER)

    missing = [f"N{day}-{each}" for day in range(31) for each in range(count)]
    words = set(text.split())
    assert [each for each in missing if each not in words] == []


@reads_pdfs
def test_what_does_not_fit_is_counted_in_its_day_and_stands_on_the_next_page(tmp_path: Path) -> None:
    month = a_month(posts=tuple(a_printed(f"Post {each}") for each in range(12)))

    first, second = (read(month, tmp_path, page=each) for each in (1, 2))

    assert "+5 more" in first
    assert "March 2027, continued" in second
    assert second.count("Post ") == 5


@reads_pdfs
def test_an_empty_month_says_so(tmp_path: Path) -> None:
    text = read(a_month(), tmp_path)

    assert "nothing is planned yet" in text


@reads_pdfs
def test_the_document_has_a_title_a_language_and_letters_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "month.pdf").write_bytes(data := pdf_of(a_month(), paper=Paper.A4))

    told = subprocess.run(["pdfinfo", tmp_path / "month.pdf"], capture_output=True, check=True, text=True)
    fonts = subprocess.run(["pdffonts", tmp_path / "month.pdf"], capture_output=True, check=True, text=True)

    assert "March 2027: plan of Larkspur County Hospital" in told.stdout
    assert "841.89 x 595.28 pts (A4)" in told.stdout
    assert b"/Lang (en)" in data
    embedded = [line.split()[-5] for line in fonts.stdout.splitlines()[2:]]
    assert set(embedded) == {"yes"}


@reads_pdfs
def test_names_of_many_tongues_can_be_read(tmp_path: Path) -> None:
    texts = ("Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Ольга Ковальчук", "Niños, ¡venga!")
    month = a_month(posts=tuple(a_printed(each) for each in texts))

    text = read(month, tmp_path)

    assert [each for each in texts if each not in " ".join(text.split())] == []


def test_the_same_month_gives_the_same_bytes() -> None:
    month = a_month(posts=posts_a_day(2))

    assert pdf_of(month, paper=Paper.A4) == pdf_of(month, paper=Paper.A4)


@pytest.mark.parametrize("start", [0, 6])
@pytest.mark.parametrize("day", [date(2027, 2, 1), date(2026, 2, 1), date(2027, 8, 1), date(2026, 12, 1)])
def test_weeks_hold_each_day_of_the_month_once_and_begin_as_asked(day: date, start: int) -> None:
    month = a_month(day=day, week_start=start)

    days = [each for week in month.weeks for each in week]

    assert all(week[0].weekday() == start and len(week) == 7 for week in month.weeks)
    within = [each for each in days if month.is_within(each)]
    assert within == [month.first + timedelta(days=each) for each in range(month.last.day)]
    assert 28 <= len(days) <= 42


# letters


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thank a nurse 👩‍⚕️ today 💙", "Thank a nurse today"),
        ("عيادة مجانية free", "[Arabic] free"),
        ("中文 and 中文", "[CJK] and [CJK]"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u00a0b\n\tc\u2009d", "a b c d"),
        ("half \ud800 a letter", "half a letter"),
        ("ﬁne", "fine"),
    ],
)
def test_letters_that_the_font_lacks_become_words(text: str, said: str) -> None:
    has = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzT[] \u00e9"))

    assert in_letters(text, has) == said


@given(some.text())
def test_no_text_has_a_letter_that_the_font_lacks(text: str) -> None:
    has = frozenset(range(0x20, 0x7F))

    assert set(map(ord, in_letters(text, has))) <= has


# fitting


@given(some.lists(some.text("ab ", max_size=60), max_size=12), some.integers(0, 12), some.floats(20.0, 300.0))
def test_every_post_of_a_day_is_in_its_box_or_left_over(texts: list[str], room: int, width: float) -> None:
    posts = [a_printed(text, at=FIRST + timedelta(minutes=number)) for number, text in enumerate(texts)]

    box = box_of(posts, room=room, width=width, wide=lambda text, _: 4.0 * len(text))

    heads = [line for line in box.lines if line.bold and not line.bold.startswith("+")]
    assert len(heads) + len(box.left_over) == len(posts)
    assert len(box.lines) <= max(room, 1)
    assert box.left_over == posts[len(heads) :]


@given(some.text("abc ", max_size=80), some.integers(1, 4), some.integers(4, 40))
def test_wrapped_lines_are_no_wider_than_their_box(text: str, most: int, letters: int) -> None:
    lines = wrapped(text, most=most, width=letters, wide=len)

    assert len(lines) <= most
    assert all(len(each) <= letters for each in lines)


def test_a_text_is_cut_after_a_word_where_that_loses_little() -> None:
    assert cut("The flu clinic opens", width=17, wide=len) == "The flu clinic…"
    assert cut("Uninterruptedlylong", width=10, wide=len) == "Uninterru…"
    assert cut("It fits", width=10, wide=len) == "It fits"
