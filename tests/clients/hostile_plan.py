"""Plan posts whose texts mean harm, subscribe to the plan, and print the calendar as it comes over HTTP.

A program of its own, for it is run without assertions (`python -O`) and with other hashes.
Its argument: the folder of an organisation; where `token` stands in it, nothing is planned again.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import httpx

from scheduler.bootstrap import App, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import RoundsError
from scheduler.domain.people import OPERATOR
from scheduler.domain.record import Detail
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from scheduler.webcal import CalendarServer, application
from tests.builders import NOON

HOSTILE = (
    "Flu\r\nATTENDEE:mailto:x@example.org\r\nORGANIZER:mailto:y@example.org",
    "Flu\rATTENDEE:mailto:x@example.org",
    "Flu\u2028ATTENDEE:mailto:x@example.org\u2029METHOD:REQUEST\u0085RRULE:FREQ=SECONDLY",
    "Flu\\nATTENDEE:mailto:x@example.org \\N C:\\New\\notes \\",
    "Flu END:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR",
    "Flu \x00\x01\x07\x08\x0b\x0c\x1b[31m\x1f\x7f shots",
    "Flu \ufeff \u202eshots\u202c \u200f\u061c \u2066clinic\u2069",
    "Flu \ud800 \udfff alone",
    "Flu " + "\r\n\u2028x漢" * 2_000_000,
    "Flu " + "\r\n\u2028x漢" * 4_000,
    'Flu; "shots", 50% \\; a=b^c: <b>bold</b> {curly} %0D%0AATTENDEE:x',
)


def planned(app: App) -> list[int]:
    """Plan what may be planned; return which of them were refused, with a sentence that says why."""
    refused = []
    for number, text in enumerate(HOSTILE):
        try:
            new = NewPost(channel="main-x", at=NOON + timedelta(days=1 + number), text=text)
            app.planning.add(OPERATOR, new)
        except RoundsError:
            refused.append(number)
    return refused


def main(folder: str) -> None:
    """Print the calendar, and on standard error what was refused and whether assertions are off."""
    app = open_app(Settings(data_dir=Path(folder)), clock=FrozenClock(NOON))
    kept = Path(folder) / "token"
    if not kept.exists():
        refused = planned(app)
        kept.write_text(app.subscribing.make(OPERATOR, "Plan\u2028ATTENDEE:z", detail=Detail.FULL)[1])
        sys.stderr.write(f"refused={refused} optimised={sys.flags.optimize}\n")
    server = CalendarServer(application(app.calendar_answers, dict, str), "127.0.0.1", 0)
    server.start()
    try:
        answer = httpx.get(f"{server.url}/calendar/{kept.read_text()}.ics", trust_env=False, timeout=120)
        answer.raise_for_status()
    finally:
        server.stop()
        app.close()
    sys.stdout.buffer.write(answer.content)


if __name__ == "__main__":
    main(*sys.argv[1:])
