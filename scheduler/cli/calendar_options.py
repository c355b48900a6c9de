"""What a calendar shows, as options of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from enum import StrEnum

    from scheduler.cli.call import Desk
    from scheduler.domain.calendar_view import CalendarView
    from scheduler.domain.record import CalendarLink

KindName = Annotated[str, typer.Option("--view", help="What it shows; “rounds calendar views” lists all.")]
Channels = Annotated[list[str] | None, typer.Option("--channel", help="Only this channel; may be repeated.")]
Pillars = Annotated[list[str] | None, typer.Option("--pillar", help="Only this pillar; may be repeated.")]
States = Annotated[
    list[str] | None, typer.Option("--state", help="Only posts in this state; may be repeated.")
]
Whose = Annotated[
    str,
    typer.Option(
        "--person", metavar="EMAIL", help="Only this person's posts; with approvals, whose they are."
    ),
]
Alarm = Annotated[int | None, typer.Option("--alarm", help="Remind so many minutes before each approval.")]

_Named = TypeVar("_Named", bound="StrEnum")


def view_named(
    here: Desk,
    kind: str,
    *,
    channels: list[str] | None = None,
    pillars: list[str] | None = None,
    states: list[str] | None = None,
    person: str = "",
    alarm: int | None = None,
) -> CalendarView:
    """Return the view that these options name, or raise `UnknownNameError`.

    Approvals are those of the person who acts, unless another is named.
    """
    from scheduler.domain.calendar_view import CalendarView, ViewKind
    from scheduler.domain.post import PostState

    found = _one_of(ViewKind, "view", kind)
    whose = here.app.people.find(person).id if person else None
    if whose is None and found is ViewKind.APPROVALS:
        whose = here.actor.person_id
    return CalendarView(
        kind=found,
        channels=tuple(dict.fromkeys(channels or ())),
        pillars=tuple(dict.fromkeys(pillars or ())),
        states=tuple(dict.fromkeys(_one_of(PostState, "state", each) for each in states or ())),
        person=whose,
        alarm=alarm,
    )


def told(view: CalendarView) -> str:
    """Return what a view shows, in a few words."""
    narrowed = [*view.channels, *view.pillars, *(state.replace("_", " ") for state in view.states)]
    if view.person is not None:
        narrowed.append(f"person {view.person}")
    return f"{view.kind.value}: {', '.join(narrowed)}" if narrowed else view.kind.value


def row_of(link: CalendarLink) -> tuple[object, ...]:
    """Return a link as a row of a table."""
    return (
        link.id,
        link.name,
        told(link.view),
        link.detail.value,
        f"{link.last_fetch_at:%Y-%m-%d %H:%M} UTC" if link.last_fetch_at else "never",
        link.last_client,
        "revoked" if link.revoked_at else "",
    )


def _one_of(kind: type[_Named], noun: str, name: str) -> _Named:
    try:
        return kind(name.strip().lower().replace(" ", "_"))
    except ValueError as why:
        raise UnknownNameError(noun, name, [each.value for each in kind]) from why
