"""Good times: kept in the settings, drawn behind the week, told in the composer."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.good_times import GoodTime
from tests.builders import NOON
from tests.ui.house import House, calendar_told, click, page, words
from ui import plan_good_times
from ui.components.calendar import visible_range

_REPORT = "our followers' report, May"


def a_good_time(**fields: Any) -> GoodTime:
    given = {"channel": "main-x", "weekday": 1, "begins": time(12), "ends": time(13), "known_from": _REPORT}
    return GoodTime(**(given | fields))


def test_who_sets_up_keeps_one_once_and_takes_it_back(house: House) -> None:
    pam = house.sign_in("pam")

    made = house.app.good_times.add(pam, a_good_time())

    assert house.app.good_times.add(pam, a_good_time(known_from="another report")) == made
    house.app.good_times.remove(pam, made.id)
    house.app.good_times.remove(pam, made.id)
    assert house.app.good_times.all() == []
    with house.app._store.read() as unit:
        lines = unit.audit.recent(subject=f"good_time:{made.id}")
    assert [line.action for line in reversed(lines)] == ["good_time.added", "good_time.removed"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"weekday": 7}, "weekday"),
        ({"begins": time(13), "ends": time(12)}, "ends after it begins"),
        ({"begins": time(12), "ends": time(12)}, "ends after it begins"),
        ({"known_from": "  "}, "known from"),
        ({"known_from": "x" * 200}, "known from"),
        ({"channel": "west-x"}, "no channel"),
    ],
)
def test_what_makes_no_sense_is_refused(house: House, wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        house.app.good_times.add(house.sign_in("pam"), a_good_time(**wrong))


def test_an_author_keeps_none(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.app.good_times.add(house.sign_in("ada"), a_good_time())


def test_one_is_kept_in_the_settings_and_listed_with_where_it_is_known_from(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings")
    next(each for each in drawn.button_group if str(each.key).startswith("good-days")).set_value([1])
    next(each for each in drawn.text_input if each.label == "Known from").set_value(_REPORT)

    drawn = click(drawn, "Add a good time")

    assert f"Tuesday, 12:00 to 13:00 · {_REPORT}" in words(drawn)
    assert [each.weekday for each in house.app.good_times.all()] == [1]


def test_bands_stand_in_week_and_day_and_channels_share_one(house: House) -> None:
    pam = house.sign_in("pam")
    for channel in ("main-x", "county-x"):
        house.app.good_times.add(pam, a_good_time(channel=channel))
    zone = house.app.set_up.channel("main-x").zone

    week = plan_good_times.bands(visible_range("week", NOON.date(), zone=zone), [])
    month = plan_good_times.bands(visible_range("month", NOON.date(), zone=zone), [])
    alone = plan_good_times.bands(visible_range("day", NOON.date(), zone=zone), ["county-x"])

    assert [each.title for each in week] == ["Good time · County, Main"]
    assert _REPORT in week[0].tooltip
    assert [each.title for each in alone] == ["Good time · County"]
    assert month == ()
    assert calendar_told(page("calendar"))["good_bands"] == []
    assert [each.label for each in page("calendar").toggle].count("Good times") == 1


def test_the_composer_says_whether_the_time_is_good_and_when_the_next_one_is(house: House) -> None:
    house.app.good_times.add(house.sign_in("pam"), a_good_time(channel="county-x"))
    house.sign_in("ada")
    drawn = page("write")
    assert "Outside the good times. The next one begins" in words(drawn)
    day = next(each for each in drawn.date_input if str(each.key).startswith("day-"))
    hour = next(each for each in drawn.time_input if str(each.key).startswith("hour-"))

    tuesday = NOON.date() + timedelta(days=(1 - NOON.weekday()) % 7 or 7)
    day.set_value(tuesday)
    hour.set_value(time(12, 30))
    drawn.run()

    assert f"In a good time until 13:00 CST ({_REPORT})." in words(drawn)
