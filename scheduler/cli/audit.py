"""`rounds audit …`: prove the record whole, hand it over."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.times import instant_of
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import ENGINE, FILLER, OPERATOR, Actor, Permission
from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.bootstrap import App
    from scheduler.cli.call import Desk
    from scheduler.domain.heads import Sought

commands = noun("audit", "The record of who did what: prove it whole, sign it, hand it over, keep it.")

_DATE_LENGTH = len("2026-12-01")


class Form(StrEnum):
    """How the record is written down."""

    JSONL = "jsonl"
    HTML = "html"


Since = Annotated[
    str, typer.Option("--since", metavar="TIME", help="From this day or time on, by the house clock.")
]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Through this day, or before this time.")]
Who = Annotated[
    str, typer.Option("--person", metavar="EMAIL", help="What this person did, or engine, filler, operator.")
]
About = Annotated[
    str, typer.Option("--subject", metavar="THING", help="Only about this: post:17, or every post.")
]
What = Annotated[
    str,
    typer.Option("--action", metavar="ACTION", help="Only this: post.moved, or all that begins so: post."),
]


@contextmanager
def reading() -> Iterator[Desk]:
    """Open the application for somebody who may read the record."""
    with desk() as here:
        here.actor.require(Permission.READ_AUDIT)
        yield here


@commands.command(epilog=example("rounds audit verify", "rounds audit verify --head letter.txt"))
def verify(
    *,
    head: Annotated[
        Path | None,
        typer.Option("--head", metavar="FILE", help="Also against a signed head that was kept elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow the record against its signed heads; ends with 1 where a line is not as it was written."""
    from scheduler.services.auditing import kept_head

    kept = kept_head(head) if head is not None else None
    with reading() as here:
        found = here.app.auditing.verify(here.actor, kept=kept)
    if as_json:
        output.show(found.model_dump(mode="json"))
    else:
        output.say(found.words)
        for remark in found.remarks:
            output.note(remark)
    if not found.is_intact:
        raise typer.Exit(1)


@commands.command(
    epilog=example(
        "rounds audit export --out record.jsonl",
        "rounds audit export --format html --since 2026-11-01 --until 2026-11-30 --out november.html",
    )
)
def export(
    *,
    form: Annotated[
        Form, typer.Option("--format", help="JSON lines for programs, or one HTML page for people.")
    ] = Form.JSONL,
    since: Since = "",
    until: Until = "",
    person: Who = "",
    subject: About = "",
    action: What = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; without it, standard output.")
    ] = None,
) -> None:
    """Write the record, what verification says of it, and its newest signed head. It holds no post's text."""
    with reading() as here:
        sought = _sought(here.app, (since, until), person=person, subject=subject, action=action)
        if form is Form.HTML:
            _write(here.app.auditing.page(sought), out)
        else:
            _write((f"{line}\n" for line in here.app.auditing.export(sought)), out)
    if out is not None:
        output.note(f"The record stands in {out}.")


def _sought(app: App, period: tuple[str, str], *, person: str, subject: str, action: str) -> Sought:
    from scheduler.domain.heads import Sought

    organisation = app.set_up.organisation()
    zone = organisation.zone if organisation else "UTC"
    since, until = period
    return Sought(
        since=instant_of(since, zone) if since else None,
        until=_end_of(until, zone) if until else None,
        actor=_key_of(app, person) if person else None,
        subject=subject or None,
        action=action or None,
    )


def _end_of(words: str, zone: str) -> datetime:
    """Return the instant before which a line must be; a date alone means its whole day."""
    if len(words.strip()) != _DATE_LENGTH:
        return instant_of(words, zone)
    begins = instant_of(words, zone)
    # The next midnight is 23 to 25 hours away; noon of the next day is in it, whatever the clocks do.
    following = (begins + timedelta(hours=36)).astimezone(zone_named(zone))
    return instant_of(f"{following:%Y-%m-%d}", zone)


def _key_of(app: App, person: str) -> str:
    if person in {ENGINE.key, FILLER.key, OPERATOR.key} or person.startswith("person:"):
        return person
    return Actor.of(app.people.find(person)).key


def _write(pieces: Iterable[str], out: Path | None) -> None:
    if out is None:
        sys.stdout.writelines(pieces)
        return
    try:
        with out.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as why:
        raise InvalidInputError(f"{out} can't be written: {why.strerror}. Choose another file.") from why
