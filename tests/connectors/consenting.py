"""A person who opens an account to an app, with the rehearsal network's own page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import requests

from connectors.rehearsal import App, RehearsalServer
from connectors.x_credentials import OAuth2Token
from connectors.x_oauth2 import SCOPES, authorization_url, redeem

BACK = "http://127.0.0.1:8501/connected"
PUBLIC = App("rounds", (BACK,))
CONFIDENTIAL = App("rounds & co", (BACK,), secret="the app's secret: %+/")


def consent(url: str, handle: str = "larkspur") -> dict[str, str]:
    """Say yes on the page behind `url`; return what comes back with the person."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    page = url.partition("?")[0]
    answer = requests.post(page, data={**asked, "account": handle}, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    back = answer.headers["location"]
    assert back.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def signed_in(server: RehearsalServer, app: App = PUBLIC, *, scopes: tuple[str, ...] = SCOPES) -> OAuth2Token:
    """Go the whole way and return the token."""
    url, state, verifier = authorization_url(app.client_id, BACK, scopes, base_url=server.url)
    back = consent(url)
    assert back["state"] == state
    return redeem(
        back["code"],
        verifier,
        client_id=app.client_id,
        client_secret=app.secret,
        redirect_uri=BACK,
        base_url=server.url,
        now=server.rehearsal.now(),
    )
