"""Part of `rounds attention`: late decisions, and posts that are out though nobody may show them now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.cli import output, posts_shown
from scheduler.cli.times import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.post import Post
    from scheduler.services.authorising import Pulled
    from scheduler.services.escalating import Late
    from scheduler.services.second_looks import Look


def tell(late: Sequence[Late], over: Sequence[Pulled]) -> None:
    """Say what is known of each, and the safe next steps."""
    for pulled in over:
        for post in pulled.live:
            _tell_live(pulled, post)
    for each in late:
        _tell_late(each)


def tell_looks(looks: Sequence[Look]) -> None:
    """Say which posts of the fast lane still want a second person, and how to be that person."""
    for each in looks:
        output.say(f"Post {each.post.id} on {each.post.channel}: sent by the fast lane")
        output.say(f"  {each.words}")
        if each.is_to_be_taken_down:
            output.say(f"  - You took it down: rounds emergency second-look {each.post.id} --gone\n")
        else:
            output.say(f"  - Say what you make of it: rounds emergency second-look {each.post.id} --fine\n")


def look_forms(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """Return the second looks for a program."""
    return [
        {
            "kind": "second_look",
            "post": each.post.id,
            "channel": each.post.channel,
            "look_by": each.use.look_by.isoformat(),
            "words": each.words,
        }
        for each in looks
    ]


def late_forms(late: Sequence[Late]) -> list[dict[str, Any]]:
    """Return the late decisions for a program."""
    return [
        {
            "kind": "decision",
            "post": each.post.id,
            "channel": each.post.channel,
            "deadline": each.escalation.deadline.isoformat(),
            "words": each.words,
        }
        for each in late
    ]


def over_forms(over: Sequence[Pulled]) -> list[dict[str, Any]]:
    """Return the posts that are out by an authorisation that is over, for a program."""
    return [
        {
            "kind": "authorisation",
            "authorisation": pulled.authorisation.id,
            "post": post.id,
            "channel": post.channel,
            "url": post.remote_url,
            "state": post.state.value,
        }
        for pulled, post in _each(over)
    ]


def _each(over: Sequence[Pulled]) -> Iterator[tuple[Pulled, Post]]:
    return ((pulled, post) for pulled in over for post in pulled.live)


def _tell_live(pulled: Pulled, post: Post) -> None:
    signed, where = pulled.authorisation, post.remote_url or f"{posts_shown.plain(post.state)}, it may be out"
    why = "was revoked" if signed.revoked_at is not None else "has expired"
    output.say(f"Post {post.id} on {post.channel}: {where}")
    output.say(f"  Authorisation {signed.id}, by which it was released, {why}. Take the post down there.")
    output.say(f"  - You took it down: rounds consent down {post.id}")
    output.say(f"  - See what was signed: rounds consent show {signed.id}\n")


def _tell_late(late: Late) -> None:
    post, deadline = late.post, late.escalation.deadline
    output.say(f"Post {post.id} on {post.channel}: due {shown(post.due, post.zone)} ({post.zone})")
    output.say(f"  {posts_shown.short(post.text)}")
    asked = f"{shown(deadline, post.zone)} ({post.zone})"
    output.say(f"  The decision was due {asked}: {late.escalation.role}. Undecided, it does not go out.")
    output.say(f"  - Decide: rounds post approve {post.id}, or rounds post reject {post.id}")
    output.say(f"  - Give it more time: rounds post move {post.id} --at TIME\n")
