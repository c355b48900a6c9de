"""Registers come back from either database as they were put there."""

from __future__ import annotations

from datetime import date

from scheduler.domain.amendments import Amendment, Register
from scheduler.domain.experts import Expert
from scheduler.domain.occasions import EventFate, OwnCalendar, OwnEvent
from scheduler.store.database import Store
from tests.builders import NOON, ZONE

DAY = date(2026, 12, 5)


def an_event(**fields: object) -> OwnEvent:
    given = {"calendar": "classes", "uid": "a", "occurrence": "", "title": "Walk", "zone": ZONE}
    return OwnEvent.model_validate({**given, "first": DAY, "last": DAY, "topics": ("heart",), **fields})


def test_an_amendment_comes_back_and_can_be_forgotten(store: Store) -> None:
    amendment = Amendment(kind=Register.OBSERVANCE, key="x", fields={"active": False, "topics": ["a"]})
    with store.write() as unit:
        unit.registers.put(amendment)

    with store.write() as unit:
        assert unit.registers.amendments(Register.OBSERVANCE) == [amendment]
        assert unit.registers.amendments(Register.COMMUNITY) == []
        unit.registers.forget(Register.OBSERVANCE, "x")
        unit.registers.forget(Register.OBSERVANCE, "never there")

    with store.read() as unit:
        assert unit.registers.amendments(Register.OBSERVANCE) == []


def test_only_events_that_stand_in_active_calendars_are_found_on_their_days(store: Store) -> None:
    calendar = OwnCalendar(name="classes", topics=("heart",), imported_at=NOON, events=2)
    with store.write() as unit:
        unit.own_events.put_calendar(calendar)
        unit.own_events.put([an_event(), an_event(uid="b", fate=EventFate.GONE)])

    with store.write() as unit:
        assert unit.own_events.calendars() == [calendar]
        assert [each.uid for each in unit.own_events.between(DAY, DAY)] == ["a"]
        assert unit.own_events.between(date(2026, 12, 6), date(2026, 12, 9)) == []
        assert [each.fate for each in unit.own_events.of("classes")] == [EventFate.STANDS, EventFate.GONE]
        unit.own_events.put_calendar(calendar.model_copy(update={"active": False}))

    with store.write() as unit:
        assert unit.own_events.between(DAY, DAY) == []
        unit.own_events.forget("classes")
        assert unit.own_events.calendars() == []


def test_an_expert_comes_back_and_is_forgotten_whole(store: Store) -> None:
    with store.write() as unit:
        saved = unit.experts.put(Expert(name="Dr. Fern Example", topics=("heart",), consent_until=DAY))

    with store.write() as unit:
        assert unit.experts.all() == [saved]
        assert unit.experts.get(saved.id).consent_until == DAY
        unit.experts.forget(saved.id)

    with store.read() as unit:
        assert unit.experts.all() == []
