"""What people said and networks took, kept apart from the product, and the laws that must hold of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.base import Once
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import GENESIS
from tests.simulation.networks import Taken

if TYPE_CHECKING:
    from tests.simulation.world import World

_S = PostState
_EXPLAINED = frozenset({_S.HELD, _S.MISSED, _S.REFUSED})


@dataclass
class Truth:
    """The simulation's own record: who wrote, moved, approved and cancelled what, in the order of commits."""

    world: World
    texts: dict[int, str] = field(default_factory=dict)
    times: dict[int, datetime] = field(default_factory=dict)
    approvals: dict[int, str] = field(default_factory=dict)
    cancels: dict[int, float] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    last_attempt: int = 0

    def kept(self) -> Truth:
        """Return a copy, to go back to with a backup."""
        return replace(
            self,
            texts=dict(self.texts),
            times=dict(self.times),
            approvals=dict(self.approvals),
            cancels=dict(self.cancels),
        )

    def written(self, number: int, text: str) -> None:
        """Somebody's text was committed."""
        if self._row(number)["text"] != text:
            self.wrongs.append(f"post {number}: a text was not kept")
        self.texts[number] = text
        self.approvals.pop(number, None)

    def moved(self, number: int, at: datetime) -> None:
        """Somebody's time was committed."""
        due = self._row(number)["due"]
        if due != (at - _BEGIN) // _MICRO:
            self.wrongs.append(f"post {number}: {at} became {_BEGIN + due * _MICRO}")
        self.times[number] = at

    def approved(self, number: int) -> None:
        """Somebody approved what stands there now."""
        row = self._row(number)
        self.approvals[number] = row["text"] + row["thread"]

    def cancelled(self, number: int) -> None:
        """Somebody cancelled it."""
        self.cancels[number] = self.world.driver.elapsed

    def watch(self) -> None:
        """Look at what a commit began: with the pauses, approvals and texts of that very moment."""
        begun = self.world.rows("SELECT id, post, part FROM attempt WHERE id > ?", self.last_attempt)
        if not begun:
            return
        self.last_attempt = begun[-1]["id"]
        pauses = self.world.rows("SELECT scope, name FROM pause WHERE lifted_at IS NULL")
        for each in begun:
            row = self._row(each["post"])
            self.world.driver.log("BEGUN", row["uid"], each["part"])
            if self.approvals.get(row["id"]) != row["text"] + row["thread"]:
                self.wrongs.append(f"post {row['uid']}: what nobody approved began to leave")
            if any(_holds(pause, row) for pause in pauses):
                self.wrongs.append(f"post {row['uid']}: began to leave in a pause")
            if row["state"] == _S.CANCELLED:
                self.wrongs.append(f"post {row['uid']}: began to leave after it was cancelled")

    def _row(self, number: int) -> Any:
        query = "SELECT id, uid, channel, pillar, text, thread, state, due FROM post WHERE id = ?"
        return self.world.rows(query, number)[0]


def _holds(pause: Any, row: Any) -> bool:
    if pause["scope"] == "everything":
        return True
    return bool(pause["name"] == row["channel" if pause["scope"] == "channel" else "pillar"])


# the laws at the end


def broken_laws(world: World, posts: Iterable[Post]) -> list[str]:
    """Return what went wrong in a world that has come to rest."""
    wrongs = [*world.truth.wrongs, *world.driver.crashes]
    for network in world.networks.values():
        wrongs += network.wrongs
        wrongs += network.tokens.wrongs if network.tokens else []
    by_uid: dict[str, list[Taken]] = {}
    for network in world.networks.values():
        for taken in network.taken:
            by_uid.setdefault(taken.uid, []).append(taken)
    for post in posts:
        wrongs += [f"post {post.uid}: {wrong}" for wrong in _wrongs_of(world, post, by_uid.get(post.uid, []))]
    return wrongs + _wrongs_of_record(world)


def _wrongs_of(world: World, post: Post, taken: list[Taken]) -> list[str]:
    parts = [each.part for each in taken]
    wrongs = [f"DOUBLED: part {part}" for part in sorted(set(parts)) if parts.count(part) > 1]
    if parts != sorted(parts):
        wrongs.append(f"out of order: {parts}")
    wrongs += _wrong_answers(taken)
    wrongs += _wrong_state(world, post, taken)
    truth = world.truth
    if truth.texts.get(post.id, post.text) != post.text:
        wrongs.append("a person's text was lost")
    if truth.times.get(post.id, post.due) != post.due:
        wrongs.append(f"a person's time was lost: {truth.times[post.id]} became {post.due}")
    if post.id in truth.cancels and any(each.since > truth.cancels[post.id] for each in taken):
        wrongs.append("taken after it was cancelled")
    if any(each.message.text != _text_of(post, each.part) for each in taken):
        wrongs.append("the network has another text than was approved")
    return wrongs


def _wrong_answers(taken: list[Taken]) -> list[str]:
    ids = {each.part: each.remote_id for each in taken}
    return [
        f"part {each.part} answers {each.message.reply_to}"
        for each in taken
        if each.message.reply_to != (ids.get(each.part - 1) if each.part else None)
    ]


def _wrong_state(world: World, post: Post, taken: list[Taken]) -> list[str]:
    known = [each.remote_id for each in post.receipts]
    there = [each.remote_id for each in taken]
    may_be_asked = world.networks[post.channel].once is not Once.NOTHING
    if post.state is _S.PUBLISHED:
        is_whole = len(there) == post.parts and post.is_approved
        return [] if is_whole and there == known else [f"LOST: published {known}, but there is {there}"]
    if post.state in {_S.SCHEDULED, _S.CLAIMED, _S.SENDING} or (post.state is _S.UNKNOWN and may_be_asked):
        return [f"STUCK in {post.state.value}: {post.explanation}"]
    if post.state is _S.UNKNOWN:
        more = there[len(known) :]
        is_plain = there[: len(known)] == known and (len(more) <= 1 or world.weather.is_restored)
        return [] if is_plain else [f"known {known}, but there is {there}"]
    if post.state in _EXPLAINED and not post.explanation:
        return [f"{post.state.value} without a reason"]
    return [] if there == known else [f"{post.state.value}: known {known}, but there is {there}"]


def _text_of(post: Post, part: int) -> str:
    return post.wire_text if part == 0 else post.thread[part - 1].text


def _wrongs_of_record(world: World) -> list[str]:
    previous, wrongs = GENESIS, []
    for number, entry in enumerate(world.record(), 1):
        if (entry.seq, entry.previous) != (number, previous) or entry.sealed().hash != entry.hash:
            wrongs.append(f"the record is broken at line {number}")
            break
        previous = entry.hash
    return wrongs


_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
