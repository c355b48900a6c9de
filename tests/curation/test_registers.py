"""Observances, communities, own events and experts, as services keep them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from sqlmodel import SQLModel

from scheduler.domain.amendments import Register
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.experts import Expert
from scheduler.domain.observances import ObservedDay
from scheduler.domain.occasions import EventFate
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.communities import Communities
from scheduler.services.experts import Experts
from scheduler.services.observing import Observing
from scheduler.services.own_events import OwnEvents
from scheduler.store.database import Store, open_engine
from tests.builders import NOON, ZONE, an_actor

TODAY = date(2026, 12, 1)


@dataclass
class Desk:
    store: Store
    clock: FrozenClock
    observing: Observing
    communities: Communities
    events: OwnEvents
    experts: Experts

    def record(self) -> list[str]:
        with self.store.read() as unit:
            return [entry.model_dump_json() for entry in unit.audit.recent(limit=50)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    SQLModel.metadata.create_all(engine)
    store, clock = Store(engine), FrozenClock(NOON)
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur County Hospital", zone=ZONE))
    yield Desk(
        store,
        clock,
        Observing(store, clock),
        Communities(store, clock),
        OwnEvents(store, clock),
        Experts(store, clock),
    )
    store.close()


def ics(*events: tuple[str, str, str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN"]
    for uid, title, day in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART;VALUE=DATE:{day}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def an_expert(**fields: object) -> Expert:
    given = {
        "name": "Dr. Fern Example",
        "role": "Cardiologist; teacher",
        "topics": ("heart failure", "blood pressure"),
        "handle": "@fern_example",
        "languages": ("en", "es"),
        "email": "fern@example.org",
        "phone": "555-0134",
        "url": "https://example.org/fern",
        "consent_by": "Robin Example, folder 3",
        "consent_since": TODAY - timedelta(days=30),
        "consent_until": TODAY + timedelta(days=30),
    }
    return Expert.model_validate({**given, **fields})


# observances


def test_a_day_has_what_begins_on_it_what_is_still_on_and_nothing_else(desk: Desk) -> None:
    found = desk.observing.between(TODAY, TODAY)

    assert "World AIDS Day" in {each.name for each in found}
    assert all(each.first <= TODAY <= each.last for each in found)
    (day,) = (each for each in found if each.name == "World AIDS Day")
    assert (day.topics, day.hashtags, day.kind, day.weight) == (
        ("infection",),
        ("WorldAIDSDay",),
        "observance",
        1.0,
    )


def test_what_is_switched_off_is_on_no_day_and_stays_in_the_register(desk: Desk) -> None:
    desk.observing.switch(OPERATOR, "world-aids-day", active=False)

    assert "World AIDS Day" not in {each.name for each in desk.observing.between(TODAY, TODAY)}
    assert not desk.observing.get("world-aids-day").active
    assert len(desk.observing.all()) == 234


def test_only_what_differs_is_kept_so_that_a_better_rule_of_a_newer_program_counts(desk: Desk) -> None:
    desk.observing.edit(OPERATOR, "world-aids-day", hashtags=("#WAD",))

    with desk.store.read() as unit:
        (change,) = unit.registers.amendments(Register.OBSERVANCE)
    assert change.fields == {"hashtags": ["WAD"]}
    assert not change.is_own


def test_one_of_ones_own_counts_and_a_reset_removes_it_and_undoes_changes(desk: Desk) -> None:
    desk.observing.add(OPERATOR, "Founders' Day", "fixed:12-02", topics=("Community ", "community"))
    desk.observing.edit(OPERATOR, "world-aids-day", name="AIDS Day", active=False)

    (mine,) = (day for day in desk.observing.between(TODAY, TODAY + timedelta(days=1)) if "Found" in day.name)
    assert (mine.first, mine.topics) == (date(2026, 12, 2), ("community",))
    desk.observing.reset(OPERATOR, "founders-day")
    desk.observing.reset(OPERATOR, "world-aids-day")
    assert desk.observing.get("world-aids-day").name == "World AIDS Day"
    with pytest.raises(UnknownNameError):
        desk.observing.get("founders-day")


def test_what_nobody_verified_is_off_until_a_person_switches_it_on(desk: Desk) -> None:
    day = date(2026, 10, 29)
    assert "World Stroke Day" not in {each.name for each in desk.observing.between(day, day)}

    desk.observing.switch(OPERATOR, "world-stroke-day", active=True)

    assert {each.name: each.weight for each in desk.observing.between(day, day)}["World Stroke Day"] == 0.5


@pytest.mark.parametrize(
    ("name", "rule", "said"),
    [
        ("World AIDS Day", "fixed:12-01", "already"),
        ("", "fixed:12-01", "needs a name"),
        ("X" * 121, "fixed:12-01", "needs a name"),
        ("Mine", "someday", "is no rule"),
    ],
)
def test_an_observance_that_can_not_be_is_refused(desk: Desk, name: str, rule: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        desk.observing.add(OPERATOR, name, rule)

    assert desk.record() == []


# communities


def test_at_most_two_tags_are_proposed_and_only_those_a_text_calls_for(desk: Desk) -> None:
    proposed = desk.communities.proposed

    assert proposed("Mammography finds breast cancer early, and heart disease kills.") == (
        "bcsm",
        "HeartHealth",
    )
    assert proposed("Come to the library.") == ()
    assert proposed("Asthma, migraine and lupus at once.") == ("Migraine", "Asthma")
    assert proposed("Nothing said.", ["breast cancer"]) == ("bcsm",)
    assert proposed("Heartless strokes of luck in Lupusville.") == ("Stroke",)


def test_tags_that_stand_in_the_text_count_among_the_two(desk: Desk) -> None:
    proposed = desk.communities.proposed

    assert proposed("Breast cancer and asthma #BCSM") == ("Asthma",)
    assert proposed("Breast cancer and asthma #one #two") == ()


def test_a_shipped_tag_says_check_before_use_until_a_person_did(desk: Desk) -> None:
    assert not any(each.checked for each in desk.communities.all())

    desk.communities.edit(OPERATOR, "#BCSM", checked=True)

    assert desk.communities.get("bcsm").checked


def test_a_chat_stands_on_its_weekday_with_its_own_clock_and_zone(desk: Desk) -> None:
    chat = {"weekday": 1, "wall": time(20), "zone": "America/New_York", "weeks": (1, 3)}
    desk.communities.add(OPERATOR, "larkspurchat", topics=("gardens",), **chat)

    found = [each for each in desk.observing.between(TODAY, date(2026, 12, 31)) if each.kind == "chat"]

    assert [each.first.day for each in found] == [1, 15]
    assert found[0].name == "#larkspurchat chat, 20:00 America/New_York"
    assert found[0].hashtags == ("larkspurchat",)


def test_a_switched_off_tag_is_not_proposed(desk: Desk) -> None:
    desk.communities.edit(OPERATOR, "asthma", active=False)

    assert desk.communities.proposed("Asthma") == ()


def test_a_community_that_can_not_be_is_refused(desk: Desk) -> None:
    for tag in ("two words", "2026", "", "#", "a-b"):
        with pytest.raises(InvalidInputError, match="no hashtag"):
            desk.communities.add(OPERATOR, tag)
    with pytest.raises(InvalidInputError, match="already"):
        desk.communities.add(OPERATOR, "BCSM")
    with pytest.raises(InvalidInputError, match="a weekday, an hour and a time zone"):
        desk.communities.add(OPERATOR, "chat", weekday=1)
    with pytest.raises(InvalidInputError, match="no time zone"):
        desk.communities.add(OPERATOR, "chat", weekday=1, wall=time(9), zone="Nowhere")


# own events


def test_reading_a_calendar_twice_changes_nothing(desk: Desk) -> None:
    document = ics(("a", "Heart walk", "20261205"), ("b", "Flu clinic", "20261206"))

    first = desk.events.import_ics(OPERATOR, "classes", document, topics=("fitness",))
    again = desk.events.import_ics(OPERATOR, "classes", document)

    assert (first.new, first.changed, first.gone, first.unchanged) == (2, 0, 0, 0)
    assert (again.new, again.changed, again.gone, again.unchanged) == (0, 0, 0, 2)
    found = {each.name: each for each in desk.observing.between(date(2026, 12, 5), date(2026, 12, 6))}
    assert found["Heart walk"].topics == ("fitness",)
    assert found["Heart walk"].kind == "event"


def test_an_event_read_again_is_moved_and_one_that_is_missing_is_gone(desk: Desk) -> None:
    desk.events.import_ics(OPERATOR, "classes", ics(("a", "Walk", "20261205"), ("b", "Clinic", "20261206")))

    done = desk.events.import_ics(OPERATOR, "classes", ics(("a", "Walk", "20261207")))

    assert (done.new, done.changed, done.gone) == (0, 1, 1)
    assert [(each.title, each.first.day, each.fate) for each in desk.events.events("classes")] == [
        ("Clinic", 6, EventFate.GONE),
        ("Walk", 7, EventFate.STANDS),
    ]
    shown = desk.observing.between(date(2026, 12, 5), date(2026, 12, 7))
    assert [each.first.day for each in shown if each.kind == "event"] == [7]


def test_one_that_comes_back_stands_again_and_what_is_over_is_not_called_gone(desk: Desk) -> None:
    both = ics(("a", "Walk", "20261205"), ("old", "Fair", "20261120"))
    desk.events.import_ics(OPERATOR, "classes", both)

    desk.events.import_ics(OPERATOR, "classes", ics())
    assert [each.fate for each in desk.events.events("classes")] == [EventFate.STANDS, EventFate.GONE]

    assert desk.events.import_ics(OPERATOR, "classes", both).changed == 1
    assert {each.fate for each in desk.events.events("classes")} == {EventFate.STANDS}


def test_the_same_identity_in_two_calendars_is_two_events(desk: Desk) -> None:
    for name in ("classes", "clinics"):
        desk.events.import_ics(OPERATOR, name, ics(("a", "Walk", "20261205")))

    assert len([each for each in _on(desk, 5) if each.kind == "event"]) == 2
    desk.events.switch(OPERATOR, "classes", active=False)
    assert len([each for each in _on(desk, 5) if each.kind == "event"]) == 1
    desk.events.remove(OPERATOR, "clinics")
    assert [each.name for each in desk.events.calendars()] == ["classes"]


def test_a_refused_file_leaves_the_calendar_as_it_was(desk: Desk) -> None:
    desk.events.import_ics(OPERATOR, "classes", ics(("a", "Walk", "20261205")))

    for name, document in (("classes", b"<html>"), ("No Such Name", ics())):
        with pytest.raises(InvalidInputError):
            desk.events.import_ics(OPERATOR, name, document)

    assert [each.fate for each in desk.events.events("classes")] == [EventFate.STANDS]


def _on(desk: Desk, day: int) -> list[ObservedDay]:
    return desk.observing.between(date(2026, 12, day), date(2026, 12, day))


# experts


def test_only_who_agrees_today_is_proposed_and_exported(desk: Desk) -> None:
    desk.experts.add(OPERATOR, an_expert())
    nothing = {"consent_by": "", "consent_since": None, "consent_until": None}
    desk.experts.add(OPERATOR, an_expert(name="No Consent", **nothing))
    desk.experts.add(OPERATOR, an_expert(name="Ended", consent_until=TODAY - timedelta(days=1)))
    desk.experts.add(OPERATOR, an_expert(name="Not Yet", consent_since=TODAY + timedelta(days=1)))

    assert [each.name for each in desk.experts.listed()] == ["Dr. Fern Example"]
    assert [each.name for each, _ in desk.experts.beside("Living with heart failure")] == ["Dr. Fern Example"]
    for document in (desk.experts.press_page().decode(), desk.experts.vcards().decode()):
        assert "Dr. Fern Example" in document
        assert not any(name in document for name in ("No Consent", "Ended", "Not Yet"))
    assert len(desk.experts.all(OPERATOR)) == 4


def test_the_consent_is_valid_through_its_last_day_by_the_clock_of_the_house(desk: Desk) -> None:
    desk.experts.add(OPERATOR, an_expert(consent_until=TODAY))

    desk.clock.move_to(datetime(2026, 12, 2, 5, 59, tzinfo=UTC))  # 23:59 in Chicago
    assert len(desk.experts.listed()) == 1

    desk.clock.move_to(datetime(2026, 12, 2, 6, tzinfo=UTC))
    assert desk.experts.listed() == []


def test_a_text_on_another_topic_calls_for_nobody(desk: Desk) -> None:
    desk.experts.add(OPERATOR, an_expert())

    assert desk.experts.beside("The library opens at nine.") == []


def test_who_withdraws_is_deleted_and_the_record_never_held_the_name(desk: Desk) -> None:
    expert = desk.experts.add(OPERATOR, an_expert())
    desk.experts.edit(OPERATOR, expert.id, role="Chief of cardiology")

    desk.experts.withdraw(an_actor(Role.PRIVACY_OFFICER), expert.id)

    assert desk.experts.all(OPERATOR) == []
    record = "".join(desk.record())
    assert "expert.withdrawn" in record
    assert "Fern" not in record
    assert "folder" not in record


def test_the_press_page_runs_nothing_whatever_a_name_holds(desk: Desk) -> None:
    nasty = '<script>alert(1)</script>"><img src=x>'
    desk.experts.add(OPERATOR, an_expert(name=nasty, role=nasty, topics=(nasty,)))

    page = desk.experts.press_page().decode()

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert '<html lang="en">' in page


def test_another_library_reads_from_the_cards_what_was_written(desk: Desk) -> None:
    long = "Speaks on a great many things; " * 5 + "ends, here \\ é"
    desk.experts.add(OPERATOR, an_expert(name="Zoë, Example; of \\ Larkspur", role=long[:119]))
    desk.experts.add(OPERATOR, an_expert())

    written = desk.experts.vcards()

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    fern, zoe = _read_cards(written.decode())
    assert zoe.version.value == "4.0"
    assert zoe.fn.value == "Zoë, Example; of \\ Larkspur"
    assert zoe.title.value == long[:119].strip()
    assert fern.email.value == "fern@example.org"
    assert [each.value for each in fern.contents["lang"]] == ["en", "es"]
    assert [each.value for each in fern.contents["expertise"]] == ["heart failure", "blood pressure"]


def _read_cards(text: str) -> Iterator[Any]:
    read: Any = vobject.readComponents
    return iter(read(text))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"handle": "not a handle"}, "no account name"),
        ({"email": "nobody"}, "no email address"),
        ({"phone": "javascript:"}, "no phone number"),
        ({"url": "javascript:alert(1)"}, "no"),
        ({"languages": ("English",)}, "no language code"),
        ({"consent_by": ""}, "three things"),
        ({"consent_until": TODAY - timedelta(days=60)}, "end before it begins"),
        ({"role": "x" * 121}, "too long"),
    ],
)
def test_an_expert_that_can_not_be_kept_is_refused(desk: Desk, fields: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        desk.experts.add(OPERATOR, an_expert(**fields))

    assert desk.experts.all(OPERATOR) == []


# who may


def test_who_may_not_curate_changes_nothing(desk: Desk) -> None:
    reader, officer = an_actor(Role.AUDITOR), an_actor(Role.PRIVACY_OFFICER)
    kept = desk.experts.add(OPERATOR, an_expert())
    before = len(desk.record())

    for who in (reader, officer):
        for forbidden in (
            lambda who=who: desk.observing.switch(who, "world-aids-day", active=False),
            lambda who=who: desk.observing.add(who, "Mine", "fixed:01-01"),
            lambda who=who: desk.observing.reset(who, "world-aids-day"),
            lambda who=who: desk.communities.add(who, "mine"),
            lambda who=who: desk.communities.edit(who, "bcsm", active=False),
            lambda who=who: desk.communities.reset(who, "bcsm"),
            lambda who=who: desk.events.import_ics(who, "classes", ics()),
            lambda who=who: desk.events.switch(who, "classes", active=False),
            lambda who=who: desk.events.remove(who, "classes"),
            lambda who=who: desk.experts.add(who, an_expert()),
            lambda who=who: desk.experts.change(who, kept),
        ):
            with pytest.raises(NotAllowedError):
                forbidden()
    with pytest.raises(NotAllowedError):
        desk.experts.all(reader)
    with pytest.raises(NotAllowedError):
        desk.experts.withdraw(reader, kept.id)
    assert len(desk.record()) == before


def test_every_change_stands_in_the_record(desk: Desk) -> None:
    desk.observing.switch(OPERATOR, "world-aids-day", active=False)
    desk.communities.edit(OPERATOR, "bcsm", checked=True)
    desk.events.import_ics(OPERATOR, "classes", ics(("a", "Walk", "20261205")))
    desk.experts.add(OPERATOR, an_expert())

    record = "".join(desk.record())

    for action in ("observance.changed", "community.changed", "events.imported", "expert.added"):
        assert action in record
    assert "Walk" not in record
