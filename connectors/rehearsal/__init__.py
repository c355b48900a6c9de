"""A network that runs on this machine: the part of X's API v2 that Rounds uses, strict about it.

The demo, the dry run and the tests post here through the same connector that reaches X. It ships
with the product, keeps nothing but what it was sent, and fails on request as networks do.
"""

from __future__ import annotations

from connectors.rehearsal.faults import Fault, FaultKind, Faults, Operation
from connectors.rehearsal.kept import Account, Kept, KeptPicture
from connectors.rehearsal.network import Rehearsal
from connectors.rehearsal.server import PortInUseError, RehearsalServer

__all__ = [
    "Account",
    "Fault",
    "FaultKind",
    "Faults",
    "Kept",
    "KeptPicture",
    "Operation",
    "PortInUseError",
    "Rehearsal",
    "RehearsalServer",
]
