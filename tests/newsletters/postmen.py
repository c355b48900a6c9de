"""Mail servers on loopback that hold one mailbox: a small strict one, and Dovecot where it is installed."""

from __future__ import annotations

import base64
import email
import imaplib
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from scheduler.domain.secret import Credentials
from tests.connectors.certificates import self_signed

USER, PASSWORD = "news@hospital.example.org", "correct-horse"


class Postman(Protocol):
    """A mail server with one mailbox."""

    port: int
    authority: str

    def deliver(self, mail: bytes, *, at: datetime) -> None:
        """Put a mail into the folder, as come at that time."""

    def renumber(self) -> None:
        """Give the mails new numbers."""

    def seen(self) -> int:
        """Return how many mails are marked as read."""


def way_to(postman: Postman, **changed: str) -> Credentials:
    """Return what opens the mailbox."""
    parts = {
        "host": "127.0.0.1",
        "port": str(postman.port),
        "user": USER,
        "password": PASSWORD,
        "authority": postman.authority,
    }
    return Credentials(parts | changed)


# the small one


@dataclass
class SmallPostman:
    """Knows what a reader needs, by the letter of RFC 3501, and notes everything that it is asked."""

    authority: str
    port: int = 0
    validity: int = 7
    mails: dict[int, tuple[bytes, datetime]] = field(default_factory=dict)
    next_uid: int = 1
    asked: list[str] = field(default_factory=list)
    #: Mails that the reader was sent a part of.
    shown: set[int] = field(default_factory=set)

    def deliver(self, mail: bytes, *, at: datetime) -> None:
        self.mails[self.next_uid] = (mail.replace(b"\n", b"\r\n"), at)
        self.next_uid += 1

    def renumber(self) -> None:
        self.validity += 1
        old, self.mails, self.next_uid = list(self.mails.values()), {}, 1
        for mail, at in old:
            self.mails[self.next_uid] = (mail, at)
            self.next_uid += 1

    def seen(self) -> int:
        """None can be: the folder is open for reading only, or not at all."""
        return 0


@contextmanager
def small(folder: Path) -> Iterator[SmallPostman]:
    """Run the small server."""
    chain, key = self_signed(folder)
    postman = SmallPostman(chain.read_text())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    class Visitor(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(OSError, ValueError):
                _Conversation(postman, self).run()

    class Server(socketserver.ThreadingTCPServer):
        def get_request(self) -> tuple[socket.socket, object]:
            visitor, address = super().get_request()
            return context.wrap_socket(visitor, server_side=True), address

    with Server(("127.0.0.1", 0), Visitor) as server:
        postman.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield postman
        server.shutdown()
        thread.join()


class _Conversation:
    def __init__(self, postman: SmallPostman, visitor: socketserver.StreamRequestHandler) -> None:
        self._postman = postman
        self._visitor = visitor
        self._is_in = False

    def run(self) -> None:
        self._say("* OK ready")
        while line := self._visitor.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self._postman.asked.append(command)
            verb = command.partition(" ")[0].upper()
            if verb == "LOGOUT":
                self._say("* BYE", f"{tag} OK done")
                return
            self._say(self._answer(tag, verb, command))

    def _answer(self, tag: str, verb: str, command: str) -> str:
        if verb == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
            return f"{tag} OK done"
        if verb in {"LOGIN", "AUTHENTICATE"}:
            self._is_in = command == f'LOGIN "{USER}" "{PASSWORD}"' or (
                verb == "AUTHENTICATE" and self._plainly() == f"\0{USER}\0{PASSWORD}"
            )
            return f"{tag} OK done" if self._is_in else f"{tag} NO wrong"
        return self._asked(tag, verb, command) if self._is_in else f"{tag} BAD not signed in"

    def _plainly(self) -> str:
        self._say("+ ")
        return base64.b64decode(self._visitor.rfile.readline()).decode()

    def _asked(self, tag: str, verb: str, command: str) -> str:
        if verb == "EXAMINE":
            return self._examine(tag, command)
        if command.startswith("UID SEARCH "):
            return self._search(tag, command)
        if match := re.fullmatch(r"UID FETCH (\d+) \((.*)\)", command):
            return self._fetch(tag, int(match[1]), match[2])
        return f"{tag} BAD no such command here"

    def _examine(self, tag: str, command: str) -> str:
        if command.split(" ", 1)[1].strip('"') != "INBOX":
            return f"{tag} NO no such folder"
        postman = self._postman
        self._say(
            f"* {len(postman.mails)} EXISTS",
            f"* OK [UIDVALIDITY {postman.validity}]",
            f"* OK [UIDNEXT {postman.next_uid}]",
        )
        return f"{tag} OK [READ-ONLY]"

    def _search(self, tag: str, command: str) -> str:
        match = re.fullmatch(
            r"UID SEARCH UID (\d+):\* SINCE (\d{1,2}-[A-Z][a-z]{2}-\d{4}) "
            r'(?:HEADER (List-Id)|(FROM)) "([^"]+)"',
            command,
        )
        if match is None:
            return f"{tag} BAD no such search"
        first, name, text = int(match[1]), match[3] or "From", match[5].lower()
        since = parsedate_to_datetime(f"{match[2].replace('-', ' ')} 00:00:00 +0000").date()
        last = max(self._postman.mails, default=0)
        found = [
            uid
            for uid, (mail, at) in self._postman.mails.items()
            if (uid >= first or uid == last)
            and at.date() >= since
            and text in str(email.message_from_bytes(mail)[name] or "").lower()
        ]
        self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        return f"{tag} OK done"

    def _fetch(self, tag: str, uid: int, parts: str) -> str:
        mail, _ = self._postman.mails.get(uid, (b"", None))
        if not mail:
            return f"{tag} OK done"
        self._postman.shown.add(uid)
        if parts.startswith("RFC822.SIZE BODY.PEEK[HEADER.FIELDS (LIST-ID FROM)]"):
            message = email.message_from_bytes(mail)
            told = [f"{name}: {message[name]}\r\n" for name in ("List-Id", "From") if message[name]]
            text = ("".join(told) + "\r\n").encode()
            head = f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mail)} BODY[HEADER.FIELDS (LIST-ID FROM)] "
        elif match := re.fullmatch(r"BODY\.PEEK\[\]<0\.(\d+)>", parts):
            text, head = mail[: int(match[1])], f"* 1 FETCH (UID {uid} BODY[]<0> "
        else:
            return f"{tag} BAD that would change something"
        self._visitor.wfile.write(head.encode() + b"{%d}\r\n" % len(text) + text + b")\r\n")
        return f"{tag} OK done"

    def _say(self, *lines: str) -> None:
        self._visitor.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


# the real one

_DOVECOT = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = required
ssl_cert = <{chain}
ssl_key = <{key}
mail_location = maildir:{home}/mail
first_valid_uid = 0
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The program that many mail servers run."""

    def __init__(self, home: Path, port: int, authority: str) -> None:
        self._home = home
        self.port = port
        self.authority = authority

    def deliver(self, mail: bytes, *, at: datetime) -> None:
        with self._at_home() as box:
            status, _ = box.append("INBOX", "", imaplib.Time2Internaldate(at), mail)
        assert status == "OK"

    def renumber(self) -> None:
        """Take away what the server remembers of its numbers, as a restored backup does."""
        for name in ("dovecot-uidlist", "dovecot.index*"):
            for file in (self._home / "mail").glob(name):
                file.unlink()

    def seen(self) -> int:
        with self._at_home() as box:
            box.select("INBOX", readonly=True)
            return len(box.search(None, "SEEN")[1][0].split())

    @contextmanager
    def _at_home(self) -> Iterator[imaplib.IMAP4_SSL]:
        trusted = ssl.create_default_context(cadata=self.authority)
        box = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=trusted)
        try:
            box.login(USER, PASSWORD)
            yield box
        finally:
            box.logout()


def has_dovecot() -> bool:
    """Tell whether the real server is installed; it needs to be started as root."""
    return shutil.which("dovecot") is not None and os.name == "posix" and os.geteuid() == 0


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run the real server, in a folder that its own user may enter, as those of tests are not."""
    with TemporaryDirectory(prefix="post-") as folder, _dovecot_in(Path(folder)) as server:
        yield server


@contextmanager
def _dovecot_in(folder: Path) -> Iterator[Dovecot]:
    chain, key = self_signed(folder)
    home = folder / "house"
    home.mkdir()
    port = _free_port()
    settings = folder / "dovecot.conf"
    settings.write_text(
        _DOVECOT.format(
            home=home, chain=chain, key=key, port=port, user="dovecot", group="dovecot", password=PASSWORD
        )
    )
    _give_to_dovecot(folder)
    server = subprocess.Popen(["dovecot", "-F", "-c", str(settings)], stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield Dovecot(home, port, chain.read_text())
    finally:
        server.terminate()
        server.wait(10)


def _give_to_dovecot(folder: Path) -> None:
    for each in [folder, *folder.rglob("*")]:
        shutil.chown(each, "dovecot", "dovecot")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int) -> None:
    deadline, pause = time.monotonic() + 20, threading.Event()
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            pause.wait(0.05)
        else:
            return
    raise TimeoutError("the mail server did not start")
