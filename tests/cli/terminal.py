"""A terminal for tests: types one command in this process and keeps what it said."""

from __future__ import annotations

import io
import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.bootstrap import migrate_database, open_app
from scheduler.cli import main
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings
from tests.builders import ZONE, a_channel, a_pillar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.bootstrap import App

#: What opens an account on the rehearsal network.
KEYS = {
    "consumer_key": "key",
    "consumer_secret": "secret",
    "access_token": "token",
    "access_token_secret": "token-secret",
}


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON: the whole of it, so that a stray word fails."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The sentence of a command that was asked for JSON."""
        sentence: str = json.loads(self.err.splitlines()[-1])["error"]
        return sentence


@dataclass(frozen=True)
class Terminal:
    """A terminal in front of one data folder."""

    data_dir: Path

    @property
    def settings(self) -> Settings:
        return Settings.read(data_dir=self.data_dir)

    def type(self, *words: str, stdin: str | bytes = "") -> Said:
        """Run `rounds` with `words` on this data folder."""
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        with _streams(typed) as (out, err):
            code = main(["--data-dir", str(self.data_dir), *words])
        return Said(code, _text(out), _text(err))

    def json(self, *words: str, stdin: str = "") -> Any:
        """Run a command with `--json`, expect it done, and return its data."""
        said = self.type(*words, "--json", stdin=stdin)
        assert said.code == 0, said.err
        return said.data

    @contextmanager
    def app(self) -> Iterator[App]:
        """Open the application on the same data, as another program would."""
        app = open_app(self.settings)
        try:
            yield app
        finally:
            app.close()


def settle(data_dir: Path) -> Terminal:
    """Return a terminal at a small house: one organisation, one connected channel, one pillar."""
    terminal = Terminal(data_dir)
    migrate_database(terminal.settings)
    with terminal.app() as app:
        app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
        app.set_up.add_channel(OPERATOR, a_channel(), credentials=KEYS)
        app.set_up.add_pillar(OPERATOR, a_pillar())
    return terminal


@contextmanager
def _streams(typed: bytes) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"), out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
