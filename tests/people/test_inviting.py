"""Links by which people choose a password: what they open, once, and what ends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from scheduler.domain.errors import (
    CodeWantedError,
    ConfirmAgainError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    TooManyTriesError,
)
from scheduler.domain.invitations import LINK_LIFE
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.sessions import Browser
from scheduler.services.inviting import Inviting, LinkEndedError
from scheduler.services.slowing import ADDRESS_LIMIT
from tests.people.conftest import WORDS, Town

_KIM = "kim@example.org"
_OWN = "seven quiet boats at noon"


class Links:
    """A town with a person who was added without a password, and the links to them."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.service = Inviting(
            town.app._store, town.clock, town.people, planner_url="https://plan.example.org/rounds/"
        )
        self.kim = town.people.add(
            OPERATOR, name="Kim Example", email=_KIM, roles=[Role.AUTHOR], password=None
        )

    def token(self, by: Actor = OPERATOR, email: str = _KIM) -> str:
        """Make a link and return its secret."""
        return self.service.make(by, email)[1].reveal().rpartition("/")[2]

    def is_over(self, token: str) -> bool:
        """Does a link open nothing, neither to be looked at nor to be used?"""
        with pytest.raises(LinkEndedError):
            self.service.use(token, _OWN)
        try:
            self.service.look(token)
        except LinkEndedError:
            return True
        return False


@pytest.fixture
def links(town: Town) -> Links:
    return Links(town)


def test_somebody_without_a_password_chooses_one_by_a_link_and_is_signed_in(links: Links) -> None:
    link, address = links.service.make(OPERATOR, _KIM)
    url, _, token = address.reveal().rpartition("/")
    assert url == "https://plan.example.org/rounds/invitation"
    assert link.until == links.town.clock.now() + LINK_LIFE
    assert token not in f"{link!r}{address!r}"
    assert links.town.people.sign_in(_KIM, "") is None

    for _ in range(2):  # whoever looks uses nothing up
        links.service.look(token)
    shown = links.service.look(token)
    session = links.service.use(token, _OWN)

    assert (shown.name, shown.email, shown.is_new) == ("Kim Example", _KIM, True)
    kim = links.town.actor(session)
    assert kim.person_id == links.kim.id
    assert kim.permissions
    assert links.town.people.sign_in(_KIM, _OWN)
    assert links.is_over(token)
    assert links.town.deeds(links.kim)[:4] == [
        "person.added",
        "person.link_made",
        "person.password_chosen",
        "person.signed_in",
    ]


def test_only_the_digest_of_a_link_is_kept(links: Links) -> None:
    token = links.token()

    rows = links.town.app._store.engine.connect().exec_driver_sql("SELECT * FROM invitation").all()
    assert len(rows) == 1
    assert token not in str(rows)


def test_a_weak_password_is_refused_and_the_link_stays(links: Links) -> None:
    token = links.token()

    with pytest.raises(InvalidInputError, match="at least 12 characters"):
        links.service.use(token, "short")

    assert links.service.use(token, _OWN)


def test_a_forgotten_password_is_good_until_another_is_chosen_and_sessions_end_then(links: Links) -> None:
    links.town.person("eli", Role.EDITOR)
    before = links.town.session("eli")
    token = links.token(email="eli@example.org")
    assert links.town.people.sign_in("eli@example.org", WORDS)
    assert not links.service.look(token).is_new

    after = links.service.use(token, _OWN)

    assert links.town.people.actor_of(before) is None
    assert links.town.people.actor_of(after)
    assert links.town.people.sign_in("eli@example.org", WORDS) is None


def _wait(links: Links) -> None:
    links.town.clock.advance(LINK_LIFE)


def _revoke(links: Links) -> None:
    links.service.revoke(OPERATOR, _KIM)


def _close(links: Links) -> None:
    links.town.people.close(OPERATOR, _KIM)


def _close_and_reopen(links: Links) -> None:
    links.town.people.close(OPERATOR, _KIM)
    links.town.people.reopen(OPERATOR, _KIM)


def _take_role(links: Links) -> None:
    links.town.people.set_roles(OPERATOR, _KIM, roles=[Role.AUDITOR], channel_roles={})


def _set_password(links: Links) -> None:
    links.town.people.set_password(OPERATOR, _KIM, WORDS)


def _make_anew(links: Links) -> None:
    links.token()


@pytest.mark.parametrize(
    "happens", [_wait, _revoke, _close, _close_and_reopen, _take_role, _set_password, _make_anew]
)
def test_what_ends_a_link_ends_it_for_good_and_without_a_difference(
    links: Links, happens: Callable[[Links], None]
) -> None:
    token = links.token()

    happens(links)

    assert links.is_over(token)


def test_a_role_more_leaves_the_link(links: Links) -> None:
    token = links.token()

    links.town.people.set_roles(OPERATOR, _KIM, roles=[Role.AUTHOR, Role.EDITOR], channel_roles={})

    assert links.service.look(token).email == _KIM


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "A" * 43, "é" * 43, "A" * 5000])
def test_an_invented_link_is_told_as_one_that_is_over(links: Links, token: str) -> None:
    assert links.is_over(token)


def test_a_link_is_over_once_its_maker_looks_after_people_no_more(links: Links) -> None:
    links.town.person("root", Role.ADMINISTRATOR)
    links.town.person("vice", Role.ADMINISTRATOR)
    root = links.town.actor(links.town.session("root"))
    token = links.token(by=root)
    assert links.service.standing()

    links.town.people.close(OPERATOR, "root@example.org")

    assert links.is_over(token)
    assert links.service.standing() == {}


def test_where_two_step_sign_in_is_on_a_link_alone_opens_nothing(links: Links) -> None:
    eli = Actor.of(links.town.person("eli", Role.EDITOR), confirmed_at=links.town.clock.now())
    device = pyotp.TOTP(links.town.app.second_factors.offer(eli).key.reveal().replace(" ", ""))
    links.town.app.second_factors.turn_on(eli, device.at(links.town.clock.now()))
    token = links.token(email="eli@example.org")

    with pytest.raises(CodeWantedError) as asked:
        links.service.use(token, _OWN)

    half_way = asked.value.half_way.reveal()
    assert links.town.people.actor_of(half_way) is None
    links.town.clock.advance(timedelta(seconds=30))
    code = device.at(links.town.clock.now())
    assert links.town.people.sign_in_by_code(half_way, code)


def test_wrong_links_are_counted_for_their_address_and_a_right_one_waits_for_nobody(links: Links) -> None:
    token = links.token()
    for _ in range(ADDRESS_LIMIT):
        with pytest.raises(LinkEndedError):
            links.service.look("B" * 43, address="192.0.2.7")

    with pytest.raises(TooManyTriesError):
        links.service.look("B" * 43, address="192.0.2.7")
    assert links.service.use(token, _OWN, browser=Browser(address="192.0.2.7"))


def test_only_who_looks_after_people_and_has_just_proved_it_makes_one(links: Links) -> None:
    links.town.person("eli", Role.EDITOR)
    links.town.person("root", Role.ADMINISTRATOR)
    root = links.town.actor(links.town.session("root"))

    with pytest.raises(NotAllowedError, match="may not"):
        links.token(by=links.town.actor(links.town.session("eli")))
    with pytest.raises(NotAllowedError, match="under “You”"):
        links.token(by=root, email="root@example.org")
    links.town.clock.advance(timedelta(hours=1))
    with pytest.raises(ConfirmAgainError):
        links.token(by=root)


def test_a_closed_account_gets_no_link(links: Links) -> None:
    links.town.people.close(OPERATOR, _KIM)

    with pytest.raises(StateError, match="is closed"):
        links.token()
