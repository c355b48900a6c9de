"""Ranking, the profile and trends, on a database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlmodel import SQLModel

from feeds.meaning.model import is_installed
from feeds.meaning.process import MeaningProcess
from feeds.relevance.background import BACKGROUND
from scheduler.domain.clock import FrozenClock
from scheduler.domain.curation import Item
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Actor
from scheduler.domain.reading import Reading
from scheduler.domain.relevance import Decision, DecisionKind, LineKind, ProfileLine, Relevance
from scheduler.domain.trend import TrendState
from scheduler.services.profile import ProfileCare
from scheduler.services.ranking import Ranking, _digest, _lines
from scheduler.services.trends import TrendWatch
from scheduler.store.database import Store, open_engine
from tests.builders import NOON
from tests.curation.house import House, a_source, an_item

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MODEL = "paper@1"
NOBODY = Actor(key="nobody", name="Nobody")
DESKS = ("north", "south", "east", "west", "central")


def axis(number: int) -> bytes:
    """Return a vector along one of 64 axes as readings keep it."""
    vector = np.zeros(64, np.float32)
    vector[number] = 1
    return vector.astype("<f2").tobytes()


def read(house: House, item: Item, number: int) -> None:
    """Let an item be read as lying along an axis."""
    with house.store.write() as unit:
        unit.readings.put(Reading(item=item.id, model=MODEL, vector=axis(number)))


def read_lines(house: House) -> None:
    """Let the lines be read: each of the own ones along an axis, then the background."""
    with house.store.write() as unit:
        words = [*(line.words for line in _lines(unit)), *BACKGROUND]
        unit.profile.set_vectors(MODEL, {_digest(each): axis(place) for place, each in enumerate(words)})


def decide(house: House, item: Item, kind: DecisionKind, *, at: datetime = NOON) -> None:
    """Decide on an item."""
    with house.store.write() as unit:
        unit.decisions.add(Decision(item=item.id, story=item.story, kind=kind, at=at))


def judged(house: House, ranking: Ranking, *items: Item) -> list[Relevance]:
    """Return the relevance of items, in their order."""
    with house.store.read() as unit:
        found = ranking.relevances(unit, items)
    return [found[item.id] for item in items]


@pytest.fixture
def settled(house: House) -> House:
    """A house with a source and a profile of one line, read by a model on paper."""
    house.curating.add(OPERATOR, a_source())
    care = ProfileCare(house.store, house.clock, Ranking(house.clock))
    care.put(OPERATOR, "Cardiology", description="Heart disease and stroke", weight=0.9)
    read_lines(house)
    return house


def test_an_item_close_to_a_line_says_so_and_stands_above_one_that_is_not(settled: House) -> None:
    near, far = settled.keep(an_item(1, title="Beating well"), an_item(2, title="Kicking balls"))
    read(settled, near, 0)
    read(settled, far, 30)

    close, other = judged(settled, Ranking(settled.clock), near, far)

    assert close.value == pytest.approx(0.9, abs=0.02)
    assert close.parts[0].words == "close to your service line Cardiology"
    assert other.value < 0.1
    assert other.parts[0].words == f"closer to “{BACKGROUND[30 - 3]}” than to anything in your profile"


def test_without_vectors_the_words_of_the_profile_decide(settled: House) -> None:
    about, other = settled.keep(an_item(1, title="Stroke: know the signs"), an_item(2, title="Elections"))

    found = judged(settled, Ranking(settled.clock), about, other)

    assert found[0].value > found[1].value > 0
    assert found[0].parts[0].words == "shares stroke with your service line Cardiology"
    assert found[1].parts[0].words == "shares no word with your profile"


def test_decisions_are_told_of_and_move_what_is_like_them(settled: House) -> None:
    shown = settled.keep(*(an_item(number, title=f"Title {number}") for number in range(1, 62)))
    for number, item in enumerate(shown):
        read(settled, item, 20 if number % 2 else 0)
    ranking = Ranking(settled.clock)
    before = judged(settled, ranking, shown[60])[0]

    for number, item in enumerate(shown[:60]):
        decide(settled, item, DecisionKind.ACCEPT if number % 2 else DecisionKind.REJECT)

    after = judged(settled, ranking, shown[60])[0]
    assert after.value < before.value
    assert "people here took 0 of 30 on this topic" in [part.words for part in after.parts]
    assert "decisions on items like it lower it" in [part.words for part in after.parts]


def test_one_and_the_same_decision_counts_once_and_can_be_taken_back(settled: House) -> None:
    (item,) = settled.keep(an_item(1))
    read(settled, item, 0)
    decide(settled, item, DecisionKind.ACCEPT)
    decide(settled, item, DecisionKind.ACCEPT)

    with settled.store.write() as unit:
        kept = unit.decisions.newest()
        assert [(each.item, each.model, each.vector) for each in kept] == [(item.id, MODEL, axis(0))]
        assert unit.decisions.take_back(item.id, by=None)
        assert not unit.decisions.take_back(item.id, by=None)
        assert unit.decisions.newest() == []


def test_where_there_is_nothing_to_compare_with_every_item_matters_alike(tmp_path: Path) -> None:
    store = Store(open_engine(f"sqlite:///{tmp_path / 'bare.db'}"))
    SQLModel.metadata.create_all(store.engine)

    with store.read() as unit:
        found = Ranking(FrozenClock(NOON)).relevances(unit, [an_item(1, id=1), an_item(2, id=2)])

    assert [each.value for each in found.values()] == [1.0, 1.0]
    store.close()


def test_nothing_is_prepared_while_no_model_reads_items(settled: House) -> None:
    assert Ranking(settled.clock).prepare(settled.store) == 0


@pytest.mark.skipif(not is_installed(), reason="the sentence model is not installed")
def test_the_model_reads_the_lines_once_and_then_tells_alike_from_unlike(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    ranking = Ranking(house.clock)
    ProfileCare(house.store, house.clock, ranking).put(OPERATOR, "Cardiology", description="Heart disease")
    titles = "Statins prevent heart attacks", "Club wins the football cup"
    with MeaningProcess() as process:
        name, understood = process.read(titles)
    items = house.keep(*(an_item(number, title=title) for number, title in enumerate(titles, start=1)))
    with house.store.write() as unit:
        for item, what in zip(items, understood, strict=True):
            unit.readings.put(Reading(item=item.id, model=name, vector=what.vector))

    counts = ranking.prepare(house.store), ranking.prepare(house.store)

    assert counts == (3 + len(BACKGROUND), 0)
    near, far = judged(house, ranking, *items)
    assert near.parts[0].words == "close to your service line Cardiology"
    assert far.parts[0].words.startswith("closer to “Sport")
    assert near.value > 2 * far.value


def test_the_profile_is_put_changed_and_removed_on_record(house: House) -> None:
    care = ProfileCare(house.store, house.clock, Ranking(house.clock))

    care.put(OPERATOR, "  Farm   families ", description="Injuries on farms", kind=LineKind.COMMUNITY)
    care.put(OPERATOR, "Farm families", description="Farm work", kind=LineKind.COMMUNITY, weight=0.5)

    line = ProfileLine(name="Farm families", kind=LineKind.COMMUNITY, description="Farm work", weight=0.5)
    assert care.lines() == [line]
    care.remove(OPERATOR, "Farm families")
    assert care.lines() == []
    with house.store.read() as unit:
        actions = [entry.action for entry in unit.audit.recent()]
    assert actions[:3] == ["profile.removed", "profile.put", "profile.put"]


@pytest.mark.parametrize(
    ("name", "description", "weight"),
    [
        ("", "Words", 1.0),
        ("Name", " ", 1.0),
        ("Name", "x" * 401, 1.0),
        ("Name", "Words", 0.0),
        ("Name", "W", 1.1),
    ],
)
def test_a_line_that_can_not_be_used_is_refused(
    house: House, name: str, description: str, weight: float
) -> None:
    care = ProfileCare(house.store, house.clock, Ranking(house.clock))

    with pytest.raises(InvalidInputError):
        care.put(OPERATOR, name, description=description, weight=weight)

    assert care.lines() == []


def test_who_may_not_curate_changes_no_profile(house: House) -> None:
    care = ProfileCare(house.store, house.clock, Ranking(house.clock))

    with pytest.raises(NotAllowedError):
        care.put(NOBODY, "Cardiology", description="Hearts")
    with pytest.raises(UnknownNameError):
        care.remove(OPERATOR, "Cardiology")


def outbreak(house: House, *, first: int = 1, is_backlog: bool = False) -> list[Item]:
    """Let five desks tell one story, after weeks of saying other things."""
    for desk in DESKS:
        house.curating.add(
            OPERATOR, a_source(name=desk, title=desk, owner=desk, url=f"https://example.org/{desk}")
        )
    usual = [
        an_item(
            1000 + 40 * place + day,
            source=desk,
            title=f"Usual talk of {chr(97 + day)}word and {desk}ern matters",
            published=NOON - timedelta(days=day + 4),
            first_seen=NOON - timedelta(days=day + 4),
        )
        for place, desk in enumerate(DESKS)
        for day in range(26)
    ]
    told = [
        an_item(first + place, source=desk, title=f"Measles at school, {desk} hears", is_backlog=is_backlog)
        for place, desk in enumerate(DESKS)
    ]
    house.keep(*usual)
    return house.keep(*told)


def test_a_story_that_many_sources_tell_is_noticed_once_with_its_evidence(house: House) -> None:
    items = outbreak(house)
    watch = TrendWatch(house.store, house.clock, curating=house.curating)

    (alert,) = watch.look()
    again = watch.look()

    assert again == []
    assert "measles" in alert.terms
    assert set(alert.items) == {item.id for item in items}
    assert alert.publishers == tuple(sorted(DESKS))
    assert [trend.alert.id for trend in watch.open()] == [alert.id]


def test_a_first_import_raises_no_alarm(house: House) -> None:
    outbreak(house, is_backlog=True)

    assert TrendWatch(house.store, house.clock, curating=house.curating).look() == []


def test_a_trend_offers_a_post_about_one_of_its_items(house: House) -> None:
    outbreak(house)
    watch = TrendWatch(house.store, house.clock, curating=house.curating)
    (alert,) = watch.look()

    made = watch.propose(alert.id, channel="main-x")

    assert made.item.id in alert.items
    assert made.draft.text.startswith("Measles at school")
    with pytest.raises(InvalidInputError, match="none of this trend"):
        watch.propose(alert.id, channel="main-x", item=999_999)


def test_a_dismissed_trend_is_gone_and_does_not_come_again_while_it_goes_on(house: House) -> None:
    outbreak(house)
    watch = TrendWatch(house.store, house.clock, curating=house.curating)
    (alert,) = watch.look()

    with pytest.raises(NotAllowedError):
        watch.dismiss(NOBODY, alert.id)
    dismissed = watch.dismiss(OPERATOR, alert.id)

    house.clock.advance(timedelta(hours=12))
    assert dismissed.state is TrendState.DISMISSED
    assert watch.look() == []
    assert watch.open() == []
    assert watch.trend(alert.id).alert.last_at == house.clock.now()
