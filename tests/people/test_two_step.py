"""Two-step sign-in, in either database: when a code counts, how often, and who may turn it off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import (
    CodeWantedError,
    ConfirmAgainError,
    EnvironmentProblemError,
    InvalidInputError,
    NotAllowedError,
    RoundsError,
    StateError,
    TooManyTriesError,
)
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Permission, Person, Role
from scheduler.domain.second_factor import HALF_WAY, RECOVERY_CODES
from scheduler.domain.sessions import Browser
from scheduler.services.one_time_codes import step_of
from scheduler.services.passwords import Passwords
from scheduler.services.rotating import Rotating
from scheduler.services.sealed_rows import DEVICE
from scheduler.services.sealing import Seal
from scheduler.services.second_factors import SecondFactors
from scheduler.services.signing_in import SigningIn, Visit, WaitedTooLongError
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, ZONE
from tests.people.conftest import CHEAP, WORDS

_STEP = timedelta(seconds=30)


@dataclass
class Place:
    """People with passwords, and the devices of some."""

    store: Store
    clock: FrozenClock
    seal: Seal
    codes: SecondFactors
    people: SigningIn

    def person(self, short: str, *roles: Role) -> Person:
        """Add somebody whose password is `WORDS`."""
        return self.people.add(
            OPERATOR,
            name=f"{short.title()} Example",
            email=f"{short}@example.org",
            roles=roles,
            password=WORDS,
        )

    def visit(self, token: str) -> Visit:
        """Return who has a session."""
        found = self.people.visit(token)
        assert found is not None
        return found

    def half_way(self, short: str, browser: Browser | None = None) -> str:
        """Type the password, and return what names the sign-in that waits for a code."""
        with pytest.raises(CodeWantedError) as wanted:
            self.people.sign_in(f"{short}@example.org", WORDS, browser=browser)
        return wanted.value.half_way.reveal()

    def device(self, short: str) -> tuple[pyotp.TOTP, tuple[str, ...]]:
        """Set up somebody's device, and return it with the recovery codes; time passes till the next code."""
        token = self.people.sign_in(f"{short}@example.org", WORDS)
        assert token is not None
        actor = self.visit(token).actor
        device = pyotp.TOTP(self.codes.offer(actor).key.reveal().replace(" ", ""))
        recovery = self.codes.turn_on(actor, device.at(self.clock.now()))
        self.clock.advance(_STEP)
        return device, recovery

    def deeds(self, person: Person) -> list[str]:
        """Return what the record tells of somebody, oldest first."""
        with self.store.read() as unit:
            lines = unit.audit.recent(subject=f"person:{person.id}")
        return [line.action for line in reversed(lines)]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    engine = open_engine(database_url)
    migrate(engine)
    store, clock = Store(engine), FrozenClock(NOON)
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur County Hospital", zone=ZONE))
    seal = Seal(tmp_path / "secret.key", clock)
    codes = SecondFactors(store, clock, seal)
    people = SigningIn(store, clock, codes, passwords=Passwords(CHEAP), grave_idle=timedelta(minutes=15))
    yield Place(store, clock, seal, codes, people)
    store.close()


def test_the_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, its codes' last six digits
    for second, code in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        assert step_of(secret, code, datetime.fromtimestamp(second, UTC)) == second // 30


def test_a_code_is_asked_for_beside_the_password_and_lets_in(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")

    half_way = place.half_way("eli")
    assert place.people.visit(half_way) is None, "what waits for a code is no session"
    assert place.people.sign_in_by_code(half_way, "000000") is None
    token = place.people.sign_in_by_code(
        half_way, f" {device.at(place.clock.now())[:3]} {device.at(place.clock.now())[3:]}"
    )

    assert token is not None
    assert place.visit(token).person == eli
    assert place.deeds(eli)[-2:] == ["person.two_step_on", "person.signed_in"]


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_device_s_clock_may_be_half_a_minute_away(place: Place, steps: int, *, is_taken: bool) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    place.clock.advance(4 * _STEP)

    code = device.at(place.clock.now() + steps * _STEP)

    assert (place.people.sign_in_by_code(place.half_way("eli"), code) is not None) is is_taken


def test_a_code_is_taken_once_and_none_before_it_any_more(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    place.clock.advance(4 * _STEP)
    now, before = device.at(place.clock.now()), device.at(place.clock.now() - _STEP)

    assert place.people.sign_in_by_code(place.half_way("eli"), now)

    assert place.people.sign_in_by_code(place.half_way("eli"), now) is None
    assert place.people.sign_in_by_code(place.half_way("eli"), before) is None
    place.clock.advance(_STEP)
    assert place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))


def test_of_many_who_type_one_code_at_once_one_gets_in(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    waiting = [place.half_way("eli") for _ in range(4)]
    code, gate = device.at(place.clock.now()), threading.Barrier(len(waiting))
    let_in: list[str | None] = []

    def enter(half_way: str) -> None:
        gate.wait()
        let_in.append(place.people.sign_in_by_code(half_way, code))

    threads = [threading.Thread(target=enter, args=[each]) for each in waiting]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len([each for each in let_in if each]) == 1
    assert len(let_in) == len(waiting)


def test_a_sign_in_that_waits_for_its_code_is_over_soon_and_after_it_went_on(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    late, used = place.half_way("eli"), place.half_way("eli")
    assert place.people.sign_in_by_code(used, device.at(place.clock.now()))

    place.clock.advance(HALF_WAY + timedelta(seconds=1))

    for over in (late, used, "invented"):
        with pytest.raises(WaitedTooLongError, match="Sign in again"):
            place.people.sign_in_by_code(over, device.at(place.clock.now()))


def test_a_new_password_and_a_closed_account_end_what_waits_for_a_code(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    place.person("root", Role.ADMINISTRATOR)
    device, _ = place.device("eli")
    for change in (
        lambda: place.people.set_password(OPERATOR, eli.email, "another long word"),
        lambda: place.people.close(OPERATOR, eli.email),
    ):
        place.people.set_password(OPERATOR, eli.email, WORDS)
        half_way = place.half_way("eli")
        change()
        with pytest.raises(WaitedTooLongError):
            place.people.sign_in_by_code(half_way, device.at(place.clock.now()))


def test_codes_are_counted_apart_so_a_right_password_buys_no_more_tries(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    for _ in range(6):
        assert place.people.sign_in_by_code(place.half_way("eli"), "000000") is None

    with pytest.raises(TooManyTriesError, match="Wait 15 minutes"):
        place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    place.clock.advance(timedelta(minutes=15))

    assert place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))


def test_whoever_guesses_codes_elsewhere_keeps_nobody_out_of_their_own_browser(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    own = Browser(name="Firefox on Linux", mark="one", address="192.0.2.1")
    assert place.people.sign_in_by_code(place.half_way("eli", own), device.at(place.clock.now()), browser=own)
    elsewhere = Browser(mark="two", address="198.51.100.7")
    for _ in range(6):
        assert (
            place.people.sign_in_by_code(place.half_way("eli", elsewhere), "000000", browser=elsewhere)
            is None
        )
    place.clock.advance(_STEP)
    with pytest.raises(TooManyTriesError):
        place.people.sign_in_by_code(place.half_way("eli", elsewhere), "000000", browser=elsewhere)

    assert place.people.sign_in_by_code(place.half_way("eli", own), device.at(place.clock.now()), browser=own)


# recovery codes


def test_each_recovery_code_opens_the_account_once(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    _, recovery = place.device("eli")
    assert len(set(recovery)) == RECOVERY_CODES

    typed = recovery[3].replace(" ", "-")
    assert place.people.sign_in_by_code(place.half_way("eli"), typed)
    assert place.people.sign_in_by_code(place.half_way("eli"), typed) is None
    assert place.people.sign_in_by_code(place.half_way("eli"), recovery[4])

    assert place.codes.of(eli).recovery_codes_left == RECOVERY_CODES - 2
    assert place.deeds(eli).count("person.recovery_code_used") == 2


def test_new_recovery_codes_end_the_former_ones(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    _, former = place.device("eli")

    new = place.codes.new_recovery_codes(Actor.of(eli, confirmed_at=place.clock.now()))

    assert place.people.sign_in_by_code(place.half_way("eli"), former[0]) is None
    assert place.people.sign_in_by_code(place.half_way("eli"), new[0])


def test_a_recovery_code_needs_no_key_file(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, recovery = place.device("eli")
    place.seal.file.path.unlink()

    with pytest.raises(EnvironmentProblemError, match="Type one of your recovery codes"):
        place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))

    assert place.people.sign_in_by_code(place.half_way("eli"), recovery[0])


# grave steps


def test_who_is_there_is_proved_by_password_and_code(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    token = place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    assert token is not None
    place.clock.advance(timedelta(minutes=11))
    code = device.at(place.clock.now())

    for password, typed in ((WORDS, ""), (WORDS, "000000"), ("a guess at it", code)):
        with pytest.raises(NotAllowedError):
            place.people.confirm(token, password, typed)
    with pytest.raises(ConfirmAgainError):
        place.visit(token).actor.require_fresh(place.clock.now())
    place.people.confirm(token, WORDS, code)

    place.visit(token).actor.require_fresh(place.clock.now())
    with pytest.raises(NotAllowedError, match="used before"):
        place.people.confirm(token, WORDS, code)


def test_the_password_is_changed_with_a_code_unless_one_was_typed_just_now(place: Place) -> None:
    place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    token = place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    place.people.change_password(token, WORDS, "words of my very own")
    place.clock.advance(timedelta(minutes=11))

    with pytest.raises(NotAllowedError, match="code is not right"):
        place.people.change_password(token, "words of my very own", WORDS)
    place.people.change_password(token, "words of my very own", WORDS, device.at(place.clock.now()))

    assert place.half_way("eli")


def test_it_is_turned_off_with_the_password_and_a_code(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    device, _ = place.device("eli")
    token = place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    place.clock.advance(_STEP)

    for password, code in (("a guess at it", device.at(place.clock.now())), (WORDS, "000000")):
        with pytest.raises(NotAllowedError):
            place.people.turn_off_two_step(token, password, code)
    place.people.turn_off_two_step(token, WORDS, device.at(place.clock.now()))

    assert place.people.sign_in(eli.email, WORDS)
    assert "person.two_step_off" in place.deeds(eli)


def test_setting_it_up_asks_who_is_there_and_signs_other_browsers_out(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)
    here, there = (place.people.sign_in(eli.email, WORDS) for _ in range(2))
    assert here is not None
    visit = place.visit(here)
    with pytest.raises(ConfirmAgainError):
        place.codes.offer(Actor.of(eli, confirmed_at=NOON - timedelta(hours=1)))
    offer = place.codes.offer(visit.actor)
    assert place.codes.offer(visit.actor) == offer, "a page drawn anew shows the same picture"
    device = pyotp.parse_uri(offer.address.reveal())
    assert isinstance(device, pyotp.TOTP)
    assert (device.name, device.issuer) == (eli.email, "Larkspur County Hospital")

    with pytest.raises(NotAllowedError, match="not right"):
        place.codes.turn_on(visit.actor, "000000", here=visit.session.token_sha256)
    assert place.people.sign_in(eli.email, WORDS), "nothing is asked for before a code was right"
    place.codes.turn_on(visit.actor, device.at(place.clock.now()), here=visit.session.token_sha256)

    assert place.people.visit(here)
    assert place.people.visit(there) is None
    with pytest.raises(StateError, match="on already"):
        place.codes.offer(visit.actor)


# administrators


def test_an_administrator_turns_it_off_for_who_lost_their_device(place: Place) -> None:
    eli, root = place.person("eli", Role.EDITOR), place.person("root", Role.ADMINISTRATOR)
    device, _ = place.device("eli")
    token = place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    admin = Actor.of(root, confirmed_at=place.clock.now())

    for actor in (Actor.of(eli, confirmed_at=place.clock.now()), Actor.of(root, confirmed_at=None)):
        with pytest.raises(NotAllowedError):
            place.codes.reset(actor, eli.email)
    place.codes.reset(admin, eli.email)

    assert place.people.visit(token) is None
    assert place.people.sign_in(eli.email, WORDS)
    assert place.deeds(eli)[-2:] == ["person.two_step_reset", "person.signed_in"]
    with pytest.raises(InvalidInputError, match="nothing to turn off"):
        place.codes.reset(admin, eli.email)


def test_nobody_turns_off_their_own_without_password_and_code(place: Place) -> None:
    root = place.person("root", Role.ADMINISTRATOR)
    place.device("root")

    with pytest.raises(NotAllowedError, match="Turn off your own under “You”"):
        place.codes.reset(Actor.of(root, confirmed_at=place.clock.now()), root.email)


@pytest.mark.parametrize(
    ("demand", "owes"),
    [
        ({"is_of_everybody": True}, True),
        ({"roles": [Role.EDITOR]}, True),
        ({"roles": [Role.PUBLISHER, Role.ADMINISTRATOR]}, False),
        ({}, False),
    ],
)
def test_who_has_none_may_do_nothing_after_the_next_sign_in_before_they_set_it_up(
    place: Place, demand: dict[str, object], *, owes: bool
) -> None:
    eli = place.person("eli", Role.EDITOR)
    before = place.people.sign_in(eli.email, WORDS)
    assert before is not None
    place.codes.set_demand(OPERATOR, **demand)  # type: ignore[arg-type] # both are plain

    after = place.people.sign_in(eli.email, WORDS)

    assert after is not None
    assert not place.visit(before).owes_second_factor, "who is at work goes on until the next sign-in"
    assert place.visit(after).owes_second_factor is owes
    assert place.visit(after).actor.may(Permission.APPROVE) is not owes
    if owes:
        actor = place.visit(after).actor
        device = pyotp.TOTP(place.codes.offer(actor).key.reveal().replace(" ", ""))
        place.codes.turn_on(actor, device.at(place.clock.now()), here=place.visit(after).session.token_sha256)
        assert place.visit(after).actor.may(Permission.APPROVE)


def test_a_role_on_one_channel_is_demanded_like_one_everywhere_and_a_demand_is_recorded(place: Place) -> None:
    eli = place.person("eli", Role.AUTHOR)
    place.codes.set_demand(OPERATOR, roles=[Role.EDITOR])
    on_one = eli.model_copy(update={"channel_roles": {"main-x": (Role.EDITOR,)}})

    assert (place.codes.demand().is_of(eli), place.codes.demand().is_of(on_one)) == (False, True)
    with place.store.read() as unit:
        (line,) = [each for each in unit.audit.recent() if each.action == "organisation.two_step_demanded"]
    assert line.facts == {"of": "editor"}


def test_only_who_manages_people_demands_it(place: Place) -> None:
    eli = place.person("eli", Role.EDITOR)

    with pytest.raises(NotAllowedError):
        place.codes.set_demand(Actor.of(eli, confirmed_at=NOON), is_of_everybody=True)


# what is kept


def test_the_secret_is_sealed_to_its_person_and_sealed_anew_with_the_others(place: Place) -> None:
    eli, kim = place.person("eli", Role.EDITOR), place.person("kim", Role.EDITOR)
    device, _ = place.device("eli")
    other, _ = place.device("kim")
    rotating = Rotating(place.store, place.clock, place.seal)

    rotating.rotate(OPERATOR)
    rotating.retire(OPERATOR)

    assert {each.channel for each in rotating.check()} == {f"{DEVICE}{eli.id}", f"{DEVICE}{kim.id}"}
    assert place.people.sign_in_by_code(place.half_way("eli"), device.at(place.clock.now()))
    with place.store.write() as unit:
        stolen = unit.second_factors.sealed(eli.id)
        assert stolen is not None
        assert device.secret.encode() not in stolen
        unit.second_factors.seal(kim.id, stolen)
    for code in (device, other):
        with pytest.raises(EnvironmentProblemError):
            place.people.sign_in_by_code(place.half_way("kim"), code.at(place.clock.now()))


def test_no_secret_and_no_code_stands_in_record_log_or_error(
    place: Place, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG")
    eli = place.person("eli", Role.EDITOR)
    device, recovery = place.device("eli")
    half_way = place.half_way("eli")
    said: list[str] = []
    for typed in (device.at(place.clock.now()), recovery[0], "123456", "12345678901234567890"):
        try:
            place.people.sign_in_by_code(half_way, typed)
        except RoundsError as why:
            said.append(repr(why))
    with place.store.read() as unit:
        said += [repr(each) for each in unit.audit.recent()]
        kept = repr(unit.second_factors.get(eli.id))
    if (database := tmp_path / "rounds.db").exists():
        said += [each.read_bytes().decode("latin-1") for each in tmp_path.glob(f"{database.name}*")]

    told = "\n".join([*said, kept, caplog.text])

    digits = recovery[0].replace(" ", "")
    for secret in (device.secret, recovery[0], digits, half_way, "12345678901234567890"):
        assert secret not in told
