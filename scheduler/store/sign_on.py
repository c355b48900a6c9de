"""Read and write how people sign in by a provider, who is who there, and what is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, delete, select

from scheduler.domain.sign_on import Begun, Identity, SignOnSettings
from scheduler.store.rows import columns_of, to_value, value_of
from scheduler.store.tables import SessionRow
from scheduler.store.tables_sign_on import BegunRow, IdentityRow, SignOnRow, SignOnSessionRow

if TYPE_CHECKING:
    from datetime import datetime

_ONLY: Final = 1
#: So many sign-ins may be on their way; beyond it the oldest ones make room.
_MOST_BEGUN: Final = 20_000


class SignOn:
    """Single sign-on in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def settings(self) -> SignOnSettings:
        """Return how it is set; unset, it is off."""
        row = self._session.get(SignOnRow, _ONLY)
        return SignOnSettings() if row is None else SignOnSettings.model_validate(row.settings)

    def secret(self) -> bytes | None:
        """Return the sealed secret by which the provider knows us."""
        row = self._session.get(SignOnRow, _ONLY)
        return None if row is None else row.secret

    def put(self, settings: SignOnSettings, *, secret: bytes | None) -> None:
        """Keep settings and secret instead of the former ones."""
        told = settings.model_dump(mode="json")
        self._session.merge(SignOnRow(id=_ONLY, settings=told, secret=secret))
        self._session.flush()

    def begin(self, begun: Begun, *, expired_before: datetime) -> None:
        """Keep a sign-in that is on its way, and forget those that never came back."""
        self._session.execute(delete(BegunRow).where(col(BegunRow.at) < expired_before))
        newest = select(BegunRow.at).order_by(col(BegunRow.at).desc()).offset(_MOST_BEGUN - 1).limit(1)
        oldest = self._session.exec(newest).first()
        if oldest is not None:
            self._session.execute(delete(BegunRow).where(col(BegunRow.at) <= oldest))
        self._session.add(BegunRow(**columns_of(begun)))
        self._session.flush()

    def take(self, state_sha256: str) -> Begun | None:
        """Return a sign-in that was begun, and forget it: of two who ask, one gets it."""
        found = to_value(Begun, self._session.get(BegunRow, state_sha256))
        gone = delete(BegunRow).where(col(BegunRow.state_sha256) == state_sha256)
        taken = self._session.connection().execute(gone).rowcount
        self._session.expire_all()
        return found if taken == 1 else None

    def identity(self, issuer: str, subject: str) -> Identity | None:
        """Return who this is."""
        query = select(IdentityRow).where(IdentityRow.issuer == issuer, IdentityRow.subject == subject)
        return to_value(Identity, self._session.exec(query).first())

    def identities(self, person_id: int) -> list[Identity]:
        """Return by what a person is known to providers."""
        query = select(IdentityRow).where(IdentityRow.person_id == person_id).order_by(col(IdentityRow.id))
        return [value_of(Identity, row) for row in self._session.exec(query)]

    def know(self, identity: Identity) -> Identity:
        """Keep who somebody is, for the first time or as they are now."""
        if identity.id:
            row = self._session.merge(IdentityRow(**columns_of(identity)))
        else:
            row = IdentityRow(**columns_of(identity))
            self._session.add(row)
        self._session.flush()
        return value_of(Identity, row)

    def came(self, token_sha256: str, identity_id: int, *, sid: str) -> None:
        """Note where a session came from, and forget those of sessions that ended."""
        live = select(SessionRow.token_sha256)
        self._session.execute(delete(SignOnSessionRow).where(col(SignOnSessionRow.token_sha256).not_in(live)))
        self._session.add(SignOnSessionRow(token_sha256=token_sha256, identity_id=identity_id, sid=sid))
        self._session.flush()

    def identity_of_session(self, token_sha256: str) -> Identity | None:
        """Return as whom a session came from the provider; `None` where it came by password."""
        row = self._session.get(SignOnSessionRow, token_sha256)
        return None if row is None else to_value(Identity, self._session.get(IdentityRow, row.identity_id))

    def sessions(self, identity_id: int, *, sid: str = "") -> list[str]:
        """Return the digests of the sessions that came from a sign-in there, or from all of one person's.

        A session whose sign-in has no name there may be any of them.
        """
        query = select(SignOnSessionRow.token_sha256).where(SignOnSessionRow.identity_id == identity_id)
        narrowed = query.where(col(SignOnSessionRow.sid).in_((sid, ""))) if sid else query
        return list(self._session.exec(narrowed))

    def sessions_named(self, issuer: str, sid: str) -> list[str]:
        """Return the digests of the sessions that came from a sign-in there, whoever's it was."""
        query = select(SignOnSessionRow.token_sha256).join(
            IdentityRow, col(IdentityRow.id) == col(SignOnSessionRow.identity_id)
        )
        return list(
            self._session.exec(query.where(IdentityRow.issuer == issuer, SignOnSessionRow.sid == sid))
        )

    def all_sessions(self) -> list[str]:
        """Return the digests of all sessions that came from a provider."""
        return list(self._session.exec(select(SignOnSessionRow.token_sha256)))
