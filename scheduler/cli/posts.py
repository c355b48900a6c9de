"""`rounds post …`: write, list, move and decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli import forms, output, posts_shown
from scheduler.cli import posts_written as written
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.times import instant_of, note_repeated, shown, time_of
from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.cli.call import Desk
    from scheduler.domain.post import Post, PostState

commands = noun("post", "Write, list, move and decide posts.")

Number = Annotated[int, typer.Argument(metavar="POST", help="The post's number.")]
Comment = Annotated[str, typer.Option("--comment", help="Why; it stands in the record.")]
At = Annotated[
    str,
    typer.Option(
        "--at", metavar="TIME", help="Like 2026-12-01T09:00; without offset the channel's own clock."
    ),
]
Second = Annotated[
    bool, typer.Option("--second", help="Mean the second of a time that happens twice as clocks go back.")
]


@commands.command(
    epilog=example(
        'rounds post add --channel demo-x --at 2026-12-01T09:00 --text "Hello"',
        'rounds post add --channel demo-x --at 2026-12-01T09:00 --text "First" --part "Then" --part "Last"',
    )
)
def add(  # noqa: PLR0913 - one for each option
    *,
    channel: Annotated[str, typer.Option("--channel", help="Where it goes out.")],
    at: At,
    text: written.Text = "",
    media: written.Media = None,
    alt: written.Alt = None,
    part: written.Part = None,
    part_media: written.PartMedia = None,
    part_alt: written.PartAlt = None,
    video: written.Film = None,
    video_alt: written.FilmAlt = None,
    link: written.Link = None,
    pillar: written.Pillar = None,
    reply_to: written.ReplyTo = None,
    quote: written.Quote = None,
    who_may_answer: written.WhoMayAnswer = "everyone",
    made_with_ai: written.WithAi = False,
    second: Second = False,
    as_json: AsJson = False,
) -> None:
    """Write a post, or a thread; it is a draft until it is submitted and approved."""
    from scheduler.services.planning import NewPost

    meant = time_of(at, second=second)
    plain = {"text": text, "link": link, "pillar": pillar, "reply_to": reply_to or "", "quote": quote or ""}
    manner = {"reply_settings": written.who(who_may_answer), "made_with_ai": bool(made_with_ai)}
    shown = {"pictures": written.pictures(media, alt), "thread": written.thread(part, part_media, part_alt)}
    with desk() as here, written.video(video, video_alt) as film:
        new = NewPost.model_validate(
            {"channel": channel, "at": meant, "video": film, **plain, **manner, **shown}
        )
        made = here.app.planning.add(here.actor, new)
        note_repeated(made, meant)
        tell_change(here, made, as_json=as_json)


@commands.command(epilog=example('rounds post edit 17 --text "Wash your hands." --reply-to ""'))
def edit(  # noqa: PLR0913 - one for each option
    number: Number,
    *,
    text: written.NewText = None,
    part: written.Part = None,
    part_media: written.PartMedia = None,
    part_alt: written.PartAlt = None,
    media: written.Media = None,
    alt: written.Alt = None,
    video: written.Film = None,
    video_alt: written.FilmAlt = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Take the video out.")] = False,
    link: written.Link = None,
    pillar: written.Pillar = None,
    reply_to: written.ReplyTo = None,
    quote: written.Quote = None,
    who_may_answer: written.WhoMayAnswer = None,
    made_with_ai: written.WithAi = None,
    as_json: AsJson = False,
) -> None:
    """Change what a post says or shows; an approval ends with it. An empty value takes a thing out.

    The --part texts stand for all parts after the first; --media adds pictures to the ones it has.
    """
    from scheduler.services.planning import PostChanges

    plain = written.replaced(link=link, pillar=pillar) | {"text": text, "reply_to": reply_to, "quote": quote}
    manner = {"reply_settings": written.who(who_may_answer), "made_with_ai": made_with_ai}
    with desk() as here, written.video(video, video_alt) as film:
        post = here.app.planning.get(number)
        thread = None if part is None else written.thread(part, part_media, part_alt, before=post)
        shown = {"pictures": written.pictures(media, alt), "thread": thread, "video": film}
        words = {"clear_video": no_video, "video_alt": None if film else video_alt}
        changes = PostChanges.model_validate(plain | manner | shown | words)
        edited = here.app.planning.edit(here.actor, number, changes, version=post.version)
        tell_change(here, edited, as_json=as_json)


@commands.command("list", epilog=example("rounds post list --state scheduled --days 7"))
def list_(
    *,
    channel: Annotated[list[str] | None, typer.Option("--channel", help="Only of this channel.")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="Only in this state.")] = None,
    start: Annotated[str, typer.Option("--from", metavar="TIME", help="Due from this time or day on.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Due before this time or day.")] = "",
    days: Annotated[int | None, typer.Option("--days", min=1, help="Due in the coming days.")] = None,
    as_json: AsJson = False,
) -> None:
    """List posts by their time: all of them, unless an option says less."""
    states = [_state(name) for name in state or []]
    with desk() as here:
        channels = [here.app.set_up.channel(name).name for name in channel or []]
        first, last = _range(here, start, end, days)
        found = here.app.planning.between(first, last, channels=channels, states=states)
    if as_json:
        output.show([forms.post(each) for each in found])
        return
    posts_shown.as_table(found)


@commands.command(epilog=example("rounds post show 17"))
def show(number: Number, *, as_json: AsJson = False) -> None:
    """Show all that is known of a post: text, findings, decisions, tries, record."""
    with desk() as here:
        found, history = here.app.planning.get(number), here.app.planning.history(number)
        review, cost = here.app.checking.review_post(found), here.app.budgeting.cost(found)
        words = here.app.budgeting.before_approval(found)
        standing = here.app.approving.standing(found)
    if as_json:
        told = {
            **history.model_dump(mode="json"),
            "cost": cost.model_dump(mode="json") | {"total": cost.total},
        }
        more = {"reading": found.reading, "standing": standing}
        output.show({**forms.post(found), "findings": forms.findings(review), **more, **told})
        return
    posts_shown.in_full(found, review, history)
    for line in filter(None, (words, standing)):
        output.say(line)


@commands.command(epilog=example("rounds post move 17 --at 2026-12-02T10:00"))
def move(number: Number, *, at: At, second: Second = False, as_json: AsJson = False) -> None:
    """Give a post another time; an approval stays within its window."""
    meant = time_of(at, second=second)
    with desk() as here:
        moved = here.app.planning.move(here.actor, number, meant)
        note_repeated(moved, meant)
        tell_change(here, moved, as_json=as_json)


@commands.command(epilog=example("rounds post submit 17"))
def submit(number: Number, *, as_json: AsJson = False) -> None:
    """Send a draft to review."""
    with desk() as here:
        tell_change(here, here.app.planning.submit(here.actor, number), as_json=as_json)


@commands.command(epilog=example("rounds --as dana@example.org post approve 17"))
def approve(
    number: Number,
    *,
    comment: Comment = "",
    consent: Annotated[
        int | None, typer.Option("--consent", help="The signed authorisation that releases it.")
    ] = None,
    reading: Annotated[
        str, typer.Option("--reading", help="Only as it was read: “reading” of “rounds post show --json”.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Approve a post in review, or a proposal: it goes out at its time, once all have who must."""
    with desk() as here:
        approved = here.app.approving.approve(
            here.actor, number, digest=reading or None, comment=comment, authorisation=consent
        )
        standing = here.app.approving.standing(approved)
        tell_change(here, approved, as_json=as_json)
    if standing and not as_json:
        output.say(standing)


@commands.command(epilog=example('rounds post reject 17 --comment "Said already on Monday"'))
def reject(number: Number, *, comment: Comment = "", as_json: AsJson = False) -> None:
    """Decide against a post in review, or a proposal, for good."""
    with desk() as here:
        rejected = here.app.approving.reject(here.actor, number, comment=comment)
        tell_change(here, rejected, as_json=as_json)


@commands.command(epilog=example("rounds post cancel 17"))
def cancel(number: Number, *, as_json: AsJson = False) -> None:
    """Take a post out of the plan, unless it is on its way already."""
    with desk() as here:
        tell_change(here, here.app.planning.cancel(here.actor, number), as_json=as_json)


@commands.command(epilog=example("rounds post release 17 --at 2026-12-02T10:00"))
def release(
    number: Number,
    *,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="A new time; needed once the old passed.")
    ] = "",
    second: Second = False,
    as_json: AsJson = False,
) -> None:
    """Put a held or missed post back in line."""
    with desk() as here:
        meant = time_of(at, second=second) if at else None
        released = here.app.planning.release(here.actor, number, at=meant)
        if meant is not None:
            note_repeated(released, meant)
        tell_change(here, released, as_json=as_json)


def tell_change(here: Desk, post: Post, *, as_json: bool) -> None:
    """Say what a change came to, what speaks against the post, and what it costs."""
    review, cost = here.app.checking.review_post(post), here.app.budgeting.cost(post)
    if as_json:
        output.show({**forms.change(post, review), "cost": cost.total})
        return
    due = shown(post.due, post.zone)
    output.say(f"Post {post.id} is {posts_shown.plain(post.state)}, due {due} ({post.zone}).")
    posts_shown.findings(review)
    if post.state in {"draft", "proposed", "in_review", "scheduled"} and cost.total:
        output.say(here.app.budgeting.before_approval(post))


def _state(name: str) -> PostState:
    from scheduler.domain.post import PostState

    try:
        return PostState(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as why:
        raise UnknownNameError("state", name, [each.value for each in PostState]) from why


def _range(here: Desk, start: str, end: str, days: int | None) -> tuple[datetime, datetime]:
    from datetime import UTC, datetime, timedelta

    organisation = here.app.set_up.organisation()
    zone = organisation.zone if organisation else "UTC"
    now = here.app.clock.now()
    first = instant_of(start, zone) if start else now if days else datetime(1970, 1, 1, tzinfo=UTC)
    if end:
        return first, instant_of(end, zone)
    return first, first + timedelta(days=days) if days else datetime(9999, 1, 1, tzinfo=UTC)
