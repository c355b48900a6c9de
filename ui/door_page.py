"""Draws the pages before the planner: plain HTML that needs no script, under a policy that allows none."""

from __future__ import annotations

import base64
import html
import secrets
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from ui import people_words, second_factor_words, sign_on_words, wording
from ui.language import LANGUAGES, current

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from scheduler.bootstrap import App

CSRF: Final = "rounds_csrf"
#: The password was wrong, too often wrong, or the provider is down: the form stands open.
_NEEDS_FORM: Final = frozenset({401, 429, 503})
_ASSETS: Final = Path(__file__).parent / "assets"
_FORM: Final = """<form method="post" action="{action}">
<input type="hidden" name="csrf" value="{csrf}">
<input type="hidden" name="next" value="{next}">
{fields}
<button type="submit"{quiet}>{button}</button>
</form>"""
_FIELDS: Final = """<label>{email}<input name="email" type="email" value="{value}" autocomplete="username"
 inputmode="email" required{focus}></label>
<label>{password}<input name="password" type="password" autocomplete="current-password" required></label>"""

#: The address is for password managers: what they keep the password under.
_NEW: Final = """<p class="whose">{whose}</p>
<input name="email" type="email" value="{value}" autocomplete="username" readonly hidden>
<label>{new}<input name="password" type="password" autocomplete="new-password" required autofocus></label>
<label>{again}<input name="again" type="password" autocomplete="new-password" required></label>"""

#: Digits alone, so that a phone shows its keys for them; a recovery code goes in here as well.
_CODE: Final = """<label>{code}<input name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
 pattern="[0-9 \\-]*" maxlength="40" spellcheck="false" required autofocus{problem}></label>"""


@dataclass(frozen=True)
class Page:
    """One page of the door."""

    title: str
    action: str
    button: str
    hint: str
    fields: str = ""
    problem: str = ""
    next: str = "/"
    status: int = 200
    #: A way elsewhere: the words on its button, and its address.
    way: tuple[str, str] | None = None
    #: How the form is called where it is folded away behind the way; empty where it is not.
    folded: str = ""
    has_form: bool = True


def draw(app: App, request: Request, page: Page) -> Response:
    """Return a page as it goes to the browser, with a token of its own for its form."""
    organisation = app.set_up.organisation()
    token, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(16)
    mark = (_ASSETS / "mark.svg").read_text("utf-8")
    body = Template((_ASSETS / "door.html").read_text("utf-8")).substitute(
        title=html.escape(f"{page.title} · {wording.PRODUCT}"),
        heading=html.escape(page.title),
        house=html.escape(organisation.name if organisation else wording.PRODUCT),
        icon=base64.b64encode(mark.encode()).decode(),
        mark=mark,
        style=(_ASSETS / "door.css").read_text("utf-8"),
        nonce=nonce,
        problem=f'<p class="problem" id="problem" role="alert">{html.escape(page.problem)}</p>'
        if page.problem
        else "",
        way=_way(page),
        form=_form(page, token),
        hint=html.escape(page.hint),
        language=current().code,
        languages=_languages(page),
    )
    answer = HTMLResponse(body, page.status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.set_cookie(CSRF, token, httponly=True, samesite="strict", secure=is_secure(request))
    return answer


def sign_in_fields(email: str, *, is_first: bool) -> str:
    """Return the fields for address and password; where it `is_first` on its page, it takes the cursor."""
    return _FIELDS.format(
        email=html.escape(wording.MAIL_ADDRESS),
        password=html.escape(wording.PASSWORD),
        value=html.escape(email),
        focus=" autofocus" if is_first else "",
    )


def new_password_fields(whose: str, email: str) -> str:
    """Return the fields in which somebody chooses a password, after the line that says `whose` it is."""
    return _NEW.format(
        whose=html.escape(whose),
        value=html.escape(email),
        new=html.escape(people_words.THE_NEW),
        again=html.escape(people_words.NEW_AGAIN),
    )


def code_field(*, has_problem: bool) -> str:
    """Return the field for a code; what is wrong with it is told with the field."""
    told = ' aria-invalid="true" aria-describedby="problem"' if has_problem else ""
    return _CODE.format(code=html.escape(second_factor_words.CODE), problem=told)


def is_secure(request: Request) -> bool:
    """Did the browser come by https?"""
    return request.url.scheme == "https"


def safe_target(target: str | None) -> str:
    """Return a page of ours to go on to; anything that could leave for another site is `/`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\", "/sign")):
        return "/"
    return target if target.isprintable() else "/"


def _languages(page: Page) -> str:
    """Return the links that show this page in the other languages, each called by its own name."""
    links = []
    for code, language in LANGUAGES.items():
        if code != current().code:
            asked = urlencode({"language": code, "next": page.next})
            address = html.escape(f"{page.action.partition('?')[0]}?{asked}")
            links.append(f'<a href="{address}" lang="{code}" hreflang="{code}">{language.name}</a>')
    return f'<p class="languages">{" ".join(links)}</p>'


def _way(page: Page) -> str:
    if page.way is None:
        return ""
    words, address = page.way
    return f'<a class="way" href="{html.escape(address)}" rel="nofollow">{html.escape(words)}</a>'


def _form(page: Page, token: str) -> str:
    if not page.has_form:
        return ""
    form = _FORM.format(
        action=page.action,
        csrf=token,
        next=html.escape(page.next),
        fields=page.fields,
        quiet=' class="quiet"' if page.way else "",
        button=html.escape(page.button),
    )
    if page.folded:
        is_open = " open" if page.status in _NEEDS_FORM else ""
        return f"<details{is_open}><summary>{html.escape(page.folded)}</summary>{form}</details>"
    return f'<p class="or">{html.escape(sign_on_words.OR)}</p>{form}' if page.way else form
