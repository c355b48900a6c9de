"""Subscribe with Thunderbird itself and print what it shows, as JSON; again for each line on standard input.

Thunderbird runs without a window and is asked over its own remote protocol (Marionette), so that what is
printed is what its calendar shows. Knows only the standard library.
Its arguments: the program `thunderbird`, an empty folder, the address of the calendar.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_PREFERENCES: dict[str, object] = {
    "marionette.port": 0,
    "remote.active-protocols": 0,
    "calendar.timezone.local": "UTC",
    "calendar.timezone.useSystemTimezone": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.rights.version": 1,
    "mail.startup.enabledMailCheckOnce": True,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "extensions.update.enabled": False,
    "services.settings.server": "http://127.0.0.1:1/",
    "network.proxy.type": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
_SUBSCRIBED: dict[str, object] = {
    "calendar.registry.plan.type": "ics",
    "calendar.registry.plan.name": "Plan",
    "calendar.registry.plan.cache.enabled": True,
    "calendar.registry.plan.refreshInterval": "0",
}
_PATIENCE = 180
#: Takes the name of a calendar, fetches it, and returns its events.
LOOK = """
const [name, done] = arguments;
(async () => {
  const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
  const plan = cal.manager.getCalendars().find(each => each.name === name);
  await new Promise((resolve, reject) => {
    const watcher = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onStartBatch() {}, onEndBatch() {}, onAddItem() {}, onModifyItem() {}, onDeleteItem() {},
      onPropertyChanged() {}, onPropertyDeleting() {},
      onError(_, number, message) { reject(message); },
      onLoad() { plan.removeObserver(watcher); resolve(); },
    };
    plan.addObserver(watcher);
    plan.refresh();
  });
  const told = time => time.isDate
    ? time.icalString.replace(/^(....)(..)(..)$/, "$1-$2-$3")
    : new Date(time.nativeTime / 1000).toISOString().replace(".000", "");
  const items = await plan.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
  return items.map(each => ({
    uid: each.id, start: told(each.startDate), end: told(each.endDate), summary: each.title,
    status: each.status, allday: each.startDate.isDate,
  }));
})().then(done, why => done(String(why)));
"""


class Marionette:
    """A connection to a running Thunderbird."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._file = self._socket.makefile("rb")
        self._asked = 0
        self._hear()
        self.ask("WebDriver:NewSession")
        self.ask("WebDriver:SetTimeouts", script=_PATIENCE * 1000)
        self.ask("Marionette:SetContext", value="chrome")

    def ask(self, command: str, **words: object) -> Any:
        """Give a command and return its answer."""
        self._asked += 1
        said = json.dumps([0, self._asked, command, words]).encode()
        self._socket.sendall(b"%d:%b" % (len(said), said))
        _, _, problem, answer = self._hear()
        if problem:
            raise SystemExit(f"{command}: {problem}")
        return answer

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the main window and return what it hands back."""
        words = {"script": script, "args": list(arguments), "newSandbox": True, "sandbox": "system"}
        return self.ask("WebDriver:ExecuteAsyncScript", **words)["value"]

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def _hear(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            got = self._file.read(1)
            if not got:
                raise SystemExit("Thunderbird has hung up.")
            size += got
        return json.loads(self._file.read(int(size[:-1])))


def started(
    program: str, folder: Path, wanted: dict[str, object], *, headless: bool = True, **how: Any
) -> subprocess.Popen[bytes]:
    """Start Thunderbird with a profile in `folder`; `how` is passed on to `Popen`."""
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in (_PREFERENCES | wanted).items()
    ]
    (folder / "user.js").write_text("\n".join(lines))
    command = [
        program,
        *(["--headless"] if headless else []),
        "--no-remote",
        "--marionette",
        "--remote-allow-system-access",
        "--profile",
        str(folder),
    ]
    return subprocess.Popen(command, **how)


def connected(running: subprocess.Popen[bytes], folder: Path) -> Marionette:
    """Wait until a Thunderbird listens, and connect to it."""
    port, end = folder / "MarionetteActivePort", time.monotonic() + _PATIENCE
    while not port.is_file() or not port.read_text().strip():
        if running.poll() is not None or time.monotonic() > end:
            raise SystemExit("Thunderbird did not start.")
        time.sleep(0.2)
    return Marionette(int(port.read_text()))


def main(program: str, folder: str, url: str) -> None:
    """Subscribe, print, and look again as often as asked."""
    wanted = {**_SUBSCRIBED, "calendar.registry.plan.uri": url}
    running = started(program, Path(folder), wanted, stdout=sys.stderr, stderr=sys.stderr)
    try:
        thunderbird = connected(running, Path(folder))
        while True:
            seen = thunderbird.run(LOOK, "Plan")
            sys.stdout.write(json.dumps(seen) + "\n")
            sys.stdout.flush()
            if not sys.stdin.readline():
                break
    finally:
        running.terminate()
        running.wait(timeout=60)


if __name__ == "__main__":
    os.environ.setdefault("MOZ_CRASHREPORTER_DISABLE", "1")
    main(*sys.argv[1:])
