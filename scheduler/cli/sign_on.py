"""`rounds sign-on …`: people sign in by the organisation's own identity provider."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import output
from scheduler.cli.call import desk
from scheduler.cli.options import AsJson, example, noun
from scheduler.domain.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from scheduler.cli.call import Desk
    from scheduler.domain.secret import Secret
    from scheduler.domain.sign_on import GroupRole, SignOnSettings

commands = noun("sign-on", "Sign in by Entra ID, Okta, Google, Keycloak or another OpenID provider.")

Many = list[str] | None
Issuer = Annotated[str | None, typer.Option("--issuer", help="The provider's address.")]
ClientId = Annotated[str | None, typer.Option("--client-id", help="Rounds' name there.")]
SecretStdin = Annotated[
    bool, typer.Option("--secret-stdin", help="Read the client secret from standard input; kept sealed.")
]
SecretFile = Annotated[
    str | None, typer.Option("--secret-file", help="A file that holds the client secret instead.")
]
Name = Annotated[str | None, typer.Option("--name", help="What people call it: on the button.")]
Scope = Annotated[Many, typer.Option("--scope", help="What to ask for; replaces all.")]
GroupClaim = Annotated[str | None, typer.Option("--group-claim", help="The claim that names the groups.")]
GroupRoles = Annotated[
    Many, typer.Option("--group-role", help="GROUP=ROLE or GROUP=ROLE@CHANNEL; replaces all.")
]
MailDomain = Annotated[
    Many, typer.Option("--mail-domain", help="Only proved addresses of these; “any” for all.")
]
Accounts = Annotated[
    bool | None, typer.Option("--accounts/--no-accounts", help="Make accounts for people of the groups.")
]
LinkByMail = Annotated[
    bool | None,
    typer.Option("--link-by-mail/--no-link-by-mail", help="Take over the account of a proved address."),
]
Passwords = Annotated[str | None, typer.Option("--passwords", help="For: everybody, break-glass, nobody.")]
BreakGlass = Annotated[
    Many, typer.Option("--break-glass", metavar="EMAIL", help="Who keeps a password; replaces all.")
]
Hours = Annotated[int | None, typer.Option("--hours", help="How long a sign-in lasts.")]


@commands.command(
    "set",
    epilog=example(
        "rounds sign-on set --issuer https://login.microsoftonline.com/<tenant>/v2.0 --client-id <id> "
        '--secret-stdin --name "Larkspur ID"',
        "rounds sign-on set --group-role press-team=editor --group-role heart=author@heart-x --accounts",
        "rounds sign-on set --break-glass pam@example.org --passwords break-glass",
    ),
)
def set_(  # noqa: PLR0913 - each is one setting, and may be left out
    *,
    issuer: Issuer = None,
    client_id: ClientId = None,
    secret_stdin: SecretStdin = False,
    secret_file: SecretFile = None,
    name: Name = None,
    scope: Scope = None,
    group_claim: GroupClaim = None,
    group_role: GroupRoles = None,
    mail_domain: MailDomain = None,
    accounts: Accounts = None,
    link_by_mail: LinkByMail = None,
    passwords: Passwords = None,
    break_glass: BreakGlass = None,
    hours: Hours = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named and leave the rest; whoever came by the provider signs in anew."""
    changes = _named(
        issuer=issuer,
        client_id=client_id,
        secret_file=secret_file,
        name=name,
        scopes=tuple(scope) if scope else None,
        group_claim=group_claim,
        group_roles=tuple(_role_of(each) for each in group_role) if group_role else None,
        mail_domains=_domains(mail_domain),
        makes_accounts=accounts,
        links_by_mail=link_by_mail,
        passwords=_passwords(passwords),
        break_glass=tuple(break_glass) if break_glass else None,
        hours=hours,
    )
    secret = _secret() if secret_stdin else None
    with desk() as here:
        _change(here, secret, changes)
        _tell(here, as_json=as_json)


@commands.command(epilog=example("rounds sign-on show", "rounds sign-on show --json"))
def show(*, as_json: AsJson = False) -> None:
    """Show how it is set, and which addresses the provider must know."""
    with desk() as here:
        _tell(here, as_json=as_json)


@commands.command("test", epilog=example("rounds sign-on test"))
def try_out(*, as_json: AsJson = False) -> None:
    """Ask the provider what it is, fetch its keys, and say what is missing."""
    with desk() as here:
        found = here.app.setting_sign_on.look(here.actor)
    if as_json:
        output.show(found.model_dump(mode="json"))
        return
    signs = ", ".join(found.signs_with)
    output.say(f"{found.issuer} answers. It has {found.keys} {_keys(found.keys)} and signs with {signs}.")
    output.say(f"It must send people back to {found.back}.")
    if found.tells_sign_outs:
        output.say(f"It can tell Rounds who signed out there: give it {found.ended}.")
    if found.signs_out_there:
        output.say(f"It signs people out and sends them back to {found.out}: give it that as well.")
    else:
        output.say("It offers no way to sign out of it from here.")
    for each in found.advice:
        output.say(f"- {each}")


@commands.command(epilog=example("rounds sign-on off"))
def off(*, as_json: AsJson = False) -> None:
    """Forget the provider: everybody signs in by password again."""
    with desk() as here:
        here.app.setting_sign_on.forget(here.actor)
        if as_json:
            _tell(here, as_json=True)
            return
    output.say(
        "People sign in by password again. Those who have none need one: “rounds user password EMAIL”."
    )


def _named(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _change(here: Desk, secret: Secret | None, changes: dict[str, Any]) -> None:
    if not changes and secret is None:
        raise InvalidInputError("Nothing to change was named. See “rounds sign-on set --help”.")
    here.app.setting_sign_on.change(here.actor, secret=secret, **changes)


def _tell(here: Desk, *, as_json: bool) -> None:
    service = here.app.setting_sign_on
    settings, ours = service.shown(), service.addresses
    people = {each.id: each.email for each in here.app.people.all()}
    break_glass = [people[each] for each in settings.break_glass if each in people]
    if as_json:
        told = settings.model_dump(mode="json") | {"break_glass": break_glass, "is_on": settings.is_on}
        output.show({**told, "has_secret": service.has_secret(), **ours._asdict()})
        return
    rows = [*_rows(settings), ("Client secret", "is set" if service.has_secret() else "is not set")]
    rows += [("Break-glass accounts", ", ".join(break_glass) or "none")]
    rows += [("Address to come back to", ours.back), ("And after signing out", ours.out)]
    rows += [("Address to tell sign-outs to", ours.ended)]
    output.table(("Setting", "Is"), rows, empty="")


def _rows(settings: SignOnSettings) -> list[tuple[str, str]]:
    return [
        ("Provider", f"{settings.name}: {settings.issuer}" if settings.is_on else "none: passwords only"),
        ("Client id", settings.client_id),
        ("Scopes", " ".join(settings.scopes)),
        ("Claim of the groups", settings.group_claim),
        ("Groups", "\n".join(_shown(each) for each in settings.group_roles) or "none has a role"),
        ("Mail domains", ", ".join(settings.mail_domains) or "any"),
        ("Makes accounts", "yes" if settings.makes_accounts else "no"),
        ("Links by proved mail address", "yes" if settings.links_by_mail else "no"),
        ("Passwords are for", settings.passwords.value),
        ("A sign-in lasts", f"{settings.hours} hours"),
    ]


def _shown(given: GroupRole) -> str:
    return f"{given.group}={given.role}{f'@{given.channel}' if given.channel else ''}"


def _role_of(text: str) -> GroupRole:
    from scheduler.domain.sign_on import group_role_of

    return group_role_of(text)


def _keys(number: int) -> str:
    return "key" if number == 1 else "keys"


def _domains(given: Many) -> tuple[str, ...] | None:
    return None if not given else () if given == ["any"] else tuple(given)


def _passwords(given: str | None) -> str | None:
    from scheduler.domain.sign_on import PasswordsFor

    if given is not None and given not in list(PasswordsFor):
        raise UnknownNameError("choice", given, [each.value for each in PasswordsFor])
    return given


def _secret() -> Secret:
    from scheduler.domain.secret import Secret

    read = sys.stdin.readline().strip()
    if not read:
        raise InvalidInputError("Standard input holds no secret: write it into the first line.")
    return Secret(read)
