"""Several posts at once: moved, duplicated, or shown to be decided on; and the last move taken back.

Each post stands for itself: one that can't be changed is named with its reason, and the others are done.
Nothing is approved or cancelled here: that asks a person who sees the words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.errors import ConflictError, InvalidInputError, UnknownNameError
from scheduler.domain.plan import resolve
from scheduler.domain.post import PostState
from ui import plan_words
from ui.boundary import attempt
from ui.moments import moment
from ui.state import Moved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from ui.components.calendar import Chosen, Operation
    from ui.state import State

_Given = TypeVar("_Given")
_Done = TypeVar("_Done")
#: So many moves can be taken back, the last one first.
_LONGEST_PAST = 50


def remember(memory: State, moves: Sequence[Moved]) -> None:
    """Keep a move that can be taken back; those of several posts at once go back at once."""
    if moves:
        memory.moves = [*memory.moves, tuple(moves)][-_LONGEST_PAST:]


def moved(actor: Actor, app: App, post: Post, at: datetime, *, version: int | None) -> tuple[Post, Moved]:
    """Move a post; the second answer takes it back."""
    if at <= app.clock.now():
        raise InvalidInputError(plan_words.PAST_PLACE)
    after = app.planning.move(actor, post.id, at, version=version)
    return after, Moved(
        post=post.id,
        before=post.due,
        since=post.version,
        version=after.version,
        was_approved=post.state is PostState.SCHEDULED,
    )


def undo(actor: Actor, app: App, memory: State) -> None:
    """Take back the last move, unless somebody changed the post since."""
    if not memory.moves:
        raise InvalidInputError(plan_words.NOTHING_TO_UNDO)
    last = memory.moves.pop()

    def back(each: Moved) -> Post:
        stands, _ = moved(actor, app, app.planning.get(each.post), each.before, version=each.version)
        memory.moves = [_known_anew(group, each, stands) for group in memory.moves]
        return stands

    done, wrongs = each_alone(last, back)
    if len(done) == 1:
        memory.say(plan_words.moved_back(moment(done[0].due, done[0].zone)))
    elif done:
        memory.say(plan_words.moved_back_all(len(done)))
    approved = {each.post for each in last if each.was_approved}
    if any(each.id in approved and each.state is not PostState.SCHEDULED for each in done):
        memory.say(plan_words.APPROVAL_ENDED)
    say_wrongs(memory, wrongs)


def _known_anew(group: tuple[Moved, ...], undone: Moved, stands: Post) -> tuple[Moved, ...]:
    """Let the moves before the one taken back know the version that stands where they ended."""
    return tuple(
        replace(each, version=stands.version)
        if (each.post, each.version) == (undone.post, undone.since)
        else each
        for each in group
    )


def bulk(operation: Operation, actor: Actor, app: App, memory: State) -> None:
    """Do one thing with all chosen posts."""
    if operation.action == "shift":
        _shift(operation, actor, app, memory)
    elif operation.action == "copy":
        _copy(operation, actor, app, memory)
    elif operation.action is not None:
        memory.choose(operation.action, [number("post", each.id) for each in operation.posts])


def _shift(operation: Operation, actor: Actor, app: App, memory: State) -> None:
    by = timedelta(days=operation.days, minutes=operation.minutes)
    moves: list[Moved] = []

    def shifted(chosen: Chosen) -> Post:
        post = app.planning.get(number("post", chosen.id))
        at, _ = resolve(post.wall + by, post.zone)
        after, move = moved(actor, app, post, at, version=chosen.version)
        moves.append(move)
        return after

    done, wrongs = each_alone(operation.posts, shifted)
    remember(memory, moves)
    if done:
        memory.say(plan_words.shifted(len(done), days=operation.days, minutes=operation.minutes))
    say_wrongs(memory, wrongs)


def _copy(operation: Operation, actor: Actor, app: App, memory: State) -> None:
    def copied(chosen: Chosen) -> Post:
        post = app.planning.get(number("post", chosen.id))
        if post.version != chosen.version:
            raise ConflictError
        at, _ = resolve(post.wall + timedelta(days=1), post.zone)
        return app.planning.copy(actor, post.id, max(at, app.clock.now() + timedelta(days=1)))

    done, wrongs = each_alone(operation.posts, copied)
    if done:
        memory.say(plan_words.copied(len(done)))
    say_wrongs(memory, wrongs)


def number(kind: str, told: str | None) -> int:
    """Return the number that the browser told; anything else names nothing."""
    if told is None or not told.isdecimal():
        raise UnknownNameError(kind, told)
    return int(told)


def each_alone(given: Sequence[_Given], step: Callable[[_Given], _Done]) -> tuple[list[_Done], list[str]]:
    """Do one step with each; return what was done, and the reasons of what was not."""
    done, wrongs = list[_Done](), list[str]()
    for each in given:
        tried = attempt(lambda each=each: step(each))  # type: ignore[misc]
        if tried.value is None:
            wrongs.append(tried.words)
        else:
            done.append(tried.value)
    return done, wrongs


def say_wrongs(memory: State, wrongs: Sequence[str]) -> None:
    """Say each reason once, with how many posts it kept where they were."""
    for words in dict.fromkeys(wrongs):
        memory.say(plan_words.kept_back(wrongs.count(words), words), "bad")
