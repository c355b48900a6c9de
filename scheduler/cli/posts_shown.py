"""Posts as a person reads them on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.cli import output
from scheduler.cli.times import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.services.planning import History

_SHORT = 60


def as_table(posts: Sequence[Post]) -> None:
    """Print one line a post."""
    rows = (
        (
            post.id,
            shown(post.due, post.zone),
            post.channel,
            plain(post.state),
            post.pillar or "",
            short(post.text),
        )
        for post in posts
    )
    output.table(
        ("No.", "Due", "Channel", "State", "Pillar", "Text"),
        rows,
        empty="No post fits. Write one with “rounds post add”, or let “rounds fill” propose some.",
    )


def in_full(post: Post, review: Review, history: History) -> None:
    """Print all that is known of a post."""
    output.say(f"Post {post.id} on {post.channel}: {plain(post.state)}")
    output.say(f"Due {shown(post.due, post.zone)} ({post.zone})")
    output.say(f"\n{post.wire_text}\n")
    for picture in post.pictures:
        output.say(f"Picture {picture.width} by {picture.height}: {picture.alt or 'no alt text'}")
    if post.reason:
        output.say("Proposed because: " + "; ".join(part.words for part in post.reason) + ".")
    if post.explanation:
        output.say(post.explanation)
    if post.remote_url:
        output.say(f"On the network: {post.remote_url}")
    findings(review)
    for decision in history.approvals:
        at = shown(decision.at, post.zone)
        output.say(f"{at}  {decision.decision} by {decision.by} {decision.comment}".rstrip())
    for attempt in history.attempts:
        at = shown(attempt.started_at, post.zone)
        output.say(f"{at}  sent: {plain(attempt.outcome)} {attempt.detail}".rstrip())


def findings(review: Review) -> None:
    """Print what speaks against a text, one line each."""
    for each in review.findings:
        output.say(f"  {each.severity.value}  {each.rule}: {each.advice}")


def plain(state: str) -> str:
    """Return a state as a word for people."""
    return state.replace("_", " ")


def short(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + "…"
