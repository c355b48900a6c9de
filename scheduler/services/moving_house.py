"""Take a whole account out, and into an empty Rounds: nobody is locked in.

Guarantees: no secret leaves; a file is taken as a whole or nothing of it is, also if the power goes; it is
taken only by a Rounds in which nothing stands; and nothing that comes so leaves before it was approved here.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.record import GENESIS
from scheduler.domain.value import Instant, Value
from scheduler.services.account_file import (
    FORMAT,
    RECORD,
    VERSION,
    Manifest,
    RecordEnd,
    line_of,
    packing,
    parcel_at,
    row_in,
)
from scheduler.services.arriving_pictures import trouble_with_media
from scheduler.services.former_records import FormerRecords, chain_of
from scheduler.services.settling_in import settled
from scheduler.store.moving import NAMES, RowError, ready
from scheduler.store.moving_kinds import LEFT_OUT
from scheduler.store.schema import newest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.account_file import Member, Packer, Parcel
    from scheduler.services.shelving import Shelf
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_ROWS: Final = "rows/"
_MEDIA: Final = "media/"
_FORMER: Final = "former-records/"
_LEFT_OUT: Final = {
    "secrets": "passwords, tokens, credentials of channels and every key: connect the channels again, "
    "and give each person a new password",
    **LEFT_OUT,
}


class FileVerdict(Value):
    """What is to be said of one file within an account file."""

    name: str
    count: int
    #: What is wrong with it; empty where it is fine.
    trouble: str = ""


class Arrival(Value):
    """An account file, looked at or taken in."""

    organisation: str
    made_at: Instant
    program: str
    files: tuple[FileVerdict, ...]
    remarks: tuple[str, ...] = ()
    is_taken: bool = False

    @property
    def is_fine(self) -> bool:
        """Is nothing wrong with any of its files?"""
        return not any(each.trouble for each in self.files)

    def count(self, kind: str) -> int:
        """Return how many rows of a kind there are."""
        return sum(each.count for each in self.files if each.name == f"{_ROWS}{kind}.jsonl")


class _OnlyLookedError(Exception):
    """Ends a transaction that was tried only."""


class MovingHouse:
    """Whole accounts on their way out and in. `former` keeps the records of those that came."""

    def __init__(self, store: Store, clock: Clock, shelf: Shelf, *, former: FormerRecords) -> None:
        self._store = store
        self._clock = clock
        self._shelf = shelf
        self._former = former

    # out

    def export(self, actor: Actor, path: Path) -> Manifest:
        """Write the whole account to a file, and that it was taken out into the record."""
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require(Permission.READ_AUDIT)
        now = self._clock.now()
        actor.require_fresh(now)
        with packing(path) as packer:
            with self._store.write() as unit:
                unit.audit.append(actor, "account.exported", "account", at=now)
            with self._store.read() as unit:
                manifest = self._packed(unit, packer, made_at=now)
        return manifest

    def _packed(self, unit: Unit, packer: Packer, *, made_at: Instant) -> Manifest:
        shown: dict[str, None] = {}
        for kind in NAMES:
            packer.lines(f"{_ROWS}{kind}.jsonl", _told(unit, kind, shown))
        last = unit.audit.last()
        packer.lines(RECORD, (entry.model_dump_json() for entry in unit.audit.all()))
        for path in self._former.all():
            packer.copy(f"{_FORMER}{path.name}", path)
        missing = [each for each in sorted(shown) if not self._shelf.path_of(each).is_file()]
        for sha256 in sorted(shown.keys() - set(missing)):
            packer.file(f"{_MEDIA}{sha256}", self._shelf.path_of(sha256))
        organisation = unit.plan.organisation()
        lines = next(each.count for each in packer.members if each.name == RECORD)
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            made_at=made_at,
            program=metadata.version("rounds"),
            schema_version=newest(),
            organisation=organisation.name if organisation else "",
            record=RecordEnd(lines=lines, seq=last.seq if last else 0, hash=last.hash if last else GENESIS),
            files=tuple(packer.members),
            left_out=_LEFT_OUT,
            missing_media=tuple(missing),
        )
        packer.finish(manifest)
        return manifest

    # in

    def look(self, actor: Actor, path: Path) -> Arrival:
        """Say of each file within an account file whether it could be taken in; nothing is changed."""
        return self._arrive(actor, path, take=False)

    def take(self, actor: Actor, path: Path) -> Arrival:
        """Take an account file in, all of it or, where anything is wrong with it, nothing.

        Raises `StateError` unless this Rounds is empty.
        """
        return self._arrive(actor, path, take=True)

    def _arrive(self, actor: Actor, path: Path, *, take: bool) -> Arrival:
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        with parcel_at(path) as parcel:
            files = tuple(self._verdict(parcel, each) for each in parcel.manifest.files)
            arrival = _arrival(parcel.manifest, files)
            standing = self._standing()
            if standing and take:
                raise StateError(standing)
            if not arrival.is_fine or standing:
                return arrival.model_copy(update={"remarks": (*arrival.remarks, *filter(None, [standing]))})
            self._settle(actor, parcel, take=take)
        return arrival.model_copy(update={"is_taken": take})

    def _verdict(self, parcel: Parcel, member: Member) -> FileVerdict:
        trouble = parcel.trouble_with(member)
        if not trouble and member.name.startswith(_ROWS):
            trouble = self._trouble_with_rows(parcel, member.name)
        elif not trouble and member.name.startswith(_MEDIA):
            trouble = trouble_with_media(parcel, member)
        elif not trouble:
            trouble = _trouble_with_record(parcel, member)
        return FileVerdict(name=member.name, count=member.count, trouble=trouble)

    def _trouble_with_rows(self, parcel: Parcel, name: str) -> str:
        kind, number = _kind_in(name), 0
        if kind not in NAMES:
            return "This Rounds knows no such rows. Install the version that wrote them first."
        try:
            for row in self._rows(parcel, name):
                ready(kind, row)
                number += 1
        except (RowError, InvalidInputError) as why:
            return f"Line {number + 1}: {why}"
        return ""

    def _rows(self, parcel: Parcel, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a file as they may stand here."""
        now = self._clock.now().isoformat().replace("+00:00", "Z")
        for line in parcel.lines(name):
            try:
                row = row_in(line)
            except (ValueError, RecursionError) as why:
                raise RowError("It is no JSON.") from why
            if not isinstance(row, dict):
                raise RowError("It is no row of named fields.")
            yield settled(_kind_in(name), row, now=now)

    def _standing(self) -> str:
        """Say what stands here already; nothing, where this Rounds is empty."""
        with self._store.read() as unit:
            return _standing_in(unit)

    def _settle(self, actor: Actor, parcel: Parcel, *, take: bool) -> None:
        """Put all of it in, in one transaction; the files first, for they change nothing by themselves."""
        with suppress(_OnlyLookedError), self._store.write() as unit:
            if standing := _standing_in(unit):
                raise StateError(standing)
            self._put(unit, parcel)
            if not take:
                raise _OnlyLookedError
            self._keep(parcel)
            facts = _facts(parcel.manifest)
            unit.audit.append(actor, "account.imported", "account", at=self._clock.now(), facts=facts)

    def _put(self, unit: Unit, parcel: Parcel) -> None:
        there = {_kind_in(each.name) for each in parcel.manifest.files if each.name.startswith(_ROWS)}
        for kind in NAMES:
            if kind in there:
                try:
                    unit.moving.put(kind, self._rows(parcel, f"{_ROWS}{kind}.jsonl"))
                except RowError as why:  # it was fine a moment ago
                    raise InvalidInputError(f"The file changed while it was read: {kind}. {why}") from why
        unit.moving.settle()

    def _keep(self, parcel: Parcel) -> None:
        for member in parcel.manifest.files:
            if member.name.startswith(_MEDIA):
                self._shelf.keep(member.name.removeprefix(_MEDIA), parcel.chunks(member.name))
            elif not member.name.startswith(_ROWS):
                self._former.keep(member.sha256, parcel.chunks(member.name))


def _told(unit: Unit, kind: str, shown: dict[str, None]) -> Iterator[str]:
    """Yield the rows of a kind as lines, and note which pictures and videos posts name."""
    for row in unit.moving.rows(kind):
        if kind == "post":
            shown.update(dict.fromkeys(_media_of(row)))
        yield line_of(row)


def _media_of(row: dict[str, Any]) -> list[str]:
    parts = [row, *row["thread"]]
    found = [picture["sha256"] for part in parts for picture in part["pictures"]]
    return [*found, row["video"]["sha256"]] if row["video"] else found


def _kind_in(name: str) -> str:
    return name.removeprefix(_ROWS).removesuffix(".jsonl")


def _trouble_with_record(parcel: Parcel, member: Member) -> str:
    chain = chain_of(parcel.lines(member.name))
    if chain.trouble or member.name != RECORD:
        return chain.trouble
    end = parcel.manifest.record
    if (chain.lines, chain.seq, chain.hash or GENESIS) != (end.lines, end.seq, end.hash):
        return "It does not end where the manifest says."
    return ""


def _standing_in(unit: Unit) -> str:
    counts = unit.moving.counts()
    if not counts:
        return ""
    told = ", ".join(f"{count} in {kind.replace('_', ' ')}" for kind, count in list(counts.items())[:3])
    return (
        f"This Rounds is not empty ({told}), so nothing was taken in. "
        "Name an empty folder with --data-dir, or an empty database."
    )


def _arrival(manifest: Manifest, files: tuple[FileVerdict, ...]) -> Arrival:
    missing = len(manifest.missing_media)
    remark = f"{missing} pictures that posts show were missing when it was exported." if missing else ""
    return Arrival(
        organisation=manifest.organisation,
        made_at=manifest.made_at,
        program=manifest.program,
        files=files,
        remarks=(remark,) if remark else (),
    )


def _facts(manifest: Manifest) -> dict[str, str | int | float | bool | None]:
    """Return what the record says of an account that came: its own record is held fast by this."""
    record = next(each for each in manifest.files if each.name == RECORD)
    text = json.dumps(manifest.model_dump(mode="json"), sort_keys=True).encode()
    return {
        "manifest_sha256": hashlib.sha256(text).hexdigest(),
        "record_sha256": record.sha256,
        "record_lines": manifest.record.lines,
        "record_hash": manifest.record.hash,
        "files": len(manifest.files),
    }
