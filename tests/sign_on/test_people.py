"""Who somebody is, what their groups give them, and when they are shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.sign_on import GroupRole, groups_in, replaced
from scheduler.services.providing import SignOnRefusedError
from tests.sign_on.hospital import Hospital
from tests.ui.house import PASSWORD


def why_not(hospital: Hospital, subject: str = "n-1") -> str:
    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in(subject)
    return refused.value.code


def test_groups_give_roles_everywhere_and_on_channels(hospital: Hospital) -> None:
    hospital.provider.people["n-1"]["groups"] = ["editors", "county press", "choir"]

    hospital.sign_in()

    assert hospital.nora().roles == (Role.EDITOR,)
    assert hospital.nora().channel_roles == {"county-x": (Role.PUBLISHER,)}


def test_groups_are_read_anew_at_each_sign_in_and_what_hands_gave_stays(hospital: Hospital) -> None:
    hospital.sign_in()
    with hospital.app._store.write() as unit:
        unit.people.set_roles(hospital.nora().id, roles=(Role.EDITOR, Role.CLINICIAN), channel_roles={})
    hospital.provider.people["n-1"]["groups"] = ["directors"]

    hospital.sign_in()

    assert set(hospital.nora().roles) == {Role.CLINICIAN, Role.ADMINISTRATOR}


def test_who_lost_all_groups_is_shut_out_and_their_sessions_end(hospital: Hospital) -> None:
    before = hospital.sign_in()
    hospital.provider.people["n-1"]["groups"] = ["choir"]

    assert why_not(hospital) == "groups"

    assert hospital.actor(before) is None
    assert hospital.nora().roles == ()
    assert "person.lost_groups" in hospital.record()


def test_who_never_had_a_group_gets_no_account(hospital: Hospital) -> None:
    assert why_not(hospital, "n-2") == "groups"

    assert "sam@example.org" not in [each.email for each in hospital.app.people.all()]


@pytest.mark.parametrize(
    ("told", "groups"),
    [
        ({"groups": ["a", 7, None, {"b": 1}]}, {"a"}),
        ({"groups": "a"}, {"a"}),
        ({"groups": {"a": True}}, set()),
        ({"groups": None}, set()),
        ({}, set()),
        ({"groups": [f"g{number}" for number in range(5000)]}, {f"g{number}" for number in range(5000)}),
        ({"_claim_names": {"groups": "src1"}}, None),
        ({"hasgroups": True}, None),
        ({"_claim_names": {"photo": "src1"}, "groups": ["a"]}, {"a"}),
    ],
)
def test_groups_are_a_text_or_a_list_of_them(told: dict[str, Any], groups: set[str] | None) -> None:
    assert groups_in(told, "groups") == groups


def test_a_claim_within_claims_is_found_by_dots_unless_its_whole_name_stands() -> None:
    nested = {"realm_access": {"roles": ["a"]}}

    assert groups_in(nested, "realm_access.roles") == frozenset("a")
    assert groups_in({**nested, "realm_access.roles": ["b"]}, "realm_access.roles") == frozenset("b")


def test_too_many_groups_for_the_provider_to_tell_are_told_and_change_nothing(hospital: Hospital) -> None:
    arrival = hospital.sign_in()
    hospital.provider.people["n-1"].pop("groups")
    hospital.provider.people["n-1"]["_claim_names"] = {"groups": "src1"}

    assert why_not(hospital) == "too-many-groups"

    assert hospital.actor(arrival) is not None
    assert hospital.nora().roles == (Role.EDITOR,)


def test_a_group_s_role_on_a_channel_that_is_gone_gives_nothing(hospital: Hospital) -> None:
    settings = hospital.app.setting_sign_on.shown()
    gone = GroupRole(group="students", role=Role.AUTHOR, channel="gone-x")
    with hospital.app._store.write() as unit:
        unit.sign_on.put(settings.model_copy(update={"group_roles": (gone,)}), secret=unit.sign_on.secret())

    assert why_not(hospital, "n-2") == "groups"


def test_a_mail_address_that_changes_at_the_provider_leads_to_the_same_account(hospital: Hospital) -> None:
    hospital.sign_in()
    hospital.provider.people["n-1"]["email"] = "nora.new@example.org"

    hospital.sign_in()

    assert hospital.nora().name == "Nora Nurse"
    assert hospital.record().count("person.added") == len(hospital.app.people.all())


def test_an_account_is_not_taken_by_its_mail_address_alone(hospital: Hospital) -> None:
    hospital.provider.people["n-1"]["email"] = "eli@example.org"
    assert why_not(hospital) == "taken"

    hospital.change(links_by_mail=True)
    hospital.provider.people["n-1"]["email_verified"] = False
    assert why_not(hospital) == "taken"

    hospital.provider.people["n-1"]["email_verified"] = True
    assert (actor := hospital.actor(hospital.sign_in())) is not None
    assert actor.name == "Eli Editor"
    hospital.provider.people["n-3"] = dict(hospital.provider.people["n-1"])
    assert why_not(hospital, "n-3") == "taken"


def test_an_account_that_waits_for_its_first_password_needs_none_any_more(hospital: Hospital) -> None:
    hospital.change(links_by_mail=True)
    hospital.app.people.add(
        OPERATOR,
        name="Nora Nurse",
        email="nora@example.org",
        roles=[Role.AUTHOR],
        password="tram lantern walnut",
        is_one_time=True,
    )

    actor = hospital.actor(hospital.sign_in())

    assert actor is not None
    assert actor.permissions
    assert hospital.app.people.sign_in("nora@example.org", "tram lantern walnut") is None


def test_a_proof_of_one_claim_proves_no_other(hospital: Hospital) -> None:
    hospital.change(links_by_mail=True)
    nora = hospital.provider.people["n-1"]
    nora["preferred_username"] = "eli@example.org"
    nora.pop("email")

    assert why_not(hospital) == "taken"


def test_a_break_glass_account_is_never_taken_over(hospital: Hospital) -> None:
    hospital.change(links_by_mail=True, break_glass=("pam@example.org",), passwords="break-glass")
    hospital.provider.people["n-1"]["email"] = "pam@example.org"

    assert why_not(hospital) == "taken"


@pytest.mark.parametrize(
    ("mail", "is_proved"), [("nora@example.com", True), ("nora@example.org", False), ("", True)]
)
def test_only_proved_addresses_of_the_domains_that_are_named_get_in(
    hospital: Hospital, mail: str, *, is_proved: bool
) -> None:
    hospital.change(mail_domains=("@Example.org",))
    hospital.provider.people["n-1"] |= {"email": mail, "email_verified": is_proved}

    assert why_not(hospital) == "mail"


@pytest.mark.parametrize(
    "mail", ["no address", "a@b", "a@@example.org", "a\n@example.org", "x" * 300 + "@example.org", 7]
)
def test_an_odd_mail_address_makes_no_account(hospital: Hospital, mail: object) -> None:
    hospital.provider.people["n-1"]["email"] = mail

    assert why_not(hospital) == "mail"


def test_without_leave_no_account_is_made(hospital: Hospital) -> None:
    hospital.change(makes_accounts=False)

    assert why_not(hospital) == "account"


def test_a_closed_account_stays_closed(hospital: Hospital) -> None:
    hospital.sign_in()
    with hospital.app._store.write() as unit:
        row = unit.people.get(hospital.nora().id)
        unit.people.set_active(row.id, active=False)

    assert why_not(hospital) == "closed"


def test_an_account_of_the_provider_has_no_password_to_guess(hospital: Hospital) -> None:
    hospital.sign_in()

    assert hospital.app.people.sign_in("nora@example.org", "") is None


def test_passwords_are_for_break_glass_accounts_only_where_that_is_set(hospital: Hospital) -> None:
    hospital.change(break_glass=("pam@example.org",), passwords="break-glass")

    assert hospital.app.people.sign_in("eli@example.org", PASSWORD) is None
    assert hospital.app.people.sign_in("pam@example.org", PASSWORD) is not None


def test_what_hands_gave_stays_when_groups_give_and_take_the_same() -> None:
    by_hand = frozenset({("", Role.EDITOR)})
    groups = frozenset({("", Role.EDITOR), ("", Role.AUTHOR)})

    held, given = replaced(by_hand, given_before=frozenset(), given_now=groups)
    after, _ = replaced(held, given_before=given, given_now=frozenset())

    assert (held, given, after) == (groups, frozenset({("", Role.AUTHOR)}), by_hand)


def test_somebody_shows_again_who_they_are(hospital: Hospital) -> None:
    token = hospital.sign_in().token
    hospital.clock.advance(timedelta(minutes=12))
    actor = hospital.app.people.actor_of(token)
    assert actor is not None
    assert actor.confirmed_at != hospital.clock.now()

    hospital.sign_in(again_for=token)

    again = hospital.app.people.actor_of(token)
    assert again is not None
    again.require_fresh(hospital.clock.now())
    assert hospital.record()[-1] == "person.confirmed"


def test_a_provider_that_asked_for_no_password_confirms_nobody(hospital: Hospital) -> None:
    token = hospital.sign_in().token
    hospital.clock.advance(timedelta(minutes=12))
    hospital.provider.heeds_prompt = False

    with pytest.raises(SignOnRefusedError, match="did not ask for your password again"):
        hospital.sign_in(again_for=token)


def test_a_provider_that_does_not_say_when_confirms_nobody(hospital: Hospital) -> None:
    token = hospital.sign_in().token
    hospital.provider.twist = lambda claims: {n: v for n, v in claims.items() if n != "auth_time"}

    with pytest.raises(SignOnRefusedError, match="auth_time"):
        hospital.sign_in(again_for=token)


def test_nobody_confirms_for_somebody_else(hospital: Hospital) -> None:
    token = hospital.sign_in().token
    hospital.provider.people["n-2"]["groups"] = ["editors"]
    before = [each.email for each in hospital.app.people.all()]

    with pytest.raises(SignOnRefusedError, match="Somebody else"):
        hospital.sign_in("n-2", again_for=token)

    assert [each.email for each in hospital.app.people.all()] == before


def test_signing_out_at_the_provider_ends_that_session_only(hospital: Hospital) -> None:
    here = hospital.sign_in()
    hospital.provider.twist = lambda claims: {**claims, "sid": "another"}
    elsewhere = hospital.sign_in()

    ended = hospital.app.single_sign_on.ended_there(
        hospital.provider.signed_out_message(sub="n-1", sid="another")
    )

    assert ended == 1
    assert hospital.actor(elsewhere) is None
    assert hospital.actor(here) is not None
    hospital.app.single_sign_on.ended_there(hospital.provider.signed_out_message(sub="n-1"))
    assert hospital.actor(here) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"events": None},
        {"events": {}},
        {"nonce": "of an identity"},
        {"aud": "another client"},
        {"iss": "https://id.example.com"},
        {"jti": None},
        {"sub": None},
        {"iat": 0},
    ],
)
def test_a_message_that_is_no_sign_out_ends_nothing(hospital: Hospital, changes: dict[str, Any]) -> None:
    arrival = hospital.sign_in()

    with pytest.raises(SignOnRefusedError):
        hospital.app.single_sign_on.ended_there(
            hospital.provider.signed_out_message(**{"sub": "n-1", **changes})
        )

    assert hospital.actor(arrival) is not None


def test_a_change_of_the_settings_lets_everybody_of_the_provider_sign_in_anew(hospital: Hospital) -> None:
    arrival = hospital.sign_in()
    by_password = hospital.app.people.sign_in("eli@example.org", PASSWORD)

    hospital.app.setting_sign_on.forget(OPERATOR)

    assert hospital.actor(arrival) is None
    assert hospital.app.people.actor_of(by_password) is not None
    assert hospital.app.single_sign_on.offered() is None
