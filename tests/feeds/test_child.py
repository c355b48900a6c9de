"""A process ends when it is idle, hangs, grows or is unwanted, and the next question finds another one."""

from __future__ import annotations

import gc
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from feeds.child import Bounds, Child, ChildEndedError

ECHO = "tests.feeds.echo"
PLENTY = 2 * 1024**3


def started(child: Child) -> subprocess.Popen[bytes]:
    assert child.ask(b"hello") == b"hello"
    assert child.process is not None
    return child.process


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_it_is_kept_from_one_question_to_the_next() -> None:
    with Child(ECHO, Bounds(20, PLENTY)) as child:
        first = started(child)

        assert started(child) is first


def test_it_ends_when_it_is_idle_and_starts_again_when_asked() -> None:
    with Child(ECHO, Bounds(20, PLENTY, idle_seconds=0.2)) as child:
        first = started(child)

        assert has_ended(first)
        assert started(child) is not first


def test_a_question_keeps_it_from_being_idle() -> None:
    with Child(ECHO, Bounds(20, PLENTY, idle_seconds=0.3)) as child:
        first = started(child)

        assert child.ask(b"wait 0.8") == b"waited"
        assert child.process is first


def test_one_that_hangs_is_ended_and_the_next_question_is_answered() -> None:
    with Child(ECHO, Bounds(0.2, PLENTY)) as child:
        with pytest.raises(ChildEndedError) as caught:
            child.ask(b"wait 600")

        assert caught.value.timed_out
        assert child.ask(b"hello") == b"hello"


def test_one_that_dies_costs_one_question() -> None:
    with Child(ECHO, Bounds(20, PLENTY)) as child:
        with pytest.raises(ChildEndedError) as caught:
            child.ask(b"die")

        assert not caught.value.timed_out
        assert child.ask(b"hello") == b"hello"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux keeps the memory limit")
def test_one_that_takes_too_much_memory_is_ended() -> None:
    with Child(ECHO, Bounds(20, 200 * 1024**2)) as child:
        with pytest.raises(ChildEndedError):
            child.ask(b"take 400")

        assert child.ask(b"take 20") == b"took"


def test_it_ends_with_the_object_that_asks_it() -> None:
    child = Child(ECHO, Bounds(20, PLENTY))
    process = started(child)

    del child
    gc.collect()

    assert process.returncode == -signal.SIGKILL


def test_closing_it_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    child = Child(ECHO, Bounds(20, PLENTY))
    started(child)
    (watch,) = set(threading.enumerate()) - before

    child.close()

    watch.join(10)
    assert not watch.is_alive()
