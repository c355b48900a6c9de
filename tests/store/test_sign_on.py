"""Sign-ins on their way and people as a provider knows them, in either database."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.people import Person, Role
from scheduler.domain.sign_on import Begun, GroupRole, Identity, SignOnSettings
from scheduler.store.database import Store
from tests.builders import NOON


def begun(state: str, *, minutes: int = 0) -> Begun:
    at = NOON + timedelta(minutes=minutes)
    return Begun(state_sha256=state, secret_sha256="s", issuer="https://id.example.org", next="/", at=at)


def test_a_sign_in_is_taken_once_and_those_that_never_came_back_are_forgotten(store: Store) -> None:
    with store.write() as unit:
        unit.sign_on.begin(begun("old"), expired_before=NOON)
        unit.sign_on.begin(begun("new", minutes=11), expired_before=NOON + timedelta(minutes=1))

    with store.write() as unit:
        assert unit.sign_on.take("old") is None
        assert unit.sign_on.take("new") == begun("new", minutes=11)
        assert unit.sign_on.take("new") is None


def test_settings_come_back_whole(store: Store) -> None:
    told = SignOnSettings(
        issuer="https://id.example.org",
        client_id="rounds",
        group_roles=(GroupRole(group="press", role=Role.EDITOR, channel="main-x"),),
        break_glass=(3,),
    )
    with store.write() as unit:
        unit.sign_on.put(told, secret=b"\x00sealed")

    with store.read() as unit:
        assert (unit.sign_on.settings(), unit.sign_on.secret()) == (told, b"\x00sealed")


def test_a_person_is_known_by_issuer_and_number_and_so_are_their_sessions(store: Store) -> None:
    with store.write() as unit:
        person = unit.people.add(
            Person(name="Nora", email="nora@example.org", roles=(), created_at=NOON), password_hash=""
        )
        known = unit.sign_on.know(
            Identity(
                issuer="https://id.example.org",
                subject="n-1",
                person_id=person.id,
                created_at=NOON,
                seen_at=NOON,
            )
        )
        unit.people.open_session(person.id, "t", at=NOON, until=NOON + timedelta(hours=1))
        unit.sign_on.came("t", known.id, sid="of the provider")
        given = (("", Role.EDITOR), ("main-x", Role.AUTHOR))
        unit.sign_on.know(known.model_copy(update={"given": given}))

    with store.read() as unit:
        found = unit.sign_on.identity("https://id.example.org", "n-1")
        assert found is not None
        assert found.given == given
        assert unit.sign_on.identity("https://other.example.org", "n-1") is None
        assert unit.sign_on.identity_of_session("t") == found
        assert unit.sign_on.sessions(found.id, sid="another") == []
        assert unit.sign_on.sessions_named("https://id.example.org", "of the provider") == ["t"]
