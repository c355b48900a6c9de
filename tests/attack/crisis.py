"""What people do with emergency words in the attack: write, approve, open the lane, go on call, use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule

from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post
from tests.attack.lane_truth import Crisis, Words
from tests.attack.pausing import PauseRules, people

if TYPE_CHECKING:
    from tests.attack.truth import Truth

NAME = "closed"
words = some.sampled_from(
    [f"{begin} {{who:text 12}} is closed." for begin in ("plain", "plain", "plain", "plain", "sick", "later")]
)
values = some.sampled_from([*["ward"] * 6, "sick", "named", "evil.com", "a\nb", "{x}", "@mayor"])
hours = some.sampled_from([1, 5, 12])


class CrisisRules(PauseRules):
    """The rules about emergency words."""

    edit: ClassVar[Callable[..., None]]
    change_rules: ClassVar[Callable[..., None]]
    claim: ClassVar[Callable[..., None]]
    deliver: ClassVar[Callable[..., None]]
    wait_for: ClassVar[Callable[..., None]]

    @property
    def crisis(self) -> Crisis:
        """What people know of the lane."""
        truth: Truth = self.house.truth
        return truth.crisis

    @rule(person=people, text=words)
    def word(self, person: int, text: str) -> None:
        """Somebody writes the words, or changes them."""
        kept, actor = self.house.emergency.words, self.house.actor(person)
        known = self.crisis.words
        if known is None:
            made = self.house.tried(lambda: kept.write(actor, name=NAME, title="Closed", text=text))
        else:
            made = self.house.tried(lambda: kept.revise(actor, NAME, {"text": text}))
        if made is None or (known is not None and known.text == text):
            return
        self.crisis.words = Words(text, {person} | (known.writers if known else set()))

    @precondition(lambda self: self.house.truth.crisis.words)
    @rule(person=people)
    def approve_words(self, person: int) -> None:
        """Somebody approves the words."""
        house = self.house
        done = house.tried(
            lambda: house.emergency.words.approve(house.actor(person), NAME, comment="We say it so.")
        )
        if done is not None and self.crisis.words is not None:
            self.crisis.words.approved.add(person)

    @rule(person=people, lasts=hours)
    def open_lane(self, person: int, lasts: int) -> None:
        """Somebody opens the lane."""
        house = self.house
        made = house.tried(
            lambda: house.emergency.lane.open(house.actor(person), reason="Storm.", hours=lasts)
        )
        if made is not None:
            self.crisis.lanes.setdefault(made.id, house.clock.now() + timedelta(hours=lasts))

    @precondition(lambda self: self.house.truth.crisis.lanes)
    @rule(person=people)
    def close_lane(self, person: int) -> None:
        """Somebody closes the lane."""
        house = self.house
        closed = house.tried(lambda: house.emergency.lane.close(house.actor(person)))
        if closed is not None:
            self.crisis.lanes[closed.id] = house.clock.now()

    @rule(person=people, whom=people, lasts=hours)
    def put_on_call(self, person: int, whom: int, lasts: int) -> None:
        """Somebody puts somebody on call."""
        house, now = self.house, self.house.clock.now()
        ends = now + timedelta(hours=lasts)
        made = house.tried(
            lambda: house.emergency.lane.put_on_call(house.actor(person), whom, begins=now, ends=ends)
        )
        if made is not None:
            self.crisis.turns[made.id] = (whom, ends)

    @precondition(lambda self: self.house.truth.crisis.turns)
    @rule(person=people)
    def take_off(self, person: int) -> None:
        """Somebody takes the last turn off the list."""
        house, number = self.house, max(self.crisis.turns, default=0)
        if house.tried(lambda: house.emergency.lane.take_off(house.actor(person), number)) is not None:
            self.crisis.turns.pop(number, None)

    @precondition(lambda self: self.house.truth.crisis.words)
    @rule(person=people, value=values, later=some.sampled_from([0, 1, 5]))
    def use_words(self, person: int, value: str, later: int) -> None:
        """Somebody fills the words, for now or for later."""
        house = self.house
        now = house.clock.now()
        at = now + timedelta(hours=later)
        made = house.tried(
            lambda: house.emergency.use(house.actor(person), NAME, {"who": value}, ["main-x"], when=at)
        )
        for post in made or ():
            house.numbers.append(post.id)
            house.truth.used(post, person, lane=self.crisis.open_at(now), now=now, rules=house.rules)

    @rule(user=some.sampled_from([6, 6, 2, 5, 1]), value=values, writer=some.sampled_from([1, 1, 1, 2, 3]))
    def try_fast(self, user: int, value: str, writer: int) -> None:
        """All that the lane needs is done, and anybody uses it."""
        self._stand(writer, "plain {who:text 12} is closed.")
        self.use_words(user, value, 1)

    @rule(
        user=some.sampled_from([6, 6, 6, 2]),
        value=some.sampled_from(["ward", "ward", "ward", "sick"]),
        act=some.sampled_from(["nothing", "nothing", "edit", "close", "close", "pause", "rules", "wait"]),
        is_in_hand=some.booleans(),
        text=words,
    )
    def go_fast(self, user: int, value: str, act: str, text: str, *, is_in_hand: bool) -> None:
        """All that the lane needs is done; somebody uses it; then one thing happens before it leaves."""
        house = self.house
        self._stand(1, text)
        before = len(house.numbers)
        self.use_words(user, value, 1)
        if len(house.numbers) == before:
            return
        post: Post = house.planning.get(house.numbers[-1])
        if is_in_hand:
            house.clock.advance(max(post.due - house.clock.now(), timedelta(0)))
            self.claim()
        acts: dict[str, Callable[[], object]] = {
            "nothing": lambda: None,
            "edit": lambda: self.edit(2, before, "other", None, None, is_stale=False),
            "close": lambda: self.close_lane(3),
            "pause": lambda: self.pause(3, PauseScope.EVERYTHING),
            "rules": self.change_rules,
            "wait": lambda: house.clock.advance(timedelta(hours=5)),
        }
        acts[act]()
        self.deliver()
        self.wait_for(before)

    def _stand(self, writer: int, text: str) -> None:
        """Lift every pause, have words approved, the lane newly open, and the crisis lead on call."""
        while self.house.truth.pauses:
            self.lift(3)
        self.house.answer("taken")
        self.word(writer, text)
        for person in (2, 4):
            self.approve_words(person)
        self.put_on_call(3, 6, 12)
        self.close_lane(3)
        self.open_lane(3, 5)
