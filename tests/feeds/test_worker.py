from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.article import extract
from feeds.errors import NotAFeedError, UnreadableFeedError
from feeds.parse import parse
from feeds.worker import ParserProcess
from tests.feeds.feed_host import NOW, RSS

BASE = "https://example.org/feed.xml"
#: Costs the parser quadratic time whatever its options: known and open upstream (issue 562).
AUTHOR_BOMB = (
    b"<rss version='2.0'><channel><item><author>x@" + b"a." * 60_000 + b"!</author></item></channel></rss>"
)


@pytest.fixture
def worker() -> Iterator[ParserProcess]:
    with ParserProcess(seconds=20) as worker:
        yield worker


def child_of(worker: ParserProcess) -> subprocess.Popen[bytes]:
    assert worker.child.process is not None
    return worker.child.process


def test_the_child_reads_what_the_parser_reads(worker: ParserProcess) -> None:
    document = RSS.replace(b"Flu", "Flü 🩺".encode())

    feed = worker.parse(document, base_url=BASE, now=NOW)

    assert feed == parse(document, base_url=BASE, now=NOW)


def test_the_child_finds_the_article_in_a_page(worker: ParserProcess) -> None:
    said = "The county opens a flu clinic on Monday, and everybody may come without an appointment. " * 5
    page = f"<html lang='en-US'><head><title>Flu clinic</title></head><body><article><p>{said}</p></article>"

    article = worker.article(page.encode(), url="https://example.org/flu")

    assert article == extract(page.encode(), url="https://example.org/flu")
    assert "without an appointment" in article.text
    assert article.language == "en"


def test_a_page_that_can_not_be_read_in_time_costs_only_itself() -> None:
    with ParserProcess(seconds=0.001) as worker:
        with pytest.raises(UnreadableFeedError, match=r"^The page at example\.org takes too long to read"):
            worker.article(b"<p>flu</p>" * 100_000, url="https://example.org/flu")

        assert worker.child.process is None


def test_a_child_that_ended_itself_in_time_took_too_long_as_well() -> None:
    with ParserProcess(seconds=20) as worker:
        worker.parse(RSS, base_url=BASE, now=NOW)
        os.kill(child_of(worker).pid, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (child_of(worker).pid, signal.SIGALRM)).start()
        threading.Timer(0.4, os.kill, (child_of(worker).pid, signal.SIGCONT)).start()

        with pytest.raises(UnreadableFeedError, match="takes too long to read"):
            worker.parse(RSS, base_url=BASE, now=NOW)


def test_one_child_reads_many_documents(worker: ParserProcess) -> None:
    worker.parse(RSS, base_url=BASE, now=NOW)
    first = child_of(worker).pid

    for _ in range(5):
        worker.parse(RSS, base_url=BASE, now=NOW)

    assert child_of(worker).pid == first


def test_no_child_is_started_before_there_is_work() -> None:
    with ParserProcess() as worker:
        assert worker.child.process is None


def test_a_document_that_never_ends_is_stopped_and_the_next_one_is_read() -> None:
    with ParserProcess(seconds=2) as worker:
        worker.parse(RSS, base_url=BASE, now=NOW)
        bombed = child_of(worker)
        started = time.monotonic()

        with pytest.raises(UnreadableFeedError, match=r"example\.org takes too long to read") as caught:
            worker.parse(AUTHOR_BOMB, base_url=BASE, now=NOW)

        assert caught.value.why == "time"
        assert time.monotonic() - started < 15
        assert bombed.poll() is not None
        assert len(worker.parse(RSS, base_url=BASE, now=NOW).items) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the processor's time here")
def test_a_child_that_the_machine_keeps_waiting_gets_four_times_as_long() -> None:
    with ParserProcess(seconds=0.5) as worker:
        worker.parse(RSS, base_url=BASE, now=NOW)
        child_of(worker).send_signal(signal.SIGSTOP)
        started = time.monotonic()

        with pytest.raises(UnreadableFeedError) as caught:
            worker.parse(RSS, base_url=BASE, now=NOW)

        assert caught.value.why == "time"
        assert time.monotonic() - started >= 1.9
        assert len(worker.parse(RSS, base_url=BASE, now=NOW).items) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the memory limit")
def test_a_document_that_takes_too_much_memory_is_stopped() -> None:
    items = b"<item><title>" + b"x" * 10_000 + b"</title><link>/a</link></item>"
    document = b"<rss version='2.0'><channel>" + items * 4_000 + b"</channel></rss>"

    with ParserProcess(seconds=60, memory_bytes=120 * 1024 * 1024) as worker:
        with pytest.raises(UnreadableFeedError) as caught:
            worker.parse(document, base_url=BASE, now=NOW)

        assert caught.value.why in {"memory", "broken"}
        assert len(worker.parse(RSS, base_url=BASE, now=NOW).items) == 1


def test_a_child_that_died_meanwhile_is_replaced(worker: ParserProcess) -> None:
    worker.parse(RSS, base_url=BASE, now=NOW)
    child_of(worker).kill()
    child_of(worker).wait()

    assert len(worker.parse(RSS, base_url=BASE, now=NOW).items) == 1


def test_what_is_no_feed_is_told_as_without_a_child(worker: ParserProcess) -> None:
    page = b"<html><head><link rel='alternate' type='application/rss+xml' href='/a.rss'></head></html>"

    with pytest.raises(NotAFeedError, match=r"^The feed at example\.org is not a feed") as caught:
        worker.parse(page, base_url=BASE, now=NOW)

    assert caught.value.alternates == ("https://example.org/a.rss",)


def test_threads_take_turns(worker: ParserProcess) -> None:
    titles: list[str] = []

    def read(number: int) -> None:
        document = RSS.replace(b"Flu clinic", f"Clinic {number}".encode())
        titles.append(worker.parse(document, base_url=BASE, now=NOW).items[0].title)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(titles) == [f"Clinic {number} opens" for number in range(8)]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to look into the child")
def test_the_child_knows_no_secret_of_ours(worker: ParserProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDS_SECRET_KEY_FILE", "/run/secret")

    worker.parse(RSS, base_url=BASE, now=NOW)

    assert b"ROUNDS_" not in Path(f"/proc/{child_of(worker).pid}/environ").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_for_us_leaves_the_child_at_work(worker: ParserProcess) -> None:
    worker.parse(RSS, base_url=BASE, now=NOW)
    first = child_of(worker)

    first.send_signal(signal.SIGINT)

    assert len(worker.parse(RSS, base_url=BASE, now=NOW).items) == 1
    assert child_of(worker) is first


def test_the_child_ends_with_its_parent() -> None:
    program = (
        "import json, os, sys; from datetime import UTC, datetime; from feeds.worker import ParserProcess;"
        f"w = ParserProcess(); w.parse({RSS!r}, base_url={BASE!r}, now=datetime(2026, 11, 21, tzinfo=UTC));"
        "print(json.dumps(w.child.process.pid), flush=True); os._exit(1)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, cwd=Path(__file__).parents[2]
    )

    pid = json.loads(ran.stdout)

    deadline = time.monotonic() + 10
    ended = threading.Event()
    while is_alive(pid) and time.monotonic() < deadline:
        ended.wait(0.02)
    assert not is_alive(pid)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
