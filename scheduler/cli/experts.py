"""`rounds expert …`: who may be asked and named, as long as they agree to it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.experts import Expert

commands = noun("expert", "People who speak on a topic, with their consent: keep them, export them.")

Number = Annotated[int, typer.Argument(metavar="EXPERT", help="Their number in the list.")]
Name = Annotated[str | None, typer.Option("--name", help="Their name.")]
Role = Annotated[str | None, typer.Option("--role", help="What they are.")]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", help="A word or phrase they speak on; may be repeated.")
]
Handle = Annotated[str | None, typer.Option("--handle", help="Their account.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Code like en or es; repeatable.")]
Email = Annotated[str | None, typer.Option("--email", help="For journalists.")]
Phone = Annotated[str | None, typer.Option("--phone", help="For journalists.")]
Url = Annotated[str | None, typer.Option("--url", help="A page about them.")]
By = Annotated[
    str | None, typer.Option("--consent-by", help="Who wrote the consent down, and where it is found.")
]
Since = Annotated[
    datetime | None, typer.Option("--consent-since", formats=["%Y-%m-%d"], help="Its first day.")
]
Until = Annotated[
    datetime | None, typer.Option("--consent-until", formats=["%Y-%m-%d"], help="Its last day.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to; without it, standard output.")
]


@commands.command(
    epilog=example('rounds expert add "Dr. Fern Example" --topic "heart failure" --handle fern_example')
)
def add(  # noqa: PLR0913 - each option is one
    name: Annotated[str, typer.Argument(help="Their name.")],
    *,
    role: Role = None,
    topic: Topics = None,
    handle: Handle = None,
    language: Languages = None,
    email: Email = None,
    phone: Phone = None,
    url: Url = None,
    consent_by: By = None,
    consent_since: Since = None,
    consent_until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody. Without a consent that is valid they are neither proposed nor exported."""
    from scheduler.domain.experts import Expert

    fields = _given(
        role=role, topics=topic, handle=handle, languages=language, email=email, phone=phone, url=url,
        consent_by=consent_by, consent_since=consent_since, consent_until=consent_until,
    )  # fmt: skip
    with desk() as here:
        made = here.app.experts.add(here.actor, Expert.model_validate({"name": name, **fields}))
        today = here.app.experts.today()
    _tell(made, today, as_json=as_json)


@commands.command(epilog=example("rounds expert edit 3 --consent-until 2027-12-31"))
def edit(  # noqa: PLR0913 - each option is one
    number: Number,
    *,
    name: Name = None,
    role: Role = None,
    topic: Topics = None,
    handle: Handle = None,
    language: Languages = None,
    email: Email = None,
    phone: Phone = None,
    url: Url = None,
    consent_by: By = None,
    consent_since: Since = None,
    consent_until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named; all else stays as it is."""
    fields = _given(
        name=name, role=role, topics=topic, handle=handle, languages=language, email=email, phone=phone,
        url=url, consent_by=consent_by, consent_since=consent_since, consent_until=consent_until,
    )  # fmt: skip
    with desk() as here:
        made = here.app.experts.edit(here.actor, number, **fields)
        today = here.app.experts.today()
    _tell(made, today, as_json=as_json)


@commands.command("list", epilog=example("rounds expert list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the directory, those without a valid consent included."""
    with desk() as here:
        found = here.app.experts.all(here.actor)
        today = here.app.experts.today()
    if as_json:
        output.show([_form(each, today) for each in found])
        return
    rows = (
        (
            each.id,
            each.name,
            each.role,
            ", ".join(each.topics),
            ", ".join(each.languages),
            _consent(each, today),
        )
        for each in found
    )
    heads = ("No.", "Name", "Role", "Topics", "Languages", "Consent")
    output.table(heads, rows, empty="Nobody is in the directory yet. Add somebody: “rounds expert add”.")


@commands.command(epilog=example("rounds expert withdraw 3"))
def withdraw(number: Number, *, as_json: AsJson = False) -> None:
    """Delete somebody who does not agree any more, with all that is kept of them."""
    with desk() as here:
        here.app.experts.withdraw(here.actor, number)
    if as_json:
        output.show({"id": number})
        return
    output.say(f"All that was kept of expert {number} is deleted. Replace pages and cards exported before.")


@commands.command(epilog=example("rounds expert press --out experts.html"))
def press(*, out: Out = None) -> None:
    """Write the page for journalists: those whose consent is valid today."""
    with desk() as here:
        document = here.app.experts.press_page()
    output.write_bytes(document, out)


@commands.command(epilog=example("rounds expert vcards --out experts.vcf"))
def vcards(*, out: Out = None) -> None:
    """Write a vCard of each whose consent is valid today."""
    with desk() as here:
        document = here.app.experts.vcards()
    output.write_bytes(document, out)


def _given(**fields: Any) -> dict[str, Any]:
    given = {name: value for name, value in fields.items() if value is not None}
    for name in ("consent_since", "consent_until"):
        if name in given:
            given[name] = given[name].date()
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _form(each: Expert, today: date) -> dict[str, Any]:
    return {**each.model_dump(mode="json"), "agrees": each.agrees_on(today)}


def _consent(each: Expert, today: date) -> str:
    if each.agrees_on(today):
        return f"until {each.consent_until}"
    return (
        "none" if each.consent_until is None else f"not valid ({each.consent_since} to {each.consent_until})"
    )


def _tell(made: Expert, today: date, *, as_json: bool) -> None:
    if as_json:
        output.show(_form(made, today))
        return
    output.say(f"Expert {made.id}, {made.name}. Consent: {_consent(made, today)}.")
