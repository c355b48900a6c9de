"""Is the record as it was written? The chain says so line by line, the signed heads for all of it.

The chain names the first line that was changed, removed, slipped in or swapped. It can't tell that its
end was cut off or that somebody wrote it anew with right hashes; a head that was signed outside of the
database can, for all lines up to it. Lines younger than the newest head, and than the mark beside the
database, rest on the chain alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.domain.heads import SignedHead, SignedKind
from scheduler.domain.record import GENESIS
from scheduler.domain.value import Instant, Value
from scheduler.services.heads import HeadLog, head_of
from scheduler.services.signing import is_signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from scheduler.store.marks import Mark
    from scheduler.store.record import Link
    from scheduler.store.unit import Unit

_NOTE = "record.head"
_KEEP = "Keep the database as it is and tell your auditor."
_CUT_OR_RESTORED = (
    "Either somebody cut its end, or a backup was put in place of the database. If you restored one, run "
    f"“rounds audit resume”; if not: {_KEEP.lower()}"
)


class Noted(Value):
    """What the database itself knows of the newest signed line."""

    digest: str
    seq: int
    at: Instant


def noted_head(unit: Unit) -> Noted | None:
    """Return what was noted of the newest signed line; `None` where nothing was signed yet."""
    noted = unit.notes.get(_NOTE)
    if noted is None:
        return None
    digest, _, seq = noted[0].partition(" ")
    return Noted(digest=digest, seq=int(seq), at=noted[1])


def note_head(unit: Unit, head: SignedHead) -> None:
    """Note a line that was signed, so that a file of heads that lacks it is noticed."""
    unit.notes.put(_NOTE, f"{head.digest} {head.seq}", at=head.at)


class Verification(Value):
    """What a check of the whole record came to."""

    is_intact: bool
    #: How many lines stand there.
    lines: int
    #: The first one's number: more than 1 where old lines were removed by a signed cut.
    first_line: int = 1
    #: Number of the first line that does not fit, `None` where all do.
    first_bad: int | None = None
    words: str
    #: What else a reader must know: restores, cuts, lines that no head covers yet.
    remarks: tuple[str, ...] = ()
    #: The newest signed head.
    head: SignedHead | None = None
    verified_at: Instant


@dataclass(frozen=True)
class Evidence:
    """What is known of the record from outside of its database, read before it."""

    log: HeadLog = field(default_factory=HeadLog)
    mark: Mark | None = None
    #: A head that somebody kept elsewhere.
    kept: SignedHead | None = None
    #: Ids of the keys in the key file, as far as it can be read.
    signers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Walk:
    """How far a walk along the chain came."""

    first: int = 1
    lines: int = 0
    seq: int = 0
    hash: str = GENESIS
    #: The first line that does not fit.
    bad: int | None = None
    words: str = ""


def verify(unit: Unit, evidence: Evidence, *, at: datetime) -> Verification:
    """Follow the chain from its first line to its last, against everything that is known from outside."""
    expected = _expected(evidence)
    walk = follow(unit.audit.links(), expected, cut=_cut(unit, evidence.log))
    if walk.bad is None:
        walk = _to_the_end(walk, expected)
    trouble = walk.words or evidence.log.trouble or _of_keys(evidence) or _of_note(unit, evidence.log)
    newest = evidence.log.newest
    words = trouble or f"All {walk.lines:,} lines of the record are as they were written."
    return Verification(
        is_intact=not trouble,
        lines=walk.lines,
        first_line=walk.first,
        first_bad=walk.bad,
        words=words,
        remarks=tuple(_remarks(walk, evidence.log, newest)),
        head=newest,
        verified_at=at,
    )


def follow(
    links: Iterable[Link],
    expected: Mapping[int, Sequence[tuple[str, str]]],
    *,
    cut: SignedHead | None = None,
    since: SignedHead | None = None,
) -> Walk:
    """Walk along the chain; stop at the first line that does not fit.

    `expected` names the hashes that lines must bear, each with who says so. The walk begins at line 1,
    after `cut` where lines were removed, or with the line of `since`.
    """
    first, previous, lines, agreed = 1, GENESIS, 0, 0
    if since is not None:
        first, previous, agreed = since.seq, "", since.seq - 1
    seq = first - 1
    for link in links:
        if lines == 0 and cut is not None and isinstance(link.seq, int) and link.seq > cut.seq:
            first, seq, previous, agreed = cut.seq + 1, cut.seq, cut.hash, cut.seq
        words = _misfit(link, seq + 1, previous)
        if words:
            bad = _first_suspect(link, seq + 1, agreed=agreed, first=first)
            return Walk(first, lines, seq, previous, bad=bad, words=f"{words} {_KEEP}")
        seq, previous, lines = seq + 1, str(link.hash), lines + 1
        for digest, said in expected.get(seq, ()):
            if digest != previous:
                words = (
                    f"Line {seq} does not bear the hash that {said}: the record was written anew somewhere "
                    f"in lines {agreed + 1} to {seq}. {_KEEP} If a backup was put in place of the database, "
                    "run “rounds audit resume”."
                )
                return Walk(first, lines, seq, previous, bad=agreed + 1, words=words)
            agreed = seq
    return Walk(first, lines, seq, previous)


def _first_suspect(link: Link, number: int, *, agreed: int, first: int) -> int:
    """Return the first line that may be wrong: one that does not follow may follow from a replaced one."""
    is_whole = link.seq == number and link.is_sealed
    return number - 1 if is_whole and agreed < number - 1 >= first else number


def _misfit(link: Link, number: int, previous: str) -> str:
    if not isinstance(link.seq, int) or link.seq < number:
        return f"A line was slipped in before line {number} of the record (it calls itself {link.seq})."
    if link.seq > number:
        return f"Line {number} of the record is missing: line {link.seq} stands in its place."
    if not link.is_sealed:
        return f"Line {number} of the record was changed: it is not as it was written."
    if previous and link.previous != previous:
        return f"Line {number} of the record does not follow line {number - 1}: one of them was replaced."
    return ""


def _to_the_end(walk: Walk, expected: Mapping[int, Sequence[tuple[str, str]]]) -> Walk:
    """Notice a tail that was cut: something outside knows of a later line."""
    last = max(expected, default=0)
    if last <= walk.seq:
        return walk
    missing = (
        f"Lines {walk.seq + 1} to {last} of the record are"
        if last > walk.seq + 1
        else (f"Line {last} of the record is")
    )
    said = expected[last][0][1]
    words = f"{missing} missing: line {last} {said}. {_CUT_OR_RESTORED}"
    return Walk(walk.first, walk.lines, walk.seq, walk.hash, bad=walk.seq + 1, words=words)


def _expected(evidence: Evidence) -> dict[int, list[tuple[str, str]]]:
    """Return which lines must bear which hashes, and who says so."""
    found: dict[int, list[tuple[str, str]]] = {}
    for head in evidence.log.standing:
        if head.seq:
            found.setdefault(head.seq, []).append((head.hash, f"was signed at {_when(head.at)}"))
    if evidence.kept is not None:
        at = _when(evidence.kept.at)
        found.setdefault(evidence.kept.seq, []).append((evidence.kept.hash, f"was handed in, signed at {at}"))
    if evidence.mark is not None and evidence.mark.line:
        said = (evidence.mark.digest, "was noted in the file high-water")
        found.setdefault(evidence.mark.line, []).append(said)
    return found


def cut_of(unit: Unit) -> SignedHead | None:
    """Return the signed line that says where the record begins; `None` where it begins at its first."""
    line = unit.retention.cut()
    return head_of(line) if line is not None else None


def _cut(unit: Unit, log: HeadLog) -> SignedHead | None:
    """Return the cut, if it is signed by a key that is known."""
    cut = cut_of(unit)
    if cut is None or cut.kind is not SignedKind.CUT:
        return None
    public = log.publics.get(cut.key)
    return cut if public is not None and is_signed(cut, public) else None


def _of_keys(evidence: Evidence) -> str:
    """Say that the heads are signed by a key that is not ours."""
    if not evidence.signers or not evidence.log.heads or evidence.log.signer in evidence.signers:
        return ""
    return (
        f"The heads are signed by the key {evidence.log.signer}, which the key file does not hold. "
        "Put the right key file, or the right file of heads, back."
    )


def _of_note(unit: Unit, log: HeadLog) -> str:
    """Say that the file of heads lacks one that the database knows of."""
    noted = noted_head(unit)
    if noted is None or noted.digest in {head.digest for head in log.heads}:
        return ""
    return (
        f"A head of the record was signed at {_when(noted.at)} that its file does not hold: the file was "
        "cut, removed or replaced. Put it back from its second place or from a backup; if it is lost, run "
        "“rounds audit resume”."
    )


def _remarks(walk: Walk, log: HeadLog, newest: SignedHead | None) -> Iterable[str]:
    if newest is None:
        yield (
            "No head is signed yet, so a cut end would go unnoticed. A running daemon signs the first one, "
            "or “rounds audit sign” does."
        )
    elif newest.seq <= walk.seq:
        since = walk.seq - newest.seq
        tail = f"; {since:,} younger lines rest on the chain alone" if since else ""
        yield f"Signed up to line {newest.seq:,} at {_when(newest.at)} by the key {newest.key}{tail}."
    if walk.first > 1:
        yield f"Lines 1 to {walk.first - 1:,} were removed after their time, by a signed cut."
    for head in log.heads:
        if head.kind is SignedKind.RESUMED:
            lost = f"signed lines from {head.lost_from:,} on were given up" if head.lost_from else ""
            key = f"a new key, {head.key}, signs since then" if head.public else ""
            what = " and ".join(filter(None, (lost, key))) or "a new file of heads was begun"
            yield f"The record was resumed by a person at {_when(head.at)}: {what}."


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
