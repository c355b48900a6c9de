"""Sessions: when they sleep and end, what a new secret is worth, and how often a password may be wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from scheduler.domain.errors import NotAllowedError, TooManyTriesError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.sessions import Browser, browser_name
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import SigningIn
from tests.builders import NOON
from tests.people.conftest import WORDS, Town

_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("role", "awake", "asleep"),
    [
        (Role.AUTHOR, timedelta(hours=12), timedelta(hours=12, seconds=1)),
        (Role.AUDITOR, timedelta(hours=12), timedelta(hours=12, seconds=1)),
        (Role.EDITOR, timedelta(minutes=15), timedelta(minutes=15, seconds=1)),
        (Role.ADMINISTRATOR, timedelta(minutes=15), timedelta(minutes=15, seconds=1)),
    ],
)
def test_a_session_that_nobody_uses_sleeps_sooner_for_those_who_decide(
    town: Town, role: Role, awake: timedelta, asleep: timedelta
) -> None:
    town.person("ada", role)
    token = town.session("ada")

    town.clock.advance(awake)
    assert town.people.actor_of(token) is not None
    town.clock.advance(asleep - awake)

    assert town.people.actor_of(token) is None
    visit = town.people.visit(token)
    assert visit is not None
    assert visit.sleeps


def test_a_role_on_one_channel_makes_the_session_sleep_sooner_as_well(town: Town) -> None:
    town.person("eli", Role.AUTHOR, on={"main-x": (Role.EDITOR,)})
    token = town.session("eli")

    town.clock.advance(timedelta(minutes=16))

    assert town.people.actor_of(token) is None


def test_use_keeps_a_session_awake_and_is_written_once_a_minute(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")

    for _ in range(8):
        town.clock.advance(timedelta(minutes=10))
        visit = town.people.visit(token)
        assert visit is not None
        town.people.used(visit)
    written = town.people.visit(token)
    town.clock.advance(timedelta(seconds=59))
    assert written is not None
    town.people.used(written)

    assert town.people.visit(token) == written


def test_looking_alone_keeps_nobody_awake(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")

    for _ in range(16):
        town.clock.advance(_MINUTE)
        town.people.actor_of(token)

    assert town.people.actor_of(token) is None


def test_a_session_ends_after_two_weeks_however_it_is_used(town: Town) -> None:
    town.person("ada", Role.AUTHOR)
    token = town.session("ada")

    for _ in range(28):
        town.clock.advance(timedelta(hours=12))
        if visit := town.people.visit(token):
            town.people.used(visit)

    assert town.people.visit(token) is None


def test_the_right_password_wakes_a_session_and_another_one_does_not(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")
    town.clock.advance(timedelta(hours=1))

    with pytest.raises(NotAllowedError, match="That is not your password"):
        town.people.confirm(token, "another long word")
    assert town.people.actor_of(token) is None
    town.people.confirm(token, WORDS)

    assert town.actor(token).confirmed_at == town.clock.now()


def test_a_proof_is_fresh_for_ten_minutes_and_a_sign_in_is_one(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")
    town.actor(token).require_fresh(town.clock.now())

    town.clock.advance(timedelta(minutes=10))
    town.actor(token).require_fresh(town.clock.now())
    town.clock.advance(timedelta(seconds=1))

    with pytest.raises(NotAllowedError, match="Type your password again first"):
        town.actor(token).require_fresh(town.clock.now())
    town.people.confirm(token, WORDS)
    town.actor(token).require_fresh(town.clock.now())


def test_the_secret_from_before_a_proof_opens_no_new_page(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    stolen = town.session("eli")
    town.people.confirm(stolen, WORDS)

    fresh = town.people.renew(stolen)

    assert fresh is not None
    assert town.actor(fresh).name == "Eli Example"
    town.clock.advance(_MINUTE + timedelta(seconds=1))
    assert town.people.actor_of(stolen) is None
    page = town.people.actor_of(stolen, is_page=True)
    assert page is not None, "a page that stands open goes on"


def test_a_new_secret_is_given_for_a_proof_alone_and_once(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")
    town.clock.advance(timedelta(minutes=2))
    assert town.people.renew(token) is None

    town.people.confirm(token, WORDS)
    assert town.people.renew(token) is not None

    assert town.people.renew(token) is None, "the former secret buys nothing"
    assert town.people.renew("invented") is None


def test_pages_of_a_session_end_with_it_whatever_secret_they_have(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    first = town.session("eli")
    second = town.people.renew(first)
    assert second is not None
    town.people.confirm(second, WORDS)
    third = town.people.renew(second)
    assert third is not None

    town.people.sign_out(third)

    assert [town.people.visit(each, is_page=True) for each in (first, second, third)] == [None] * 3


def test_signing_out_everywhere_leaves_the_browser_in_front_of_one(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    here, there = town.session("eli"), town.session("eli")
    visit = town.people.visit(here)
    assert visit is not None

    town.people.sign_out_everywhere(visit.actor, visit.person, but=visit.session.token_sha256)

    assert town.people.actor_of(there) is None
    assert [each.token_sha256 for each in town.people.sessions(visit.person)] == [visit.session.token_sha256]


def test_changing_one_s_password_asks_for_the_old_one_and_ends_the_other_sessions(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    here, there = town.session("eli"), town.session("eli")

    with pytest.raises(NotAllowedError, match="not your password"):
        town.people.change_password(here, "a guess at it", "words of my very own")
    town.people.change_password(here, WORDS, "words of my very own")

    assert town.people.actor_of(here) is not None
    assert town.people.actor_of(there) is None
    assert town.people.sign_in("eli@example.org", WORDS) is None


def test_a_browser_that_is_new_to_a_person_is_told(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR)
    known = Browser(name="Firefox on Linux", mark="one")
    for _ in range(2):
        town.people.sign_in("eli@example.org", WORDS, browser=known)
    town.clock.advance(timedelta(days=3))

    town.people.sign_in("eli@example.org", WORDS, browser=Browser(name="Chrome on Android", mark="two"))

    assert [(each.name, each.first_at) for each in town.people.browsers(eli)] == [
        ("Chrome on Android", NOON + timedelta(days=3)),
        ("Firefox on Linux", NOON),
    ]


# tries


def test_after_six_wrong_passwords_the_right_one_must_wait_in_every_process(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    for _ in range(6):
        assert town.people.sign_in("eli@example.org", "a guess at it") is None
    other = SigningIn(town.app._store, town.clock, town.app.second_factors)

    with pytest.raises(TooManyTriesError, match="Wait 15 minutes"):
        other.sign_in("ELI@example.org", WORDS)
    town.clock.advance(timedelta(minutes=15))

    assert town.session("eli")


def test_an_account_that_is_not_there_is_counted_like_one_that_is(town: Town) -> None:
    for _ in range(6):
        assert town.people.sign_in("nobody@example.org", "a guess at it") is None

    with pytest.raises(TooManyTriesError):
        town.people.sign_in("nobody@example.org", "a guess at it")


def test_whoever_guesses_from_elsewhere_can_t_keep_a_person_out_of_their_own_browser(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    own = Browser(name="Firefox on Linux", mark="one", address="192.0.2.1")
    assert town.people.sign_in("eli@example.org", WORDS, browser=own)
    for number in range(6):
        elsewhere = Browser(mark=f"mark {number}", address="198.51.100.7")
        town.people.sign_in("eli@example.org", "a guess at it", browser=elsewhere)

    with pytest.raises(TooManyTriesError):
        town.people.sign_in("eli@example.org", WORDS, browser=Browser(mark="other"))

    assert town.people.sign_in("eli@example.org", WORDS, browser=own)


def test_one_address_fails_thirty_times_whomever_it_names(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    here = Browser(address="198.51.100.7")
    for number in range(30):
        town.people.sign_in(f"nobody{number}@example.org", "a guess at it", browser=here)

    with pytest.raises(TooManyTriesError):
        town.people.sign_in("eli@example.org", WORDS, browser=here)

    assert town.people.sign_in("eli@example.org", WORDS, browser=Browser(address="192.0.2.1"))


def test_a_success_forgets_the_failures_of_the_account(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    for _ in range(3):
        for _ in range(5):
            town.people.sign_in("eli@example.org", "a guess at it")
        assert town.session("eli")


def test_proofs_are_counted_too(town: Town) -> None:
    town.person("eli", Role.EDITOR)
    token = town.session("eli")
    for _ in range(6):
        with pytest.raises(NotAllowedError, match="not your password"):
            town.people.confirm(token, "a guess at it")

    with pytest.raises(TooManyTriesError):
        town.people.confirm(token, WORDS)


# hashes


def test_a_hash_is_renewed_once_its_costs_were_raised(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR)
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    later = SigningIn(town.app._store, town.clock, town.app.second_factors, passwords=dearer)

    def kept() -> str:
        with town.app._store.read() as unit:
            return unit.people.password_hash(eli.id)

    assert later.sign_in(eli.email, WORDS)

    assert "m=16,t=2" in kept()
    renewed = kept()
    assert later.sign_in(eli.email, WORDS)
    assert kept() == renewed


def test_a_password_is_the_same_however_its_letters_are_put_together(town: Town) -> None:
    town.people.add(
        OPERATOR,
        name="Eli Example",
        email="eli@example.org",
        roles=[Role.EDITOR],
        password="Ma\u0301rz im Schnee",
    )

    assert town.people.sign_in("eli@example.org", "M\u00e1rz im Schnee")


def test_nobody_signs_in_to_an_account_without_a_password(town: Town) -> None:
    eli = town.person("eli", Role.EDITOR)
    with town.app._store.write() as unit:
        unit.people.set_password(eli.id, "", must_change_since=None)

    assert town.people.sign_in(eli.email, "") is None
    assert not town.people.has_password(eli)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iOS",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
        ("\u202e" + "x" * 900, "x" * 80),
    ],
)
def test_a_browser_has_a_short_name(said: str, name: str) -> None:
    assert browser_name(said) == name
