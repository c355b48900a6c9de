"""The way into the mailbox for newsletters: proved before it is kept, and kept sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from feeds.errors import MailboxError
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.secret import Credentials
from scheduler.domain.value import Value
from scheduler.services.sealed_rows import MAILBOX

if TYPE_CHECKING:
    from feeds.mailbox import Mailbox
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store

_NO_MAILBOX: Final = "No mailbox is set for newsletters: set one in Settings, or run “rounds newsletter set”."
_PARTS: Final = ("host", "user", "password")
_PORT: Final = "993"


class Way(Value):
    """The way into the mailbox, without what opens it."""

    host: str
    port: int
    user: str
    folder: str


class Opening:
    """Opens the mailbox. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    def keep(self, actor: Actor, credentials: Credentials) -> Way:
        """Keep the way into the mailbox, once it led there.

        `credentials` hold host, user and password, and if need be port, folder, authority (certificates in
        PEM form) and checked_by (the name under which the mail server notes its checks of senders). Raises
        `InvalidInputError` where something lacks, or the server does not let us in.
        """
        actor.require(Permission.SET_UP)
        way = _way(credentials)
        try:
            with _visit(credentials):
                pass
        except MailboxError as why:
            raise InvalidInputError(f"{why} Nothing was kept.") from why
        with self._store.write() as unit:
            unit.audit.append(actor, "mailbox.set", "mailbox", at=self._clock.now(), facts={"host": way.host})
            sealed = self._seal.close_over(MAILBOX, credentials)
            unit.notes.put(MAILBOX, sealed.decode("ascii"), at=self._clock.now())
        return way

    def forget(self, actor: Actor) -> None:
        """Forget the way into the mailbox; what came from there stays."""
        actor.require(Permission.SET_UP)
        with self._store.write() as unit:
            unit.audit.append(actor, "mailbox.forgotten", "mailbox", at=self._clock.now())
            unit.notes.put(MAILBOX, "", at=self._clock.now())

    def shown(self) -> Way | None:
        """Return the way into the mailbox, `None` where none is set."""
        credentials = self._credentials()
        return _way(credentials) if credentials else None

    def visit(self) -> Mailbox:
        """Return the mailbox, to be entered; raises `MailboxError` where none is set."""
        credentials = self._credentials()
        if not credentials:
            raise MailboxError(_NO_MAILBOX)
        return _visit(credentials)

    @property
    def checked_by(self) -> str:
        """The name under which the mail server notes its checks of senders; empty where it is not known."""
        return _part(self._credentials(), "checked_by")

    def _credentials(self) -> Credentials:
        with self._store.read() as unit:
            note = unit.notes.get(MAILBOX)
        return self._seal.open_for(MAILBOX, note[0].encode("ascii")) if note and note[0] else Credentials()


def _part(credentials: Credentials, name: str) -> str:
    part = credentials.get(name)
    return part.reveal().strip() if part else ""


def _way(credentials: Credentials) -> Way:
    """Return what may be shown of the way in; raises `InvalidInputError` where a part lacks or is none."""
    lacking = [name for name in _PARTS if not _part(credentials, name)]
    if lacking:
        raise InvalidInputError(f"The mailbox needs {', '.join(lacking)} as well; nothing was kept.")
    port = _part(credentials, "port") or _PORT
    if not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise InvalidInputError(f"“{port[:20]}” is no port. Mail servers listen on 993, as a rule.")
    return Way(
        host=_part(credentials, "host"),
        port=int(port),
        user=_part(credentials, "user"),
        folder=_part(credentials, "folder") or "INBOX",
    )


def _visit(credentials: Credentials) -> Mailbox:
    from feeds.mailbox import Account, Mailbox  # brings the mail client, which only newsletters need

    way = _way(credentials)
    return Mailbox(
        Account(
            host=way.host,
            port=way.port,
            user=way.user,
            folder=way.folder,
            password=_part(credentials, "password"),
            authority=_part(credentials, "authority"),
        )
    )
