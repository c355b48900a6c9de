"""Read and write people and their sessions; hashes never leave as part of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, func, select

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Person
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables import PersonRow, SessionRow

if TYPE_CHECKING:
    from datetime import datetime

#: Prepared once: the engine asks at every claim.
_NAMES = select(PersonRow.name).order_by(PersonRow.name)


class People:
    """The people of one transaction."""

    def __init__(self, session: Session) -> None:
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

    def set_password(self, person_id: int, password_hash: str) -> None:
        """Replace the hash and end every session of this person."""
        self._session.get_one(PersonRow, person_id).password_hash = password_hash
        self._session.execute(delete(SessionRow).where(col(SessionRow.person_id) == person_id))
        self._session.flush()

    def open_session(self, person_id: int, token_sha256: str, *, at: datetime, until: datetime) -> None:
        """Remember a signed-in browser and forget expired ones."""
        self._session.execute(delete(SessionRow).where(col(SessionRow.expires_at) < at))
        self._session.add(
            SessionRow(token_sha256=token_sha256, person_id=person_id, created_at=at, expires_at=until)
        )
        self._session.flush()

    def of_session(self, token_sha256: str, *, at: datetime) -> Person | None:
        """Return the active person of a live session."""
        row = self._session.get(SessionRow, token_sha256)
        if row is None or row.expires_at <= at:
            return None
        person = self.get(row.person_id)
        return person if person.active else None

    def close_session(self, token_sha256: str) -> None:
        """End a session; an unknown one is no error."""
        self._session.execute(delete(SessionRow).where(col(SessionRow.token_sha256) == token_sha256))
        self._session.flush()
