"""The engine as `rounds daemon` runs it, on the network of the measurement.

Run: `python -m benchmarks.delivery_parts.rounds_daemon DATA_FOLDER [DATABASE_URL]`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.delivery_peers import wire
from connectors import limits_of
from connectors.base import Once, Outgoing, Receipt
from scheduler.bootstrap import open_app
from scheduler.cli import logs
from scheduler.cli.running import stopping
from scheduler.daemon import Daemon
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Wire:
    """Sends through `wire` and reads the ledgers back, as a time line is read back."""

    limits = limits_of("x")
    once = Once.LOOKUP
    settle_seconds = 1.0

    def stage(self, message: Outgoing) -> str:  # noqa: ARG002 - named by the contract
        """Nothing can be done out of sight."""
        return ""

    def send(self, message: Outgoing, staged: str) -> Receipt:  # noqa: ARG002
        """Wait as long as every peer does."""
        wire.send(message.key)
        return _receipt(message)

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:  # noqa: ARG002
        """Look into every ledger."""
        start = f"{message.key} "
        ledgers = wire.folder().glob("ledger.*")
        lines = (line for ledger in ledgers for line in ledger.read_text("ascii").splitlines())
        return _receipt(message) if any(line.startswith(start) for line in lines) else None

    def identity(self) -> str:
        """Nobody asks."""
        return "wire"

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:  # noqa: ARG002
        """Nobody reacts."""
        return {}

    def delete(self, remote_id: str) -> None:
        """Nothing is taken down."""


def _receipt(message: Outgoing) -> Receipt:
    return Receipt(remote_id=message.key, url=f"https://example.org/{message.key}", at=datetime.now(UTC))


def settings_for(data_dir: Path, database_url: str = "") -> Settings:
    """Return the settings of the measured installation."""
    return Settings.read(data_dir=data_dir, database_url=database_url, senders=wire.IN_FLIGHT, fill_days=0)


def main(data_dir: str, database_url: str = "") -> None:
    """Run until told to stop."""
    logs.begin()
    network = Wire()
    app = open_app(settings_for(Path(data_dir), database_url), connectors=lambda _: network)
    try:
        with stopping() as stop:
            Daemon(app).run_until(stop)
    finally:
        app.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
