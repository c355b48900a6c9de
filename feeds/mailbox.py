"""A mailbox to which newsletters come, opened for reading only; the only home of imap-tools.

Guarantees: the folder is opened with EXAMINE and mails are fetched with PEEK, so nothing in it changes, not
even whether a mail counts as read; the connection is encrypted from its first byte and the server's
certificate is checked; the server is asked for the mails of one list or sender, so that no other mail comes
here. Since servers search within names, of a mail whose List-Id or sender only holds the name asked for these
two lines come, and nothing else.
"""

from __future__ import annotations

import email
import imaplib
import re
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from imap_tools import MailBox
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from feeds.errors import MailboxError
from feeds.senders import is_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

#: Newsletters are far shorter; what is longer carries something else.
MOST_BYTES: Final = 5_000_000
#: Seconds that the server may be silent.
_SILENCE: Final = 30.0
_WHOSE: Final = "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (LIST-ID FROM)])"
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d{1,15})")
#: The words of months that a search understands, whatever the language of this machine.
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - reads better


@dataclass(frozen=True, slots=True)
class Account:
    """How to get into a mailbox."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    folder: str = "INBOX"
    #: Certificates of a house's own authority in PEM form; empty trusts those of the machine.
    authority: str = field(default="", repr=False)


class Mailbox:
    """One visit to a mailbox. Raises `MailboxError` with a sentence for a person, whatever goes wrong."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._box: MailBox | None = None
        #: While this stays, the numbers of mails stay (RFC 3501, 2.3.1.1).
        self.validity = 0
        #: The number of the next mail to come, 0 where the server does not tell.
        self.next_uid = 0

    def __enter__(self) -> Self:
        with self._told():
            try:
                self._open()
            except BaseException:
                self._close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def uids_of(self, identity: str, *, since: date, first_uid: int = 1) -> list[int]:
        """Return the numbers of the mails of a list or sender from then on, oldest first."""
        header = f'FROM "{identity}"' if "@" in identity else f'HEADER List-Id "{identity}"'
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        with self._told():
            found = self._there().uids(f"UID {first_uid}:* SINCE {day} {header}", charset=None)
        return sorted(uid for uid in map(int, found) if uid >= first_uid)

    def mail(self, uid: int, *, identity: str) -> bytes | None:
        """Return a mail of `identity`, `None` where it is gone, too long, or only looked like one."""
        with self._told():
            told = self._fetched(uid, _WHOSE)
            size = _SIZE.search(told[0]) if told else None
            if told is None or size is None or int(size[1]) > MOST_BYTES:
                return None
            if not is_from(email.message_from_bytes(told[1]), identity):
                return None
            whole = self._fetched(uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return whole[1] if whole else None

    def _open(self) -> None:
        account = self._account
        trusted = ssl.create_default_context(cadata=account.authority or None)
        self._box = MailBox(account.host, account.port, timeout=_SILENCE, ssl_context=trusted)
        self._sign_in(self._box)
        self._box.folder.set(account.folder, readonly=True)
        self.validity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")

    def _sign_in(self, box: MailBox) -> None:
        account = self._account
        is_plain = account.user.isascii() and account.password.isascii()
        try:
            (box.login if is_plain else box.login_utf8)(account.user, account.password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise  # the connection broke
        except (imaplib.IMAP4.error, MailboxLoginError) as why:
            raise MailboxError(
                f"The mailbox at {account.host} does not accept user and password: set them anew with "
                "“rounds newsletter set”; some providers want a password made for one program."
            ) from why

    def _close(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            try:
                box.client.logout()
            except (imaplib.IMAP4.error, OSError):
                box.client.shutdown()

    def _there(self) -> MailBox:
        if self._box is None:
            raise RuntimeError("the mailbox is not open")
        return self._box

    def _number(self, name: str) -> int:
        _, values = self._there().client.response(name)
        last = values[-1] if values else None
        return int(last) if isinstance(last, bytes) and last.isdigit() else 0

    def _fetched(self, uid: int, parts: str) -> tuple[bytes, bytes] | None:
        """Return what the server says of a mail and the text that it sends of it."""
        status, answer = self._there().client.uid("FETCH", str(uid), parts)
        if status != "OK":
            raise imaplib.IMAP4.error(status)
        return _text_in(answer)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Put whatever goes wrong into a sentence; nothing that the server said is repeated."""
        host = self._account.host
        try:
            yield
        except MailboxFolderSelectError as why:
            raise MailboxError(
                f"The mailbox at {host} does not open the folder “{self._account.folder}”: set another with "
                "--folder, or try again later."
            ) from why
        except ssl.SSLCertVerificationError as why:
            raise MailboxError(
                f"The certificate of {host} can't be trusted, so nothing was sent: check the name, or "
                "give the certificate of your own authority with --ca-file."
            ) from why
        except (imaplib.IMAP4.error, ImapToolsError, OSError, UnicodeError, ValueError) as why:
            raise MailboxError(
                f"The mailbox at {host} can't be read just now: it is tried again; if it stays so, "
                "run “rounds newsletter check”."
            ) from why


def _text_in(answer: Sequence[object]) -> tuple[bytes, bytes] | None:
    for part in answer:
        if isinstance(part, tuple) and all(isinstance(each, bytes) for each in part):
            said, text = part
            return said, text
    return None
