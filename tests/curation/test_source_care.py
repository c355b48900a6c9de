from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from feeds.item import FeedItem, ParsedFeed
from scheduler.domain.curation import Alarm, Fetch, SourceHealth
from scheduler.services.source_care import agreed, judged, recognised, same_site
from tests.builders import NOON

DAY = timedelta(days=1)
HOST = "feeds.larkspur.example.org"


def a_feed(title: str = "County health news", **fields: Any) -> ParsedFeed:
    items = tuple(FeedItem(str(n), f"Item {n}", "", "", "Words.", published=NOON - n * DAY) for n in range(4))
    given = {"kind": "rss", "home": "https://www.larkspur.example.org/", "items": items, **fields}
    return ParsedFeed(title=title, **given)


def known(**fields: Any) -> SourceHealth:
    health = recognised(SourceHealth(source="county"), a_feed(), host=HOST)
    return health.model_copy(update={"status": "ok", **fields})


def every(span: timedelta, *, until: timedelta, times: int = 12) -> list[datetime]:
    """Return when items came: the last one `until` before now, the others a span apart before it."""
    return [NOON - until - number * span for number in range(times)]


def fetches(days: int, **fields: Any) -> list[Fetch]:
    """Return one fetch a day, each of another document unless told otherwise."""
    given = {"source": "county", "status": 200, "outcome": "ok"}
    return [
        Fetch(**{**given, "at": NOON - number * DAY, "size": 1000 + number, **fields})
        for number in reversed(range(days))
    ]


UNCHANGED = {"status": 304, "outcome": "unchanged", "is_unchanged": True, "size": 0}


def test_the_first_document_says_what_was_agreed_to_and_alarms_nobody() -> None:
    health = recognised(SourceHealth(source="county"), a_feed(), host=HOST)

    assert health.known_title == "County health news"
    assert health.known_home == "www.larkspur.example.org feeds.larkspur.example.org"
    assert health.known_format == "rss+dates+summaries"
    assert health.alarm is Alarm.NONE


@pytest.mark.parametrize(
    "title", ["County Health News", "County health news: October 2026", "County health news, 12 items", ""]
)
def test_a_title_that_says_the_same_is_no_other_owner(title: str) -> None:
    assert recognised(known(), a_feed(title), host=HOST).alarm is Alarm.NONE


@pytest.mark.parametrize(
    ("feed", "host", "said"),
    [
        (a_feed("Lucky Casino"), HOST, "calls itself “Lucky Casino” now; it was “County health news”"),
        (a_feed(home="https://casino.example.com/"), HOST, "Its home is casino.example.com now"),
        (a_feed(), "feeds.example.com", "It is read from feeds.example.com now"),
    ],
)
def test_another_title_home_or_machine_is_another_owner(feed: ParsedFeed, host: str, said: str) -> None:
    health = recognised(known(), feed, host=host)

    assert health.alarm is Alarm.OWNER
    assert said in health.alarm_words
    assert health.known_title == "County health news"


def test_another_machine_of_the_same_site_is_no_other_owner() -> None:
    assert recognised(known(), a_feed(), host="cdn.example.org").alarm is Alarm.NONE


def test_an_owner_alarm_stays_until_a_person_looked_even_if_the_old_title_comes_back() -> None:
    stolen = recognised(known(), a_feed("Lucky Casino"), host=HOST)

    back = recognised(stolen, a_feed(), host=HOST)
    later = judged(back, fetches(3), NOON, came=every(DAY, until=DAY))

    assert back.alarm is later.alarm is Alarm.OWNER


def test_what_a_person_agreed_to_is_taken_from_the_next_document() -> None:
    stolen = recognised(known(etag='"1"'), a_feed("Lucky Casino"), host=HOST)

    health = recognised(agreed(stolen), a_feed("Lucky Casino"), host=HOST)

    assert agreed(stolen).etag is None
    assert (health.alarm, health.known_title) == (Alarm.NONE, "Lucky Casino")


def test_another_kind_of_document_is_told() -> None:
    health = recognised(known(), a_feed(kind="atom"), host=HOST)

    assert (health.alarm, health.alarm_words) == (Alarm.FORMAT, "It is Atom now; it was RSS.")


def test_items_that_lost_their_dates_are_told() -> None:
    undated = tuple(FeedItem(str(n), "Item", "", "", "Words.") for n in range(4))

    health = recognised(known(), a_feed(items=undated), host=HOST)

    assert health.alarm is Alarm.FORMAT
    assert health.alarm_words == "Its items have no dates any more."


def test_a_feed_that_answers_with_a_page_three_times_running_changed_its_format_and_may_come_back() -> None:
    pages = fetches(3, outcome="broken")
    health = judged(known(status="broken"), [*fetches(9)[:5], *pages], NOON)

    back = judged(health.model_copy(update={"status": "ok"}), fetches(4), NOON, came=[NOON])

    assert health.alarm is Alarm.FORMAT
    assert back.alarm is Alarm.NONE


@pytest.mark.parametrize(
    ("wont", "quiet", "alarm"),
    [
        (DAY, 6 * DAY, Alarm.NONE),
        (DAY, 8 * DAY, Alarm.SILENT),
        (7 * DAY, 20 * DAY, Alarm.NONE),
        (7 * DAY, 22 * DAY, Alarm.SILENT),
        (30 * DAY, 89 * DAY, Alarm.NONE),
        (30 * DAY, 91 * DAY, Alarm.SILENT),
    ],
)
def test_silent_is_who_says_nothing_for_far_longer_than_its_wont(
    wont: timedelta, quiet: timedelta, alarm: Alarm
) -> None:
    health = judged(known(), [], NOON, came=every(wont, until=quiet))

    assert health.alarm is alarm


def test_a_feed_that_stood_still_for_years_is_silent_at_once_and_says_for_how_long() -> None:
    health = judged(known(), [], NOON, came=every(7 * DAY, until=3000 * DAY))

    assert health.alarm is Alarm.SILENT
    assert health.alarm_words == "Nothing new for 3000 days; it is wont to say something every 7 days."


def test_a_long_pause_it_made_before_is_no_silence() -> None:
    came = [*every(DAY, until=20 * DAY), *every(DAY, until=52 * DAY)]

    assert judged(known(), [], NOON, came=came).alarm is Alarm.NONE


def test_of_a_feed_that_said_little_half_a_year_is_long() -> None:
    assert judged(known(), [], NOON, came=[NOON - 179 * DAY]).alarm is Alarm.NONE
    assert judged(known(), [], NOON, came=[NOON - 181 * DAY]).alarm is Alarm.SILENT


def test_a_daily_feed_whose_document_never_changes_is_frozen() -> None:
    health = judged(known(), fetches(6, **UNCHANGED), NOON, came=every(DAY, until=6 * DAY))

    assert health.alarm is Alarm.FROZEN
    assert health.alarm_words == "The same document for 6 days; it is wont to change about daily."


def test_a_weekly_feed_whose_document_does_not_change_for_six_days_is_not_frozen() -> None:
    health = judged(known(), fetches(6, **UNCHANGED), NOON, came=every(7 * DAY, until=6 * DAY))

    assert health.alarm is Alarm.NONE


def test_a_document_that_changes_while_its_newest_item_never_moves_is_frozen() -> None:
    health = judged(known(), fetches(9), NOON, came=every(DAY, until=9 * DAY))

    assert health.alarm is Alarm.FROZEN
    assert "newest item is 9 days old" in health.alarm_words


@pytest.mark.parametrize("alarm", [Alarm.SILENT, Alarm.FROZEN])
def test_silence_ends_by_itself_with_something_new(alarm: Alarm) -> None:
    before = known(alarm=alarm, alarm_words="Old words.")

    health = judged(before, fetches(3), NOON, came=every(DAY, until=DAY))

    assert (health.alarm, health.alarm_words) == (Alarm.NONE, "")


def test_silence_that_a_person_found_right_counts_anew_from_then() -> None:
    came = every(7 * DAY, until=100 * DAY)

    soon = judged(known(), [], NOON, came=came, agreed_at=NOON - DAY)
    late = judged(known(), [], NOON, came=came, agreed_at=NOON - 22 * DAY)

    assert (soon.alarm, late.alarm) == (Alarm.NONE, Alarm.SILENT)


@pytest.mark.parametrize("status", ["broken", "blocked", "gone", ""])
def test_who_does_not_answer_is_not_called_silent(status: str) -> None:
    assert judged(known(status=status), [], NOON, came=[NOON - 400 * DAY]).alarm is Alarm.NONE


def test_items_dated_in_the_future_end_no_silence() -> None:
    came = [*every(DAY, until=30 * DAY), NOON + 365 * DAY]

    assert judged(known(), [], NOON, came=came).alarm is Alarm.SILENT


@pytest.mark.parametrize(
    ("hosts", "same"),
    [
        (("www.cdc.gov", "tools.cdc.gov"), True),
        (("cdc.gov", "cdc.gov.example.org"), False),
        (("a.nhs.uk", "b.nhs.uk"), False),
        (("10.0.0.1", "11.0.0.1"), False),
        (("localhost", "localhost"), True),
    ],
)
def test_one_site_is_one_registered_name(hosts: Sequence[str], *, same: bool) -> None:
    assert same_site(*hosts) is same
