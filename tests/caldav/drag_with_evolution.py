"""Drag a post as Evolution does: through Evolution Data Server, in a session of its own.

Run by Debian's Python within `dbus-run-session`, without Rounds. Its arguments: host, port, path of the
calendar, user, password, uid of an event, new time. It prints what it saw, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found] # Debian's, see above

for _name, _version in (("EDataServer", "1.2"), ("ECal", "2.0"), ("ICalGLib", "3.0")):
    gi.require_version(_name, _version)
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # type: ignore[import-not-found] # noqa: E402

_SOURCE = """[Data Source]
DisplayName=Rounds
Enabled=true
Parent=caldav-stub

[Authentication]
Host={host}
Port={port}
User={user}
Method=plain/password
RememberPassword=false

[Calendar]
BackendName=caldav

[WebDAV Backend]
ResourcePath={path}

[Security]
Method=none

[Offline]
StaySynchronized=true
"""
_PATIENCE = 60


class Dragging:
    """One account, from its first connection to the move."""

    def __init__(self, user: str, password: str, uid: str, moved_to: str) -> None:
        self.user, self.password, self.uid, self.moved_to = user, password, uid, moved_to
        self.loop = GLib.MainLoop()
        self.client: Any = None
        self.seen: dict[str, object] = {}

    def run(self, source: Any) -> None:
        """Connect, wait for the events, move one, try to delete it."""
        source.connect("credentials-required", self._give_password)
        ECal.Client.connect(source, ECal.ClientSourceType.EVENTS, 4, None, self._connected)
        GLib.timeout_add_seconds(_PATIENCE, self.loop.quit)
        self.loop.run()

    def _give_password(self, source: Any, *_: object) -> None:
        given = EDataServer.NamedParameters()
        given.set("username", self.user)
        given.set("password", self.password)
        source.invoke_authenticate(given, None, None)

    def _connected(self, _: object, result: Any) -> None:
        self.client = ECal.Client.connect_finish(result)
        self.seen["readonly"] = self.client.is_readonly()
        GLib.timeout_add(300, self._look)

    def _look(self) -> bool:
        try:
            _, found = self.client.get_object_list_as_comps_sync("#t", None)
        except GLib.Error:  # not there yet
            return True
        mine = [each for each in found if each.get_uid() == self.uid]
        if not mine:
            return True
        self.seen["events"] = sorted(each.get_uid() for each in found)
        event = mine[0].get_icalcomponent()
        moment = ICalGLib.Time.new_from_string(self.moved_to)
        moment.set_timezone(ICalGLib.Timezone.get_utc_timezone())
        event.set_dtstart(moment)
        event.set_summary("Another title")
        nothing, whole = ECal.OperationFlags.NONE, ECal.ObjModType.ALL
        self.client.modify_object_sync(event, whole, nothing, None)
        self.seen["title"] = self.client.get_object_sync(self.uid, None, None)[1].get_summary()
        try:
            self.client.remove_object_sync(self.uid, None, whole, nothing, None)
        except GLib.Error as why:
            self.seen["refused"] = why.message
        self.loop.quit()
        return False


def main(host: str, port: str, path: str, user: str, *rest: str) -> None:
    """Add the account, then drag."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "evolution" / "sources"
    folder.mkdir(parents=True)
    account = _SOURCE.format(host=host, port=port, path=path, user=user)
    (folder / "rounds.source").write_text(account, encoding="utf-8")
    dragging = Dragging(user, *rest)
    registry = EDataServer.SourceRegistry.new_sync(None)  # its sources hear nothing without it
    dragging.run(registry.ref_source("rounds"))
    sys.stdout.write(json.dumps(dragging.seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
