"""A daemon that stops itself in the middle, as a laptop does whose lid is closed; `SIGCONT` opens it."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import Limits, Once, Outgoing, Receipt
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.settings import Settings

LEASE = 2.0
#: A file that says that the process runs its daemon.
RUNNING = "running"


class FiledNetwork:
    """A network kept in a file, for several processes; `stop_at` names the step that stops its process."""

    limits = Limits(characters=280, pictures=4, picture_bytes=5_000_000, picture_side=4096, alt_text=1000)
    settle_seconds = 1.0
    once = Once.TWO_STEPS

    def __init__(self, folder: Path, *, stop_at: str = "") -> None:
        self._file = folder / "network"
        self._stop_at = stop_at

    def stage(self, _message: Outgoing) -> str:
        self._stop("stage")
        return "staged"

    def send(self, message: Outgoing, staged: str) -> Receipt:  # noqa: ARG002 - the contract
        self._stop("send")
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(f"{message.text}\n")
        return self._receipt(message.text)

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:  # noqa: ARG002 - the contract
        return self._receipt(message.text) if self.sent()[message.text] else None

    def identity(self) -> str:
        return "filed"

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        return {key: {} for key in remote_ids}

    def delete(self, remote_id: str) -> None:
        raise NotImplementedError(remote_id)

    def sent(self) -> Counter[str]:
        """Return how often each text is out."""
        return Counter(self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else ())

    def _stop(self, step: str) -> None:
        if step == self._stop_at:
            self._stop_at = ""
            # To this very thread: another one may take its time to hear it, while this one goes on.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)

    @staticmethod
    def _receipt(text: str) -> Receipt:
        return Receipt(remote_id=text, url="https://x.example.org/1", at=datetime.now(UTC))


def start(folder: Path, network: FiledNetwork) -> Daemon:
    """Start a daemon with a short lease on a data folder."""
    settings = Settings.read(data_dir=folder, fill_days=0, lease_seconds=LEASE)
    daemon = Daemon(open_app(settings, connectors=lambda _: network))
    daemon.start()
    return daemon


if __name__ == "__main__":
    data_dir = Path(sys.argv[1])
    start(data_dir, FiledNetwork(data_dir, stop_at=sys.argv[2]))
    (data_dir / RUNNING).touch()
    threading.Event().wait()
