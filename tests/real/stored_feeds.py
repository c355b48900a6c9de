"""Real feeds, as they were fetched once, served again on loopback over real HTTP."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "data" / "feeds"
#: What stands here was a feed of somebody; smaller files of the corpus are made-up cases.
_LEAST = 4096
_FEEDS = {".xml", ".rss", ".rdf", ".atom", ".json"}
_REAL = ("netnewswire", "feed-rs", "miniflux", "reader", "feedkit", "rust-rss")


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".json": "application/feed+json"}  # noqa: RUF012

    def log_message(self, *_: object) -> None:
        pass


def real_feeds() -> list[Path]:
    """Return the health feeds first, then the real feeds of the corpus."""
    health = sorted(path for path in (FOLDER / "health").iterdir() if path.suffix in _FEEDS)
    others = sorted(
        path
        for name in _REAL
        for path in (FOLDER / "corpus" / name).rglob("*")
        if path.suffix in _FEEDS and path.stat().st_size >= _LEAST
    )
    return health + others


@contextmanager
def served() -> Iterator[str]:
    """Serve the folder; give the address it is served at."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(FOLDER)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def address_of(base: str, path: Path) -> str:
    """Return where a stored feed is served."""
    return f"{base}/{quote(path.relative_to(FOLDER).as_posix())}"
