"""The page of trends, drawn without a browser and pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.people import OPERATOR
from scheduler.domain.trend import TrendAlert
from tests.builders import NOON
from tests.curation.house import a_source, an_item
from tests.ui.house import House, click, page, words


@pytest.fixture
def bursting(house: House) -> House:
    """A house whose sources suddenly speak of measles."""
    house.app.curating.add(OPERATOR, a_source())
    with house.app._store.write() as unit:
        item = unit.items.put(an_item(1, title="Measles at county school"))
        unit.trends.put(
            TrendAlert(
                terms=("measles", "county school"),
                items=(item.id,),
                publishers=("Larkspur County Health Department",),
                z=6.2,
                seen=5,
                expected=0.1,
                first_at=NOON - timedelta(hours=2),
                last_at=NOON,
            )
        )
    return house


def test_a_trend_stands_there_with_its_evidence_and_when_it_was_noticed(bursting: House) -> None:
    bursting.sign_in("ada")

    said = words(page("trends"))

    assert "measles, county school" in said
    assert "Measles at county school" in said
    assert "where hardly any was expected" in said
    assert "CST" in said


def test_a_dismissed_trend_is_gone(bursting: House) -> None:
    bursting.sign_in("ada")
    at = page("trends")

    click(at, "Dismiss")

    assert "measles" not in words(page("trends"))
    assert bursting.app.trends.open() == []


def test_without_a_trend_the_page_says_what_happens_next(house: House) -> None:
    house.sign_in("ada")

    assert "looked at once an hour" in words(page("trends"))
