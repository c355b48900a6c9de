from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.errors import (
    ConfirmAgainError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    TooManyTriesError,
    UnknownNameError,
)
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.record import Detail
from tests.caldav.conftest import PASSWORD, House


def test_an_app_password_lets_its_person_in_typed_in_any_way(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    made, secret = house.app.app_passwords.make(house.actor(robin), " My \n phone ", detail=Detail.FULL)

    guests = [
        house.app.app_passwords.guest(email, typed)
        for email, typed in [
            ("robin@example.org", secret),
            ("Robin@Example.org ", secret.replace("-", "").upper()),
            ("robin@example.org", secret.replace("-", " ")),
        ]
    ]

    assert made.name == "My phone"
    assert [len(each) for each in secret.split("-")] == [4] * 8
    assert {guest.actor.key for guest in guests if guest} == {f"person:{robin.id}"}
    assert {guest.detail for guest in guests if guest} == {Detail.FULL}


def test_only_the_digest_of_an_app_password_is_kept(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)

    secret = house.secret(robin)

    kept = b"".join(path.read_bytes() for path in house.app.settings.data_dir.glob("rounds.db*"))
    assert b"Telephone" in kept
    assert secret.encode() not in kept
    assert secret.replace("-", "").encode() not in kept


@pytest.mark.parametrize(
    ("email", "typed"),
    [
        ("robin@example.org", PASSWORD),
        ("robin@example.org", ""),
        ("robin@example.org", "a" * 32),
        ("robin@example.org", "é" * 32),
        ("sam@example.org", "{}"),
        ("", "{}"),
        ("robin@example.org", "{}a"),
        ("robin@example.org", "{}" * 40),
    ],
)
def test_nothing_else_lets_anybody_in(house: House, email: str, typed: str) -> None:
    robin = house.person("robin", Role.EDITOR)
    house.person("sam", Role.EDITOR)
    secret = house.secret(robin)

    assert house.app.app_passwords.guest(email, typed.replace("{}", secret)) is None


def test_an_app_password_does_not_sign_anybody_in_to_the_planner(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)

    assert house.people.sign_in("robin@example.org", house.secret(robin)) is None


def test_a_revoked_one_opens_nothing_from_then_on(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    made, secret = house.app.app_passwords.make(house.actor(robin), "Telephone")

    house.app.app_passwords.revoke(house.actor(robin), made.id)
    house.app.app_passwords.revoke(house.actor(robin), made.id)

    assert house.app.app_passwords.guest("robin@example.org", secret) is None
    assert house.deeds(f"person:{robin.id}")[1:] == [
        (f"person:{robin.id}", "person.app_password_made"),
        (f"person:{robin.id}", "person.app_password_revoked"),
    ]


def test_a_closed_account_opens_nothing_from_then_on(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    house.person("kim", Role.ADMINISTRATOR)
    secret = house.secret(robin)

    house.people.close(OPERATOR, robin.email)

    assert house.app.app_passwords.guest("robin@example.org", secret) is None


def test_a_role_that_was_taken_counts_from_the_next_request_on(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    house.person("kim", Role.ADMINISTRATOR)
    secret = house.secret(robin)

    house.people.set_roles(OPERATOR, robin.email, roles=(Role.AUDITOR,), channel_roles={})

    guest = house.app.app_passwords.guest("robin@example.org", secret)
    assert guest is not None
    assert (
        guest.actor.permissions
        == house.actor(robin.model_copy(update={"roles": (Role.AUDITOR,)})).permissions
    )


def test_wrong_ones_are_slowed_down_and_never_keep_the_right_one_out(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    secret = house.secret(robin)

    with pytest.raises(TooManyTriesError):
        for _ in range(7):
            house.app.app_passwords.guest("robin@example.org", "wrong", address="192.0.2.7")

    assert house.app.app_passwords.guest("robin@example.org", secret, address="192.0.2.7") is not None
    assert house.people.sign_in("robin@example.org", PASSWORD) is not None


def test_the_last_use_is_written_down_once_a_minute(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    secret = house.secret(robin)
    first = house.clock.now()

    house.app.app_passwords.guest("robin@example.org", secret, client="Thunderbird/153\n")
    house.clock.advance(timedelta(seconds=30))
    house.app.app_passwords.guest("robin@example.org", secret, client="another")

    kept = house.app.app_passwords.all(house.actor(robin))[0]
    assert (kept.last_used_at, kept.last_client) == (first, "Thunderbird/153")


def test_who_has_not_just_proved_who_they_are_makes_none(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)

    with pytest.raises(ConfirmAgainError):
        house.app.app_passwords.make(Actor.of(robin), "Telephone")

    assert house.app.app_passwords.all(house.actor(robin)) == []


def test_nobody_makes_one_for_another_and_only_who_looks_after_people_revokes_theirs(house: House) -> None:
    robin, sam = house.person("robin", Role.EDITOR), house.person("sam", Role.EDITOR)
    admin = house.actor(house.person("kim", Role.ADMINISTRATOR))
    made, _ = house.app.app_passwords.make(house.actor(robin), "Telephone")

    with pytest.raises(NotAllowedError):
        house.app.app_passwords.make(admin, "Telephone", person=robin)
    with pytest.raises(NotAllowedError):
        house.app.app_passwords.revoke(house.actor(sam), made.id)
    with pytest.raises(NotAllowedError):
        house.app.app_passwords.all(house.actor(sam), robin)

    assert house.app.app_passwords.all(admin, robin) == [made]
    assert house.app.app_passwords.revoke(admin, made.id).revoked_at is not None


def test_the_operator_makes_one_for_a_person_and_says_for_whom(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)

    made, secret = house.app.app_passwords.make(OPERATOR, "Telephone", person=robin)

    assert made.person_id == robin.id
    assert house.app.app_passwords.guest("robin@example.org", secret) is not None
    with pytest.raises(InvalidInputError):
        house.app.app_passwords.make(OPERATOR, "Telephone")
    with pytest.raises(UnknownNameError):
        house.app.app_passwords.revoke(OPERATOR, 99)


@pytest.mark.parametrize("name", ["", " \n ", "\x07", "x" * 61])
def test_a_name_that_tells_nothing_is_refused(house: House, name: str) -> None:
    robin = house.person("robin", Role.EDITOR)

    with pytest.raises(InvalidInputError):
        house.app.app_passwords.make(house.actor(robin), name)


def test_a_person_has_twenty_at_most(house: House) -> None:
    robin = house.person("robin", Role.EDITOR)
    made = [house.app.app_passwords.make(house.actor(robin), f"Device {each}")[0] for each in range(20)]

    with pytest.raises(StateError):
        house.app.app_passwords.make(house.actor(robin), "One more")

    house.app.app_passwords.revoke(house.actor(robin), made[0].id)
    assert house.app.app_passwords.make(house.actor(robin), "One more")
