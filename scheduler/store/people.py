"""Read and write people and their sessions; hashes never leave as part of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, func, select, update

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Person, Role
from scheduler.domain.sessions import Session
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables import PersonRow, SessionRow
from scheduler.store.tables_invitations import InvitationRow
from scheduler.store.tables_people import FormerSecretRow
from scheduler.store.tables_second_factors import HalfWayRow
from scheduler.store.tables_sign_on import SignOnSessionRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TOKEN: Any = col(SessionRow.token_sha256)
_CURRENT: Any = col(FormerSecretRow.current_sha256)
_CAME: Any = col(SignOnSessionRow.token_sha256)

#: Prepared once: the engine asks at every claim.
_NAMES = select(PersonRow.name).order_by(PersonRow.name)


class People:
    """The people of one transaction."""

    def __init__(self, session: Transaction) -> None:
        self._session = session

    def add(self, person: Person, *, password_hash: str) -> Person:
        """Save a new person and return them with their number."""
        email = person.email.casefold()
        if self.by_email(email) is not None:
            raise InvalidInputError(f"Somebody signs in as {email} already. Use another address.")
        row = PersonRow(**columns_of(person, email=email), password_hash=password_hash)
        self._session.add(row)
        self._session.flush()
        return person.model_copy(update={"id": row.id, "email": email})

    def all(self) -> list[Person]:
        """Return everybody by name."""
        return to_values(Person, self._session.exec(select(PersonRow).order_by(PersonRow.name)))

    def names(self) -> list[str]:
        """Return everybody's name, in order."""
        return [name for (name,) in self._session.connection().execute(_NAMES)]

    def get(self, person_id: int) -> Person:
        """Return one person, or raise `UnknownNameError`."""
        found = to_value(Person, self._session.get(PersonRow, person_id))
        if found is None:
            raise UnknownNameError("person", person_id)
        return found

    def by_email(self, email: str) -> Person | None:
        """Return the person who signs in with this address."""
        query = select(PersonRow).where(func.lower(PersonRow.email) == email.casefold())
        return to_value(Person, self._session.exec(query).first())

    def password_hash(self, person_id: int) -> str:
        """Return the hash to verify a password against."""
        return self._session.get_one(PersonRow, person_id).password_hash

    def set_password(self, person_id: int, password_hash: str, *, must_change_since: datetime | None) -> None:
        """Replace the hash; with `must_change_since`, the person has to choose another one.

        A link to choose one by is over with it.
        """
        self._session.execute(delete(InvitationRow).where(col(InvitationRow.person_id) == person_id))
        row = self._session.get_one(PersonRow, person_id)
        row.password_hash, row.must_change_since = password_hash, must_change_since
        self._session.flush()

    def renew_hash(self, person_id: int, password_hash: str) -> None:
        """Replace the hash of a password by another one of the same password."""
        self._session.get_one(PersonRow, person_id).password_hash = password_hash
        self._session.flush()

    def set_roles(
        self,
        person_id: int,
        *,
        roles: tuple[Role, ...],
        channel_roles: Mapping[str, tuple[Role, ...]],
    ) -> Person:
        """Replace what a person is, everywhere and on single channels."""
        row = self._session.get_one(PersonRow, person_id)
        row.roles = tuple(roles)
        row.channel_roles = {channel: tuple(given) for channel, given in channel_roles.items() if given}
        self._session.flush()
        return self.get(person_id)

    def rename(self, person_id: int, name: str) -> Person:
        """Give a person another name."""
        self._session.get_one(PersonRow, person_id).name = name
        self._session.flush()
        return self.get(person_id)

    def set_compact(self, person_id: int, *, is_compact: bool) -> Person:
        """Keep how much room a person wants between the parts of the planner."""
        self._session.get_one(PersonRow, person_id).is_compact = is_compact
        self._session.flush()
        return self.get(person_id)

    def set_language(self, person_id: int, language: str) -> Person:
        """Keep in which language a person reads the planner."""
        self._session.get_one(PersonRow, person_id).language = language
        self._session.flush()
        return self.get(person_id)

    def set_active(self, person_id: int, *, active: bool) -> Person:
        """Close an account, or open it again."""
        self._session.get_one(PersonRow, person_id).active = active
        self._session.flush()
        return self.get(person_id)

    # sessions

    def open_session(
        self,
        person_id: int,
        token_sha256: str,
        *,
        at: datetime,
        until: datetime,
        confirmed_at: datetime | None = None,
        browser: str = "",
        owes_second_factor: bool = False,
    ) -> None:
        """Remember a signed-in browser and forget expired ones."""
        self._forget(col(SessionRow.expires_at) < at)
        row = SessionRow(
            token_sha256=token_sha256,
            person_id=person_id,
            created_at=at,
            expires_at=until,
            used_at=at,
            confirmed_at=confirmed_at,
            browser=browser,
            owes_second_factor=owes_second_factor,
        )
        self._session.add(row)
        self._session.flush()

    def session(
        self, token_sha256: str, *, at: datetime, former_until: datetime | None = None
    ) -> Session | None:
        """Return the session with this secret, slept or not, `None` once it ended.

        A secret that the session had before counts as well: with `former_until`, only if it was changed
        after that.
        """
        row = self._session.get(SessionRow, token_sha256)
        if row is None:
            former = self._session.get(FormerSecretRow, token_sha256)
            if former is None or (former_until is not None and former.changed_at < former_until):
                return None
            row = self._session.get(SessionRow, former.current_sha256)
        return None if row is None or row.expires_at <= at else to_value(Session, row)

    def sessions(self, person_id: int, *, at: datetime) -> list[Session]:
        """Return the sessions of a person that have not ended, the one used last first."""
        query = (
            select(SessionRow)
            .where(SessionRow.person_id == person_id, col(SessionRow.expires_at) > at)
            .order_by(col(SessionRow.used_at).desc())
        )
        return to_values(Session, self._session.exec(query))

    def use_session(self, token_sha256: str, *, at: datetime) -> None:
        """Note that a session was used; one that ended meanwhile is no error."""
        row = self._session.get(SessionRow, token_sha256)
        if row is not None:
            row.used_at = at
            self._session.flush()

    def confirm_session(self, token_sha256: str, *, at: datetime) -> None:
        """Note that the person of a session has just proved who they are; it is awake again."""
        row = self._session.get(SessionRow, token_sha256)
        if row is not None:
            row.confirmed_at = row.used_at = at
            self._session.flush()

    def change_secret(self, before: str, after: str, *, at: datetime) -> None:
        """Give a session another secret; the one before is remembered as former."""
        row = self._session.get_one(SessionRow, before)
        self._session.execute(update(SessionRow).where(row.token_sha256 == _TOKEN).values(token_sha256=after))
        self._session.execute(update(FormerSecretRow).where(before == _CURRENT).values(current_sha256=after))
        self._session.execute(update(SignOnSessionRow).where(before == _CAME).values(token_sha256=after))
        self._session.add(FormerSecretRow(token_sha256=before, current_sha256=after, changed_at=at))
        self._session.flush()
        self._session.expire_all()

    def end_sessions(self, person_id: int, *, but: str = "") -> None:
        """End the sessions of a person, all but one where it is named, and sign-ins that wait for a code."""
        self._session.execute(delete(HalfWayRow).where(col(HalfWayRow.person_id) == person_id))
        self._forget(col(SessionRow.person_id) == person_id, but != _TOKEN)

    def close_session(self, token_sha256: str) -> None:
        """End a session; an unknown one is no error."""
        self._forget(token_sha256 == _TOKEN)

    def _forget(self, *which: Any) -> None:
        gone = select(SessionRow.token_sha256).where(*which)
        self._session.execute(delete(FormerSecretRow).where(_CURRENT.in_(gone)))
        self._session.execute(delete(SessionRow).where(*which))
        self._session.flush()
