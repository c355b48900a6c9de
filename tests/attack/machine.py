"""The attack: whatever people and machines may do, in any order, as a Hypothesis state machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, precondition, rule

from scheduler.domain.authorisations import STATEMENTS, Authorisation, Subject
from scheduler.domain.people import FILLER
from scheduler.domain.plan import PauseScope, wall_clock
from scheduler.domain.post import Post, PostState
from scheduler.services.content import NewPart, NewPost, PostChanges
from tests.attack.crisis import CrisisRules
from tests.attack.house import House, Parts
from tests.attack.pausing import moves, numbers, people
from tests.attack.truth import Content, Decided

_S = PostState
_OFFICERS = (4, 5)
#: A pause that outlasts the two hours until a new post is due, by half an hour or by days.
spells = some.sampled_from([timedelta(minutes=150), timedelta(days=1), timedelta(days=8)])
texts = some.sampled_from(["plain", "other", "plain", "sick", "later", "named", "endless", "sick named"])
spans = some.sampled_from([timedelta(seconds=30), timedelta(hours=1), timedelta(hours=5), timedelta(days=1)])


class Attack(CrisisRules):
    """People write, change, move, decide, pause and sign; engines claim, send, die and ask."""

    parts: ClassVar[Parts] = Parts()
    sequences: ClassVar[int] = 0
    sent: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.parts)
        self.read: dict[int, Post] = {}
        type(self).sequences += 1

    def teardown(self) -> None:
        """Count what left."""
        type(self).sent += self.house.truth.sent

    # writing

    @initialize(text=texts, is_thread=some.booleans(), first=some.sampled_from([0, 2, 3, 4]))
    def begin(self, text: str, first: int, *, is_thread: bool) -> None:
        """Begin with one post in review that all have decided for, or nobody."""
        self.write(1, text, "main-x", "prevention", is_thread=is_thread, is_submitted=True)
        if first:
            self.agree(0, first, is_named=False)

    @rule(
        person=people,
        text=texts,
        channel=some.sampled_from(["main-x", "other-x"]),
        pillar=some.sampled_from([None, "prevention"]),
        is_thread=some.booleans(),
        is_submitted=some.booleans(),
    )
    def write(
        self, person: int, text: str, channel: str, pillar: str | None, *, is_thread: bool, is_submitted: bool
    ) -> None:
        """Somebody writes a post, a thread at times, and sends it to review or does not."""
        house = self.house
        new = NewPost(
            channel=channel,
            at=house.clock.now() + timedelta(hours=2),
            text=text,
            pillar=pillar,
            thread=(NewPart(text=f"{text} more"),) if is_thread else (),
        )
        post = house.tried(lambda: house.planning.add(house.actor(person), new))
        if post is None:
            return
        self._wrote(post, person)
        if is_submitted:
            house.tried(lambda: house.planning.submit(house.actor(person), post.id))

    @rule(batch=some.lists(texts, min_size=1, max_size=3), is_bundle=some.booleans())
    def take_in(self, batch: list[str], *, is_bundle: bool) -> None:
        """Proposals come in: from the filler, a file, another program; as one bundle at times."""
        house = self.house
        for number, text in enumerate(batch):
            new = NewPost(
                channel=("main-x", "other-x")[number % 2],
                at=house.clock.now() + timedelta(hours=1 + number),
                text=text,
                bundle="one" if is_bundle else None,
                state=_S.PROPOSED,
            )
            self._wrote(house.planning.add(FILLER, new), 0)

    @rule(
        person=people,
        number=numbers,
        text=some.none() | texts,
        link=some.none() | some.sampled_from(["https://a.example.org/1", "https://a.example.org/2"]),
        by=some.none() | moves,
        is_stale=some.booleans(),
    )
    def edit(
        self,
        person: int,
        number: int,
        text: str | None,
        link: str | None,
        by: timedelta | None,
        *,
        is_stale: bool,
    ) -> None:
        """Somebody changes words, link or time, of the post as it is or as they read it a while ago."""
        post = self._post(number, is_stale=is_stale)
        at = None if by is None else wall_clock(post.due + by, post.zone)
        changes = PostChanges(text=text, link=link, at=at)
        house = self.house
        before = house.planning.get(post.id)
        edited = house.tried(
            lambda: house.planning.edit(house.actor(person), post.id, changes, version=post.version)
        )
        if edited is not None:
            house.truth.wrote(edited, person, before=before)

    @rule(person=people, text=texts)
    def edit_bundle(self, person: int, text: str) -> None:
        """Somebody changes every post of a bundle."""
        house = self.house
        for post in [each for each in house.posts() if each.bundle]:
            edited = house.tried(
                partial(house.planning.edit, house.actor(person), post.id, PostChanges(text=text))
            )
            if edited is not None:
                house.truth.wrote(edited, person, before=post)

    @rule(person=people, number=numbers, by=moves, is_back=some.booleans(), is_stale=some.booleans())
    def move(self, person: int, number: int, by: timedelta, *, is_back: bool, is_stale: bool) -> None:
        """Somebody gives a post another time."""
        post, house = self._post(number, is_stale=is_stale), self.house
        at = post.due - by if is_back else post.due + by
        moved = house.tried(
            lambda: house.planning.move(house.actor(person), post.id, at, version=post.version)
        )
        if moved is not None:
            house.truth.moved(moved)

    @rule(person=people, number=numbers)
    def look(self, person: int, number: int) -> None:  # noqa: ARG002 - whoever it is sees the same
        """Somebody opens a post, and acts on what they read there only later."""
        post = self._post(number)
        self.read[post.id] = post

    # deciding

    @rule(person=people, number=numbers)
    def submit(self, person: int, number: int) -> None:
        """Somebody sends a draft to review."""
        house, post = self.house, self._post(number)
        house.tried(lambda: house.planning.submit(house.actor(person), post.id))

    @rule(
        person=people,
        number=numbers,
        reason=some.sampled_from(["", "She agreed."]),
        is_stale=some.booleans(),
        is_named=some.booleans(),
    )
    def approve(self, person: int, number: int, reason: str, *, is_stale: bool, is_named: bool) -> None:
        """Somebody decides for a post, by the name of an authorisation at times."""
        self._approve(person, self._post(number, is_stale=is_stale), reason, is_named=is_named)

    @rule(number=numbers, first=some.sampled_from([2, 3, 4]), is_named=some.booleans())
    def agree(self, number: int, first: int, *, is_named: bool) -> None:
        """All who are needed decide for a post, one after the other."""
        post = self._post(number)
        for person in (first, 5, 4):
            self._approve(person, self.house.planning.get(post.id), "She agreed.", is_named=is_named)

    @rule(person=people, number=numbers, is_final=some.booleans())
    def turn_down(self, person: int, number: int, *, is_final: bool) -> None:
        """Somebody decides against a post, or asks for changes."""
        house, post = self.house, self._post(number)
        decide = house.approving.reject if is_final else house.approving.send_back
        if house.tried(lambda: decide(house.actor(person), post.id, comment="Change it.")) is not None:
            house.truth.decisions[post.uid] = []

    @rule(person=people, number=numbers, by=some.none() | moves, is_stale=some.booleans())
    def release(self, person: int, number: int, by: timedelta | None, *, is_stale: bool) -> None:
        """Somebody puts a held or missed post back in line, at another time or not."""
        house, post = self.house, self._post(number, is_stale=is_stale)
        at = None if by is None else post.due + by
        released = house.tried(
            lambda: house.planning.release(house.actor(person), post.id, at=at, version=post.version)
        )
        if released is not None:
            house.truth.moved(released)

    @rule(person=people, number=numbers)
    def cancel(self, person: int, number: int) -> None:
        """Somebody cancels a post."""
        house, post = self.house, self._post(number)
        house.tried(lambda: house.planning.cancel(house.actor(person), post.id))

    # rules, pauses, signatures

    @rule()
    def change_rules(self) -> None:
        """A new version of the guard is installed, or the old one put back; the engine starts anew."""
        self.house.rules = "of June" if self.house.rules == "of May" else "of May"
        self.house.start()
        self.house.reconciling.rescue()

    @rule(
        number=numbers, first=some.sampled_from([2, 3, 4]), how=some.sampled_from(["keep", "move"]), by=spells
    )
    def sit_out(self, number: int, first: int, how: str, by: timedelta) -> None:
        """All decide for a post; a pause meets it, ends by itself, and somebody decides on what it held."""
        house = self.house
        number = self._calm_with(number, "plain")
        self.agree(number, first, is_named=False)
        self.pause(3, PauseScope.EVERYTHING, by)
        self.wait_for(number)
        house.clock.advance(by)
        self.send()
        self.decide_on_held(3, how, by, len(house.paused) - 1)
        self.wait_for(number)

    @rule(days=some.sampled_from([1, 4, 30]))
    def sign(self, days: int) -> None:
        """A privacy officer enters a signed authorisation."""
        house, now = self.house, self.house.clock.now()
        made = house.authorising.add(
            house.actor(4),
            Authorisation(
                reference="HIM-2026-0113",
                subject=Subject.BOTH,
                scope="A recovery, told by herself",
                purpose="Rehabilitation week",
                discloser="The hospital",
                signed_at=now,
                expires_at=now + timedelta(days=days),
                document="Cabinet 4",
                statements=tuple(STATEMENTS),
                created_at=now,
            ),
        )
        house.truth.signed[made.id] = made.expires_at

    @precondition(lambda self: self.house.truth.signed)
    @rule(person=people, number=numbers)
    def revoke(self, person: int, number: int) -> None:
        """Somebody takes an authorisation back."""
        house = self.house
        chosen = sorted(house.truth.signed)[number % len(house.truth.signed)]
        if house.tried(lambda: house.authorising.revoke(house.actor(person), chosen)) is not None:
            house.truth.signed[chosen] = min(house.truth.signed[chosen], house.clock.now())

    # the engine

    @rule(span=spans)
    def wait(self, span: timedelta) -> None:
        """Time passes."""
        self.house.clock.advance(span)

    @rule(number=numbers)
    def wait_for(self, number: int) -> None:
        """Time passes until a post is due, and the engine sends what is."""
        post = self._post(number)
        self.house.clock.advance(max(post.due - self.house.clock.now(), timedelta(0)))
        self.send()

    @rule(number=numbers, first=some.sampled_from([2, 3, 4]), is_named=some.booleans())
    def bring_out(self, number: int, first: int, *, is_named: bool) -> None:
        """All decide for a post, and time passes until it is due."""
        self._calm_with(number, "plain")
        self.agree(number, first, is_named=is_named)
        self.wait_for(number)

    @rule(
        number=numbers,
        first=some.sampled_from([2, 3, 4]),
        act=some.sampled_from(["edit", "move", "pause", "revoke", "rules"]),
        text=texts,
        by=moves,
        is_in_hand=some.booleans(),
    )
    def meddle(
        self, number: int, first: int, act: str, text: str, by: timedelta, *, is_in_hand: bool
    ) -> None:
        """All decide for a post; then one thing happens before it leaves, or while it is in hand."""
        house, is_named = self.house, act == "revoke"
        number = self._calm_with(number, "sick" if is_named else "later" if act == "rules" else "plain")
        if is_named:
            self.sign(30)
        self.agree(number, first, is_named=is_named)
        if is_in_hand:
            house.clock.advance(max(self._post(number).due - house.clock.now(), timedelta(0)))
            self.claim()
        acts: dict[str, Callable[[], object]] = {
            "edit": lambda: self.edit(1, number, text, None, None, is_stale=False),
            "move": lambda: self.move(1, number, by, is_back=False, is_stale=False),
            "pause": lambda: self.pause(3, PauseScope.EVERYTHING),
            "revoke": lambda: self.revoke(4, len(house.truth.signed) - 1),
            "rules": self.change_rules,
        }
        acts[act]()
        self.deliver()
        self.wait_for(number)

    @rule(number=numbers, text=texts, first=some.sampled_from([2, 3, 4, 5]))
    def cross(self, number: int, text: str, first: int) -> None:
        """Somebody decides for what they read, while somebody else changed it."""
        number = self._calm_with(number, "plain")
        read = self._post(number)
        self.edit(1, number, text, None, None, is_stale=False)
        self._approve(first, read, "She agreed.", is_named=False)
        self.agree(number, first, is_named=False)
        self.wait_for(number)

    @rule(person=some.sampled_from([2, 3, 6]), text=texts)
    def go_alone(self, person: int, text: str) -> None:
        """Somebody writes a post and decides for it themselves, as often as they can."""
        self._calm_with(1, text)
        self.write(person, text, "other-x", None, is_thread=False, is_submitted=True)
        number = len(self.house.numbers) - 1
        for _ in range(2):
            self._approve(person, self._post(number), "She agreed.", is_named=False)
        self.wait_for(number)

    @rule()
    def send(self) -> None:
        """The engine claims what is due and sends it."""
        self.house.daemon.publish_due()

    @rule()
    def claim(self) -> None:
        """The engine takes what is due into its hand."""
        house = self.house
        house.in_hand += house.daemon.claim(limit=8)

    @rule()
    def deliver(self) -> None:
        """The engine sends what it has in hand, whatever happened since."""
        house = self.house
        taken, house.in_hand = house.in_hand, []
        for claimed in taken:
            house.tried(partial(house.daemon.deliver, claimed))

    @rule(is_asked=some.booleans())
    def restart(self, *, is_asked: bool) -> None:
        """The engine dies with what it has in hand; the next one finds it, and asks."""
        self.house.start()
        self.house.reconciling.rescue()
        if is_asked:
            self.house.clock.advance(timedelta(minutes=5))
            self.house.reconciling.ask()

    @rule(how=some.sampled_from(["taken", "lost", "not sent"]))
    def answer(self, how: str) -> None:
        """The networks answer their next message otherwise."""
        self.house.answer(how)

    @rule()
    def look_after(self) -> None:
        """The duties of the daemon: ask for what is in doubt, pull what is over, end pauses."""
        self.house.pausing.end_those_over()
        self.house.reconciling.ask()
        self.house.authorising.pull_expired()

    @invariant()
    def nothing_left_unagreed(self) -> None:
        """Nothing left that was not agreed to as it left."""
        type(self).steps += 1
        assert not self.house.truth.wrongs, self.house.truth.wrongs[0]

    # steps

    def _calm_with(self, number: int, text: str) -> int:
        """Lift every pause, let the networks answer well, so that something leaves; write anew at times.

        Returns the place of the post to go on with.
        """
        while self.house.truth.pauses:
            self.lift(3)
        self.house.answer("taken")
        if number % 2:
            return number
        self.write(1, text, "main-x", None, is_thread=False, is_submitted=True)
        return len(self.house.numbers) - 1

    def _post(self, number: int, *, is_stale: bool = False) -> Post:
        house = self.house
        found = house.planning.get(house.numbers[number % len(house.numbers)])
        return self.read.get(found.id, found) if is_stale else found

    def _wrote(self, post: Post, person: int) -> None:
        self.house.numbers.append(post.id)
        self.house.truth.wrote(post, person)

    def _approve(self, person: int, read: Post, reason: str, *, is_named: bool) -> None:
        house = self.house
        name = max(house.truth.signed, default=None) if is_named and person in _OFFICERS else None
        done = house.tried(
            lambda: house.approving.approve(
                house.actor(person), read.id, digest=read.reading, comment=reason, authorisation=name
            )
        )
        if done is None:
            return
        decided = Decided(
            person=person,
            is_officer=person in _OFFICERS,
            has_reason=bool(reason) or name is not None,
            content=Content.of(read),
            due=read.due,
            rules=house.rules,
            authorisation=name,
        )
        house.truth.decisions.setdefault(read.uid, []).append(decided)
