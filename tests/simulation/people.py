"""People who change posts while they are sent, and one who mends at the end what waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import Once
from scheduler.domain.errors import RoundsError
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope, wall_clock
from scheduler.domain.post import PostState
from scheduler.services.planning import PostChanges
from tests.simulation.driver import Process

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.services.answering import Answering
    from scheduler.services.approving import Approving
    from scheduler.services.connecting import Connecting
    from scheduler.services.pausing import Pausing
    from scheduler.services.planning import Planning
    from tests.simulation.world import World

_S = PostState
#: How often somebody looks at the end for what waits, a minute between.
MENDED = 4


class Person:
    """Somebody at the planner, in a process of their own."""

    def __init__(
        self,
        world: World,
        process: Process,
        *,
        planning: Planning,
        approving: Approving,
        pausing: Pausing,
        answering: Answering,
        connecting: Connecting,
    ) -> None:
        self.world = world
        self.process = process
        self.planning = planning
        self.approving = approving
        self.pausing = pausing
        self.answering = answering
        self.connecting = connecting
        self._edits = 0

    def work(self) -> None:
        """Do one thing after the other until the storm is over."""
        driver = self.world.driver
        while driver.is_stormy:
            driver.wait(driver.chance.expovariate(1 / driver.weather.haste))
            if driver.is_stormy:
                self._try(self._something)

    def mend(self) -> None:
        """Lift the pauses, then release and answer what waits for a person, until nothing does."""
        driver = self.world.driver
        for pause in self.world.rows("SELECT id FROM pause WHERE lifted_at IS NULL ORDER BY id"):
            self._try(lambda number=pause[0]: self._lift(number))  # type: ignore[misc]
        self._try(lambda: self.world.reconnect(self.connecting))
        for _ in range(MENDED if driver.weather.is_attended else 0):
            for row in self.world.rows("SELECT id, state FROM post ORDER BY id"):
                self._try(lambda row=row: self._mended(*row))  # type: ignore[misc]
            driver.wait(60.0)
        self.world.mended = True

    # what they do

    def _something(self) -> None:
        world, chance = self.world, self.world.driver.chance
        number = chance.choice(world.numbers)
        post = self.planning.get(number)
        world.driver.boundary("reading")
        world.driver.wait(chance.choice((0.1, 1.0, 4.0)))
        [step] = chance.choices(
            (self._edit, self._move, self._cancel, self._approve, self._release, self._pause, self._lift_one),
            weights=(5, 5, 1, 5, 4, world.driver.weather.pauses, 2),
        )
        step(post)

    def _edit(self, post: Post) -> None:
        self._edits += 1
        text = f"Post {post.uid} as {self.process.name} wrote it, {self._edits}."
        self._will(post, "edited", lambda: self.world.truth.written(post.id, text))
        self.planning.edit(OPERATOR, post.id, PostChanges(text=text), version=post.version)

    def _move(self, post: Post) -> None:
        chance = self.world.driver.chance
        at = (self.world.driver.now() + timedelta(seconds=chance.uniform(-20, 60))).replace(microsecond=0)
        given = wall_clock(at, post.zone) if chance.random() < 0.5 else at
        self._will(post, "moved", lambda: self.world.truth.moved(post.id, at))
        self.planning.move(OPERATOR, post.id, given, version=post.version)

    def _cancel(self, post: Post) -> None:
        self._will(post, "cancelled", lambda: self.world.truth.cancelled(post.id))
        self.planning.cancel(OPERATOR, post.id, version=post.version)

    def _approve(self, post: Post) -> None:
        if post.state is _S.DRAFT:
            self.planning.submit(OPERATOR, post.id)
        self._will(post, "approved", lambda: self.world.truth.approved(post.id))
        self.approving.approve(OPERATOR, post.id, digest=post.digest)

    def _release(self, post: Post) -> None:
        self.planning.release(OPERATOR, post.id, version=post.version)

    def _pause(self, post: Post) -> None:
        scope = self.world.driver.chance.choice(tuple(PauseScope))
        name = {PauseScope.EVERYTHING: "", PauseScope.CHANNEL: post.channel}.get(scope, "prevention")
        self.pausing.pause(OPERATOR, scope=scope, name=name, reason="A storm.")
        self.world.driver.log("PAUSED", scope.value, name)

    def _lift_one(self, _: Post) -> None:
        active = self.pausing.active()
        if active:
            self._lift(active[0].id)

    def _lift(self, number: int) -> None:
        self.pausing.lift(OPERATOR, number)
        self.world.driver.log("LIFTED", number)

    def _mended(self, number: int, state: str) -> None:
        if state == _S.HELD:
            self.planning.release(OPERATOR, number)
        elif state in {_S.IN_REVIEW, _S.DRAFT}:
            self._approve(self.planning.get(number))
        elif state == _S.UNKNOWN:
            self._answer(self.planning.get(number))

    def _answer(self, post: Post) -> None:
        """Look at the network, where it can't be asked, and say what is there."""
        network = self.world.networks[post.channel]
        if network.once is not Once.NOTHING or self.world.is_out(post):
            return
        self.answering.send_again(OPERATOR, post.id, version=post.version)

    # how they do it

    def _will(self, post: Post, what: str, hook: Callable[[], None]) -> None:
        """Let the truth know in the very commit of what is done next."""
        task = self.world.driver.current
        if task is None:
            return

        def told() -> None:
            self.world.driver.log("PERSON", what, post.uid)
            hook()

        task.after_commit = told

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except RoundsError as why:
            self.world.oddity(why)
        finally:
            task = self.world.driver.current
            if task is not None:
                task.after_commit = None
