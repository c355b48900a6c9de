"""The words that come with Rounds: plain, short, passed by the real guard, and approved by nobody."""

from __future__ import annotations

import pytest

from connectors.weigh import weighted_length
from scheduler.domain.blanks import BlankKind, Ground
from scheduler.domain.emergency import EmergencyTemplate, TemplateState, check_template
from scheduler.domain.people import Role
from scheduler.policies.finding import Verdict
from scheduler.services.checking import Checking
from scheduler.services.emergency import Emergency
from scheduler.services.emergency_starters import STARTERS
from tests.builders import NOON, ZONE, an_actor
from tests.engine.conftest import Engine

GROUND = Ground(phones=("555-555-0100",), domains=("larkspur.example.org",), zone=ZONE, now=NOON)
ALL = [
    EmergencyTemplate(name=name, title=title, text=text, created_at=NOON) for name, title, text in STARTERS
]
#: What people type, one for each name of a blank.
PLACES = [
    "Larkspur County Hospital",
    "Oak Street Clinic",
    "the east side of Larkspur County",
    "St. Mary Hall",
]


@pytest.mark.parametrize("template", ALL, ids=lambda each: each.name)
def test_a_starter_is_in_order_and_fits_the_shortest_network(template: EmergencyTemplate) -> None:
    check_template(template)
    longest = {
        blank.name: "w" * blank.longest if blank.kind is BlankKind.TEXT else value
        for blank, value in zip(template.blanks, template.samples(GROUND).values(), strict=True)
    }

    assert weighted_length(template.filled(longest, GROUND).text) <= 280


@pytest.mark.parametrize("place", PLACES)
def test_the_guard_stops_no_starter(engine: Engine, place: str) -> None:
    guard = Checking(engine.store, engine.clock)

    for template in ALL:
        values = template.samples(GROUND)
        values |= {each.name: place for each in template.blanks if each.kind is BlankKind.TEXT}
        said = guard.review(template.filled(values, GROUND).text, channel="main-x")

        assert said.verdict is Verdict.PASS, (template.name, said.findings)


def test_starters_are_added_once_and_of_no_use_until_the_organisation_approves_them(engine: Engine) -> None:
    guard = Checking(engine.store, engine.clock)
    house = Emergency(engine.store, engine.clock, engine.planning, engine.granting, guard.review_post)
    author = an_actor(Role.AUTHOR)

    added = house.words.add_starters(author)

    assert len(added) == len(STARTERS) == 6
    assert house.words.add_starters(author) == []
    assert {each.state(engine.clock.now()) for each in house.words.all()} == {TemplateState.DRAFT}
