"""Read and write what two-step sign-in keeps; secrets leave it sealed, recovery codes never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlmodel import Session, col, delete, func, select, update

from scheduler.domain.second_factor import Demand, HalfWay, SecondFactor
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_second_factors import DemandRow, HalfWayRow, RecoveryCodeRow, SecondFactorRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_ONLY: Final = 1
_PERSON: Any = col(SecondFactorRow.person_id)
_STEP: Any = col(SecondFactorRow.last_step)


class SecondFactors:
    """Two-step sign-in in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: int) -> SecondFactor | None:
        """Return what is known of a person's device, one that is being set up included."""
        return to_value(SecondFactor, self._session.get(SecondFactorRow, person_id))

    def all(self) -> list[SecondFactor]:
        """Return every device."""
        return to_values(SecondFactor, self._session.exec(select(SecondFactorRow).order_by(_PERSON)))

    def begin(self, person_id: int, *, sealed: bytes, salt: bytes) -> None:
        """Keep the sealed secret of a device that is being set up, instead of a former one."""
        self._session.merge(SecondFactorRow(person_id=person_id, sealed=sealed, salt=salt))
        self._session.flush()

    def turn_on(self, person_id: int, *, at: datetime) -> None:
        """Ask for codes from now on."""
        self._session.get_one(SecondFactorRow, person_id).since = at
        self._session.flush()

    def remove(self, person_id: int) -> None:
        """Forget a device and its recovery codes."""
        self.put_codes(person_id, ())
        self._session.execute(delete(SecondFactorRow).where(person_id == _PERSON))
        self._session.expire_all()

    def use_step(self, person_id: int, step: int) -> bool:
        """Note that the code of a step was used; `False` where that one or a later one was before."""
        newer = update(SecondFactorRow).where(person_id == _PERSON, step > _STEP).values(last_step=step)
        used = self._session.connection().execute(newer).rowcount
        self._session.expire_all()
        return used == 1

    # what is sealed

    def sealed(self, person_id: int) -> bytes | None:
        """Return the sealed secret of a person's device."""
        row = self._session.get(SecondFactorRow, person_id)
        return None if row is None else row.sealed

    def all_sealed(self) -> dict[int, bytes]:
        """Return the sealed secrets by the numbers of their people."""
        return dict(self._session.exec(select(SecondFactorRow.person_id, SecondFactorRow.sealed)).all())

    def seal(self, person_id: int, sealed: bytes) -> None:
        """Keep the same secret sealed anew."""
        self._session.get_one(SecondFactorRow, person_id).sealed = sealed
        self._session.flush()

    # recovery codes

    def salt(self, person_id: int) -> bytes:
        """Return what the hashes of a person's recovery codes are salted with."""
        return self._session.get_one(SecondFactorRow, person_id).salt

    def put_codes(self, person_id: int, hashes: Iterable[str]) -> None:
        """Keep these recovery codes instead of the former ones."""
        gone = delete(RecoveryCodeRow).where(col(RecoveryCodeRow.person_id) == person_id)
        self._session.execute(gone)
        self._session.add_all([RecoveryCodeRow(person_id=person_id, hashed=each) for each in hashes])
        self._session.flush()

    def use_code(self, person_id: int, hashed: str) -> bool:
        """Forget a recovery code, for it was used; `False` where there is none such."""
        used = delete(RecoveryCodeRow).where(
            col(RecoveryCodeRow.person_id) == person_id, col(RecoveryCodeRow.hashed) == hashed
        )
        return self._session.connection().execute(used).rowcount == 1

    def codes_left(self, person_id: int) -> int:
        """Return how many recovery codes were not used yet."""
        count = select(func.count()).where(col(RecoveryCodeRow.person_id) == person_id)
        return self._session.exec(count.select_from(RecoveryCodeRow)).one()

    # sign-ins that wait for their code

    def begin_half_way(self, half_way: HalfWay, *, expired_before: datetime) -> None:
        """Keep a sign-in that waits for its code, and forget those that never went on."""
        self._session.execute(delete(HalfWayRow).where(col(HalfWayRow.at) < expired_before))
        self._session.add(HalfWayRow(**columns_of(half_way)))
        self._session.flush()

    def half_way(self, token_sha256: str) -> HalfWay | None:
        """Return a sign-in that waits for its code."""
        return to_value(HalfWay, self._session.get(HalfWayRow, token_sha256))

    def end_half_way(self, token_sha256: str) -> bool:
        """Forget a sign-in that waits for its code: of two who do so, one is told that it was there."""
        ended = delete(HalfWayRow).where(col(HalfWayRow.token_sha256) == token_sha256)
        return self._session.connection().execute(ended).rowcount == 1

    # of whom it is demanded

    def demand(self) -> Demand:
        """Return of whom two-step sign-in is demanded."""
        return to_value(Demand, self._session.get(DemandRow, _ONLY)) or Demand()

    def set_demand(self, demand: Demand) -> None:
        """Say of whom two-step sign-in is demanded."""
        self._session.merge(DemandRow(id=_ONLY, **columns_of(demand)))
        self._session.flush()
