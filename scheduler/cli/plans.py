"""`rounds plan …`: plans in sheets, in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.files import given
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.services.importing import Import, JudgedRow

commands = noun("plan", "The plan in sheets: import one of another program, export ours.")
#: Read no more than this of a pipe; what is larger is refused anyway.
_MOST_BYTES = 10_000_001
_LONGEST = 60


class DayOrder(StrEnum):
    """What stands first in 09/07/2026."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class TakenAs(StrEnum):
    """What the rows become."""

    DRAFTS = "drafts"
    REVIEW = "review"


class Form(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file; - reads standard input.")]


@commands.command(
    "import",
    epilog=example(
        "rounds plan import buffer.csv --channel main-x",
        "rounds plan import plan.xlsx --dates day-first --pictures photos",
        "rounds plan import plan.xlsx --take drafts --rejects left-over.csv",
    ),
)
def import_(
    file: Sheet,
    *,
    take: Annotated[
        TakenAs | None, typer.Option("--take", help="Take the rows as drafts, or send them to review too.")
    ] = None,
    channel: Annotated[str, typer.Option("--channel", help="The channel of rows that name none.")] = "",
    zone: Annotated[str, typer.Option("--zone", help="The time zone of rows that name none.")] = "",
    order: Annotated[
        DayOrder | None, typer.Option("--dates", help="How dates like 09/07/2026 are meant.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="FOLDER", help="Where its picture files are.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="Write the stopped rows here, to mend.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at a plan row by row, or take it: drafts for a person to approve, nothing twice."""
    from scheduler.services.importing import Choices
    from scheduler.sheets.moments import Order

    data, name = given(file, most=_MOST_BYTES), "The sheet" if str(file) == "-" else file.name
    choices = Choices(
        order=Order(order.value) if order else None,
        channel=channel,
        zone=zone,
        folder=pictures,
        to_review=take is TakenAs.REVIEW,
    )
    with desk() as here:
        work = here.app.importing.take if take else here.app.importing.look
        done = work(here.actor, data, name=name, choices=choices)
    if rejects is not None and done.rejects is not None:
        output.write_bytes(done.rejects, rejects)
    if as_json:
        output.show(_form(done))
    else:
        _tell(done, taken=take is not None)


@commands.command(
    "export",
    epilog=example(
        "rounds plan export --out plan.csv",
        "rounds plan export --as xlsx --days 90 --out plan.xlsx --pictures photos",
        "rounds plan export --results --back 30 --days 0 --out november.csv",
    ),
)
def export(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Without it, to standard output.")
    ] = None,
    form: Annotated[Form, typer.Option("--as", help="The form of the file.")] = Form.CSV,
    results: Annotated[bool, typer.Option("--results", help="What came of it, instead of the plan.")] = False,
    back: Annotated[int, typer.Option("--back", min=0, max=3660, help="From so many days ago.")] = 0,
    days: Annotated[int, typer.Option("--days", min=0, max=1100, help="Until so many days from now.")] = 365,
    channel: Annotated[list[str] | None, typer.Option("--channel", help="Of this channel alone.")] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="FOLDER", help="Write the pictures there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the plan, or what came of it, as CSV, XLSX or JSON; a sheet of the plan can be imported again."""
    from scheduler.services.exporting import Kind, What

    kind = Kind.JSON if as_json else Kind(form.value)
    if kind is Kind.XLSX and out is None:
        raise InvalidInputError("A workbook needs a file: name one with --out.")
    with desk() as here:
        now = here.app.clock.now()
        span: dict[str, datetime] = {"start": now - timedelta(days=back), "end": now + timedelta(days=days)}
        what = What.RESULTS if results else What.PLAN
        data = here.app.exporting.export(here.actor, what, kind, channels=channel or (), **span)
        if pictures is not None:
            count = here.app.exporting.pictures(pictures, channels=channel or (), **span)
            output.note(f"{count} pictures written to {pictures}.")
    output.write_bytes(data, out)


def _tell(done: Import, *, taken: bool) -> None:
    rows = ((each.row.number, each.fate.value, _short(each), " ".join(each.reasons)) for each in done.rows)
    output.table(("Row", "Verdict", "Text", "Why"), rows, empty="The sheet has a heading and no rows.")
    for remark in done.remarks:
        output.note(remark)
    counted = ", ".join(
        f"{count} {each.value}"
        for each in {row.fate: None for row in done.rows}
        if (count := done.count(each))
    )
    output.say(f"Read as a plan of {done.title}: {counted or 'no rows'}.")
    if done.asks_order:
        output.note("Some dates read two ways. Say --dates day-first or --dates month-first.")
    elif not taken:
        output.note("Nothing was changed. Add --take drafts to take the new rows.")


def _short(judged: JudgedRow) -> str:
    text = " ".join(judged.row.text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _form(done: Import) -> dict[str, Any]:
    return {
        "form": done.form,
        "asks_order": done.asks_order,
        "remarks": list(done.remarks),
        "rows": [
            {
                "row": each.row.number,
                "verdict": each.fate.value,
                "guard": each.verdict.value,
                "posts": list(each.posts),
                "reasons": list(each.reasons),
            }
            for each in done.rows
        ],
    }
