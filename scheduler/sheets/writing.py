"""Tables written for spreadsheet programs, so that no cell of them is ever taken for a formula.

The only home of the library that writes XLSX. The same rows always give the same bytes.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: OWASP's list of what begins a formula in some spreadsheet program.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: Excel reads CSV as UTF-8 only behind this mark.
_BOM: Final = "\ufeff"
#: What one cell of a workbook holds at most.
_MOST_CELL: Final = 32_767
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS: Final = (8, 60)


def guarded(cell: str) -> str:
    """Return a cell that no program takes for a formula; the sign before it is taken off when it is read."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file: UTF-8 with a mark for Excel, commas, lines ended as RFC 4180 asks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(each) for each in headings])
    writer.writerows([guarded(each) for each in row] for row in rows)
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


def xlsx_of(headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """Return an XLSX file with one sheet: every cell a text, the heading fixed above the rest."""
    import xlsxwriter  # few need it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _BEGINNING.replace(tzinfo=None)})
    sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    every = [list(headings), *([cell[:_MOST_CELL] for cell in row] for row in rows)]
    for at, row in enumerate(every):
        for place, cell in enumerate(row):
            sheet.write_string(at, place, cell, wrapped if at else bold)
    narrow, wide = _WIDTHS
    for place in range(len(headings)):
        longest = max((len(row[place]) for row in every if place < len(row)), default=narrow)
        sheet.set_column(place, place, min(max(longest, narrow), wide))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
