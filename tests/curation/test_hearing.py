from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from connectors.base import Connector, Mention, NotSentError
from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.hearing import Hearing
from scheduler.services.trends import TrendWatch
from tests.builders import NOON, an_actor
from tests.curation.house import House

STORM = "@larkspur my mammogram at 12 Elm St. was moved, is the mammogram bus broken? https://example.org/x"


class Network:
    """Tells mentions as the contract asks, newest first."""

    def __init__(self) -> None:
        self.said: list[Mention] = []
        self.asked: list[tuple[str, int]] = []
        self.is_down = False

    def say(self, house: House, author: str, text: str = STORM) -> None:
        number = str(len(self.said) + 1)
        self.said.insert(0, Mention(number, author, house.clock.now(), text))

    def mentions(self, *, after: str, most: int) -> Sequence[Mention]:
        self.asked.append((after, most))
        if self.is_down:
            raise NotSentError("it is down")
        return [each for each in self.said if int(each.remote_id) > int(after or 0)][:most]


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def hearing(house: House, network: Network) -> Hearing:
    return Hearing(house.store, house.clock, connector_of=lambda _: cast("Connector", network))


def spent(house: House) -> int:
    with house.store.read() as unit:
        return unit.spending.spent("main-x", NOON - timedelta(days=30), NOON + timedelta(days=90))


def test_nobody_is_heard_unless_the_channel_wants_it(hearing: Hearing, network: Network) -> None:
    assert hearing.listen() == 0
    assert network.asked == []


def test_the_first_look_keeps_nothing_and_the_next_only_words(
    house: House, hearing: Hearing, network: Network
) -> None:
    hearing.allow(OPERATOR, "main-x", 50)
    network.say(house, "ada", "An old word")
    first = hearing.listen()
    network.say(house, "ada")
    second = hearing.listen()

    with house.store.read() as unit:
        (heard,) = unit.mentions.since(NOON - timedelta(days=1))
    assert (first, second) == (0, 1)
    assert network.asked == [("", 5), ("1", 49)]
    assert heard.words == ("broken", "bus", "elm", "mammogram", "moved", "the", "was")
    assert "ada" not in heard.voice


def test_what_was_read_counts_as_spent_and_never_exceeds_day_or_budget(
    house: House, hearing: Hearing, network: Network
) -> None:
    hearing.allow(OPERATOR, "main-x", 12)
    with house.store.write() as unit:
        unit.plan.change_channel(unit.plan.channel("main-x").model_copy(update={"budget": 45}))
    for number in range(30):
        network.say(house, str(number))

    for _ in range(3):
        hearing.listen()
        for number in range(30):
            network.say(house, str(number))

    assert [most for _, most in network.asked] == [5]
    assert spent(house) == 25
    house.clock.advance(timedelta(days=2))
    hearing.listen()
    assert spent(house) == 25


def test_a_network_that_is_down_costs_nothing_and_is_asked_again(
    house: House, hearing: Hearing, network: Network
) -> None:
    hearing.allow(OPERATOR, "main-x", 50)
    network.is_down = True

    assert hearing.listen() == 0
    network.is_down = False
    hearing.listen()

    assert (len(network.asked), spent(house)) == (2, 0)


def test_words_are_forgotten_after_sixty_days(house: House, hearing: Hearing, network: Network) -> None:
    hearing.allow(OPERATOR, "main-x", 50)
    hearing.listen()
    network.say(house, "ada")
    hearing.listen()

    house.clock.advance(timedelta(days=61))
    hearing.listen()

    with house.store.read() as unit:
        assert unit.mentions.since(NOON - timedelta(days=1)) == []


def test_many_voices_that_name_us_at_once_are_a_trend(
    house: House, hearing: Hearing, network: Network
) -> None:
    hearing.allow(OPERATOR, "main-x", 100)
    hearing.listen()
    for day in range(40):
        house.clock.advance(timedelta(days=1))
        network.say(
            house, f"reader {day % 5}", f"Thanks for the story number {day} of a kind {'xyz'[day % 3] * 4}"
        )
        hearing.listen()
    for number in range(12):
        network.say(house, f"patient {number}")
    hearing.listen()

    (alert,) = TrendWatch(house.store, house.clock, curating=house.curating).look()

    assert "mammogram" in alert.terms
    assert (alert.items, alert.publishers) == ((), ("mention of main-x",))


def test_only_who_sets_up_lets_mentions_be_read_and_only_so_many(hearing: Hearing) -> None:
    with pytest.raises(NotAllowedError):
        hearing.allow(an_actor(Role.EDITOR), "main-x", 10)
    with pytest.raises(InvalidInputError):
        hearing.allow(OPERATOR, "main-x", 4)
