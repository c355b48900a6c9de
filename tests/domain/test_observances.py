from __future__ import annotations

import csv
import os
from calendar import isleap, monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scheduler.domain.observances as module
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.observances import ANCHORS, Confidence, between, key_of, resolve, shipped

TABLE = list(csv.DictReader(Path(module.__file__).with_name("observances.csv").read_text().splitlines()))
EVIDENCE = [
    (row["name"], row["rule"], date.fromisoformat(day))
    for row in TABLE
    for day in filter(None, row["evidence"].split(";"))
]
SHARED = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2].parent / "shared"))
SOURCE = SHARED / "data" / "health-observances.csv"

years = st.integers(1970, 2100)
months = st.integers(1, 12)
weekdays = st.integers(0, 6)
WEEK = timedelta(days=6)


def test_the_table_holds_the_observances_that_were_collected() -> None:
    assert len(shipped()) == 234
    assert len({each.key for each in shipped()}) == 234
    assert len(EVIDENCE) == 49


def test_every_date_that_was_found_in_print_is_the_one_that_its_rule_gives() -> None:
    wrong = [(name, day) for name, rule, day in EVIDENCE if resolve(rule, day.year)[0] != day]

    assert wrong == []


@pytest.mark.real
@pytest.mark.skipif(not SOURCE.is_file(), reason=f"the fetched data is not at {SOURCE}")
def test_every_rule_gives_the_days_that_were_reckoned_for_2027_beside_it() -> None:
    rows = list(csv.DictReader(SOURCE.read_text().splitlines()))

    wrong = [
        row["name"]
        for row in rows
        if [day.isoformat() for day in resolve(row["rule"], 2027)]
        != [row["next_2027_start"], row["next_2027_end"]]
    ]

    assert len(rows) == 234
    assert wrong == []


def test_what_its_sources_contradict_is_off_and_says_why() -> None:
    unverified = [each for each in shipped() if each.confidence is Confidence.UNVERIFIED]

    assert len(unverified) == 4
    assert all(not each.active and each.note for each in unverified)
    assert all(each.active for each in shipped() if each not in unverified)


@given(years)
def test_every_shipped_rule_falls_into_every_year_once_and_lasts_a_month_at_most(year: int) -> None:
    for each in shipped():
        first, last = resolve(each.rule, year)

        assert first.year == year
        assert timedelta() <= last - first <= timedelta(days=30)


@given(years, months)
def test_a_month_is_all_its_days(year: int, month: int) -> None:
    first, last = resolve(f"month:{month:02}", year)

    assert (first.day, last) == (1, date(year, month, monthrange(year, month)[1]))
    assert resolve(f"lastday:{month:02}", year) == (last, last)
    assert resolve(f"lastweek:{month:02}", year) == (last - WEEK, last)


@given(years, months, weekdays, st.sampled_from([1, 2, 3, 4, -1, -2, -3, -4]))
def test_the_nth_weekday_is_such_a_weekday_with_so_many_before_it(
    year: int, month: int, weekday: int, nth: int
) -> None:
    day, last = resolve(f"nth:{month:02}:{weekday}:{nth}", year)

    assert day == last
    assert (day.month, day.weekday()) == (month, weekday)
    end = monthrange(year, month)[1]
    assert abs(nth) == ((day.day - 1) // 7 + 1 if nth > 0 else (end - day.day) // 7 + 1)


@given(years, months, weekdays, st.sampled_from([1, 2, 3, -1, -2, -3]))
def test_a_full_week_begins_on_its_weekday_and_never_leaves_its_month(
    year: int, month: int, weekday: int, nth: int
) -> None:
    first, last = resolve(f"fullweek:{month:02}:{weekday}:{nth}", year)

    assert first.weekday() == weekday
    assert last - first == WEEK
    assert first.month == last.month == month
    neighbour = first - timedelta(weeks=nth) if nth > 0 else last - timedelta(weeks=nth)
    assert neighbour.month != month


@given(years, st.integers(1, 12), st.integers(1, 28))
def test_the_week_of_a_day_holds_it_from_sunday_to_saturday(year: int, month: int, day: int) -> None:
    first, last = resolve(f"weekof:{month:02}-{day:02}", year)

    assert first <= date(year, month, day) <= last
    assert (first.weekday(), last.weekday()) == (6, 5)


@given(years)
def test_a_leap_day_falls_on_the_last_of_february(year: int) -> None:
    day = 29 if isleap(year) else 28

    assert resolve("fixed:02-29", year)[0] == date(year, 2, day)
    assert resolve("range:02-25..02-29", year)[1] == date(year, 2, day)


@given(years)
def test_a_range_over_the_new_year_ends_in_the_next_one(year: int) -> None:
    assert resolve("range:12-28..01-03", year) == (date(year, 12, 28), date(year + 1, 1, 3))


@given(years)
def test_relative_days_stand_where_their_anchors_put_them(year: int) -> None:
    spans = {name: resolve(f"rel:{name}", year) for name in ANCHORS}

    fry = spans["friday_before_memorial_day"][0]
    assert (fry.weekday(), fry.month) == (4, 5)
    assert (fry + timedelta(days=10)).month == 6
    assert (fry + timedelta(days=3)).month == 5
    nurse = spans["wednesday_of_nurses_week"][0]
    assert nurse.weekday() == 2
    assert date(year, 5, 6) <= nurse <= date(year, 5, 12)
    assert date(year, 3, 12) <= spans["friday_before_march_equinox"][0] <= date(year, 3, 20)
    assert spans["september_equinox_day"][0] in {date(year, 9, day) for day in (21, 22, 23)}
    mothers, men = spans["week_starting_mothers_day"], spans["week_ending_fathers_day"]
    assert (mothers[0].weekday(), 8 <= mothers[0].day <= 14) == (6, True)
    assert (men[1].weekday(), 15 <= men[1].day <= 21, men[0].weekday()) == (6, True, 0)
    assert spans["week_with_march_1_or_last_of_feb"][0] <= resolve("lastday:02", year)[0]


@pytest.mark.parametrize(
    ("year", "march", "september"),
    [(2000, 20, 22), (2003, 21, 23), (2011, 20, 23), (2020, 20, 22), (2024, 20, 22), (2026, 20, 22)],
)
def test_the_equinoxes_are_those_of_the_almanac(year: int, march: int, september: int) -> None:
    before = resolve("rel:friday_before_march_equinox", year)[0]

    assert 1 <= (date(year, 3, march) - before).days <= 7
    assert resolve("rel:september_equinox_day", year)[0] == date(year, 9, september)


NO_RULES = [
    *("", "soon", "month:13", "month:x", "fixed:02-30", "fixed:2-", "nth:03:7:1", "nth:03:0:5", "nth:03:0:0"),
    *("fullweek:02:0:4", "range:05-06", "range:a..b", "rel:", "rel:easter", "lastday:", "month:\u0663"),
]


@pytest.mark.parametrize("rule", NO_RULES)
def test_what_is_no_rule_is_told_how_one_is_written(rule: str) -> None:
    with pytest.raises(InvalidInputError, match="month:05, fixed:02-04"):
        resolve(rule, 2027)


def test_years_out_of_reach_are_refused() -> None:
    for year in (1899, 2201):
        with pytest.raises(InvalidInputError, match="1900 to 2200"):
            resolve("month:05", year)


def test_what_began_last_year_and_is_still_on_is_found() -> None:
    found = between("range:12-28..01-03", date(2027, 1, 2), date(2027, 12, 27))

    assert found == [(date(2026, 12, 28), date(2027, 1, 3))]


def test_a_key_is_made_of_letters_digits_and_hyphens() -> None:
    assert key_of("National Children's Dental Health Month") == "national-childrens-dental-health-month"
    assert key_of("AMD / Low Vision") == "amd-low-vision"
