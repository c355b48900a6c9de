"""How a process that works for another one speaks with it: frames on its standard streams, within bounds.

A frame is four bytes of length, big-endian, and that many bytes. `feeds.child` is the other side.
"""

from __future__ import annotations

import contextlib
import signal
import struct
import sys
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Said once after start-up, when everything is loaded.
READY: Final = b"ready"
_LENGTH: Final = struct.Struct(">I")


def write_frame(stream: IO[bytes], payload: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the next frame; raises `EOFError` where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return payload


def serve(answer: Callable[..., bytes], *, frames: int = 1) -> None:
    """Answer each question of `frames` frames with one, until standard input ends.

    The program's arguments are the most bytes of memory and the most seconds of the clock that a question
    may take; 0 is no bound. Whatever goes beyond ends the process, also where nobody watches it any more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    _limit_memory(memory)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    write_frame(sink, READY)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            question = [read_frame(source) for _ in range(frames)]
            _arm(seconds)
            said = answer(*question)
            _arm(0)
            write_frame(sink, said)


def _limit_memory(most: int) -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most or resource.RLIM_INFINITY,) * 2)


def _arm(seconds: float) -> None:
    """Have the system end this process after `seconds`; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
