"""Where our secret at the provider stands, and what administrators see and change in the planner."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.errors import (
    ConfirmAgainError,
    EnvironmentProblemError,
    InvalidInputError,
    NotAllowedError,
)
from scheduler.domain.people import OPERATOR, Actor
from scheduler.domain.secret import Secret
from tests.sign_on.hospital import Hospital
from tests.sign_on.provider import SECRET


def test_a_secret_in_a_file_of_ours_is_read_at_each_sign_in(hospital: Hospital, tmp_path: Path) -> None:
    file = tmp_path / "client-secret"
    hospital.change(secret_file=str(file))
    with pytest.raises(EnvironmentProblemError, match="can't be read from"):
        hospital.sign_in()

    file.write_text(f"{SECRET}\n", encoding="utf-8")

    assert hospital.actor(hospital.sign_in()) is not None
    with hospital.app._store.read() as unit:
        assert unit.sign_on.secret() is None


def test_a_new_sealing_key_seals_the_secret_anew(hospital: Hospital) -> None:
    with hospital.app._store.read() as unit:
        before = unit.sign_on.secret()

    hospital.app.rotating.rotate(OPERATOR)

    with hospital.app._store.read() as unit:
        assert unit.sign_on.secret() not in {None, before}
    assert hospital.actor(hospital.sign_in()) is not None


def test_a_lost_key_file_is_told_with_the_next_step(hospital: Hospital) -> None:
    hospital.app.settings.key_file.write_text("", encoding="utf-8")

    with pytest.raises(EnvironmentProblemError):
        hospital.sign_in()


def test_only_who_manages_people_and_has_just_confirmed_changes_it(hospital: Hospital) -> None:
    people, now = hospital.app.people, hospital.clock.now()
    editor = Actor.of(people.find("eli@example.org"), confirmed_at=now)
    stale, fresh = (Actor.of(people.find("pam@example.org"), confirmed_at=at) for at in (None, now))

    for actor, error in ((editor, NotAllowedError), (stale, ConfirmAgainError)):
        with pytest.raises(error):
            hospital.app.setting_sign_on.change(actor, hours=1)
    with pytest.raises(NotAllowedError, match="Only the operator"):
        hospital.app.setting_sign_on.change(fresh, passwords="nobody")
    assert hospital.app.setting_sign_on.change(fresh, hours=1).hours == 1


def test_an_account_of_the_provider_is_no_break_glass_account(hospital: Hospital) -> None:
    hospital.sign_in()

    with pytest.raises(InvalidInputError, match="signs in by the provider"):
        hospital.change(break_glass=("nora@example.org",))


def test_what_changed_stands_in_the_record_without_the_secret(hospital: Hospital) -> None:
    hospital.change(secret=Secret("another secret"), hours=3)

    assert hospital.record()[-2:] == ["sign_on.secret_set", "sign_on.set"]
    with hospital.app._store.read() as unit:
        facts = [entry.facts for entry in unit.audit.all()]
    assert facts[-1] == {"changed": "hours", "passwords": "everybody"}
    assert "another secret" not in str(facts)
