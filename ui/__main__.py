"""Runs the planner: `python -m ui`; the settings say where."""

from __future__ import annotations

import errno
import gc
import logging
import socket
import sys

from scheduler.bootstrap import open_app
from scheduler.domain.errors import EnvironmentProblemError, PortTakenError, RoundsError
from scheduler.heaps import share_heaps
from scheduler.settings import Settings


def main() -> int:
    """Serve until interrupted; 1 with a sentence on standard error where it can't begin."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        settings = Settings.read()
        app = open_app(settings)
        port = free_port(settings.host, settings.ui_port)
    except (RoundsError, ValueError) as why:
        sys.stderr.write(f"{why}\n")
        return 1
    share_heaps()
    from ui import asgi, theme  # Streamlit takes a second to load; a refusal should not

    planner = asgi.build(app)
    gc.collect()
    gc.freeze()  # what stands here lives as long as the process: nobody need look through it again
    sys.stdout.write(f"The planner is at http://{settings.host}:{port}\n")
    sys.stdout.flush()
    planner.run(config=theme.options(host=settings.host, port=port, public_url=settings.public_url))
    return 0


def free_port(host: str, port: int) -> int:
    """Return `port` if it can be had, a free one for 0; raises `PortTakenError` with the setting's name."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            if why.errno == errno.EADDRINUSE:
                raise PortTakenError(port, "planner", "ROUNDS_UI_PORT") from why
            raise EnvironmentProblemError(
                f"The planner can't listen on {host}, port {port}: {why.strerror}. "
                "Choose another with ROUNDS_HOST and ROUNDS_UI_PORT."
            ) from why
        found: int = probe.getsockname()[1]
    return found


if __name__ == "__main__":
    sys.exit(main())
