"""`rounds check`: what speaks against a text. Needs no database: it asks the policies and nothing else."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connectors import REHEARSAL
from connectors.appearance import APPEARANCES
from scheduler.cli import forms, output, posts_shown
from scheduler.cli.call import settings
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.policies.finding import Review
    from scheduler.policies.scorer import Meaning

_VERDICTS = {
    "pass": "Nothing speaks against it.",
    "hold": "Held: a person must look before it may go out.",
    "block": "Blocked: it must be changed before it may go out.",
}


def join(app: typer.Typer) -> None:
    """Add the command to `app`."""
    epilog = example('rounds check "Flu shots are free this Saturday."', "rounds check --json < posts.jsonl")
    app.command("check", epilog=epilog)(check)


def check(
    text: Annotated[
        str, typer.Argument(help="The text to check; left out, it is read from standard input.")
    ] = "",
    *,
    is_reply: Annotated[bool, typer.Option("--reply", help="It answers a person.")] = False,
    network: Annotated[
        str, typer.Option(help="The network it is for, such as linkedin: then its length counts, too.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check a text for what a healthcare account must not say.

    With --json and no text, reads lines of JSON with "id", "text" and perhaps "is_reply", "reply_to" and
    "network", and answers each with one line: the verdict (pass, hold or block) and the findings. A line that
    can't be read is answered with its number; the others are checked all the same.
    """
    _check_network(network)
    if as_json and not text:
        _check_lines(sys.stdin.buffer, network)
    elif as_json:
        output.show(_answer(None, _review(text, is_reply=is_reply, network=network)))
    else:
        _tell(_review(text or sys.stdin.read(), is_reply=is_reply, network=network))


def _check_lines(lines: Iterable[bytes], network: str) -> None:
    """Answer each line; raises in the end where some could not be read."""
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            asked = _asked(line)
        except InvalidInputError as why:
            bad += 1
            output.show_line({"line": number, "error": str(why)})
            continue
        review = _review(
            asked["text"],
            is_reply=bool(asked.get("is_reply")),
            reply_to=asked.get("reply_to"),
            network=asked.get("network") or network,
        )
        output.show_line(_answer(asked["id"], review))
    if bad:
        lines_words = "1 line was" if bad == 1 else f"{bad:,} lines were"
        raise InvalidInputError(
            f"{lines_words} not checked; each is answered with its number and the reason."
        )


def _asked(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as why:
        raise InvalidInputError("This line is no JSON.") from why
    if not isinstance(asked, dict):
        raise InvalidInputError('A line is an object with "id" and "text".')
    if "id" not in asked or not isinstance(asked.get("text"), str):
        raise InvalidInputError('A line needs an "id", and a "text" that is a string.')
    if not isinstance(asked.get("is_reply"), bool | None):
        raise InvalidInputError('"is_reply" is true or false.')
    if not isinstance(asked.get("reply_to"), str | None):
        raise InvalidInputError('"reply_to" is the handle of the person answered, as a string.')
    if not isinstance(asked.get("network"), str | None):
        raise InvalidInputError('"network" is a name, as a string.')
    _check_network(asked.get("network") or "")
    return asked


def _check_network(name: str) -> None:
    known = [*APPEARANCES, REHEARSAL]
    if name and name not in known:
        raise InvalidInputError(f"There is no network “{name[:40]}”. Known: {', '.join(known)}.")


def _review(text: str, *, is_reply: bool, reply_to: str | None = None, network: str = "") -> Review:
    from scheduler.policies.review import review  # the guard takes a moment to load
    from scheduler.policies.subject import Subject
    from scheduler.services.measuring import measured

    limits = measured(text, None, network or None)
    subject = Subject(text=text, is_reply=is_reply, reply_to=reply_to, **limits)
    return review(subject, meaning=chosen_meaning())


@cache
def chosen_meaning() -> Meaning | None:
    """Return the sentence model in this process, unless the settings say to do without it."""
    from scheduler.services.meaning import installed_meaning

    return installed_meaning() if settings().sentence_model else None


def _answer(name: object, review: Review) -> dict[str, object]:
    return {"id": name, "verdict": review.verdict.value, "findings": forms.findings(review)}


def _tell(review: Review) -> None:
    output.say(_VERDICTS[review.verdict.value])
    posts_shown.findings(review)
