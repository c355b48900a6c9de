"""`rounds consent …`: the ledger of signed authorisations, and `rounds channel approvals`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import channels, output, posts
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.cli.times import instant_of, shown

if TYPE_CHECKING:
    from scheduler.bootstrap import App
    from scheduler.domain.approval import ApprovalRules
    from scheduler.domain.authorisations import Authorisation, Subject
    from scheduler.services.authorising import Pulled

commands = noun("consent", "Signed authorisations of persons for their image or story.")

Number = Annotated[int, typer.Argument(metavar="AUTHORISATION", help="Its number in “rounds consent list”.")]
Reference = Annotated[str, typer.Option("--reference", help="The hospital's file number; never a name.")]
SubjectWords = Annotated[str, typer.Option("--subject", help="image, story, or both.")]
Scope = Annotated[str, typer.Option("--scope", help="What may be shown.")]
Purpose = Annotated[str, typer.Option("--purpose", help="What for.")]
Discloser = Annotated[str, typer.Option("--discloser", help="Who may show it.")]
Signed = Annotated[str, typer.Option("--signed", metavar="DAY", help="When it was signed.")]
Expires = Annotated[str, typer.Option("--expires", metavar="DAY", help="From when on it is over.")]
Document = Annotated[str, typer.Option("--document", help="Where the signed form lies.")]
Says = Annotated[
    list[str],
    typer.Option(
        "--says",
        help="What it states: revocation, no-conditions, redisclosure, plain-language, copy; or all.",
    ),
]
OnlyOn = Annotated[
    list[str] | None, typer.Option("--channel", help="Only on this channel; again for another.")
]
SignedBy = Annotated[str, typer.Option("--signed-by", help="As what somebody signed for them.")]
_EVERY = "all"


@commands.command(
    epilog=example(
        'rounds consent add --reference HIM-2026-0113 --subject story --scope "Recovery after a stroke" '
        '--purpose "Stroke week" --discloser "Larkspur County Hospital" --signed 2026-11-02 '
        '--expires 2027-05-01 --document "Cabinet 4, folder 12" --says all'
    )
)
def add(  # noqa: PLR0913 - one for each field of the form
    *,
    reference: Reference,
    subject: SubjectWords,
    scope: Scope,
    purpose: Purpose,
    discloser: Discloser,
    signed: Signed,
    expires: Expires,
    document: Document,
    says: Says,
    channel: OnlyOn = None,
    signed_by: SignedBy = "person",
    as_json: AsJson = False,
) -> None:
    """Enter a signed form; one that lacks what 45 CFR 164.508 asks for is not taken."""
    from scheduler.domain.authorisations import STATEMENTS, Authorisation

    with desk() as here:
        zone = _house_zone(here.app)
        entered = Authorisation(
            reference=reference,
            subject=_subject(subject),
            scope=scope,
            purpose=purpose,
            discloser=discloser,
            channels=tuple(channel or ()),
            signed_at=instant_of(signed, zone),
            expires_at=instant_of(expires, zone),
            document=document,
            signed_by=signed_by,
            statements=tuple(STATEMENTS) if _EVERY in says else tuple(says),
            created_at=here.app.clock.now(),
        )
        made = here.app.authorising.add(here.actor, entered)
    if as_json:
        output.show(_form(made))
        return
    release = f"rounds post approve … --consent {made.id}"
    output.say(f"Authorisation {made.id}. Release a post by it with “{release}”.")


@commands.command("list", epilog=example("rounds consent list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the authorisations, those that are over too."""
    with desk() as here:
        found, now = here.app.authorising.all(here.actor), here.app.clock.now()
    if as_json:
        output.show([_form(each) for each in found])
        return
    rows = (
        (each.id, each.reference, each.subject.value, ", ".join(each.channels) or "all", _until(each, now))
        for each in found
    )
    headings = ("No.", "Reference", "For", "Channels", "Holds")
    output.table(headings, rows, empty="No authorisation is entered. Enter one with “rounds consent add”.")


@commands.command(epilog=example("rounds consent show 3"))
def show(number: Number, *, as_json: AsJson = False) -> None:
    """Show one authorisation, and the posts that were released by it."""
    with desk() as here:
        found, posts = here.app.authorising.show(here.actor, number)
        now = here.app.clock.now()
    if as_json:
        output.show({**_form(found), "posts": [{"id": each.id, "state": each.state.value} for each in posts]})
        return
    output.say(f"Authorisation {found.id}: {found.reference}, {found.subject.value}, {_until(found, now)}")
    output.say(f"Shows: {found.scope}. For: {found.purpose}. By: {found.discloser}.")
    output.say(f"The form lies here: {found.document}. Signed by: {found.signed_by}.")
    for post in posts:
        where = f", {post.remote_url}" if post.remote_url else ""
        output.say(f"Post {post.id} on {post.channel}: {post.state.value.replace('_', ' ')}{where}")


@commands.command(epilog=example("rounds consent revoke 3"))
def revoke(number: Number, *, as_json: AsJson = False) -> None:
    """Note that the person took it back: queued posts are held at once, and live ones listed."""
    with desk() as here:
        pulled = here.app.authorising.revoke(here.actor, number)
    if as_json:
        live = [{"id": each.id, "url": each.remote_url, "state": each.state.value} for each in pulled.live]
        output.show({**_form(pulled.authorisation), "held": list(pulled.held), "live": live})
        return
    _tell(pulled)


@commands.command(epilog=example("rounds consent down 17"))
def down(post: posts.Number, *, as_json: AsJson = False) -> None:
    """Note that you took a post down whose authorisation is over; it is not listed any more."""
    with desk() as here:
        found = here.app.authorising.taken_down(here.actor, post)
    if as_json:
        output.show({"post": found.id, "authorisation": found.authorisation})
        return
    output.say(f"Post {found.id} is noted as taken down.")


@channels.commands.command(
    epilog=example(
        "rounds channel approvals main-x", "rounds channel approvals main-x --days 0 --deadline 240"
    )
)
def approvals(
    name: channels.Name,
    *,
    days: Annotated[
        int | None,
        typer.Option("--days", help="An approval holds for so many days before and after its own."),
    ] = None,
    deadline: Annotated[
        int | None, typer.Option("--deadline", help="A decision is due so many minutes before the post.")
    ] = None,
    privacy_alone: Annotated[
        bool | None,
        typer.Option("--privacy-alone/--no-privacy-alone", help="One privacy officer decides on held posts."),
    ] = None,
    fill: Annotated[
        bool | None,
        typer.Option("--fill/--no-fill", help="An approved evergreen post goes out where nobody decided."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change how posts of a channel are approved."""
    asked = {
        "window_days": days,
        "decide_minutes": deadline,
        "privacy_decides_alone": privacy_alone,
        "fills_with_evergreen": fill,
    }
    changes = {field: value for field, value in asked.items() if value is not None}
    with desk() as here:
        rules = here.app.approving.rules(name)
        if changes:
            rules = here.app.approving.set_rules(here.actor, rules.model_copy(update=changes))
    if as_json:
        output.show(rules.model_dump(mode="json"))
        return
    _tell_rules(rules)


def _tell_rules(rules: ApprovalRules) -> None:
    output.say(
        f"An approval for {rules.channel} holds for its day and {rules.window_days} days before and after it."
    )
    output.say(f"Decisions are due {rules.decide_minutes} minutes before the post.")
    who = "a privacy officer" if rules.privacy_decides_alone else "an approver and a privacy officer"
    output.say(f"What the guard holds is decided by {who}.")
    if rules.fills_with_evergreen:
        output.say("Where nobody decides in time, an approved evergreen post goes out.")


def _house_zone(app: App) -> str:
    organisation = app.set_up.organisation()
    return organisation.zone if organisation else "UTC"


def _subject(words: str) -> Subject:
    from scheduler.domain.authorisations import Subject
    from scheduler.domain.errors import UnknownNameError

    known = {"image": Subject.IMAGE, "story": Subject.STORY, "both": Subject.BOTH}
    if words not in known:
        raise UnknownNameError("subject", words, known)
    return known[words]


def _form(each: Authorisation) -> dict[str, Any]:
    return each.model_dump(mode="json")


def _until(each: Authorisation, now: Any) -> str:
    if each.revoked_at is not None:
        return f"revoked {shown(each.revoked_at, 'UTC')} UTC"
    words = "expired" if each.expires_at <= now else "until"
    return f"{words} {shown(each.expires_at, 'UTC')} UTC"


def _tell(pulled: Pulled) -> None:
    number = pulled.authorisation.id
    output.say(f"Authorisation {number} is revoked. Posts held by that: {len(pulled.held)}.")
    for post in pulled.live:
        where = post.remote_url or f"{post.state.value}, it may be out"
        output.say(f"Take down post {post.id} on {post.channel}: {where}")
