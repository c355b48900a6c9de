"""Bring a plan out of a sheet: first only look, then take what may be taken.

Guarantees: every row gets a verdict, and looking changes nothing; what is taken is a draft or waits for
review, never approved; a row whose words the guard blocks is not taken; a post and the note by which its
row is known again are written in one transaction, so that the same sheet twice, or once more after the
power went, doubles nothing.
"""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.errors import ConflictError, InvalidInputError, RoundsError
from scheduler.domain.people import Permission
from scheduler.domain.value import Value
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.bringing_pictures import is_address
from scheduler.services.content import NewPart, NewPost
from scheduler.services.sheet_posts import Meanings, MeantPost
from scheduler.sheets.forms import WHY_NOT
from scheduler.sheets.moments import Order
from scheduler.sheets.plan import NoPlanError, PlannedRow, SheetPlan, read_plan
from scheduler.sheets.writing import csv_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.services.bringing_pictures import BringingPictures
    from scheduler.services.checking import Checking
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_A_MOMENT = timedelta(microseconds=1)


class Fate(StrEnum):
    """What becomes, or became, of a row."""

    NEW = "new"
    """It can be taken."""
    TAKEN = "taken"
    """It is in the plan now."""
    KNOWN = "known"
    """It was taken before, or stands in the plan as it is."""
    STOPPED = "stopped"
    """It can't be taken as it is; the reasons say why."""


class Choices(Value):
    """What a person says of a sheet beside what stands in it."""

    #: Of dates that read two ways; `None` where the sheet tells it by itself.
    order: Order | None = None
    #: The channel of rows that name none.
    channel: str = ""
    #: The zone of rows that name none; empty for the channel's own.
    zone: str = ""
    #: Where the files of pictures are.
    folder: Path | None = None
    #: Send what is taken to review, instead of keeping drafts.
    to_review: bool = False


class JudgedRow(Value):
    """One row and its fate."""

    row: PlannedRow
    fate: Fate
    meant: tuple[MeantPost, ...] = ()
    #: What the guard says, the gravest of its posts.
    verdict: Verdict = Verdict.PASS
    #: Why it is stopped, or what to know of it, a sentence each.
    reasons: tuple[str, ...] = ()
    #: Numbers of the posts it became or is known by.
    posts: tuple[int, ...] = ()


class Import(Value):
    """A sheet, row by row."""

    form: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[JudgedRow, ...]
    asks_order: bool = False
    remarks: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return Counter(each.fate for each in self.rows)[fate]

    @property
    def rejects(self) -> bytes | None:
        """A sheet of the rows that were stopped, each with its reasons, to mend and import again."""
        stopped = [each for each in self.rows if each.fate is Fate.STOPPED]
        if not stopped:
            return None
        headings = self.headings or ("date", "message", "link")
        rows = [(*_widened(each.row.cells, len(headings)), " ".join(each.reasons)) for each in stopped]
        return csv_of((*headings, WHY_NOT), rows)


class Importing:
    """Sheets, looked at and taken in."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        planning: Planning,
        checking: Checking,
        pictures: BringingPictures,
    ) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._checking = checking
        self._pictures = pictures

    def look(self, actor: Actor, data: bytes, *, name: str, choices: Choices | None = None) -> Import:
        """Say what would become of each row; raises `InvalidInputError` where the file is no plan."""
        chosen = choices or Choices()
        try:
            plan = read_plan(data, name=name, order=chosen.order)
        except NoPlanError as why:
            raise InvalidInputError(f"{name}: {why}") from why
        with self._store.read() as unit:
            if chosen.channel:
                unit.plan.channel(chosen.channel)
            meanings = Meanings(
                channels=[each for each in unit.plan.channels() if each.active],
                pillars=unit.plan.pillars(),
                fallback=chosen.channel,
                zone=chosen.zone,
                now=self._clock.now(),
            )
        read = [(row, *meanings.read(row)) for row in plan.rows]
        judged = [self._judged(actor, row, meant, wrongs, chosen) for row, meant, wrongs in read]
        return _import(plan, self._recognised(judged), meanings)

    def take(self, actor: Actor, data: bytes, *, name: str, choices: Choices | None = None) -> Import:
        """Take each row that may be taken; each by itself, so that one that fails keeps no other back."""
        chosen = choices or Choices()
        looked = self.look(actor, data, name=name, choices=chosen)
        rows = [self._taken(actor, each, chosen) if each.fate is Fate.NEW else each for each in looked.rows]
        done = looked.model_copy(update={"rows": tuple(rows)})
        with self._store.write() as unit:
            told = {fate.value: done.count(fate) for fate in Fate} | {"form": done.form}
            unit.audit.append(actor, "plan.imported", "plan", at=self._clock.now(), facts=told)
        return done

    # looking

    def _judged(
        self, actor: Actor, row: PlannedRow, meant: list[MeantPost], wrongs: list[str], chosen: Choices
    ) -> JudgedRow:
        if not wrongs:
            wrongs = [*self._refused(actor, meant), *self._unfit(row, meant, chosen)]
        verdict, said = Verdict.PASS, list(row.remarks)
        for post in () if wrongs else meant:
            found, advice = self._reviewed(post)
            verdict = _graver(verdict, found)
            (wrongs if found is Verdict.BLOCK else said).extend(advice)
        reasons = tuple(dict.fromkeys(wrongs or said))
        fate = Fate.STOPPED if wrongs else Fate.NEW
        return JudgedRow(row=row, fate=fate, meant=tuple(meant), verdict=verdict, reasons=reasons)

    @staticmethod
    def _refused(actor: Actor, meant: Iterable[MeantPost]) -> list[str]:
        return [
            f"{actor.name} may not write for {post.channel}."
            for post in meant
            if not actor.may(Permission.WRITE, on=post.channel)
        ]

    def _unfit(self, row: PlannedRow, meant: list[MeantPost], chosen: Choices) -> list[str]:
        wrongs = self._pictures.check(row.media, folder=chosen.folder)
        return wrongs + self._unfit_video(row.video, meant, chosen)

    def _unfit_video(self, name: str, meant: Iterable[MeantPost], chosen: Choices) -> list[str]:
        """Look at a video that is there already: each network takes others."""
        if not name or is_address(name):
            return []
        try:
            with self._pictures.video(name, "", folder=chosen.folder) as film:
                if film is not None:
                    for post in meant:
                        self._planning.examine_video(film.file, post.channel, file_name=film.file_name)
        except InvalidInputError as why:
            return [str(why)]
        return []

    def _reviewed(self, post: MeantPost) -> tuple[Verdict, list[str]]:
        """Ask the guard about every part of a post."""
        verdict, advice = Verdict.PASS, []
        for place, text in enumerate((post.text, *post.parts)):
            review = self._checking.review(
                text, channel=post.channel, link=None if place else post.link, is_reply=False
            )
            verdict = _graver(verdict, review.verdict)
            advice += [each.advice for each in review.findings if each.severity is not Severity.ADVICE]
        return verdict, advice

    def _recognised(self, judged: list[JudgedRow]) -> list[JudgedRow]:
        """Find the rows that were taken before, that stand in the plan, or that stand twice in the sheet."""
        digests = [post.digest for each in judged for post in each.meant]
        first: dict[str, int] = {}
        found = []
        with self._store.read() as unit:
            known = unit.imports.known(digests)
            for each in judged:
                if each.fate is Fate.NEW:
                    each = _known(unit, each, known, first)  # noqa: PLW2901 - the same row, seen closer
                elif each.meant and (closer := _known(unit, each, known, {})).fate is Fate.KNOWN:
                    each = closer  # noqa: PLW2901 - it stands in the plan, whatever is wrong with its files
                found.append(each)
        return found

    # taking

    def _taken(self, actor: Actor, judged: JudgedRow, chosen: Choices) -> JudgedRow:
        bundle = str(uuid.uuid4()) if len(judged.meant) > 1 else None
        made: list[int] = []
        try:
            pictures = self._pictures.bring(judged.row.media, judged.row.alts, folder=chosen.folder)
            with self._pictures.video(judged.row.video, judged.row.video_alt, folder=chosen.folder) as film:
                for post in judged.meant:
                    new = NewPost(
                        channel=post.channel,
                        at=post.due,
                        text=post.text,
                        link=post.link,
                        pillar=post.pillar,
                        bundle=bundle,
                        pictures=pictures,
                        video=film,
                        thread=tuple(NewPart(text=text) for text in post.parts),
                    )
                    made.append(self._add(actor, new, post, chosen).id)
        except RoundsError as why:
            fate = Fate.TAKEN if made else Fate.STOPPED
            return judged.model_copy(update={"fate": fate, "posts": tuple(made), "reasons": (str(why),)})
        return judged.model_copy(update={"fate": Fate.TAKEN, "posts": tuple(made)})

    def _add(self, actor: Actor, new: NewPost, meant: MeantPost, chosen: Choices) -> Post:
        def noted(unit: Unit, post: Post) -> None:
            if unit.imports.known([meant.digest]):
                raise ConflictError("This row was imported by somebody else just now. The sheet")
            unit.imports.add(meant.digest, post=post.id, at=self._clock.now())

        made = self._planning.add(actor, new, also=noted)
        return self._planning.submit(actor, made.id) if chosen.to_review else made


def _known(unit: Unit, judged: JudgedRow, known: dict[str, int], first: dict[str, int]) -> JudgedRow:
    number = judged.row.number
    twins = {first[post.digest] for post in judged.meant if post.digest in first}
    for post in judged.meant:
        first.setdefault(post.digest, number)
    if twins:
        words = f"It says the same as row {min(twins)}."
        return judged.model_copy(update={"fate": Fate.KNOWN, "reasons": (words,)})
    standing = {post.digest: known.get(post.digest) or _standing(unit, post) for post in judged.meant}
    posts = tuple(each for each in standing.values() if each)
    missing = tuple(post for post in judged.meant if not standing[post.digest])
    if not missing:
        words = f"It is in the plan already, as post {posts[0]}."
        return judged.model_copy(update={"fate": Fate.KNOWN, "posts": posts, "reasons": (words,)})
    return judged.model_copy(update={"meant": missing})


def _standing(unit: Unit, meant: MeantPost) -> int | None:
    """Return the number of a post that says just this at just this time, however it came into the plan."""
    there = unit.posts.between(meant.due, meant.due + _A_MOMENT, channels=[meant.channel])
    return next((each.id for each in there if each.text == meant.text), None)


def _import(plan: SheetPlan, rows: list[JudgedRow], meanings: Meanings) -> Import:
    strange = sorted({row.pillar for row in plan.rows if row.pillar and not meanings.pillar(row)})
    remark = f"No pillar is called {', '.join(each[:30] for each in strange[:8])}: such posts get none."
    return Import(
        form=plan.form,
        title=plan.title,
        headings=plan.headings,
        rows=tuple(rows),
        asks_order=plan.asks_order,
        remarks=(*plan.remarks, *((remark,) if strange else ())),
    )


def _graver(one: Verdict, other: Verdict) -> Verdict:
    return max(one, other, key=[Verdict.PASS, Verdict.HOLD, Verdict.BLOCK].index)


def _widened(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))[:width]
