"""`rounds emergency open, close, use, on-call, second-look, report`: the fast lane while a crisis stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.emergency import Name, commands
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import instant_of, shown
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.fast_lane import FastLane, LookVerdict
    from scheduler.services.emergency import Preview
    from scheduler.services.second_looks import Look


@commands.command("open", epilog=example('rounds emergency open --reason "Ice storm" --hours 6'))
def open_(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody will ask.")],
    hours: Annotated[float, typer.Option("--hours", help="For how long; 12 at most.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Open the fast lane; it closes by itself."""
    with desk() as here:
        lane = here.app.emergency.lane.open(here.actor, reason=reason, hours=hours)
    if as_json:
        output.show(lane.model_dump(mode="json"))
        return
    output.say(f"The fast lane is open until {shown(lane.ends_at, 'UTC')} UTC.")


@commands.command(epilog=example("rounds emergency close"))
def close(*, as_json: AsJson = False) -> None:
    """Close the fast lane; what has not left by it is held."""
    with desk() as here:
        lane = here.app.emergency.lane.close(here.actor)
    if as_json:
        output.show(lane.model_dump(mode="json"))
        return
    output.say("The fast lane is closed. What had not left yet is held.")


@commands.command(
    epilog=example(
        "rounds --as lea@example.org emergency use closed-weather --channel main-x "
        '--set "place=Oak Clinic" --set until=18:00 --set phone=555-555-0100'
    )
)
def use(
    name: Name,
    *,
    channel: Annotated[list[str], typer.Option("--channel", help="A channel; again for another.")],
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="BLANK=VALUE", help="Fill a blank; again for each.")
    ] = None,
    at: Annotated[str, typer.Option("--at", help="When; without it, at once.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show what would leave; send nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the blanks of approved words and let them go out, as the person on call."""
    filled = dict(_pair(each) for each in values or ())
    with desk() as here:
        if preview:
            seen = here.app.emergency.preview(name, filled, channel)
            _show_preview(seen, as_json=as_json)
            return
        when = instant_of(at, _zone(here)) if at else None
        posts = here.app.emergency.use(here.actor, name, filled, channel, when=when)
    if as_json:
        output.show([each.model_dump(mode="json") for each in posts])
        return
    for post in posts:
        output.say(f"Post {post.id} goes to {post.channel} at {shown(post.due, post.zone)} {post.zone}.")
    output.say("Another person looks at it within 24 hours: rounds emergency second-look")


@commands.command(
    "on-call",
    epilog=example(
        "rounds emergency on-call",
        "rounds emergency on-call --add lea@example.org --from 2027-01-04T08:00 --until 2027-01-11T08:00",
    ),
)
def on_call(
    *,
    add: Annotated[str, typer.Option("--add", metavar="EMAIL", help="Put this person on the list.")] = "",
    begins: Annotated[str, typer.Option("--from", help="From when; without it, from now.")] = "",
    until: Annotated[str, typer.Option("--until", help="Until when.")] = "",
    remove: Annotated[int | None, typer.Option("--remove", metavar="TURN", help="Take a turn off.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show who is on call, now and next, or change it."""
    with desk() as here:
        lane, zone = here.app.emergency.lane, _zone(here)
        if add:
            if not until:
                raise InvalidInputError("Say until when: --until 2027-01-11T08:00.")
            start = instant_of(begins, zone) if begins else here.app.clock.now()
            person = here.app.people.find(add)
            lane.put_on_call(here.actor, person.id, begins=start, ends=instant_of(until, zone))
        if remove is not None:
            lane.take_off(here.actor, remove)
        turns, standing = lane.turns(), lane.standing()
    if as_json:
        found = [
            {**each.turn.model_dump(mode="json"), "name": each.name, "is_now": each.is_now} for each in turns
        ]
        output.show({"lane": standing.model_dump(mode="json") if standing else None, "turns": found})
        return
    output.say(_lane_words(standing))
    rows = (
        (
            each.turn.id,
            each.name,
            "now" if each.is_now else "later",
            shown(each.turn.begins, zone),
            shown(each.turn.ends, zone),
        )
        for each in turns
    )
    empty = "Nobody is on call. Put somebody on the list with --add and --until."
    output.table(("Turn", "Person", "On call", f"From ({zone})", "Until"), rows, empty=empty)


@commands.command(
    "second-look",
    epilog=example(
        "rounds emergency second-look", "rounds --as eli@example.org emergency second-look 17 --fine"
    ),
)
def second_look(
    number: Annotated[int | None, typer.Argument(metavar="[POST]", help="A post of the list.")] = None,
    *,
    fine: Annotated[bool, typer.Option("--fine", help="It is as it should be.")] = False,
    correct: Annotated[str, typer.Option("--correct", metavar="WHY", help="It must be corrected.")] = "",
    take_down: Annotated[str, typer.Option("--take-down", metavar="WHY", help="It must go.")] = "",
    gone: Annotated[bool, typer.Option("--gone", help="It is gone from the network now.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what left by the fast lane and nobody else looked at yet, or say what you make of a post."""
    with desk() as here:
        looks = here.app.emergency.looks
        if number is None:
            found = looks.waiting()
        elif gone:
            found = [looks.taken_down(here.actor, number)]
        else:
            verdict, comment = _verdict(correct, take_down, fine=fine)
            found = [looks.look(here.actor, number, verdict, comment=comment)]
    _show_looks(found, as_json=as_json)


@commands.command(epilog=example("rounds emergency report", "rounds emergency report 2 --json"))
def report(
    number: Annotated[int | None, typer.Argument(metavar="[LANE]", help="Without it, the last one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell all that left by the fast lane while it was open once."""
    with desk() as here:
        lanes = here.app.emergency.lane.all()
        if not lanes:
            raise InvalidInputError("The fast lane was never open.")
        found = here.app.emergency.looks.report(number if number is not None else lanes[0].id)
    if as_json:
        output.show(
            {"lane": found.lane.model_dump(mode="json"), "posts": [_form(each) for each in found.looks]}
        )
        return
    ended = found.lane.closed_at or found.lane.ends_at
    output.say(
        f"Fast lane {found.lane.id}, {shown(found.lane.opened_at, 'UTC')} to {shown(ended, 'UTC')} UTC: "
        f"{found.lane.reason}"
    )
    _show_looks(list(found.looks), as_json=False)


def _verdict(correct: str, take_down: str, *, fine: bool) -> tuple[LookVerdict, str]:
    from scheduler.domain.fast_lane import LookVerdict

    if sum(map(bool, (correct, take_down, fine))) != 1:
        raise InvalidInputError("Say one of --fine, --correct WHY and --take-down WHY.")
    if fine:
        return LookVerdict.FINE, ""
    return (LookVerdict.CORRECT, correct) if correct else (LookVerdict.TAKE_DOWN, take_down)


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name.strip():
        raise InvalidInputError(f"“{given[:40]}” fills no blank. Write --set place=Main.")
    return name.strip(), value


def _zone(here: Desk) -> str:
    organisation = here.app.set_up.organisation()
    return organisation.zone if organisation else "UTC"


def _lane_words(lane: FastLane | None) -> str:
    if lane is None:
        return "The fast lane is closed."
    return f"The fast lane is open until {shown(lane.ends_at, 'UTC')} UTC: {lane.reason}"


def _show_preview(seen: Preview, *, as_json: bool) -> None:
    if as_json:
        output.show({**seen.model_dump(mode="json"), "may_go": seen.may_go})
        return
    output.say(seen.text)
    for words in seen.problems.values():
        output.note(words)
    for channel, stops in seen.stops.items():
        for each in stops:
            output.note(f"{channel}: the guard stops this. {each.advice}")


def _show_looks(found: list[Look], *, as_json: bool) -> None:
    if as_json:
        output.show([_form(each) for each in found])
        return
    rows = (
        (each.post.id, each.post.channel, each.use.template, each.post.state.value, each.words)
        for each in found
    )
    output.table(
        ("Post", "Channel", "Words", "State", "Second look"), rows, empty="Nothing waits for a second look."
    )


def _form(each: Look) -> dict[str, Any]:
    post = each.post
    return {
        **each.use.model_dump(mode="json"),
        "channel": post.channel,
        "state": post.state.value,
        "url": post.remote_url,
        "is_late": each.is_late,
        "is_to_be_taken_down": each.is_to_be_taken_down,
        "words": each.words,
    }
