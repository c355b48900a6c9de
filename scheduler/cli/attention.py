"""`rounds attention`, `rounds delivery`, and what a person says of a post: `rounds post seen …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import attention_decisions, forms, output, posts, posts_shown
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.cli.times import shown, time_of

if TYPE_CHECKING:
    from scheduler.services.attending import Matter
    from scheduler.services.concerns import Concern

_LOST = (
    "Lost: {posts}. Nobody works on them. See “rounds doctor” whether the engine runs; once it does, it "
    "finds out what became of each, and what is not out stands in “rounds attention”."
)
_DOUBLED = (
    "Doubled: {posts}. Each is on the network twice. “rounds post show NUMBER” tells where and when; take "
    "one of the two down there."
)
_WAYS = {
    "seen": "It is there: rounds post seen {id} ADDRESS",
    "again": "It is not there: rounds post again {id} --yes",
    "give_up": "Give it up, and never send it again: rounds post give-up {id}",
    "release": "Release it: rounds post release {id}",
    "move": "Give it a new time: rounds post release {id} --at TIME",
    "cancel": "Cancel it: rounds post cancel {id}",
    "copy": "Copy it to a new draft: rounds post copy {id} --at TIME",
    "leave": "Leave it so: rounds post leave {id}",
}


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("attention", epilog=example("rounds attention", "rounds attention --json"))(attention)
    app.command("delivery", epilog=example("rounds delivery --json"))(delivery)


def attention(*, as_json: AsJson = False) -> None:
    """List what needs a person: sign-ins, late decisions, posts to settle or take down; with safe steps."""
    with desk() as here:
        lost = here.app.attending.lost_sign_ins()
        matters = here.app.attending.matters()
        sources = here.app.attending.sources()
        out = [each for each in here.app.afterlife.aftermaths() if each.is_out]
        late, over = here.app.escalating.late(), here.app.authorising.live()
        looks = here.app.emergency.looks.pressing()
        alarms = [each.warning for each in here.app.budgeting.alarms()]
        alarms += [words] if (words := here.app.overseeing.drill_reminder()) else []
    if as_json:
        sign_ins = [{"kind": "sign_in", **each.model_dump(mode="json"), "words": each.words} for each in lost]
        told = [_source_form(each) for each in sources]
        gone = [{"kind": "aftermath", "post": each.post.id, "words": each.words} for each in out]
        people = [*attention_decisions.late_forms(late), *attention_decisions.over_forms(over)]
        people += attention_decisions.look_forms(looks)
        output.show([*sign_ins, *people, *(_form(each) for each in matters), *told, *gone])
        return
    if not any((matters, lost, sources, out, late, over, looks)):
        output.say("Nothing needs you.")
    for sign_in in lost:
        output.say(f"{sign_in.words}\n")
    attention_decisions.tell_looks(looks)
    attention_decisions.tell(late, over)
    for each in matters:
        _tell(each)
    for concern in sources:
        _tell_source(concern)
    for aftermath in out:
        output.say(f"Post {aftermath.post.id}: {aftermath.words}")
    for words in alarms:
        output.note(words)


def delivery(*, as_json: AsJson = False) -> None:
    """Count what became of the posts: sent, lost, doubled, late; ends with 1 where one is lost or doubled."""
    with desk() as here:
        found = here.app.counting.count()
    if as_json:
        output.show({**found.model_dump(mode="json"), "is_well": found.is_well, "words": found.words})
    else:
        output.say(found.words)
        for numbers, words in ((found.lost, _LOST), (found.doubled, _DOUBLED)):
            if numbers:
                output.say(words.format(posts=", ".join(f"post {number}" for number in numbers)))
        if found.overdue:
            posts = "1 post" if found.overdue == 1 else f"{found.overdue} posts"
            output.note(
                f"{posts} should have left by now, and may still. See “rounds doctor” whether the engine "
                "runs; “rounds daemon” starts it."
            )
    if not found.is_well:
        raise typer.Exit(1)


@posts.commands.command(
    epilog=example("rounds post seen 17 https://x.com/larkspur/status/1460323737035677698")
)
def seen(
    number: posts.Number,
    address: Annotated[str, typer.Argument(help="Its address on the network.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that a post whose outcome is unknown is on the network, under this address."""
    with desk() as here:
        posts.tell_change(here, here.app.answering.seen(here.actor, number, address), as_json=as_json)


@posts.commands.command(epilog=example("rounds post again 17 --yes"))
def again(
    number: posts.Number,
    *,
    sure: Annotated[
        bool, typer.Option("--yes", help="You looked on the network, and it is not there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send a post once more that nobody but a person could look for; refused while it may still appear."""
    if not sure:
        raise typer.BadParameter("Look on the network first; if it is not there, say so with --yes.")
    with desk() as here:
        posts.tell_change(here, here.app.answering.send_again(here.actor, number), as_json=as_json)


@posts.commands.command("give-up", epilog=example("rounds post give-up 17"))
def give_up(number: posts.Number, *, as_json: AsJson = False) -> None:
    """Stop looking for a post whose outcome is unknown; it is never sent again."""
    with desk() as here:
        posts.tell_change(here, here.app.answering.give_up(here.actor, number), as_json=as_json)


@posts.commands.command(epilog=example("rounds post copy 17 --at 2026-12-02T10:00"))
def copy(number: posts.Number, *, at: posts.At, as_json: AsJson = False) -> None:
    """Copy a post to a new draft; of a thread that is partly out, the rest of it."""
    meant = time_of(at)
    with desk() as here:
        posts.tell_change(here, here.app.answering.copy(here.actor, number, meant), as_json=as_json)


@posts.commands.command(epilog=example("rounds post leave 17"))
def leave(number: posts.Number, *, as_json: AsJson = False) -> None:
    """Leave a refused post as it is: it is not listed as needing a person any more."""
    with desk() as here:
        posts.tell_change(here, here.app.answering.leave(here.actor, number), as_json=as_json)


def _form(matter: Matter) -> dict[str, Any]:
    told = matter.model_dump(mode="json", exclude={"post"})
    return {"kind": "post", "post": forms.post(matter.post), **told}


def _source_form(concern: Concern) -> dict[str, Any]:
    alarm = concern.health.alarm.value
    return {"kind": "source", "source": concern.source.name, "alarm": alarm, "words": list(concern.words)}


def _tell_source(concern: Concern) -> None:
    name = concern.source.name
    output.say(f"Source {name} ({posts_shown.short(concern.source.title)})")
    for words in concern.words:
        output.say(f"  {words}")
    if concern.is_alarmed:
        output.say(f"  - You looked, and it is right: rounds source agree {name}")
    if concern.is_overdue:
        output.say(f"  - You looked, and trust it for another year: rounds source review {name}")
    output.say(f"  - Ask it no more: rounds source archive {name}\n")


def _tell(matter: Matter) -> None:
    from scheduler.services.attending import parts_of

    post = matter.post
    zone = post.zone
    due = f"{shown(post.due, zone)} ({zone})"
    output.say(f"Post {post.id} on {post.channel}: {posts_shown.plain(post.state)}, due {due}")
    if post.thread:
        for told in parts_of(post, is_in_doubt="seen" in matter.steps):
            output.say(f"  {posts_shown.standing(told, post.parts)}\n    {posts_shown.short(told.text)}")
    else:
        output.say(f"  {posts_shown.short(post.text)}")
    if post.explanation:
        output.say(f"  {post.explanation}")
    for each in matter.tries:
        part = f", part {each.part + 1} of {post.parts}" if post.parts > 1 else ""
        words = f"{posts_shown.plain(each.outcome)}{part}. {each.detail}".rstrip()
        output.say(f"  {shown(each.started_at, zone)}  tried: {words}")
    if matter.asks_at:
        when = f"{shown(matter.asks_at, zone)} ({zone})"
        output.say(f"  Rounds asks the network by itself at {when}, and sends nothing twice. You can wait.")
    elif "again" in matter.steps and matter.settled_at:
        when = f"{shown(matter.settled_at, zone)} ({zone})"
        output.say(f"  Look on the network. Until {when} it may still appear there.")
    for step in matter.steps:
        if step != "wait":
            output.say(f"  - {_WAYS[step].format(id=post.id)}")
    output.say("")
