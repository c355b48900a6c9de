"""A network that runs on this machine: the part of X's API v2 that Rounds uses, strict about it.

The demo, the dry run and the tests post here through the same connector that reaches X. It ships
with the product, keeps nothing but what it was sent, and fails on request as networks do.
"""

from __future__ import annotations

from connectors.rehearsal.faults import Fault, FaultKind, Faults, Operation
from connectors.rehearsal.grants import SCOPES, App
from connectors.rehearsal.kept import Account, Kept, KeptMedium, Manner
from connectors.rehearsal.network import Rehearsal
from connectors.rehearsal.server import PortInUseError, RehearsalServer

__all__ = [
    "SCOPES",
    "Account",
    "App",
    "Fault",
    "FaultKind",
    "Faults",
    "Kept",
    "KeptMedium",
    "Manner",
    "Operation",
    "PortInUseError",
    "Rehearsal",
    "RehearsalServer",
]
