"""Are all rows of a sheet accounted for? Four hundred in every form, good and spoiled, taken twice.

Run: python benchmarks/sheets.py [--all]

A good sheet, and spoiled ones in UTF-8, UTF-16, Latin-1 and with semicolons: of each form in one of these,
or with `--all` in each. A spoiled sheet has, in every twentieth row each, a day that does not exist, a
formula, no text, a quotation mark that is not closed, a cell of 100 kB, a channel that nobody has, a wrong
zone (where the form has one), and the row before it once more; empty rows between. A sheet with a cell of
10 MB is given as well. Each row must be taken, known or stopped with a reason, each post must come from one
row, and the same file again must add nothing. Ends with 1 where not.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel
from scheduler.services.importing import Choices, Fate, Import
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.bootstrap import App

ROWS: Final = 400
EVERY: Final = 20
NOW: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
FIRST: Final = datetime(2027, 1, 13, 9)  # noqa: DTZ001 - a wall clock
NO_DAY: Final = "31/02/2027"
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """One program's form: its headings, and a row for a date, a time, a text, a channel and a zone."""

    headings: Cells
    row: Callable[[str, str, str, str, str], Cells]
    #: How a day is written.
    day: str = "%Y-%m-%d"
    has_channel: bool = False
    has_zone: bool = False


FORMS: Final[dict[str, Form]] = {
    "rounds": Form(
        ("channel", "date", "time", "zone", "text", "link"),
        lambda day, hour, text, channel, zone: (channel, day, hour, zone, text, ""),
        has_channel=True,
        has_zone=True,
    ),
    "buffer": Form(
        ("Text", "Image URL", "Tags", "Posting Time"),
        lambda day, hour, text, _channel, _zone: (text, "", "", f"{day} {hour}"),
    ),
    "hootsuite": Form(
        (), lambda day, hour, text, _channel, _zone: (f"{day} {hour}", text, ""), day="%d/%m/%Y"
    ),
    "sprout": Form(
        ("date", "time_24hr", "message_text", "links"),
        lambda day, hour, text, _channel, _zone: (day, hour, text, ""),
        day="%m/%d/%Y",
    ),
    "socialbee": Form(
        ("postAtSpecificTime", "content", "link", "imageUrls", "videoUrls"),
        lambda day, hour, text, _channel, _zone: (f"{day} {hour}:00", text, "", "", ""),
    ),
    "metricool": Form(
        ("Text", "Date", "Time", "Draft", "Facebook", "Twitter/X", "Picture Url 1", "First Comment Text"),
        lambda day, hour, text, _channel, _zone: (text, day, f"{hour}:00", "FALSE", "FALSE", "TRUE", "", ""),
    ),
    "publer": Form(
        ("Date", "Text", "Link(s)", "Media URL(s)", "Label(s)", "Comment(s)"),
        lambda day, hour, text, _channel, _zone: (f"{day} {hour}", text, "", "", "", ""),
    ),
    "ayrshare": Form(
        ("post", "platforms", "mediaUrls", "scheduleDate"),
        lambda day, hour, text, channel, _zone: (text, channel, "", f"{day}T{hour}:00Z"),
        has_channel=True,
    ),
    "outlook": Form(
        ("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event"),
        lambda day, hour, text, _channel, _zone: (text, day, f"{hour}:00", "", "", "FALSE"),
        day="%m/%d/%Y",
    ),
}


def good(form: Form) -> list[Cells]:
    """Return four hundred rows that say something each."""
    return [_row(form, number) for number in range(ROWS)]


def spoiled(form: Form) -> list[Cells]:
    """Return four hundred rows, of which every twentieth is spoiled in one of several ways."""
    rows: list[Cells] = []
    for number in range(ROWS):
        match number % EVERY:
            case 1:
                rows.append(_row(form, number, day=NO_DAY))
            case 3:
                rows.append(_row(form, number, text=f'=HYPERLINK("http://x.example.org?n={number}","a")'))
            case 5:
                rows.append(_row(form, number, text=""))
            case 7:
                rows.append(rows[-1])
            case 9:
                rows.append(_row(form, number, text="y" * 100_000))
            case 11 if form.has_channel:
                rows.append(_row(form, number, channel="nobody-x"))
            case 13 if form.has_zone:
                rows.append(_row(form, number, zone="Mars/Olympus"))
            case _:
                rows.append(_row(form, number))
    return rows


def _row(form: Form, number: int, **other: str) -> Cells:
    at = FIRST + timedelta(hours=7 * number)
    said = {
        "day": at.strftime(form.day),
        "hour": f"{at:%H:%M}",
        "text": f"La clínica de gripe abre a las nueve, día {number + 1}.",
        "channel": "main-x",
        "zone": "America/Chicago",
        **other,
    }
    return form.row(said["day"], said["hour"], said["text"], said["channel"], said["zone"])


def written(form: Form, rows: list[Cells], *, delimiter: str, is_spoiled: bool) -> str:
    """Return the rows as text; a spoiled sheet has empty rows, and quotation marks that nobody closes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    if form.headings:
        writer.writerow(form.headings)
    for number, row in enumerate(rows):
        writer.writerow(row)
        if is_spoiled and number % EVERY == EVERY - 1:
            out.write("\r\n")
    lines = out.getvalue().split("\r\n")
    if is_spoiled:
        marked = [at for at, line in enumerate(lines) if "día" in line and '"' not in line][8::EVERY]
        for at in marked:
            lines[at] = lines[at].replace("La clínica", '"La clínica')
    return "\r\n".join(lines)


DRESSES: Final[dict[str, tuple[str, str]]] = {
    "UTF-8": (",", "utf-8"),
    "UTF-16": (",", "utf-16"),
    "Latin-1": (",", "latin-1"),
    "semicolons": (";", "utf-8-sig"),
}


@dataclass
class Tally:
    """What became of the sheets of one form."""

    rows: int = 0
    taken: int = 0
    known: int = 0
    stopped: int = 0
    added_again: int = 0
    troubles: int = 0

    def add(self, sheet: list[Cells], first: Import, again: Import, posts: tuple[int, int, int]) -> None:
        """Count one sheet: as it was written, taken once and taken again, and the posts before and after."""
        fates = Counter(row.fate for row in first.rows)
        before, after, at_last = posts
        self.rows += len(sheet)
        self.taken += fates[Fate.TAKEN]
        self.known += fates[Fate.KNOWN]
        self.stopped += fates[Fate.STOPPED]
        self.added_again += at_last - after
        self.troubles += abs(len(sheet) - len(first.rows)) + abs(len(sheet) - len(again.rows))
        self.troubles += abs(after - before - fates[Fate.TAKEN]) + fates[Fate.NEW]
        self.troubles += sum(not row.reasons for row in first.rows if row.fate is not Fate.TAKEN)
        self.troubles += sum(row.fate in {Fate.NEW, Fate.TAKEN} for row in again.rows)


def main() -> int:
    """Take every sheet twice and print what became of it."""
    print(f"{'form':<12}{'rows':>7}{'taken':>7}{'known':>7}{'stopped':>9}{'again':>7}{'lost':>6}{'CPU s':>8}")
    lost = 0
    for name, form in FORMS.items():
        begun = time.process_time()
        tally = Tally()
        with tempfile.TemporaryDirectory() as folder:
            for number, (data, sheet) in enumerate(_sheets(form, _dresses(name))):
                _take(Path(folder) / str(number), data, sheet, tally)
            _take_whole(Path(folder) / "large", form, tally)
        lost += tally.troubles + tally.added_again
        print(
            f"{name:<12}{tally.rows:>7}{tally.taken:>7}{tally.known:>7}{tally.stopped:>9}"
            f"{tally.added_again:>7}{tally.troubles:>6}{time.process_time() - begun:>8.1f}",
            flush=True,
        )
    return 1 if lost else 0


def _dresses(form: str) -> list[tuple[str, str]]:
    every = list(DRESSES.values())
    return every if "--all" in sys.argv else [every[list(FORMS).index(form) % len(every)]]


def _sheets(form: Form, dresses: list[tuple[str, str]]) -> Iterator[tuple[bytes, list[Cells]]]:
    """Yield the good sheet, and the spoiled one in each dress."""
    rows = good(form)
    yield written(form, rows, delimiter=",", is_spoiled=False).encode(), rows
    rows = spoiled(form)
    for delimiter, encoding in dresses:
        yield written(form, rows, delimiter=delimiter, is_spoiled=True).encode(encoding), rows


def _take(folder: Path, data: bytes, sheet: list[Cells], tally: Tally) -> None:
    app, choices = _house(folder), Choices(channel="main-x")
    before = _posts(app)
    first = app.importing.take(OPERATOR, data, name="plan.csv", choices=choices)
    after = _posts(app)
    again = app.importing.take(OPERATOR, data, name="plan.csv", choices=choices)
    tally.add(sheet, first, again, (before, after, _posts(app)))
    app.close()


def _take_whole(folder: Path, form: Form, tally: Tally) -> None:
    """Give a sheet with a cell of 10 MB: refused as a whole, in a sentence, and nothing is added."""
    app = _house(folder)
    rows = [*good(form)[:10], _row(form, 11, text="z" * 10_000_000)]
    try:
        data = written(form, rows, delimiter=",", is_spoiled=False).encode()
        app.importing.take(OPERATOR, data, name="plan.csv", choices=Choices(channel="main-x"))
    except InvalidInputError as why:
        tally.troubles += not str(why) or _posts(app)
    else:
        tally.troubles += 1
    app.close()


def _house(folder: Path) -> App:
    settings = Settings(data_dir=folder, sentence_model=False)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOW))
    channel = Channel(name="main-x", title="Main", zone="America/Chicago")
    app.set_up.add_channel(OPERATOR, channel, credentials={})
    return app


def _posts(app: App) -> int:
    return sum(app.planning.counts().values())


if __name__ == "__main__":
    sys.exit(main())
