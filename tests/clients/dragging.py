"""A Thunderbird with its window, in which a hand adds our CalDAV calendars and drags events by the pointer.

It draws to a screen that Xvfb keeps in memory or, where there is no Xvfb, to none. The week view needs none;
what the month view lets go is dropped through a drag session, which GTK has on a screen alone. The calendars
are found, and the app password is kept, by what stands behind "New Calendar, On the Network". In the week the
pointer is that of the remote protocol (WebDriver's actions), in the month that of Mozilla's own tests
(EventUtils); both press, move and let go, and the window's own listeners do the rest.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.clients.programs import Event
from tests.clients.readers.thunderbird import LOOK, Marionette, connected, started

_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
_WIDE, _HIGH = 1600, 1200
_STEPS = 6
_SCRIPT = """
const [%s] = arguments, done = arguments[arguments.length - 1];
(async () => {
  const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
  const pause = () => new Promise(resolve => setTimeout(resolve, 50));
  const boxes = () => [...currentView().querySelectorAll("calendar-event-box")].filter(box => box.occurrence);
  %s
})().then(done, why => done(String(why)));
"""


def _script(given: str, body: str) -> str:
    """Return a script that waits; `given` are the names of its arguments."""
    return _SCRIPT % (given, body.strip())


#: Without a calendar the window says so on a line above the view, and the view would move as the line goes.
_KEEP_ONE = _script(
    "",
    """
  const own = cal.manager.createCalendar("storage", Services.io.newURI("moz-storage-calendar://"));
  own.name = "Home";
  cal.manager.registerCalendar(own);
""",
)
#: The remote protocol switches the keeping of passwords off; people have it on.
_SUBSCRIBE = _script(
    "user, password, address, names",
    """
  Services.prefs.setBoolPref("signon.rememberSignons", true);
  const found = await cal.provider.detection.detect(user, password, address, true, [], {});
  const calendars = [...found.values()].flat();
  const { prePath } = Services.io.newURI(address);
  while (!(await Services.logins.searchLoginsAsync({ origin: prePath })).length) await pause();
  for (const each of calendars.filter(each => names.includes(each.name))) {
    each.setProperty("cache.enabled", true);
    cal.manager.registerCalendar(each);
  }
  return calendars.map(each => each.name);
""",
)
_OPEN = _script(
    "day",
    """
  document.getElementById("tabmail").openTab("calendar");
  await switchToView("week");
  currentView().goToDay(cal.createDateTime(day));
""",
)
_SHOWN = _script(
    "",
    """
  const told = time => new Date(time.nativeTime / 1000).toISOString().replace(".000", "");
  return boxes().map(box => box.occurrence).map(each => [each.id, told(each.startDate)]);
""",
)
_WAY = _script(
    "uid, grip, days, minutes",
    """
  const view = currentView();
  const found = () => boxes().find(each => each.occurrence.id === uid);
  const place = () => {
    const { x, y, height } = found().getBoundingClientRect();
    return [x, y, height, view.pixelsPerMinute].join();
  };
  for (let last, still = 0; still < 10; await pause()) {
    found().scrollIntoView({ block: "center", behavior: "instant" });
    const now = place();
    [last, still] = [now, now === last ? still + 1 : 0];
  }
  const box = found();
  const columns = view.getEventColumns();
  const middle = element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = middle(grip ? box.endGripbar : box);
  const [there] = middle(columns[columns.indexOf(box.parentColumn) + days]);
  return [[x, y], [there, y + minutes * view.pixelsPerMinute]];
""",
)
_CALENDARS = _script(
    "",
    """
  return cal.manager.getCalendars().filter(each => each.type === "caldav")
    .map(each => [each.name, each.readOnly, Boolean(each.getProperty("disabled"))]);
""",
)
_UNDO = _script("", 'goDoCommand("cmd_undo");')
_FORGET = _script(
    "",
    """
  [...Services.ww.getWindowEnumerator()].filter(each => each !== window).forEach(each => each.close());
  cal.manager.getCalendars().filter(each => each.type === "caldav")
    .forEach(each => cal.manager.unregisterCalendar(each));
""",
)
_ANSWER = _script(
    "button",
    """
  Services.ww.registerNotification(function answer(opened) {
    opened.addEventListener("load", () => {
      if (!opened.location.href.endsWith("calendar-conflicts-dialog.xhtml")) return;
      Services.ww.unregisterNotification(answer);
      opened.setTimeout(() => opened.document.querySelector("dialog").getButton(button).click());
    }, { once: true });
  });
""",
)
_DROP = _script(
    "uid, day",
    """
  await switchToView("month");
  currentView().goToDay(cal.createDateTime(day));
  const sought = () => [...currentView().querySelectorAll("calendar-month-day-box-item")]
    .find(each => each.occurrence?.id === uid);
  while (!sought()) await pause();
  const hand = { window, parent: window, KeyboardEvent, navigator, _EU_Ci: Ci, _EU_Cc: Cc };
  Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", hand);
  await hand.synthesizePlainDragAndDrop({
    srcElement: sought(), destElement: currentView().findDayBoxForDate(cal.createDateTime(day)),
    srcWindow: window, destWindow: window,
  });
""",
)


@dataclass(frozen=True)
class Desk:
    """A Thunderbird, and the hand at its mouse."""

    thunderbird: Marionette
    #: Has it a screen?
    has_screen: bool

    def subscribe(self, address: str, user: str, password: str, *names: str) -> list[str]:
        """Look for calendars at an address, and take those of these names; return the names of all."""
        found: list[str] = self._run(_SUBSCRIBE, user, password, address, names)
        return found

    def keep_one(self) -> None:
        """Have a calendar of the computer's own, as people have."""
        self._run(_KEEP_ONE)

    def forget(self) -> None:
        """Close what was left open, and take all of these calendars away again."""
        self._run(_FORGET)

    def open_week(self, day: date) -> None:
        """Show the week of a day, in a tab of its own."""
        self._run(_OPEN, f"{day:%Y%m%d}")

    def shown(self) -> dict[str, str]:
        """Return the start of each event that the week shows, by its uid."""
        return dict(self._run(_SHOWN))

    def drag(self, uid: str, *, days: int = 0, minutes: int = 0, by_its_end: bool = False) -> None:
        """Press the button on an event that is at rest, or on its lower edge, pull it elsewhere, let go."""
        (x, y), (to_x, to_y) = self._run(_WAY, uid, by_its_end, days, minutes)
        path = [(x + (to_x - x) * n / _STEPS, y + (to_y - y) * n / _STEPS) for n in range(_STEPS + 1)]
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20} for x, y in path]
        down, up = ({"type": f"pointer{what}", "button": 0} for what in ("Down", "Up"))
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        deeds = [{**mouse, "actions": [moves[0], down, *moves[1:], up]}]
        self.thunderbird.ask("WebDriver:PerformActions", actions=deeds)

    def drop_in_month(self, uid: str, day: date) -> None:
        """Drag an event to another day of the month view; there must be a screen."""
        self._run(_DROP, uid, f"{day:%Y%m%d}")

    def undo(self) -> None:
        """Take the last change back, as Ctrl+Z does."""
        self._run(_UNDO)

    def fetched(self, name: str) -> list[Event]:
        """Fetch a calendar again, and return what it then holds."""
        held: list[Event] = self._run(LOOK, name)
        return held

    def calendars(self) -> list[list[object]]:
        """Return the CalDAV calendars: name, only for reading?, switched off?"""
        known: list[list[object]] = self._run(_CALENDARS)
        return known

    def will_answer(self, button: str) -> None:
        """Press this button, `accept` or `cancel`, when the next question about a conflict comes."""
        self._run(_ANSWER, button)

    def _run(self, script: str, *arguments: object) -> Any:
        told = self.thunderbird.run(script, *arguments)
        assert not isinstance(told, str), told
        return told


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """Start a Thunderbird that knows no calendar; it and all it started end with the block."""
    own = {name: folder / name.lower() for name in _HOMES}
    for each in (folder, *own.values(), folder / "profile"):
        each.mkdir(mode=0o700)
    environment = {"PATH": os.environ["PATH"], "TZ": "UTC", "GSETTINGS_BACKEND": "memory"}
    environment |= {"MOZ_CRASHREPORTER_DISABLE": "1", **{name: str(each) for name, each in own.items()}}
    with (folder / "said").open("w") as said, _screen() as screen:
        running = started(
            "thunderbird",
            folder / "profile",
            {},
            headless=screen is None,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment | ({"DISPLAY": screen} if screen else {}),
            start_new_session=True,
        )
        try:
            with closing(connected(running, folder / "profile")) as thunderbird:
                thunderbird.ask("WebDriver:SetWindowRect", x=0, y=0, width=_WIDE, height=_HIGH)
                desk = Desk(thunderbird, screen is not None)
                desk.keep_one()
                yield desk
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait(timeout=60)


@contextmanager
def _screen() -> Iterator[str | None]:
    """Give a screen in memory, `None` where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        yield None
        return
    hears, tells = os.pipe()
    size = f"{_WIDE}x{_HIGH}x24"
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as running:
        os.close(tells)
        with os.fdopen(hears) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start."
        try:
            yield f":{number}"
        finally:
            running.terminate()


def comes_to_be(is_so: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    """Wait until something is so, and tell whether it came to be."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
