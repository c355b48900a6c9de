"""Accounts: who may be what where, and what nobody may do to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.errors import (
    ConfirmAgainError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.people import OPERATOR, Permission, Role
from scheduler.services.planning import NewPost
from tests.builders import NOON, an_actor
from tests.people.conftest import WORDS, Town

_P = Permission


def test_a_role_on_one_channel_holds_there_and_nowhere_else(town: Town) -> None:
    town.person("ada", on={"main-x": (Role.AUTHOR,)})
    ada = town.actor(town.session("ada"))
    there = NewPost(channel="main-x", at=NOON + timedelta(days=1), text="Wash your hands.")

    made = town.app.planning.add(ada, there)

    assert town.app.planning.get(made.id).author == ada.person_id
    with pytest.raises(NotAllowedError, match="may not write posts on county-x"):
        town.app.planning.add(ada, there.model_copy(update={"channel": "county-x"}))
    assert (ada.may(_P.WRITE), ada.may(_P.WRITE, on="main-x"), ada.may_somewhere(_P.WRITE)) == (
        False,
        True,
        True,
    )
    assert ada.channels_where(_P.WRITE) == ("main-x",)


def test_an_administrator_looks_after_people_and_nothing_else(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR)

    root = town.actor(town.session("root"))

    assert root.permissions == {_P.MANAGE_PEOPLE, _P.READ_AUDIT}


def test_what_holds_everywhere_is_not_kept_for_a_channel_as_well(town: Town) -> None:
    made = town.person("eli", Role.EDITOR, on={"main-x": (Role.EDITOR, Role.CLINICIAN), "county-x": ()})

    assert made.roles == (Role.EDITOR,)
    assert made.channel_roles == {"main-x": (Role.CLINICIAN,)}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_people_and_the_record_are_not_those_of_one_channel(town: Town, role: Role) -> None:
    with pytest.raises(InvalidInputError, match="for everything, not for one channel"):
        town.person("eli", on={"main-x": (role,)})


def test_a_channel_that_is_not_there_has_no_roles(town: Town) -> None:
    with pytest.raises(UnknownNameError, match="There is no channel “west-x”"):
        town.person("eli", on={"west-x": (Role.EDITOR,)})


def test_nobody_gives_a_role_to_themselves_but_they_may_lay_one_down(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR, Role.EDITOR)
    town.person("vice", Role.ADMINISTRATOR)
    root = town.actor(town.session("root"))

    with pytest.raises(NotAllowedError, match="can't give a role to yourself"):
        town.people.set_roles(
            root, "root@example.org", roles=[Role.ADMINISTRATOR, Role.PRIVACY_OFFICER], channel_roles={}
        )
    with pytest.raises(NotAllowedError, match="can't give a role to yourself"):
        town.people.set_roles(
            root,
            "root@example.org",
            roles=[Role.ADMINISTRATOR],
            channel_roles={"main-x": [Role.PUBLISHER]},
        )
    less = town.people.set_roles(root, "root@example.org", roles=[Role.EDITOR], channel_roles={})

    assert less.roles == (Role.EDITOR,)


@pytest.mark.parametrize("end", ["role", "account"])
def test_the_last_administrator_stays(town: Town, end: str) -> None:
    town.person("root", Role.ADMINISTRATOR, Role.PUBLISHER)
    gone = town.person("gone", Role.ADMINISTRATOR)
    town.people.close(OPERATOR, gone.email)

    with pytest.raises(StateError, match="Nobody else can look after people then"):
        if end == "role":
            town.people.set_roles(OPERATOR, "root@example.org", roles=[Role.PUBLISHER], channel_roles={})
        else:
            town.people.close(OPERATOR, "root@example.org")

    assert town.people.find("root@example.org").active


def test_a_role_that_was_taken_counts_from_the_next_click(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR)
    town.person("eli", Role.EDITOR)
    token = town.session("eli")
    assert town.actor(token).may(_P.APPROVE)

    town.people.set_roles(OPERATOR, "eli@example.org", roles=[Role.AUTHOR], channel_roles={})

    assert not town.actor(token).may(_P.APPROVE)
    assert town.actor(token).may(_P.WRITE)


def test_a_closed_account_is_out_at_once_and_comes_back_by_signing_in_anew(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR)
    eli = town.person("eli", Role.EDITOR)
    token = town.session("eli")

    town.people.close(OPERATOR, eli.email)

    assert town.people.actor_of(token) is None
    assert town.people.sign_in(eli.email, WORDS) is None
    town.people.reopen(OPERATOR, eli.email)
    assert town.people.actor_of(token) is None
    assert town.actor(town.session("eli")).may(_P.APPROVE)
    assert town.deeds(eli)[:4] == ["person.added", "person.signed_in", "person.closed", "person.reopened"]


def test_closing_twice_is_told_once(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR)
    eli = town.person("eli", Role.EDITOR)

    town.people.close(OPERATOR, eli.email)
    town.people.close(OPERATOR, eli.email)

    assert town.deeds(eli).count("person.closed") == 1


def test_the_record_tells_which_roles_were_there_before_and_which_are_now(town: Town) -> None:
    town.person("root", Role.ADMINISTRATOR)
    eli = town.person("eli", Role.EDITOR, on={"main-x": (Role.CLINICIAN,)})

    town.people.set_roles(OPERATOR, eli.email, roles=[], channel_roles={"county-x": [Role.AUTHOR]})

    with town.app._store.read() as unit:
        line = unit.audit.recent(subject=f"person:{eli.id}")[0]
    assert (line.action, line.facts) == (
        "person.roles_changed",
        {"roles": "author@county-x", "before": "editor,clinician@main-x"},
    )


def test_only_somebody_who_proved_who_they_are_changes_roles_closes_and_sets_passwords(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR)
    stale = an_actor(Role.ADMINISTRATOR, person_id=99, confirmed_at=NOON - timedelta(minutes=11))

    with pytest.raises(ConfirmAgainError):
        town.people.set_roles(stale, eli.email, roles=[Role.AUTHOR], channel_roles={})
    with pytest.raises(ConfirmAgainError):
        town.people.close(stale, eli.email)
    with pytest.raises(ConfirmAgainError):
        town.people.set_password(stale, eli.email, "another long word")

    assert town.people.find(eli.email) == eli
    assert town.session("eli")


def test_only_an_administrator_looks_after_people(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR)
    pam = an_actor(Role.PUBLISHER, Role.PRIVACY_OFFICER, person_id=99)

    for deed in (
        lambda: town.people.set_roles(pam, eli.email, roles=[Role.AUTHOR], channel_roles={}),
        lambda: town.people.close(pam, eli.email),
        lambda: town.people.reopen(pam, eli.email),
        lambda: town.people.rename(pam, eli.email, "Somebody"),
        lambda: town.people.set_password(pam, eli.email, "another long word"),
        lambda: town.people.sign_out_everywhere(pam, eli),
        lambda: town.person("nora", Role.EDITOR, by=pam),
    ):
        with pytest.raises(NotAllowedError, match="add and change people"):
            deed()

    assert town.people.all() == [eli]


def test_a_password_that_an_administrator_chose_opens_one_thing_alone(town: Town) -> None:
    root = an_actor(Role.ADMINISTRATOR, person_id=99)
    eli = town.person("eli", Role.EDITOR)
    old = town.session("eli")

    town.people.set_password(root, eli.email, "another long word")

    assert town.people.actor_of(old) is None
    token = town.people.sign_in(eli.email, "another long word")
    visit = town.people.visit(token)
    assert visit is not None
    assert visit.person.must_change_since == NOON
    assert not any(map(visit.actor.may_somewhere, Permission))
    town.people.change_password(token, "another long word", "words of my very own")
    assert town.actor(token or "").may(_P.APPROVE)
    assert town.people.sign_in(eli.email, "words of my very own")


def test_a_one_time_password_is_good_for_a_week(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR, by=an_actor(Role.ADMINISTRATOR, person_id=99))

    town.clock.advance(timedelta(days=7, minutes=1))

    assert town.people.sign_in(eli.email, WORDS) is None


def test_people_choose_their_own_name_and_nobody_s_else(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    eli = town.actor(town.session("eli"))

    assert town.people.rename(eli, "eli@example.org", "  Elias \n Example ").name == "Elias Example"

    for name in ("", "x" * 121):
        with pytest.raises(InvalidInputError, match="needs a name"):
            town.people.rename(eli, "eli@example.org", name)
