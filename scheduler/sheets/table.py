"""A table out of a file that a spreadsheet program or another scheduler wrote: CSV in any dress, or XLSX.

The only home of the library that reads XLSX. Guarantees: it is bounded in bytes, rows, columns and the
length of a cell; each cell is text; a row keeps the number by which a person finds it in the file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_BYTES: Final = 10_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 300
#: A cell may be as long as the longest text that is checked at all.
MOST_CELL: Final = 20_000
#: What an XLSX file may grow to when it is unpacked.
_MOST_UNPACKED: Final = 200_000_000
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: So many lines at most are one row.
_MOST_LINES = 500
_NOT_CLOSED = "A quotation mark in it is not closed. Close it, or take it out."
_TOO_LONG = f"A cell is longer than {MOST_CELL} characters. Shorten it."
_Found = tuple[int, list[str], str]
_DELIMITERS = ",;\t|"
_LOOKED_AT = 30
_AS_WESTERN = "It was read as Windows-1252, for it is not UTF-8. Look whether accents came out right."


class Row(Value):
    """One row, its cells stripped."""

    #: The line of a CSV file, or the row of a sheet, at which it begins; from 1.
    number: int
    cells: tuple[str, ...]
    #: Why it can't be told what its cells are, in a sentence.
    wrong: str = ""


class Table(Value):
    """All rows of a file that hold anything, the heading among them."""

    rows: tuple[Row, ...]
    #: What a person should know of the reading.
    remarks: tuple[str, ...] = ()


def read_table(data: bytes, *, name: str) -> Table:
    """Read a file; raises `InvalidInputError` in a sentence that calls it by `name`."""
    if len(data) > MOST_BYTES:
        raise InvalidInputError(
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB. Split it, then import its parts."
        )
    if data.startswith(_OLD_EXCEL):
        raise InvalidInputError(
            f"{name} is in the form of old Excel. Save it as XLSX or CSV, then try again."
        )
    remarks: tuple[str, ...] = ()
    if data.startswith(_ZIP):
        found = _of_workbook(data, name)
    else:
        text, remarks = _decoded(data, name)
        found = _of_text(text)
    rows = tuple(_bounded(found, name))
    if not rows:
        raise InvalidInputError(f"{name} holds no rows. Choose a file with one row for each post.")
    if rows[0].wrong:
        raise InvalidInputError(f"The first row of {name} can't be read. {rows[0].wrong} Then try again.")
    return Table(rows=rows, remarks=remarks)


def _bounded(rows: Iterable[_Found], name: str) -> Iterator[Row]:
    count = 0
    for number, cells, wrong in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise InvalidInputError(
                f"{name} has more than {MOST_ROWS} rows. Split it, then import its parts."
            )
        if len(cells) > MOST_COLUMNS:
            raise InvalidInputError(
                f"Row {number} of {name} has more than {MOST_COLUMNS} columns. "
                "Look whether its quotation marks are closed."
            )
        yield Row(number=number, cells=tuple(cell[: MOST_CELL + 1] for cell in cells), wrong=wrong)


# text


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _by(data, encoding, name), ()
    if b"\x00" in data[:4_000]:
        return _by(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", name), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), (_AS_WESTERN,)


def _by(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as why:
        raise InvalidInputError(
            f"{name} is not a table, or it is damaged. Save it as CSV (UTF-8) or XLSX, then try again."
        ) from why


def _of_text(text: str) -> Iterator[_Found]:
    skipped, delimiter = 0, ""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"').lower()
    if told.startswith("sep=") and len(told) <= len("sep=;"):
        text, skipped, delimiter = rest, 1, told[-1]
    delimiter = delimiter or _delimiter(text)
    lines, at = list(io.StringIO(text, newline="")), 0
    while at < len(lines):
        cells, used, wrong = _record(lines, at, delimiter)
        yield at + 1 + skipped, [cell.strip() for cell in cells], wrong
        at += used


def _record(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int, str]:
    """Return the cells of the row that begins at a line, over how many lines it goes, and what is wrong.

    A quotation mark that nobody closes would take all rows behind it into one cell: such a line is a row by
    itself, and says so.
    """
    line = lines[at]
    is_whole = line.count('"') % 2 == 0
    with suppress(csv.Error):
        window = lines[at : at + (1 if is_whole else _MOST_LINES)]
        reader = csv.reader(window, delimiter=delimiter, strict=True)
        return next(reader), reader.line_num, ""
    try:
        if is_whole:
            return next(csv.reader([line], delimiter=delimiter)), 1, ""
        return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)), 1, _NOT_CLOSED
    except csv.Error:
        return [line[: MOST_CELL + 1]], 1, _TOO_LONG


def _delimiter(text: str) -> str:
    """Return what most likely separates the cells: what makes the most rows alike, and wide."""
    return max(_DELIMITERS, key=lambda each: _likeness(text, each))


def _likeness(text: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if cells:
                widths[len(cells)] += 1
            if widths.total() >= _LOOKED_AT:
                break
    except csv.Error:
        return 0.0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    count, width = max(wide)
    return count / widths.total(), width


# workbooks


def _of_workbook(data: bytes, name: str) -> Iterator[_Found]:
    from python_calamine import CalamineError, CalamineWorkbook  # few need it

    _check_size(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            opened = book.get_sheet_by_name(sheet)
            first = opened.start[0] + 1 if opened.start else 1
            rows = opened.to_python(skip_empty_area=True, nrows=MOST_ROWS + 2)
            if rows:
                return iter([(first + at, [_cell(each) for each in row], "") for at, row in enumerate(rows)])
    except (CalamineError, OSError, ValueError) as why:
        raise _not_a_workbook(name) from why
    return iter(())


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as why:
        raise _not_a_workbook(name) from why
    if size > _MOST_UNPACKED:
        raise InvalidInputError(
            f"{name} grows too large when it is unpacked. Save it as CSV, then try again."
        )


def _not_a_workbook(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"{name} is not a workbook that can be read. Save it as XLSX without a password, or as CSV."
    )


def _cell(value: object) -> str:
    """Return a cell as text; dates in the form that nobody reads two ways."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        near = (value + timedelta(seconds=30)).replace(second=0, microsecond=0)
        return f"{near:%Y-%m-%d %H:%M}" if near.time() != time() else f"{near:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value).strip()
