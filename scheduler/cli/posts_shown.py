"""Posts as a person reads them on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.cli import output
from scheduler.cli.times import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.services.attending import PartSent
    from scheduler.services.planning import History

_SHORT = 60
#: Nobody asks yet whether these are out.
_UNDECIDED = frozenset({"proposed", "draft", "in_review"})
_STANDINGS = {
    "out": "out",
    "leaving": "being sent",
    "in_doubt": "may be out, nobody knows yet",
    "not_out": "not out",
}


def as_table(posts: Sequence[Post]) -> None:
    """Print one line a post."""
    rows = (
        (
            post.id,
            shown(post.due, post.zone),
            post.channel,
            plain(post.state),
            post.pillar or "",
            short(post.text) + (f" ({post.parts} parts)" if post.thread else ""),
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
    _content(post)
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


def _content(post: Post) -> None:
    """Print all that an approval covers, part by part."""
    from scheduler.services.attending import parts_of

    pictures = [post.pictures, *(part.pictures for part in post.thread)]
    for part, shown_with in zip(parts_of(post), pictures, strict=True):
        heading = f"Part {part.number} of {post.parts}:" if post.state in _UNDECIDED else ""
        heading = heading or standing(part, post.parts)
        output.say(f"\n{heading}\n{part.text}\n" if post.thread else f"\n{part.text}\n")
        for picture in shown_with:
            output.say(f"Picture {picture.width} by {picture.height}: {picture.alt or 'no alt text'}")
    if post.video:
        length = f"{post.video.seconds:.0f} s, " if post.video.seconds else ""
        size = f"{post.video.size / 1_000_000:.1f} MB"
        output.say(f"Video, {length}{size}: {post.video.alt or 'no alt text'}")
    for words, named in (("Answers", post.reply_to), ("Shows", post.quote)):
        if named:
            output.say(f"{words} the post {named} of the network")
    if post.reply_settings != "everyone":
        output.say(f"Who may answer: {post.reply_settings.value}")
    if post.made_with_ai:
        output.say("Labelled: made with AI")


def standing(part: PartSent, count: int) -> str:
    """Return a part's number, whether it is out, and where."""
    is_so = _STANDINGS[part.standing.value] + (f": {part.url}" if part.url else "")
    return f"Part {part.number} of {count}, {is_so}"


def findings(review: Review) -> None:
    """Print what speaks against a text, one line each."""
    for each in review.findings:
        weighed = f" What weighed: {', '.join(each.because)}." if each.because else ""
        output.say(f"  {each.severity.value}  {each.rule}: {each.advice}{weighed}")


def plain(state: str) -> str:
    """Return a state as a word for people."""
    return state.replace("_", " ")


def short(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + "…"
