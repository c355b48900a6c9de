from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from feeds.meaning.headlines import Headline
from feeds.meaning.linkage import grouped
from feeds.meaning.stories import WITHOUT
from feeds.meaning.stories import stories as grouped_by_story
from tests.feeds.feed_host import NOW


@dataclass(frozen=True, order=True)
class Note:
    title: str
    link: str = ""
    at: datetime = NOW
    story: int = 0


def stories(*notes: Note) -> list[tuple[Note, ...]]:
    headlines = [Headline(note.title, note.link, note.at, note.story) for note in notes]
    groups = [[notes[number] for number in group] for group in grouped_by_story(headlines)]
    told = [tuple(sorted(group, key=_place)) for group in groups]
    return sorted(told, key=lambda story: _place(story[0]))


def _place(note: Note) -> tuple[datetime, str, str]:
    return note.at, note.title, note.link


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
    needs = WITHOUT.needed(np.array([1.0, 2.0, 10.0, 100.0])).tolist()

    assert needs[0] == WITHOUT.alone
    assert needs == sorted(needs, reverse=True)
    assert needs[-1] > WITHOUT.among_many


def test_what_is_one_story_stays_one_and_two_stay_two() -> None:
    one = Note("Flu season starts early", "https://example.org/a", story=7)
    same = Note("Parking garage closes Monday", "https://example.org/b", story=7)
    other = Note("Flu season starts early", "https://example.net/c", story=9)

    assert (one, same) in stories(one, same, other) or (same, one) in stories(one, same, other)
    assert (other,) in stories(one, same, other)


def test_a_new_item_joins_the_story_that_is_told_already() -> None:
    known = Note("First US case of MERS virus confirmed in Indiana", "https://example.org/a", story=7)
    alien = Note("Hospital parking garage closes on Monday", "https://example.net/c", story=8)
    new = Note("MERS virus: CDC confirms first US case, in Indiana patient", "https://example.net/b")

    assert (known, new) in stories(new, alien, known)


def test_nothing_folds_to_nothing() -> None:
    assert stories() == []


WORDS = ["flu", "ebola", "vaccine", "hospital", "nurses", "county", "virus", "spreads", "opens", "sleep"]
NOTES = st.lists(
    st.builds(
        Note,
        title=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
        link=st.integers(1, 12).map(lambda number: f"https://example.org/{number}"),
        at=st.integers(0, 200).map(lambda hours: NOW + timedelta(hours=hours)),
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


LINKS = np.array([[1, 0.9, 0.6, 0.6], [0.9, 1, 0.6, 0.6], [0.6, 0.6, 1, 0.9], [0.6, 0.6, 0.9, 1]], np.float32)
ALONE = [[0], [1], [2], [3]]


def test_groups_grow_by_their_mean_and_not_by_one_friend() -> None:
    chain = np.where(LINKS < 0.7, np.float32(0.1), LINKS)
    chain[1, 2] = chain[2, 1] = 0.6

    def half(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.full_like(pairs, 0.5)

    assert grouped(chain, ALONE, kept=[False] * 4, needed=half) == [[0, 1], [2, 3]]
    assert grouped(LINKS, ALONE, kept=[False] * 4, needed=half) == [[0, 1, 2, 3]]


def test_kept_groups_never_merge_with_one_another_and_take_in_others() -> None:
    def half(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.full_like(pairs, 0.5)

    found = grouped(LINKS, [[0], [1], [2, 3]], kept=[True, False, True], needed=half)

    assert found == [[0, 1], [2, 3]]
