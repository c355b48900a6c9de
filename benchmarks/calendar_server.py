"""What a subscribed calendar of 1,000 events costs the server: a real daemon, driven over real sockets.

Run: python benchmarks/calendar_server.py [--seconds 2] [--small]

Two stores, of 5,000 and of 50,000 posts, each with 1,000 in the window that a subscription shows. Printed
for both: the first answer after a start. Then, on the larger: requests a second and processor time of the
server for each of them, for an answer in full, packed and unchanged, each beside a bare one: as many bytes
from the same uvicorn, uvloop and httptools by an application of two lines. And the time from a change to
the answer that shows it, beside writing the calendar anew. `wrk` drives it where it is installed, else a
client of our own in another process. Limits on fetching are off. What the machine does besides makes
requests a second fewer, and the processor time longer by up to two; “alone” is what one core would do at
that processor time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.delivery_parts import machine, rounds_rows
from scheduler import ical
from scheduler.domain.people import OPERATOR
from scheduler.domain.record import Detail
from scheduler.services.calendar_answers import token_digest
from scheduler.services.calendar_writing import CalendarWriting
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from scheduler.bootstrap import App

SHOWN: Final = 1_000
CHANGES: Final = 15
CONNECTIONS: Final = 16
#: How often each kind of answer is driven, in turn with a bare one.
TURNS: Final = 3
_TICK: Final = os.sysconf("SC_CLK_TCK")
_TEXT: Final = (
    "'Clinic ' || id || ': flu shots without an appointment.' || char(10) || 'Bring your card. "
    "Children from six months on, grown-ups of any age; parking behind the east wing is free, the bus stops "
    "at the door. Questions? Ask at the front desk, or call between eight and four on any working day.'"
)


@dataclass(frozen=True)
class Served:
    """A running daemon."""

    port: int
    pid: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask once, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): said for name, said in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, dict(answer.headers.items()), answer.read()
        finally:
            connection.close()

    def cpu(self) -> float:
        """Return the processor seconds it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def megabytes(self) -> float:
        """Return its resident memory."""
        return machine.resident(self.pid) / 1e6


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=2.0, help="of driving, for each kind of answer")
    parser.add_argument("--small", action="store_true", help="5,000 posts only")
    parser.add_argument("--drive", help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.drive:
        _drive(**json.loads(given.drive))
        return
    if given.bare is not None:
        _be_bare(given.bare)
        return
    for stored in (5_000,) if given.small else (5_000, 50_000):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), stored, given.seconds, is_last=given.small or stored > 5_000)


def _measure(folder: Path, stored: int, seconds: float, *, is_last: bool) -> None:
    settings = Settings(data_dir=folder, calendar_port=_free_port(), calendar_fetches=0)
    app = rounds_rows.create(settings)
    _fill(app, stored)
    _, token = app.subscribing.make(OPERATOR, "Everybody", detail=Detail.FULL)
    path = f"/calendar/{token}.ics"
    with _daemon(settings) as served:
        idle, before, began = served.megabytes(), served.cpu(), time.perf_counter()
        _, _, body = served.get(path)
        took, used = time.perf_counter() - began, served.cpu() - before
        events = body.count(b"BEGIN:VEVENT")
        print(
            f"{stored:,} posts stored: first answer {took:.2f} s (CPU {used:.2f} s), {events:,} events, "
            f"{len(body) / 1000:.0f} kB; memory {idle:.0f} MB before, {served.megabytes():.0f} MB after"
        )
        if is_last:
            _print_rates(served, path, seconds)
            _print_changes(app, served, path)
            _print_anew(app, token)
    app.close()


def _print_rates(served: Served, path: str, seconds: float) -> None:
    _, headers, body = served.get(path)
    _, _, packed = served.get(path, Accept_Encoding="gzip")
    kinds = {
        "unchanged (304)": (0, {"If-None-Match": headers["etag"]}),
        "in full (200)": (len(body), {}),
        f"packed (200, {len(packed) / 1000:.0f} kB)": (len(packed), {"Accept-Encoding": "gzip"}),
    }
    print(f"{'':28}{'req/s':>9}{'CPU ms each':>13}{'alone req/s':>13}{'of a bare one':>15}")
    for name, (size, said) in kinds.items():
        with _bare(size) as bare:
            pairs = [
                (_rate(bare, "/", {}, seconds)[1], *_rate(served, path, said, seconds)) for _ in range(TURNS)
            ]
        rate, each = median(pair[1] for pair in pairs), median(pair[2] for pair in pairs)
        ratio = median(pair[2] / pair[0] for pair in pairs)
        print(f"{name:28}{rate:9,.0f}{each * 1000:13.3f}{1 / each:13,.0f}{ratio:15.2f}")


def _rate(served: Served, path: str, headers: dict[str, str], seconds: float) -> tuple[float, float]:
    """Return requests a second, and processor seconds for each."""
    before = served.cpu()
    count, took = _driven(served.port, path, headers, seconds)
    return count / took, (served.cpu() - before) / max(count, 1)


def _print_changes(app: App, served: Served, path: str) -> None:
    """Change one post after the other, and ask at once."""
    with app._store.read() as unit:  # noqa: SLF001
        window = ical.Window.on(datetime.now(UTC).date())
        posts = unit.posts.between(window.midnight, window.end)[:CHANGES]
    tag, walls, used = "", [], 0.0
    for number, post in enumerate(posts):
        with app._store.write() as unit:  # noqa: SLF001
            changed = post.model_copy(update={"text": f"Moved to hall {number}.\n{post.text}"})
            unit.posts.save(changed, at=datetime.now(UTC))
        before, began = served.cpu(), time.perf_counter()
        status, headers, body = served.get(path, If_None_Match=tag)
        walls.append(time.perf_counter() - began)
        used += served.cpu() - before
        assert status == 200  # noqa: S101
        assert f"Moved to hall {number}.".encode() in body  # noqa: S101
        tag = headers["etag"]
    print(
        f"after one change: {median(walls) * 1000:.1f} ms (median of {len(walls)}, "
        f"most {max(walls) * 1000:.1f}), CPU of the server {used / len(walls) * 1000:.1f} ms"
    )


def _print_anew(app: App, token: str) -> None:
    """Write the calendar with nothing kept, as a server without memory would for each request."""
    with app._store.read() as unit:  # noqa: SLF001
        link, texts, spent = unit.calendars.live()[token_digest(token)], [], []
        for _ in range(3):
            began = time.process_time()
            writing = CalendarWriting("https://planner.example.org")
            draft = writing.draft(unit, link, ical.Window.on(datetime.now(UTC).date()))
            texts.append(writing.document(draft).body)
            spent.append(time.process_time() - began)
    same = "byte-identical" if len(set(texts)) == 1 else "DIFFERENT"
    print(f"written anew each time: CPU {median(spent) * 1000:.0f} ms; three renders {same}")


def _fill(app: App, stored: int) -> None:
    """Have `stored` posts: as many as are shown in the window, half of the others before it, half after."""
    chance, today = random.Random(6), time.time()
    day = 86_400.0
    others = (stored - SHOWN) // 2
    spans = [
        (SHOWN - rounds_rows.CHANNELS, 1, 364),
        (others, 370, 1_500),
        (stored - SHOWN - others, -1_500, -40),
    ]
    dues = [today + chance.uniform(low, high) * day for count, low, high in spans for _ in range(count)]
    rounds_rows.insert_posts(app, ((f"made-{number}", due) for number, due in enumerate(dues)))
    with app._store.write() as unit:  # noqa: SLF001
        connection = unit._transaction.connection  # noqa: SLF001 - in bulk, as no service writes
        connection.execute(text(f"UPDATE post SET text = {_TEXT}"))  # noqa: S608 - a constant
        connection.execute(
            text("UPDATE post SET state = 'published' WHERE due < :now"), {"now": time.time_ns() // 1_000}
        )


@contextmanager
def _daemon(settings: Settings) -> Iterator[Served]:
    told = {
        "ROUNDS_DATA_DIR": str(settings.data_dir),
        "ROUNDS_CALENDAR_PORT": str(settings.calendar_port),
        "ROUNDS_CALENDAR_FETCHES": "0",
        "ROUNDS_FILL_DAYS": "0",
    }
    command = [sys.executable, "-m", "scheduler", "daemon"]
    with (settings.data_dir / "daemon.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=log, stderr=log)
    served = Served(settings.calendar_port, process.pid)
    try:
        _wait_for(served, process)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def _bare(size: int) -> Iterator[Served]:
    command = [sys.executable, __file__, "--bare", str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        port = int(process.stdout.readline())
        try:
            yield Served(port, process.pid)
        finally:
            process.terminate()


def _be_bare(size: int) -> None:
    """Be the yardstick: a server that says the same to everybody, with as many headers as a calendar has."""
    import uvicorn

    body, status = bytes(size), 200 if size else 304
    headers = [(b"x-header-%d" % number, b"private, max-age=300") for number in range(6)]
    headers += [(b"content-length", b"%d" % size)] * bool(size)

    async def answer(_scope: object, _receive: object, send: Callable[[object], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    with socket.create_server(("127.0.0.1", 0)) as door:
        print(door.getsockname()[1], flush=True)
        config = uvicorn.Config(
            answer, log_config=None, access_log=False, lifespan="off", proxy_headers=False
        )
        uvicorn.Server(config).run(sockets=[door])


def _wait_for(served: Served, process: subprocess.Popen[bytes]) -> None:
    pause, until = threading.Event(), time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            if served.get("/healthz")[0] == 200:
                pause.wait(1)  # what a daemon does at its start is over
                return
        except OSError:
            pass
        pause.wait(0.1)
    raise SystemExit("The daemon did not start.")


def _driven(port: int, path: str, headers: dict[str, str], seconds: float) -> tuple[int, float]:
    """Ask as often as it is answered; return how often that was, and in how many seconds."""
    if shutil.which("wrk"):
        named = [part for name, said in headers.items() for part in ("-H", f"{name}: {said}")]
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds:.0f}s",
            *named,
            f"http://127.0.0.1:{port}{path}",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        count = next(int(line.split()[0]) for line in said.splitlines() if "requests in" in line)
        rate = next(float(line.split()[1]) for line in said.splitlines() if "Requests/sec" in line)
        return count, count / rate
    wish = json.dumps({"port": port, "path": path, "headers": headers, "seconds": seconds})
    command = [sys.executable, __file__, "--drive", wish]
    count, took = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return count, took


def _drive(port: int, path: str, headers: dict[str, str], seconds: float) -> None:
    """Be the client: several connections, each asks again as soon as it is answered."""
    lines = [f"GET {path} HTTP/1.1", "Host: here", *(f"{name}: {said}" for name, said in headers.items())]
    wish = "\r\n".join([*lines, "", ""]).encode()
    counts, began = [0] * CONNECTIONS, time.monotonic()

    def ask(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire, wire.makefile("rb") as answers:
            while time.monotonic() < began + seconds:
                wire.sendall(wish)
                length = 0
                while (line := answers.readline()) not in {b"\r\n", b""}:
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                answers.read(length)
                counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([sum(counts), time.monotonic() - began]))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


if __name__ == "__main__":
    main()
