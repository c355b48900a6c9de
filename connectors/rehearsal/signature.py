"""Let in who signs by OAuth 1.0a (RFC 5849, HMAC-SHA1) or shows a token of OAuth 2, as X does."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from oauthlib.oauth1.rfc5849 import signature, utils

if TYPE_CHECKING:
    from connectors.rehearsal.kept import Account
    from connectors.rehearsal.network import Rehearsal

_SKEW = 300
_REMEMBERED = 10_000


class Door:
    """Lets in who signed with an account's four strings, each signature once, or who bears its token."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._grants = rehearsal.grants
        self._by_keys = {
            (each.credentials["consumer_key"], each.credentials["access_token"]): each
            for each in rehearsal.accounts
            if "consumer_key" in each.credentials
        }
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def who(self, method: str, url: str, authorization: str) -> tuple[Account, frozenset[str] | None] | None:
        """Return who asks and with which scopes, `None` for all of them.

        Nobody is let in by a missing, forged, old or repeated signature, nor by a token that is over.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme == "Bearer":
            return self._grants.who(token)
        account = self._signer(method, url, authorization)
        return None if account is None else (account, None)

    def _signer(self, method: str, url: str, authorization: str) -> Account | None:
        given = _read(authorization)
        account = self._by_keys.get((given.get("oauth_consumer_key", ""), given.get("oauth_token", "")))
        if account is None or not _is_signed(method, url, authorization, given, account):
            return None
        return account if self._is_fresh(given) else None

    def _is_fresh(self, given: dict[str, str]) -> bool:
        stamp, nonce = given.get("oauth_timestamp", ""), given.get("oauth_nonce", "")
        now = time.time()
        if not stamp.isdecimal() or abs(now - int(stamp)) > _SKEW:
            return False
        with self._lock:
            if (stamp, nonce) in self._seen:
                return False
            if len(self._seen) >= _REMEMBERED:
                self._seen = {key: at for key, at in self._seen.items() if now - at < 2 * _SKEW}
            self._seen[stamp, nonce] = now
        return True


def _read(authorization: str) -> dict[str, str]:
    try:
        return {name: unquote(value) for name, value in utils.parse_authorization_header(authorization)}
    except ValueError:
        return {}


def _is_signed(method: str, url: str, authorization: str, given: dict[str, str], account: Account) -> bool:
    parts = urlsplit(url)
    params = signature.collect_parameters(uri_query=parts.query, headers={"Authorization": authorization})
    request = SimpleNamespace(
        http_method=method,
        uri=urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        params=params,
        signature=given.get("oauth_signature", ""),
    )
    keys = account.credentials
    signed = cast("Any", request)  # oauthlib reads these four attributes and no others
    return bool(signature.verify_hmac_sha1(signed, keys["consumer_secret"], keys["access_token_secret"]))
