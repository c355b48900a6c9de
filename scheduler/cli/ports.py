"""Ports: whether they can be had, before anything is made or started."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError, PortTakenError

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.settings import Settings

#: Setting of a port, and what listens there.
PORTS = {
    "ui_port": "planner",
    "calendar_port": "calendar server",
    "rehearsal_port": "rehearsal network",
}


def with_free_ports(settings: Settings, *, only: Collection[str] = tuple(PORTS)) -> Settings:
    """Return the settings with a free port for each 0; raises `PortTakenError` for one that is in use."""
    found = {field: _free(settings.host, getattr(settings, field), field) for field in only}
    return settings.model_copy(update=found)


def _free(host: str, port: int, field: str) -> int:
    what, setting = PORTS[field], f"ROUNDS_{field.upper()}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            if why.errno == errno.EADDRINUSE:
                raise PortTakenError(port, what, setting) from why
            raise EnvironmentProblemError(
                f"The {what} can't listen on {host}, port {port}: {why.strerror}. "
                f"Check ROUNDS_HOST and {setting}."
            ) from why
        found: int = probe.getsockname()[1]
    return found
