"""What a command says: data on standard output, as JSON or for a person; everything else on standard error.

Text of posts and feeds is printed as it is: nothing in it is taken for markup or for a control
sequence of the terminal.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.cli.call import current
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

#: Columns where nobody watches: wide enough that a line stays a line for `grep`.
_WIDE = 200


def show(data: object) -> None:
    """Print `data` as JSON, for a program."""
    _print(json.dumps(data, ensure_ascii=False, indent=2))


def show_line(data: object) -> None:
    """Print `data` as one line of JSON and hand it over at once, for a program that waits for it."""
    _print(json.dumps(data))
    sys.stdout.flush()


def say(words: str) -> None:
    """Print a sentence that is the command's result; whoever waits has it at once."""
    _print(_harmless(words))
    sys.stdout.flush()


def note(words: str) -> None:
    """Print a remark beside the result."""
    sys.stderr.write(_harmless(words) + "\n")
    sys.stderr.flush()


def complain(words: str) -> None:
    """Print why the command did not do it: one sentence, or JSON where that was asked for."""
    if current().wants_json:
        sys.stderr.write(json.dumps({"error": words}, ensure_ascii=False) + "\n")
    else:
        note(words)


def write_bytes(document: bytes, out: Path | None) -> None:
    """Write a document to a file, or to standard output where none is named."""
    if out is None:
        sys.stdout.buffer.write(document)
        sys.stdout.flush()
        return
    try:
        out.write_bytes(document)
    except OSError as why:
        raise InvalidInputError(f"{out} can't be written: {why.strerror}. Choose another file.") from why
    note(f"Written to {out}.")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print rows under their columns, or the sentence `empty` where there are none."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    found = [[Text(_harmless(str(cell))) for cell in row] for row in rows]
    if not found:
        say(empty)
        return
    drawn = Table(*columns, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in found:
        drawn.add_row(*row)
    console(sys.stdout).print(drawn)


@contextmanager
def status() -> Iterator[Callable[[str], None]]:
    """Give what tells a person who waits what is going on: one line that moves, or plain lines in a log."""
    screen = console(sys.stderr)
    if not screen.is_terminal:
        yield note
        return
    with screen.status("") as shown:
        yield lambda words: shown.update(_harmless(words))


def console(stream: object) -> Console:
    """Return a console that writes to `stream` and marks nothing up by itself."""
    from rich.console import Console

    made = Console(file=stream, highlight=False, markup=False, emoji=False)  # type: ignore[arg-type]
    if not made.is_terminal:
        made.width = _WIDE
    return made


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _harmless(text: str) -> str:
    """Return `text` without control characters, lines and tabs excepted."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
