"""Sign the end of the record on a timer, change the key, and go on after a restore.

Guarantees: nothing is signed that does not follow from what was signed before; a head is on the disk
outside of the database before the database hears of it; posts never wait for any of this.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, LostDatabaseError
from scheduler.domain.heads import SignedHead, SignedKind
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.value import Instant, Value
from scheduler.services.verifying import Walk, cut_of, follow, note_head, noted_head

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.heads import HeadFile, HeadLog
    from scheduler.services.signing import SigningKey, SigningKeys
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)

#: A head is signed at least so often while a daemon runs.
_DAILY: Final = timedelta(days=1)
#: So many daily heads may be missing before it is called a trouble.
_LATE: Final = timedelta(days=2)
#: The note of what keeps the engine from signing; empty where nothing does.
_TOLD: Final = "record-signing-trouble"
#: What the record's own lines about its signing are about.
_RECORD: Final = "record"


class Signing(Value):
    """How the signing of heads is."""

    #: The newest line that a head covers; 0 where none was signed yet.
    line: int
    signed_at: Instant | None
    #: Lines since.
    unsigned: int
    #: What a person must do, in words; empty where all is well.
    trouble: str = ""


class Witness:
    """What signs heads. `every` is the number of lines after which one is due before its day."""

    def __init__(
        self, store: Store, clock: Clock, *, keys: SigningKeys, file: HeadFile, every: int = 500
    ) -> None:
        self._store = store
        self._clock = clock
        self.keys = keys
        self.file = file
        self._every = every
        self._trouble = ""

    def tick(self) -> SignedHead | None:
        """Sign a head where one is due; what keeps it from that is logged once, and its end."""
        try:
            head = self.sign() if self._is_due() else None
        except LostDatabaseError:
            raise  # nothing ends that but a new start
        except EnvironmentProblemError as why:
            if str(why) != self._trouble:
                self._trouble = str(why)
                logger.error("no head of the record was signed reason=%s", why)  # noqa: TRY400 - no trace helps
                self._leave_word(self._trouble)
            return None
        if head is not None and self._trouble:
            self._trouble = ""
            logger.warning("heads of the record are signed again")
        if head is not None:
            self._leave_word("")
        return head

    def state(self) -> Signing:
        """Return how the signing is, by the database and the key file; the heads are not read."""
        with self._store.read() as unit:
            noted, last, told = noted_head(unit), unit.audit.last(), unit.notes.get(_TOLD)
        line = noted.seq if noted else 0
        trouble = self._trouble or (told[0] if told else "")
        if not trouble and noted is not None and not self.keys.file.exists():
            trouble = f"The key file {self.keys.file.path.name} is missing. Put it back from your copy."
        if not trouble and noted is not None and not self.file.path.exists():
            trouble = (
                f"The file of signed heads {self.file.path.name} is missing. Put it back from your copy."
            )
        if not trouble and noted is not None and self._clock.now() - noted.at > _LATE:
            trouble = "No head was signed for two days. See that “rounds daemon” runs, and read its log."
        unsigned, signed_at = (last.seq if last else 0) - line, noted.at if noted else None
        return Signing(line=line, signed_at=signed_at, unsigned=unsigned, trouble=trouble)

    def _leave_word(self, trouble: str) -> None:
        """Leave word of a trouble, or of its end, for who looks from another program."""
        try:
            with self._store.read() as unit:
                told = unit.notes.get(_TOLD)
            if trouble != (told[0] if told else ""):
                with self._store.write() as unit:
                    unit.notes.put(_TOLD, trouble, at=self._clock.now())
        except EnvironmentProblemError:
            logger.warning("nobody else is told of it: the database can't be written")

    def sign(self) -> SignedHead:
        """Sign the end of the record and return the head; the first time, make the key.

        Raises `EnvironmentProblemError` where the record does not follow from the last head, where key
        or file are missing, and where the file can't be written.
        """
        with self.file.alone():
            log = self._sound_log()
            if not log.heads:
                self._begin()
                log = self.file.own()
            key = self._key(log)
            return self._put(log, key, SignedKind.HEAD, self._end(log))

    def cut(self, at: Walk) -> SignedHead:
        """Sign that the record may begin after the line where `at` ended; nothing is removed by that."""
        with self.file.alone():
            log = self._sound_log()
            return self._put(log, self._key(log), SignedKind.CUT, at)

    def rotate(self, actor: Actor) -> SignedHead:
        """Let a new key sign, which the present one signs; what it signed before still verifies."""
        actor.require(Permission.SET_UP)
        with self.file.alone():
            log = self._sound_log()
            if not log.heads:
                raise InvalidInputError("No head is signed yet, so there is no key to change.")
            old, new = self._key(log), self.keys.prepare()
            self._tell(actor, "record.key_changed", key=new.id, before=old.id)
            head = self._put(log, old, SignedKind.KEY, self._end(log), public=new.public)
            self.keys.promote(new.id)
        return head

    def resume(self, actor: Actor) -> SignedHead:
        """Go on with the record as it stands, and sign that signed lines, a key or the heads are lost.

        Verification says so ever after. Raises `InvalidInputError` where nothing is lost.
        """
        actor.require(Permission.SET_UP)
        with self.file.alone():
            log = self.file.log()
            if log.trouble or self._is_lost(log):
                self.file.set_aside(f"{self._clock.now():%Y%m%dT%H%M%SZ}")
                log = self.file.own()
            lost_from = self._lost_from(log)
            has_key = bool(log.heads) and log.signer in {key.id for key in self.keys.all()}
            if has_key and lost_from is None:
                raise InvalidInputError("Nothing that was signed is missing, so there is nothing to resume.")
            key = self._key(log) if has_key else self.keys.begin()
            self._tell(actor, "record.resumed", key=key.id, lost_from=lost_from or 0)
            public = None if has_key else key.public
            return self._put(log, key, SignedKind.RESUMED, self._whole(), public=public, lost_from=lost_from)

    # what is due, and what stands

    def _is_due(self) -> bool:
        with self._store.read() as unit:
            noted, last = noted_head(unit), unit.audit.last()
        if last is None:
            return False
        return noted is None or last.seq - noted.seq >= self._every or self._clock.now() - noted.at >= _DAILY

    def _sound_log(self) -> HeadLog:
        """Return what the file says; raises where it, or its second place, says less than was signed."""
        log = self.file.log()
        if log.trouble:
            raise EnvironmentProblemError(log.trouble)
        if self._is_lost(log):
            raise EnvironmentProblemError(
                f"{self.file.path.name} lacks heads of the record that were signed. Put it back from its "
                "second place or from a backup; if it is lost, run “rounds audit resume”."
            )
        return log

    def _is_lost(self, log: HeadLog) -> bool:
        with self._store.read() as unit:
            noted = noted_head(unit)
        return noted is not None and noted.digest not in {head.digest for head in log.heads}

    def _key(self, log: HeadLog) -> SigningKey:
        """Return the key that signs, and finish a change of keys that was cut off."""
        found = next((key for key in self.keys.require() if key.id == log.signer), None)
        if found is None:
            raise EnvironmentProblemError(
                f"The key file {self.keys.file.path.name} does not hold the key {log.signer}, which signs "
                "the record. Put the right key file back; if it is lost, run “rounds audit resume”."
            )
        return found if self.keys.all()[0].id == found.id else self.keys.promote(found.id)

    def _begin(self) -> None:
        """Make the first key, tell the record of it, and begin the file with its public half."""
        key = self.keys.begin()
        self._tell(ENGINE, "record.key_begun", key=key.id)
        self._put(self.file.own(), key, SignedKind.KEY, self._whole(), public=key.public)

    def _end(self, log: HeadLog) -> Walk:
        """Return the end of the record, followed from the newest head; raises where it does not follow."""
        newest = log.newest
        with self._store.read() as unit:
            if newest is None or newest.seq == 0:
                walk = follow(unit.audit.links(), {}, cut=cut_of(unit))
            else:
                expected = {newest.seq: [(newest.hash, f"was signed at {newest.at:%Y-%m-%d %H:%M} UTC")]}
                walk = follow(unit.audit.links(after=newest.seq - 1), expected, since=newest)
        if walk.bad is not None or walk.lines == 0:
            words = walk.words or (
                f"Line {newest.seq if newest else 1} of the record, which was signed, is missing. If a "
                "backup was put in place of the database, run “rounds audit resume”; if not, tell your "
                "auditor."
            )
            raise EnvironmentProblemError(words)
        return walk

    def _whole(self) -> Walk:
        """Return the end of the record as it stands."""
        with self._store.read() as unit:
            last = unit.audit.last()
        return Walk(seq=last.seq, hash=last.hash) if last else Walk()

    def _lost_from(self, log: HeadLog) -> int | None:
        """Return the first line that a head speaks of and that is not there any more, as far as is known."""
        agreed, heads = 0, {head.seq: head.hash for head in log.standing}
        with self._store.read() as unit:
            cut = cut_of(unit)
            found = {int(str(link.seq)): link.hash for link in unit.audit.links() if link.seq in heads}
        for seq in sorted(heads):
            if cut is not None and seq <= cut.seq:
                agreed = seq
            elif found.get(seq) != heads[seq]:
                return agreed + 1
            else:
                agreed = seq
        return None

    # writing

    def _put(
        self,
        log: HeadLog,
        key: SigningKey,
        kind: SignedKind,
        at: Walk,
        *,
        public: str | None = None,
        lost_from: int | None = None,
    ) -> SignedHead:
        head = key.sign(
            SignedHead(
                kind=kind,
                at=self._clock.now(),
                seq=at.seq,
                hash=at.hash,
                key=key.id,
                public=public,
                lost_from=lost_from,
                previous=log.end,
            )
        )
        try:
            self.file.add(head)
        finally:
            if self.file.ends_with(head):  # it may stand here and not in the second place
                self._note(head)
        logger.info("a head of the record was signed kind=%s line=%s key=%s", kind.value, head.seq, key.id)
        return head

    def _note(self, head: SignedHead) -> None:
        self._store.together(lambda unit: note_head(unit, head))

    def _tell(self, actor: Actor, action: str, **facts: str | int) -> None:
        now = self._clock.now()
        self._store.together(
            lambda unit: unit.audit.append(actor, action, _RECORD, at=now, facts=dict(facts))
        )
