"""Occasions and experts, drawn without a browser and pressed; and what they are on the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.experts import Expert
from scheduler.domain.observances import ObservedDay
from scheduler.domain.people import OPERATOR, Role
from tests.builders import NOON
from tests.ui.house import PASSWORD, House, click, page, words
from ui.parts.occasions import notes_of

TODAY = NOON.date()


def an_expert(name: str, until: date) -> Expert:
    return Expert(
        name=name,
        topics=("flu shots",),
        consent_by="Folder 3",
        consent_since=TODAY - timedelta(days=90),
        consent_until=until,
    )


def test_a_month_of_observances_is_shown_with_how_well_each_is_known(house: House) -> None:
    house.sign_in("ada")

    drawn = page("occasions")

    assert not drawn.exception
    assert {"World AIDS Day"} <= {each.label for each in drawn.toggle}
    assert "Tue 1 Dec" in words(drawn)
    assert "World Kidney Day" not in {each.label for each in drawn.toggle}


def test_a_switched_off_observance_is_off_in_the_database(house: House) -> None:
    house.sign_in("ada")
    drawn = page("occasions")

    (toggle,) = (each for each in drawn.toggle if each.label == "World AIDS Day")
    toggle.set_value(False).run()

    assert not house.app.observing.get("world-aids-day").active


def test_who_may_not_curate_sees_the_register_and_no_form(house: House) -> None:
    house.app.people.add(
        OPERATOR, name="Cleo Clinician", email="cleo@example.org", roles=[Role.CLINICIAN], password=PASSWORD
    )
    house.token = house.app.people.sign_in("cleo@example.org", PASSWORD)

    drawn = page("occasions")

    assert all(each.disabled for each in drawn.toggle)
    assert "Add your own" not in words(drawn)


def test_the_directory_says_of_each_whether_they_agree(house: House) -> None:
    house.app.experts.add(OPERATOR, an_expert("Dr. Fern Example", TODAY + timedelta(days=30)))
    house.app.experts.add(OPERATOR, an_expert("Dr. Moss Sample", TODAY - timedelta(days=30)))
    house.sign_in("ona")

    said = words(page("experts"))

    assert "Agrees until 31 Dec 2026" in said
    assert "Consent not valid today: not shown anywhere" in said


def test_a_withdrawn_consent_takes_two_clicks_and_deletes_the_person(house: House) -> None:
    house.app.experts.add(OPERATOR, an_expert("Dr. Fern Example", TODAY + timedelta(days=30)))
    house.sign_in("ona")

    drawn = click(page("experts"), "Delete: consent withdrawn")
    assert len(house.app.experts.listed()) == 1
    click(drawn, "Yes, delete: consent withdrawn")

    assert house.app.experts.listed() == []


def test_each_day_has_one_line_and_what_lasts_long_is_named_where_it_begins() -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    week = ObservedDay(name="A week", first=date(2026, 12, 6), last=date(2026, 12, 12), weight=0.6)
    before = ObservedDay(name="A month", first=date(2026, 11, 15), last=date(2026, 12, 14), weight=0.3)
    day = ObservedDay(name="A day", first=date(2026, 12, 6), last=date(2026, 12, 6))
    fair = ObservedDay(name="A fair", first=date(2026, 12, 30), last=date(2027, 1, 1), kind="event")

    notes = notes_of([week, before, day, fair], first, last)

    assert [(note.day.day, note.title) for note in notes] == [(6, "A day +1"), (30, "A fair"), (31, "A fair")]
    assert notes[0].tooltip == "A day\nA week begins"
