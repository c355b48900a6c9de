"""Whatever is typed into a blank, nothing but the blank can differ from the approved words."""

# ruff: noqa: RUF001 - signs that look like others are what is typed here

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from connectors.weigh import weighted_length
from scheduler.domain.blanks import Blank, BlankKind, Ground, written
from scheduler.domain.emergency import EmergencyTemplate, TemplateState, check_template
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.fillable import fill, still_open
from tests.builders import NOON, ZONE

GROUND = Ground(phones=("555-555-0100",), domains=("larkspur.example.org",), zone=ZONE, now=NOON)
WORDS = "Shelter at {place:text 40}, open until {until:time}. Call {desk:phone} or read {more:link} now."
GOOD = {
    "place": "Oak Hall",
    "until": "14:30",
    "desk": "5555550100",
    "more": "https://larkspur.example.org/storm",
}
#: What a person in a hurry pastes, and what somebody who means harm types.
HOSTILE = [
    "Oak\nHall",
    "Oak\r\nFree money",
    "a\u202eevil",
    "a\u200bb",
    "a\ufeffb",
    "a\u2066b",
    "{until:time}",
    "{",
    "}}",
    "@mayor",
    "#storm",
    "$OAK",
    "see evil.com",
    "bit.ly/x",
    "www.evil.org",
    "http://evil.org",
    "evil。com",
    "ｅｖｉｌ．ｃｏｍ",
    "шок@x",
    "a\x00b",
    "a\tb",
    "\u2028",
    "𝐛𝐨𝐥𝐝",
    "<b>",
    "a" * 41,
    "",
    "   ",
    "...",
    "z\u0301\u0301\u0301\u0301",
    "\u0301a",
    "😀",
    "\ud800",
    "אולם",
]
values = some.text(max_size=60) | some.sampled_from(HOSTILE + list(GOOD.values()))


def a_template(text: str = WORDS, **fields: object) -> EmergencyTemplate:
    given_fields = {"name": "shelter", "title": "Shelter", "text": text, "created_at": NOON, **fields}
    return EmergencyTemplate.model_validate(given_fields)


def told(kind: BlankKind, value: str, **fields: object) -> str:
    return written(Blank(name="it", kind=kind), value, GROUND.model_copy(update=fields))


def test_good_values_stand_in_the_approved_words() -> None:
    filled = a_template().filled(GOOD, GROUND)

    assert filled.text == (
        "Shelter at Oak Hall, open until 2:30 PM CST. Call 555-555-0100 or read "
        "https://larkspur.example.org/storm now."
    )
    assert "".join(filled.text[first:last] for first, last in filled.words) == re.sub(r"\{.*?\}", "", WORDS)


@given(some.fixed_dictionaries(dict.fromkeys(GOOD, values)))
def test_nothing_but_the_blanks_can_differ_from_the_approved_words(typed: dict[str, str]) -> None:
    try:
        text = a_template().filled(typed, GROUND).text
    except InvalidInputError:
        return

    parts = re.fullmatch(
        r"Shelter at ([^\n{}@#$<>]{1,40}), open until ([0-9]{1,2}:[0-9]{2} [AP]M C[SD]T(?: on \w{3} \d+)?)\. "
        r"Call ([0-9() .+-]{3,20}) or read (https://larkspur\.example\.org[!-~]*) now\.",
        text,
    )
    assert parts
    assert not [
        char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    ]
    assert unicodedata.normalize("NFKC", parts[1]) == parts[1]


@given(values, values)
def test_a_text_blank_never_makes_a_link_a_name_or_a_tag(first: str, second: str) -> None:
    template = a_template("At {first:text 60}. {second:text 60} is open.")

    try:
        text = template.filled({"first": first, "second": second}, GROUND).text
    except InvalidInputError:
        return

    assert weighted_length(text) >= len(text)  # a link would weigh 23, however long it is
    assert not re.search(r"[@#＠＃$]|://|\w\.\w{2}", text)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_text_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError):
        a_template().filled({**GOOD, "place": value}, GROUND)


@pytest.mark.parametrize(
    "value", ["Oak Hall", "St. Mary’s, level 2", "Highway 12 (north)", "Salón José", "5th & Main"]
)
def test_plain_places_fit(value: str) -> None:
    assert told(BlankKind.TEXT, value) == value


def test_a_place_in_hebrew_fits_words_in_hebrew_only() -> None:
    assert told(BlankKind.TEXT, "אולם", runs_left=True) == "אולם"

    with pytest.raises(InvalidInputError, match="right to left"):
        told(BlankKind.TEXT, "אולם")


@pytest.mark.parametrize(
    "value", ["555-555-0100", "(555) 555-0100", "911", "988", "1-555-555-0199", "+44 20 7946 0000"]
)
def test_telephone_numbers_as_they_are_written_fit(value: str) -> None:
    assert told(BlankKind.PHONE, value)


@pytest.mark.parametrize(
    "value", ["555", "12345", "call me", "٥٥٥-555-0100", "555-555-0100 x", "912", "+1", "+99"]
)
def test_what_is_no_telephone_number_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError, match=r"555-555-0100|plain digits"):
        told(BlankKind.PHONE, value)


@pytest.mark.parametrize(
    "value",
    [
        "http://larkspur.example.org/",
        "https://evil.org/",
        "https://larkspur.example.org.evil.org/",
        "https://evil.org/larkspur.example.org",
        "https://larkspur.example.org@evil.org/",
        "https://notlarkspur.example.org",
        "https://larkspur.example.org:8443/",
        "https://larkspur.example.org/a b",
        "https://larkspur.example.org/\u202e",
        "larkspur.example.org",
    ],
)
def test_a_link_to_anywhere_else_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError, match="our own site"):
        told(BlankKind.LINK, value)


def test_a_link_to_a_house_within_our_domain_fits() -> None:
    assert (
        told(BlankKind.LINK, "https://news.larkspur.example.org/a?b=1")
        == "https://news.larkspur.example.org/a?b=1"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("14:30", "2:30 PM CST"),
        ("2:30 pm", "2:30 PM CST"),
        ("12:05 AM", "12:05 AM CST"),
        ("2026-12-02 09:00", "9:00 AM CST on Dec 2"),
        ("2026-12-01T20:00-05:00", "7:00 PM CST"),
        ("2026-12-01T20:00Z", "2:00 PM CST"),
    ],
)
def test_a_time_is_written_with_its_zone(typed: str, said: str) -> None:
    assert told(BlankKind.TIME, typed) == said


def test_a_time_in_another_language_needs_no_english() -> None:
    assert told(BlankKind.TIME, "14:30", language="es") == "14:30 CST"
    assert told(BlankKind.TIME, "14:30", zone="America/Sao_Paulo") == "2:30 PM UTC-0300"


@pytest.mark.parametrize(
    "typed", ["soon", "25:00", "13:00 PM", "0:30 AM", "2026-02-30 10:00", "2031-01-01 10:00", "14:30\n"]
)
def test_what_is_no_time_of_these_days_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        told(BlankKind.TIME, typed)


def test_a_time_that_the_clock_skips_is_refused() -> None:
    spring = datetime.fromisoformat("2027-03-14T12:00+00:00")

    with pytest.raises(InvalidInputError, match="does not exist"):
        told(BlankKind.TIME, "02:30", now=spring)


def test_a_choice_is_one_of_those_that_were_approved() -> None:
    desk = a_template("Go to the {desk:choice ED|clinic}.")

    assert desk.filled({"desk": "ED"}, GROUND).text == "Go to the ED."
    with pytest.raises(InvalidInputError, match="one of: ED, clinic"):
        desk.filled({"desk": "ed"}, GROUND)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Go to {place}",
        "Go to {place:map}",
        "{place:text 500}",
        "{place:text 0}",
        "{place:text x}",
        "{Place:text}",
        "{a:choice one}",
        "Call @{who:text}",
        "#{tag:text}",
        "https://{host:text}",
        "{a:text}.{b:text}",
        "{a:text}{b:text}",
        "x{a:text}",
        "{a:text}x",
        "open { brace",
        "{a:text 5} and {a:time}",
        "hidden\u200b sign",
        "{a:time later}",
    ],
)
def test_words_whose_blanks_are_not_in_order_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        check_template(a_template(text))


def test_a_value_for_no_blank_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no blank “road”"):
        a_template().filled({**GOOD, "road": "Oak Road"}, GROUND)


def test_the_findings_of_the_guard_are_told_apart_by_where_they_lie() -> None:
    filled = a_template("Water at {place:text} is safe.").filled({"place": "Oak Hall"}, GROUND)

    assert filled.is_in_words(0, 5)
    assert not filled.is_in_words(9, 17)
    assert not filled.is_in_words(6, 12)
    assert not filled.is_in_words(0, 0)


def test_any_change_of_the_words_is_another_digest() -> None:
    changes = {"text": "Other.", "title": "B", "channels": ("x",), "language": "es", "version": 2}

    digests = {a_template().model_copy(update={name: value}).digest for name, value in changes.items()}

    assert len(digests | {a_template().digest}) == len(changes) + 1


def test_words_nobody_approved_are_a_draft() -> None:
    template = a_template(reviewed_at=NOON, agreed_digest=a_template().digest)

    assert template.state(NOON) is TemplateState.DRAFT
    assert (
        template.model_copy(update={"retired_at": NOON}).state(NOON + timedelta(1)) is TemplateState.RETIRED
    )


@pytest.mark.parametrize(
    ("typed", "said"), [("120", "120"), ("1500", "1,500"), ("1,500", "1,500"), ("2.5", "2.5")]
)
def test_a_number_is_written_as_people_read_it(typed: str, said: str) -> None:
    assert told(BlankKind.NUMBER, typed) == said


@pytest.mark.parametrize("typed", ["many", "1,5", "-3", "1.", "٣", "1e9", "12345678901"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="type a number"):
        told(BlankKind.NUMBER, typed)


def test_a_day_is_written_with_its_weekday_and_its_year_where_that_is_another() -> None:
    assert told(BlankKind.DATE, "2026-12-02") == "Wed, Dec 2"
    assert told(BlankKind.DATE, "2027-01-02") == "Sat, Jan 2, 2027"
    assert told(BlankKind.DATE, "2026-12-02", language="es") == "2026-12-02"


@pytest.mark.parametrize("typed", ["soon", "2027-02-30", "2031-01-01", "12/2/2026"])
def test_what_is_no_day_of_these_months_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        told(BlankKind.DATE, typed)


def test_a_time_is_meant_on_the_day_that_the_same_words_name() -> None:
    words = "From {from:time} on {day:date}; on {later:date} until {until:time}."
    values = {"from": "09:00", "day": "2027-03-13", "later": "2027-03-14", "until": "17:00"}

    said = fill(words, values, GROUND.model_copy(update={"furthest": timedelta(days=200)})).text

    assert said == "From 9:00 AM CST on Sat, Mar 13, 2027; on Sun, Mar 14, 2027 until 5:00 PM CDT."


def test_where_people_read_the_whole_a_text_may_hold_any_sign_but_braces() -> None:
    lax = {"is_reviewed": True}

    assert told(BlankKind.TEXT, "“Living well” #flu @clinic", **lax) == "“Living well” #flu @clinic"
    assert told(BlankKind.LINK, "https://www.cdc.gov/flu", **lax) == "https://www.cdc.gov/flu"
    for wrong in ("a {b}", "a\u202eb", "a\nb"):
        with pytest.raises(InvalidInputError):
            told(BlankKind.TEXT, wrong, **lax)


def test_what_still_looks_like_a_blank_is_found_and_a_lone_brace_is_not() -> None:
    text = "On {day: date} at {place}, {1} :{ {} {\n} }"

    assert [text[first:last] for first, last in still_open(text)] == ["{day: date}", "{place}"]
