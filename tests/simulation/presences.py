"""Signs of life of simulated processes: the kernel's lock, or a session on a database server."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.simulation.driver import Driver, Process

#: A database server takes a client for dead that was silent for so long, in seconds.
SILENT = 20.0


@dataclass
class Roll:
    """Whose lock is held: what kernel or server know."""

    driver: Driver
    #: Names by process; one that is lost stays with its process until that asks.
    holders: dict[str, Process] = field(default_factory=dict)
    names: int = 0

    def is_held(self, name: str) -> bool:
        """Does its process live, and does the server think so too?"""
        holder = self.holders.get(name)
        return holder is not None and not holder.is_dead

    def frozen(self, process: Process, span: float) -> None:
        """Let a database server lose patience with a process that is silent for long."""
        if self.driver.weather.can_lose_session and span > SILENT:
            self.driver.later(SILENT, lambda: self._lose(process))

    def _lose(self, process: Process) -> None:
        for name in [name for name, holder in self.holders.items() if holder is process]:
            del self.holders[name]
            self.driver.log("LOST", name)

    def take(self, process: Process) -> str:
        """Give a process a new name and hold its lock."""
        self.names += 1
        name = f"{process.name}.{self.names}"
        self.holders[name] = process
        return name


class SimulatedPresence:
    """What `liveness.Presence` promises."""

    def __init__(self, roll: Roll, process: Process) -> None:
        self.roll = roll
        self.process = process
        self._name = ""

    @property
    def name(self) -> str:
        """Its name; a new one after a loss."""
        if not self.roll.is_held(self._name):
            self._name = self.roll.take(self.process)
        return self._name

    def holds(self, owner: str) -> bool:
        """Is it this process's present name, still held?"""
        return bool(owner) and owner == self._name and self.roll.is_held(owner)

    def is_alive(self, owner: str) -> bool:
        """Does the process of that name run?"""
        return self.roll.is_held(owner)
