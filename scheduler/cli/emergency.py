"""`rounds emergency …`: words for a crisis, from their writing to their retirement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.times import shown
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.emergency import EmergencyTemplate

commands = noun("emergency", "Words approved for a crisis, and the fast lane they go out by.")

Name = Annotated[str, typer.Argument(metavar="WORDS", help="Their name in “rounds emergency list”.")]
Title = Annotated[str, typer.Option("--title", help="What is found in a hurry.")]
Text = Annotated[
    str, typer.Option("--text", help="The words, with blanks: {place:text 40}, {until:time}, {desk:phone}.")
]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Read the words from this file.")]
Channels = Annotated[
    list[str] | None, typer.Option("--channel", help="Only for this channel; again for another.")
]
Read = Annotated[
    str,
    typer.Option("--digest", help="Only if the words are still those with this digest, as you read them."),
]


@commands.command("list", epilog=example("rounds emergency list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the words for a crisis, and whether they can be used."""
    with desk() as here:
        found, now = here.app.emergency.words.all(), here.app.clock.now()
    if as_json:
        output.show([form_of(each, now) for each in found])
        return
    rows = (
        (each.name, each.version, each.title, each.state(now).value, ", ".join(each.channels) or "all")
        for each in found
    )
    empty = "There are no words for a crisis yet. Add those that come with Rounds: rounds emergency starters"
    output.table(("Name", "Version", "Title", "State", "Channels"), rows, empty=empty)


@commands.command(epilog=example("rounds emergency show closed-weather"))
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show words, their blanks, who approved them, and what the guard would say."""
    with desk() as here:
        words = here.app.emergency.words
        found, now, said = words.get(name), here.app.clock.now(), words.said_of(name)
    if as_json:
        output.show({**form_of(found, now), "guard": said})
        return
    output.say(f"{found.title} ({found.label}): {found.state(now).value}{_until(found)}")
    output.say(f"\n{found.text}\n")
    for part in found.missing:
        output.say(f"Still to approve them: {part.value}.")
    for words_of_guard in said:
        output.say(f"The guard: {words_of_guard}")


@commands.command(epilog=example("rounds emergency starters"))
def starters(*, as_json: AsJson = False) -> None:
    """Add the words that come with Rounds; two people have to approve each before it can be used."""
    with desk() as here:
        added = here.app.emergency.words.add_starters(here.actor)
        now = here.app.clock.now()
    if as_json:
        output.show([form_of(each, now) for each in added])
        return
    names = ", ".join(each.name for each in added)
    output.say(f"Added: {names}. Nobody approved them yet." if added else "They are all here already.")


@commands.command(
    epilog=example(
        'rounds emergency write closed-lab --title "Laboratory closed" '
        '--text "Our laboratory is closed until {until:time}. Call {desk:phone}."'
    )
)
def write(
    name: Name,
    *,
    title: Title,
    text: Text = "",
    file: File = None,
    channel: Channels = None,
    language: Annotated[str, typer.Option("--language", help="Code of their language.")] = "en",
    good_for: Annotated[
        int, typer.Option("--good-for", metavar="DAYS", help="Days until the next look.")
    ] = 365,
    as_json: AsJson = False,
) -> None:
    """Write new words; an approver and a privacy officer approve them before they can be used."""
    with desk() as here:
        made = here.app.emergency.words.write(
            here.actor,
            name=name,
            title=title,
            text=_words(text, file),
            channels=tuple(channel or ()),
            language=language,
            good_for_days=good_for,
        )
        now = here.app.clock.now()
    _tell(made, now, as_json=as_json)


@commands.command(epilog=example('rounds emergency revise closed-lab --text "Closed until {until:time}."'))
def revise(
    name: Name,
    *,
    title: Title = "",
    text: Text = "",
    file: File = None,
    channel: Channels = None,
    good_for: Annotated[int | None, typer.Option("--good-for", metavar="DAYS")] = None,
    as_json: AsJson = False,
) -> None:
    """Change words: the next version, with no approval."""
    asked = {
        "title": title or None,
        "text": _words(text, file) or None,
        "channels": tuple(channel) if channel else None,
        "good_for_days": good_for,
    }
    changes = {field: value for field, value in asked.items() if value is not None}
    with desk() as here:
        made = here.app.emergency.words.revise(here.actor, name, changes)
        now = here.app.clock.now()
    _tell(made, now, as_json=as_json)


@commands.command(epilog=example("rounds --as pat@example.org emergency approve closed-weather"))
def approve(
    name: Name,
    *,
    comment: Annotated[str, typer.Option("--comment", help="Why, where the guard holds them.")] = "",
    digest: Read = "",
    as_json: AsJson = False,
) -> None:
    """Approve words: an approver, and a privacy officer, neither of whom wrote them."""
    with desk() as here:
        made = here.app.emergency.words.approve(here.actor, name, digest=digest or None, comment=comment)
        now = here.app.clock.now()
    _tell(made, now, as_json=as_json)


@commands.command(epilog=example("rounds emergency confirm closed-weather"))
def confirm(name: Name, *, digest: Read = "", as_json: AsJson = False) -> None:
    """Say that approved words are still right; they are good for another while."""
    with desk() as here:
        made = here.app.emergency.words.confirm(here.actor, name, digest=digest or None)
        now = here.app.clock.now()
    _tell(made, now, as_json=as_json)


@commands.command(epilog=example("rounds emergency retire closed-lab"))
def retire(name: Name, *, as_json: AsJson = False) -> None:
    """Take words out of use; they stay in the record."""
    with desk() as here:
        made = here.app.emergency.words.retire(here.actor, name)
        now = here.app.clock.now()
    _tell(made, now, as_json=as_json)


def form_of(each: EmergencyTemplate, now: datetime) -> dict[str, Any]:
    """Return words as JSON has them."""
    return {
        **each.model_dump(mode="json"),
        "state": each.state(now).value,
        "digest": each.digest,
        "review_by": each.review_by.isoformat() if each.review_by else None,
        "missing": [part.value for part in each.missing],
        "blanks": [blank.model_dump(mode="json") for blank in each.blanks],
    }


def _words(text: str, file: Path | None) -> str:
    if file is None:
        return text
    if text:
        raise InvalidInputError("Give the words by --text or by --file, not by both.")
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InvalidInputError(f"{file} can't be read as text. Check the path.") from why


def _tell(made: EmergencyTemplate, now: datetime, *, as_json: bool) -> None:
    if as_json:
        output.show(form_of(made, now))
        return
    waits = " and ".join(part.value for part in made.missing)
    still = f" It waits for {waits}." if waits and made.retired_at is None else ""
    output.say(f"{made.title} ({made.label}) is {made.state(now).value}{_until(made)}.{still}")


def _until(each: EmergencyTemplate) -> str:
    return f", good until {shown(each.review_by, 'UTC')} UTC" if each.review_by else ""
