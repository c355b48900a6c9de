"""`rounds rules` and `rounds channel policy`: the rules of the guard, and what a channel asks beyond them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import channels, output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.policies.channel_policy import ChannelPolicy, Stance

_DEFAULT = "default"
#: What a person types for each switch of a policy.
_SWITCHES = {
    "clinician-voice": "is_clinician_voice",
    "sources-for-numbers": "requires_source_for_numbers",
    "disclaimer-in-profile": "has_disclaimer_in_profile",
    "picture-check": "demands_picture_check",
}
_YES_NO = {"yes": True, "no": False}


def join(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("rules", epilog=example("rounds rules", "rounds rules --json"))(rules)


def rules(
    *,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print them as a page of documentation.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every rule of the guard: how far it stops a post, what to do, and where it is from."""
    from scheduler.services.rule_book import as_page
    from scheduler.services.setting_policies import known_rules

    found = known_rules()
    if as_markdown:
        output.say(as_page(found).rstrip("\n"))
    elif as_json:
        output.show([asdict(each) for each in found])
    else:
        rows = ((each.id, each.severity.value, each.advice) for each in found)
        output.table(("Rule", "Severity", "Advice"), rows, empty="There is no rule.")


@channels.commands.command(
    epilog=example(
        "rounds channel policy main-x",
        "rounds channel policy main-x --set TONE-BRAG=hold --set EMOJI-COUNT=off",
        "rounds channel policy dr-fern --set clinician-voice=yes --set sources-for-numbers=yes",
        "rounds channel policy main-x --links-to example.org --links-to example.gov",
    )
)
def policy(
    name: channels.Name,
    *,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A rule and off, advice, hold, block or default; or one of "
            f"{', '.join(_SWITCHES)} and yes or no.",
        ),
    ] = None,
    links_to: Annotated[
        list[str] | None,
        typer.Option("--links-to", metavar="DOMAIN", help="The sites its links may lead to, or “any”."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change what a channel asks of its posts; posts that are approved are checked again by it."""
    stances, switches = _asked(changes or ())
    with desk() as here:
        if stances or switches or links_to:
            domains = ([] if links_to == ["any"] else links_to) if links_to else None
            asked = here.app.policies.change(
                here.actor, name, rules=stances, link_domains=domains, **switches
            )
        else:
            asked = here.app.policies.of(name)
    if as_json:
        output.show({"name": name, **asdict(asked)})
        return
    _tell(name, asked)


def _asked(changes: Sequence[str]) -> tuple[dict[str, Stance | None], dict[str, bool]]:
    """Return the rules and the switches that were named; raises for what is neither."""
    from scheduler.policies.channel_policy import Stance

    stances: dict[str, Stance | None] = {}
    switches: dict[str, bool] = {}
    for change in changes:
        name, parted, value = (part.strip() for part in change.partition("="))
        if not parted:
            raise InvalidInputError(f"“{change}” says nothing to set. Write it like TONE-BRAG=hold.")
        word = value.lower()
        if name.lower() in _SWITCHES:
            if word not in _YES_NO:
                raise InvalidInputError(f"“{value}” is neither yes nor no.")
            switches[_SWITCHES[name.lower()]] = _YES_NO[word]
        elif word == _DEFAULT:
            stances[name.upper()] = None
        elif word in set(Stance):
            stances[name.upper()] = Stance(word)
        else:
            raise InvalidInputError(f"“{value}” is none of off, advice, hold, block and default.")
    return stances, switches


def _tell(name: str, asked: ChannelPolicy) -> None:
    rows: list[tuple[Any, ...]] = [
        (word, "yes" if getattr(asked, field) else "no") for word, field in _SWITCHES.items()
    ]
    rows.append(("links to", ", ".join(asked.link_domains) or "any site"))
    rows += [(rule, stance.value) for rule, stance in asked.overrides.items()]
    output.table((f"Asked of {name}", ""), rows, empty="")
