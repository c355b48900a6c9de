"""`rounds rehearse`: the coming plan on a simulated clock, and what it came to."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import call, forms, logs, output, posts_shown
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import oddity, shown
from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.cli.rehearsing import Report
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post


def join(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("rehearse", epilog=example("rounds rehearse --days 7"))(rehearse)


def rehearse(
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=92, help="How far ahead.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Run the coming plan in seconds: what would go out where and when, what would not and why, the cost.

    It runs on a copy of the data and against a network of its own; nothing real is changed or sent.
    Ends with 0 when all that is due and approved would go out, each once.
    """
    from scheduler.cli import rehearsing
    from scheduler.domain.clock import SystemClock

    settings = call.settings()
    with logs.quiet(), _progress() as tell:
        report = rehearsing.rehearse(settings, now=SystemClock().now(), days=days, tell=tell)
    if as_json:
        output.show(_form(report))
    else:
        _tell(report)
    if not report.goes_well:
        raise typer.Exit(1)


def _form(report: Report) -> dict[str, Any]:
    sent = [
        {**_place(each.post), "accepted": each.accepted, "cost": str(each.cost), "text": each.post.wire_text}
        for each in report.sent
    ]
    return {
        "from": _instant(report.start),
        "to": _instant(report.end),
        "took_seconds": round(report.took, 2),
        "goes_well": report.goes_well,
        "cost": str(report.cost),
        "currency": "USD",
        "sent": sent,
        "stopped": [{**_place(each), "why": each.explanation} for each in report.stopped],
        "waiting": [{**_place(each), "why": _why_waiting(each)} for each in report.waiting],
        "gaps": [_gap(each) for each in report.gaps],
    }


def _place(post: Post) -> dict[str, Any]:
    fields = forms.post(post)
    names = ("id", "uid", "channel", "state", "due", "local", "published_at", "remote_id")
    return {name: fields[name] for name in names}


def _gap(gap: Gap) -> dict[str, Any]:
    at = gap.due.astimezone(zone_named(gap.zone))
    return {
        "channel": gap.channel,
        "pillar": gap.pillar,
        "due": _instant(gap.due),
        "local": at.isoformat(),
        "clock": gap.kind.value,
    }


def _instant(at: Any) -> str:
    text: str = at.isoformat()
    return text.replace("+00:00", "Z")


def _tell(report: Report) -> None:
    rows = (
        (
            each.post.id,
            shown(each.post.due, each.post.zone),
            each.post.channel,
            posts_shown.short(each.post.text),
        )
        for each in report.sent
    )
    output.say("Would go out:")
    output.table(
        ("No.", "When", "Channel", "Text"), rows, empty="  nothing is due and approved in this time."
    )
    _tell_posts("Would not go out:", report.stopped, lambda post: post.explanation or "")
    _tell_posts("Wait for a person:", report.waiting, _why_waiting)
    if report.gaps:
        output.say(f"\n{len(report.gaps)} slots are empty. Fill them with “rounds fill”.")
    for each in report.gaps:
        if words := oddity(each):
            output.say(f"  {each.channel}, {words}")
    output.say(f"\n{_sum(report)}")


def _tell_posts(title: str, posts: tuple[Post, ...], why: Callable[[Post], str]) -> None:
    if not posts:
        return
    output.say(f"\n{title}")
    rows = ((post.id, shown(post.due, post.zone), post.channel, why(post)) for post in posts)
    output.table(("No.", "When", "Channel", "Why"), rows, empty="")


def _sum(report: Report) -> str:
    sent, due = len(report.sent), len(report.sent) + len(report.stopped)
    return (
        f"{sent} of {due} due posts would go out, each once, for {report.cost:f} US dollars at X's prices. "
        f"The rehearsal took {report.took:.1f} s; nothing was sent and nothing changed."
    )


def _why_waiting(post: Post) -> str:
    said = {
        "proposed": "nobody has looked at it yet",
        "draft": "still a draft",
        "in_review": "not approved yet",
    }
    return post.explanation or said.get(post.state.value, posts_shown.plain(post.state))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Give what is told how many of how many posts are done, and shows it on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Rehearsing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=output.console(sys.stderr), transient=True) as progress:
        task = progress.add_task("posts", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
