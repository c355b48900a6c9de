from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.duplicates import ALONE, AMONG_MANY, fold, needed_for
from feeds.linkage import clusters
from tests.feeds.feed_host import NOW


@dataclass(frozen=True)
class Note:
    title: str
    link: str = ""
    at: datetime | None = NOW


def stories(*notes: Note) -> list[tuple[Note, ...]]:
    return fold(notes, title=lambda n: n.title, link=lambda n: n.link, at=lambda n: n.at)


def test_one_page_is_one_story_whatever_its_address_carries() -> None:
    one = Note("Flu season starts early", "https://www.example.org/flu?utm_source=rss")
    other = Note("Completely different words here", "http://example.org/flu/#top", NOW + timedelta(days=30))

    assert stories(other, one) == [(one, other)]


def test_a_home_page_is_nobodys_page() -> None:
    notes = [
        Note("Flu season starts early", "https://example.org/"),
        Note("Parking garage closes Monday", "https://example.org"),
    ]

    assert len(stories(*notes)) == 2


def test_a_page_that_many_titles_point_to_is_no_story() -> None:
    titles = [
        "Why teenagers need more sleep",
        "Inside an Ebola ward",
        "New knees after ninety",
        "Hidden salt and blood pressure",
        "Quitting vapes for good",
        "Safe stairs prevent falls",
    ]
    notes = [Note(title, "https://example.org/podcast") for title in titles]

    assert len(stories(*notes[:5])) == 1
    assert len(stories(*notes)) == 6


def test_one_title_within_three_days_is_one_story() -> None:
    one = Note("Flu season starts early", "https://example.org/a")
    other = Note("FLU season starts: early!", "https://example.net/b", NOW + timedelta(hours=72))

    assert stories(one, other) == [(one, other)]


def test_one_title_a_month_apart_is_two_stories() -> None:
    one = Note("Flu season starts early", "https://example.org/a")
    other = Note("Flu season starts early", "https://example.net/b", NOW + timedelta(days=30))

    assert stories(one, other) == [(one,), (other,)]


def test_headlines_nearly_alike_are_one_story() -> None:
    one = Note("First US case of MERS virus confirmed in Indiana", "https://example.org/a")
    other = Note("MERS virus: CDC confirms first US case, in Indiana patient", "https://example.net/b")
    third = Note("Hospital parking garage closes on Monday for repairs", "https://example.net/c")

    assert sorted(map(len, stories(one, other, third))) == [1, 2]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Flu", "Flu season starts early in Larkspur County hospitals"),
        ("Health news", "Health news: parking garage closes on Monday for repairs"),
        ("New study", "New study finds link of sleep and memory in older adults"),
    ],
)
def test_a_short_title_is_not_swallowed_by_a_long_one(short: str, long: str) -> None:
    assert len(stories(Note(short, "https://example.org/a"), Note(long, "https://example.org/b"))) == 2


def test_unrelated_headlines_stay_apart_however_few_they_are() -> None:
    titles = [
        "Hospital parking garage closes on Monday for repairs",
        "MERS virus: CDC confirms first US case, in Indiana patient",
        "How to talk to teenagers about vaping and its risks",
        "Older adults who sleep poorly report more falls, survey finds",
        "County opens three cooling centers ahead of the heat wave",
    ]

    assert len(stories(*(Note(title, f"https://example.org/{title[:3]}") for title in titles))) == len(titles)


def test_the_more_pairs_there_are_the_less_each_must_show() -> None:
    needs = [needed_for(pairs) for pairs in (1, 2, 10, 100)]

    assert needs[0] == ALONE
    assert needs == sorted(needs, reverse=True)
    assert needs[-1] > AMONG_MANY


def test_an_item_without_a_date_is_compared_with_all() -> None:
    one = Note("Flu season starts early this year", "https://example.org/a")
    undated = Note("Flu season starts early this year", "https://example.net/b", None)

    assert stories(undated, one) == [(one, undated)]


def test_nothing_folds_to_nothing() -> None:
    assert stories() == []


WORDS = ["flu", "ebola", "vaccine", "hospital", "nurses", "county", "virus", "spreads", "opens", "sleep"]
NOTES = st.lists(
    st.builds(
        Note,
        title=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
        link=st.integers(1, 12).map(lambda number: f"https://example.org/{number}"),
        at=st.none() | st.integers(0, 200).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    max_size=25,
    unique=True,
)


@given(NOTES, st.randoms())
def test_the_order_of_arrival_plays_no_part(notes: list[Note], chance: object) -> None:
    shuffled = list(notes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # a Random of hypothesis

    assert stories(*shuffled) == stories(*notes)


@given(NOTES)
def test_each_item_is_in_exactly_one_story(notes: list[Note]) -> None:
    folded = [note for story in stories(*notes) for note in story]

    assert len(folded) == len(notes)
    assert set(folded) == set(notes)


@given(NOTES)
def test_items_of_one_page_are_never_parted(notes: list[Note]) -> None:
    home = {note: number for number, story in enumerate(stories(*notes)) for note in story}
    groups = [[note for note in notes if note.link == link] for link in {note.link for note in notes}]

    for group in groups:
        if len({note.title for note in group}) <= 5:
            assert len({home[note] for note in group}) == 1


def test_clusters_grow_by_their_mean_and_not_by_one_friend() -> None:
    chain = [(0, 1, 90.0), (1, 2, 60.0), (2, 3, 90.0)]
    square = [*chain, (0, 2, 60.0), (0, 3, 60.0), (1, 3, 60.0)]

    assert clusters(4, chain, needed=lambda _: 50, unseen=10) == [[0, 1], [2, 3]]
    assert clusters(4, square, needed=lambda _: 50, unseen=10) == [[0, 1, 2, 3]]
    assert clusters(4, square, needed=lambda pairs: 50 * pairs, unseen=10) == [[0, 1], [2, 3]]
    assert clusters(2, [], needed=lambda _: 50, unseen=10) == [[0], [1]]
