"""What `test_child` runs in a process of its own: it does what it is told."""

from __future__ import annotations

import os
import threading

from feeds.frames import serve


def answer(question: bytes) -> bytes:
    what, _, much = question.decode().partition(" ")
    if what == "wait":
        threading.Event().wait(float(much))
        return b"waited"
    if what == "take":
        bytearray(int(much) * 1024**2)
        return b"took"
    if what == "die":
        os._exit(3)
    return question


if __name__ == "__main__":
    serve(answer)
