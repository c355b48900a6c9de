"""The page that a link to choose a password leads to; what the link opens, the service decides.

Showing it uses nothing up, for programs that read mail open links too. The link's secret stands in the
address alone: no other site is told it, and no log of ours has addresses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from scheduler.domain.errors import CodeWantedError, InvalidInputError, RoundsError, TooManyTriesError
from scheduler.services.inviting import LinkEndedError
from ui import invitation_words as words
from ui import people_words, wording
from ui.door import ask_for_code, browser_of, fields_of, is_ours, let_in, retry_after
from ui.door_page import Page, draw, new_password_fields
from ui.told import told

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from scheduler.bootstrap import App
    from scheduler.domain.invitations import Invited
    from scheduler.domain.sessions import Browser

_BAD, _FORBIDDEN, _GONE, _TOO_MANY, _BROKEN = 400, 403, 410, 429, 503


class InvitationDoor:
    """The page where somebody with a link chooses their password."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def choose(self, request: Request) -> Response:
        """Show whose account it is, or take the password and open a session."""
        answer = await self._answer(request, request.path_params["token"])
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    async def _answer(self, request: Request, token: str) -> Response:
        came = browser_of(request)
        try:
            invited = await run_in_threadpool(self._app.inviting.look, token, address=came.address)
        except RoundsError as why:
            return self._refuse(request, why)
        page = _page(invited)
        if request.method != "POST":
            return draw(self._app, request, page)
        fields = await fields_of(request)
        problem = _problem(request, fields)
        if problem is not None:
            return draw(self._app, request, _with(page, *problem))
        return await self._take(request, page, token, fields["password"], came)

    async def _take(self, request: Request, page: Page, token: str, password: str, came: Browser) -> Response:
        """Take the password that was chosen, and let its person in."""
        try:
            session = await run_in_threadpool(self._app.inviting.use, token, password, browser=came)
        except CodeWantedError as why:
            return ask_for_code(request, why.half_way.reveal(), "/")
        except InvalidInputError as why:
            return draw(self._app, request, _with(page, told(str(why)), _BAD))
        except RoundsError as why:
            return self._refuse(request, why)
        return let_in(request, came, session, "/")

    def _refuse(self, request: Request, why: RoundsError) -> Response:
        """Say that the link opens nothing, or not just now."""
        kinds = {LinkEndedError: _GONE, TooManyTriesError: _TOO_MANY}
        page = Page(
            words.ENDED if isinstance(why, LinkEndedError) else wording.SIGN_IN,
            "",
            "",
            "",
            problem=told(str(why)),
            status=kinds.get(type(why), _BROKEN),
            way=(words.TO_SIGN_IN, "/signin"),
            has_form=False,
        )
        return retry_after(draw(self._app, request, page), why)


def _page(invited: Invited) -> Page:
    """Return the page that asks for a password, and says for whose account."""
    return Page(
        words.WELCOME if invited.is_new else words.CHOOSE_ANOTHER,
        "?",
        words.CHOOSE,
        words.HINT,
        fields=new_password_fields(words.whose(invited.name, invited.email), invited.email),
    )


def _problem(request: Request, fields: dict[str, str]) -> tuple[str, int] | None:
    if not is_ours(request, fields["csrf"]):
        return wording.FORM_EXPIRED, _FORBIDDEN
    if fields["password"] != fields["again"]:
        return people_words.NOT_THE_SAME, _BAD
    return None


def _with(page: Page, problem: str, status: int) -> Page:
    return replace(page, problem=problem, status=status)
