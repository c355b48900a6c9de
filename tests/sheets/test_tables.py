from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.errors import InvalidInputError
from scheduler.sheets.table import MOST_ROWS, read_table
from scheduler.sheets.writing import csv_of, xlsx_of

HEADING = ("text", "posting time")
ROWS = [
    ("The flu clinic opens at nine, room é.", "2026-12-01 09:05"),
    ("Wash your hands.", "2026-12-02 10:00"),
]


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(data, name="plan").rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_file_is_read_in_each_encoding_with_each_separator(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (HEADING, *ROWS)]

    read = cells("\r\n".join(lines).encode(encoding))

    assert read == [HEADING, *ROWS]


def test_a_file_that_is_not_utf8_says_how_it_was_read() -> None:
    table = read_table("text;posting time\nCafé;2026-12-01 09:05".encode("latin-1"), name="plan.csv")

    assert table.rows[1].cells[0] == "Café"
    assert "Windows-1252" in table.remarks[0]


def test_a_row_is_known_by_the_line_at_which_it_begins() -> None:
    table = read_table(b'a,b\n\n"one\ntwo",3\n4,5\n', name="plan.csv")

    assert [row.number for row in table.rows] == [1, 3, 5]


def test_the_line_that_tells_excel_the_separator_is_heeded() -> None:
    assert cells(b"sep=;\na;b,c\n1;2\n") == [("a", "b,c"), ("1", "2")]


def test_a_workbook_gives_the_same_rows_as_a_csv_file() -> None:
    assert cells(xlsx_of(HEADING, ROWS, title="Plan")) == cells(csv_of(HEADING, ROWS)) == [HEADING, *ROWS]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert xlsx_of(HEADING, ROWS, title="Plan") == xlsx_of(HEADING, ROWS, title="Plan")


def test_dates_and_numbers_of_a_workbook_come_as_they_are_meant() -> None:
    import datetime as dt

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_datetime(2, 1, dt.datetime(2026, 7, 9, 9, 5), day)
    sheet.write_number(2, 2, 7)
    sheet.write_boolean(2, 3, True)
    book.close()

    table = read_table(out.getvalue(), name="plan.xlsx")

    assert table.rows[0].number == 3
    assert table.rows[0].cells[-3:] == ("2026-07-09 09:05", "7", "TRUE")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_that_is_written_begins_a_formula(sign: str) -> None:
    written = csv_of(("text",), [(f"{sign}HYPERLINK(1)",)]).decode("utf-8-sig")

    assert f"'{sign}HYPERLINK" in written


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"PK\x03\x04 but no workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe\x00",
        b"a\x00b\x00c",
        b"x" * 10_000_001,
        b"a,b\n" * (MOST_ROWS + 2),
        b"a" + b"," * 301 + b"b",
        b'"' + b"a" * 200_000,
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_table(data, name="plan.csv")

    assert "plan.csv" in str(refused.value)


def test_a_workbook_that_grows_without_end_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in range(3):
            packed.writestr(f"xl/worksheets/sheet{each}.xml", b"0" * 80_000_000)

    with pytest.raises(InvalidInputError, match="too large"):
        read_table(out.getvalue(), name="plan.xlsx")


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail_in_another_way(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"sep=;\n"):
        try:
            read_table(start + data, name="plan.csv")
        except InvalidInputError:
            continue


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('2,"b', ("2", '"b')),
        ('"2,b', ('"2', "b")),
        ('2,"b,"c"', ("2", '"b', '"c"')),
    ],
)
def test_a_quotation_mark_that_is_not_closed_takes_no_other_row_with_it(
    line: str, cells: tuple[str, ...]
) -> None:
    table = read_table(f'number,letter\n1,a\n{line}\n3,"c, d"\n4,"e\nf"\n5,g\n'.encode(), name="plan.csv")

    assert [row.cells[0].strip('"') for row in table.rows] == ["number", "1", "2", "3", "4", "5"]
    assert [row.number for row in table.rows] == [1, 2, 3, 4, 5, 7]
    assert [bool(row.wrong) for row in table.rows] == [False, False, True, False, False, False]
    assert table.rows[2].cells == cells
    assert table.rows[4].cells == ("4", "e\nf")


@pytest.mark.parametrize(
    ("line", "cells"),
    [('1,"a" ,b', ("1", "a", "b")), ('1,5" pipe', ("1", '5" pipe')), ('1,"say ""ah"""', ("1", 'say "ah"'))],
)
def test_quotation_marks_that_people_write_are_read_as_they_are_meant(
    line: str, cells: tuple[str, ...]
) -> None:
    table = read_table(f"number,letter,more\n{line}\n2,b\n".encode(), name="plan.csv")

    assert [row.cells for row in table.rows] == [("number", "letter", "more"), cells, ("2", "b")]
    assert not any(row.wrong for row in table.rows)


def test_a_cell_of_a_megabyte_stops_its_own_row() -> None:
    long = "x" * 1_000_000

    table = read_table(f"number,letter\n1,a\n2,{long}\n3,c\n".encode(), name="plan.csv")

    assert [row.cells[0][:1] for row in table.rows] == ["n", "1", "2", "3"]
    assert table.rows[2].wrong
