"""Where httptools and uvloop are missing, as on Windows, the same calendars are served without them."""

from __future__ import annotations

import subprocess
import sys

_SERVING = """
import sys
sys.modules["httptools"] = sys.modules["uvloop"] = None
import http.client
from scheduler.services.calendar_answers import Seen
from scheduler.ical import answer_of
from scheduler.webcal import CalendarServer, application

class Feeds:
    def glance(self, token):
        return Seen(answer_of(b"BEGIN:VCALENDAR", revision="r", name="x") if token == "a" * 32 else None)
    def answer(self, token, *, client):
        raise AssertionError

server = CalendarServer(application(Feeds(), dict, str), "127.0.0.1", 0)
server.start()
connection = http.client.HTTPConnection(server.url.partition("://")[2], timeout=30)
for path, headers in [("a" * 32, {}), ("a" * 32, {"If-None-Match": '"r"'}), ("b" * 32, {})]:
    connection.request("GET", f"/calendar/{path}.ics", headers=headers)
    answer = connection.getresponse()
    print(answer.status, len(answer.read()))
connection.close()
server.stop()
print("h11" in sys.modules)
"""


def test_calendars_are_served_without_httptools_and_uvloop() -> None:
    done = subprocess.run([sys.executable, "-c", _SERVING], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.split("\n")[:4] == ["200 15", "304 0", "404 38", "True"]
