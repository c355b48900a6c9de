"""A daemon's loops, as `daemon.py` and `hands.py` run them on threads; here on steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import RoundsError
from scheduler.services.in_hand import Claimed, Told
from tests.simulation.driver import Process

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.services.publishing import Publishing
    from scheduler.services.reconciling import Reconciling
    from scheduler.services.restoring import Restoring
    from scheduler.services.timekeeping import Timekeeping
    from tests.simulation.world import World

_AHEAD = timedelta(seconds=1)
_ROOM = 6
_TOO_FAR = 10.0
_SOON, _SELDOM = 5.0, 6000.0


@dataclass(eq=False)
class Daemon:
    """One process that sends."""

    world: World
    process: Process
    publishing: Publishing
    reconciling: Reconciling
    timekeeping: Timekeeping
    restoring: Restoring | None
    held: int = 0
    told: list[Told] = field(default_factory=list)
    is_settling: bool = False

    def start(self) -> None:
        """Notice what happened meanwhile, take over from the dead, then begin all loops."""
        driver = self.world.driver
        if self.restoring is not None:
            self.restoring.notice()
        self.timekeeping.notice()
        self.reconciling.rescue()
        chance = driver.chance
        for doing, loop in (("claim", self._passes), ("rescue", self._rescues), ("ask", self._asks)):
            driver.start(self.process, loop, doing=doing, after=chance.uniform(0, 1))

    # loops

    def _passes(self) -> None:
        while True:
            if self.held < _ROOM and self.world.is_due(_AHEAD):
                self._guarded(self._claim)
            self.world.driver.wait(self.world.until_due())

    def _rescues(self) -> None:
        driver = self.world.driver
        while True:
            self._guarded(self.publishing.settle_again)
            if self.world.is_in_hand():
                self._guarded(self.reconciling.rescue)
            for _ in range(6):
                driver.wait(1.0 if driver.is_stormy else 4.0)
                self._guarded(self.timekeeping.notice)
                if self.restoring is not None and driver.is_stormy:
                    self._guarded(self.restoring.note)
            if self.held:
                self._guarded(self.publishing.renew)

    def _asks(self) -> None:
        driver = self.world.driver
        while True:
            if self.world.has_questions():
                self._guarded(self.reconciling.ask)
            driver.wait(3.0 if driver.is_stormy else self._calm_pause())

    def _calm_pause(self) -> float:
        """Ask soon after the storm, then ever less often: some wait hours for a clock that was wrong."""
        driver = self.world.driver
        since = driver.elapsed - driver.weather.storm
        return driver.chance.uniform(4.0, 12.0) * min(max(1.0, since / _SOON), _SELDOM)

    # sending

    def _claim(self) -> None:
        room = _ROOM - self.held
        claimed = self.publishing.claim(limit=room, ahead=_AHEAD)
        self.held += len(claimed)
        size = 1 if self.world.driver.chance.random() < 0.5 else room
        for start in range(0, len(claimed), size):
            self._hand_over(claimed[start : start + size])

    def _hand_over(self, batch: Sequence[Claimed]) -> None:
        self.world.driver.start(self.process, lambda: self._begin(batch), doing="send")

    def _begin(self, batch: Sequence[Claimed]) -> None:
        ready = [each for each in map(self._staged, batch) if each is not None]
        if not ready:
            return
        if not self._await(ready):
            for each in ready:
                self._give_back(each)
            return
        try:
            begun = self.publishing.begin(ready)
        except RoundsError as why:  # as hands do; anything else is a fault to be told
            self.world.oddity(why)
            self.world.driver.wait(1.0)
            self._hand_over(ready)
            return
        self.held -= len(ready) - len(begun)
        for each in begun:
            self.world.driver.start(self.process, lambda each=each: self._send(each), doing="call")  # type: ignore[misc]

    def _staged(self, claimed: Claimed) -> Claimed | None:
        if not claimed.needs_staging:
            return claimed if claimed.staged is not None else claimed.without_staging()
        try:
            staged = self.publishing.stage(claimed)
        except RoundsError as why:  # as hands do; anything else is a fault to be told
            self.world.oddity(why)
            self._give_back(claimed)
            return None
        self.held -= staged is None
        return staged

    def _await(self, ready: Sequence[Claimed]) -> bool:
        """Wait for the second of the latest of them; false where the clock moved that far away."""
        clock = self.world.driver
        due = max(max(each.post.due, each.post.not_before or each.post.due) for each in ready)
        while (wait := (due - clock.now()).total_seconds()) > 0:
            if wait > _TOO_FAR:
                return False
            clock.wait(min(wait + 0.001, 0.5))
        return True

    def _give_back(self, claimed: Claimed) -> None:
        self.held -= 1
        self._guarded(lambda: self.publishing.give_back(claimed))

    def _send(self, begun: Claimed) -> None:
        try:
            told = self.publishing.call(begun)
        except RoundsError as why:  # as hands do; anything else is a fault to be told
            self.world.oddity(why)
            self.publishing.abandon(begun.post)
            self.held -= 1
            return
        self.told.append(told)
        task = self.world.driver.current
        if task is not None:
            task.doing = "settle"
        if not self.is_settling:
            self._settle()

    def _settle(self) -> None:
        self.is_settling = True
        try:
            while self.told:
                batch, self.told = self.told, []
                try:
                    posts = self.publishing.settle(batch)
                except RoundsError as why:  # as hands do; anything else is a fault to be told
                    self.world.oddity(why)
                    self.publishing.abandon(*(each.before for each in batch))
                    self.held -= len(batch)
                    continue
                for told, post in zip(batch, posts, strict=True):
                    self._go_on(told.before, post)
        finally:
            self.is_settling = False

    def _go_on(self, sent: Post, post: Post) -> None:
        following = self.publishing.following(sent, post)
        if following is None:
            self.held -= 1
        else:
            self._hand_over([following])

    def _guarded(self, job: Callable[[], object]) -> None:
        try:
            job()
        except RoundsError as why:
            self.world.oddity(why)
