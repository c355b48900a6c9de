"""When there is something to understand, so that an idle engine starts no process for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.curation import Fetch
from scheduler.domain.people import OPERATOR
from scheduler.duties import Apart, Duty
from scheduler.services.shortlisting import HORIZON
from tests.builders import NOON, a_pillar
from tests.curation.house import House, a_source, an_item

if TYPE_CHECKING:
    from collections.abc import Callable


def test_nothing_is_news_twice_once_it_was_read(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.keep(an_item(1, title="Flu clinic opens on Monday"))

    house.curating.understand()

    assert house.curating.news() == house.curating.news()


def test_an_item_that_waits_is_news_however_often_one_asks(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    house.keep(an_item(1, title="Flu clinic opens on Monday"))

    assert house.curating.news() != house.curating.news()


def test_what_is_too_old_to_be_read_is_no_news(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    house.keep(an_item(1, published=NOON - HORIZON - timedelta(days=1)))

    assert house.curating.news() == house.curating.news()


@pytest.mark.parametrize(
    "change",
    [
        lambda changing: changing.fetched(is_unchanged=False),
        lambda changing: changing.pillar_added(),
    ],
    ids=["another document", "another pillar"],
)
def test_what_changes_the_answer_is_news(house: House, change: Callable[[Changing], None]) -> None:
    changing = Changing(house)
    house.curating.add(OPERATOR, a_source())
    before = house.curating.news()

    change(changing)

    assert house.curating.news() != before


def test_a_document_as_it_was_is_no_news(house: House) -> None:
    changing = Changing(house)
    house.curating.add(OPERATOR, a_source())
    before = house.curating.news()

    changing.fetched(is_unchanged=True)

    assert house.curating.news() == before


class Changing:
    """Changes of the house that understanding depends on, or does not."""

    def __init__(self, house: House) -> None:
        self._house = house

    def fetched(self, *, is_unchanged: bool) -> None:
        with self._house.store.write() as unit:
            unit.polls.log([Fetch(source="county", at=NOON, status=200, is_unchanged=is_unchanged)])

    def pillar_added(self) -> None:
        with self._house.store.write() as unit:
            unit.plan.add_pillar(a_pillar(name="care", title="Care"))
            unit.audit.append(OPERATOR, "pillar.added", "pillar:care", at=NOON)


def test_a_duty_apart_is_done_again_only_for_news_or_after_it_failed() -> None:
    done, news, is_well = [], [1], [False]

    def run(name: str) -> None:
        done.append(name)
        if not is_well[0]:
            raise RuntimeError

    apart = Apart(
        Duty("understand", timedelta(1), timedelta(0), lambda: None, is_apart=True, news=lambda: news[0]), run
    )
    with pytest.raises(RuntimeError):
        apart()
    is_well[0] = True
    for each in (1, 1, 2, 2):
        news[0] = each
        apart()

    assert done == ["understand"] * 3


def test_a_duty_that_knows_of_no_news_is_done_every_time() -> None:
    done: list[str] = []

    apart = Apart(Duty("fill", timedelta(1), timedelta(0), lambda: None, is_apart=True), done.append)
    apart()
    apart()

    assert done == ["fill", "fill"]
