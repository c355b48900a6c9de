from __future__ import annotations

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import FILLER, OPERATOR, Role
from scheduler.services.licensing import Licensing
from tests.builders import a_channel, a_slot, an_actor
from tests.curation.house import House, a_source, an_item


def licensing(house: House) -> Licensing:
    return Licensing(house.store, house.clock)


def under(house: House, name: str, licence: str) -> None:
    changed = house.curating.source(name).model_copy(update={"licence": licence})
    house.curating.change(OPERATOR, changed)


def test_by_default_a_channel_takes_every_licence(full: House) -> None:
    under(full, "state", "us_government_work")

    found = full.filling.plan(days=7)

    assert {each.source for each in found.proposals} == {"county", "state", "journal"}
    assert found.refused == []


def test_a_channel_takes_only_the_licences_it_names_and_the_plan_says_what_it_left_out(full: House) -> None:
    under(full, "state", "us_government_work")
    licensing(full).take(OPERATOR, "main-x", ["own", "us_government_work"])

    found = full.filling.plan(days=7)

    assert {each.source for each in found.proposals} == {"state"}
    assert {other.source for each in found.proposals for other in each.runners_up} <= {"state"}
    assert [(each.channel, each.items) for each in found.refused] == [("main-x", 6), ("main-x", 7)]
    assert {each.why for each in found.refused} == {
        "Main takes only “Our own”, “US government work”; this is “Title and link only”"
    }


def test_a_rule_of_one_channel_binds_no_other(full: House) -> None:
    with full.store.write() as unit:
        unit.plan.add_channel(a_channel(name="jobs-x"))
        for weekday in range(7):
            unit.plan.add_slot(a_slot(channel="jobs-x", weekday=weekday))
    licensing(full).take(OPERATOR, "main-x", ["own"])

    channels = {each.channel for each in full.filling.propose(days=7)}

    assert channels == {"jobs-x"}


def test_a_rule_that_was_made_meanwhile_holds_when_the_plan_is_saved(full: House) -> None:
    stale = full.filling.propose(days=7)
    licensing(full).take(OPERATOR, "main-x", ["own"])

    assert full.filling.fill(FILLER, days=7, proposals=stale) == []


def test_a_rule_is_made_by_who_sets_up_and_stands_in_the_record(full: House) -> None:
    licensing(full).take(OPERATOR, "main-x", ["cc0", "cc0", "own"])

    with full.store.read() as unit:
        channel, last = unit.plan.channel("main-x"), unit.audit.last()
    assert channel.licences == ("cc0", "own")
    assert last is not None
    assert (last.action, last.facts) == ("channel.licences_set", {"licences": "cc0 own"})
    with pytest.raises(InvalidInputError, match="no licence “free”"):
        licensing(full).take(OPERATOR, "main-x", ["free"])
    with pytest.raises(NotAllowedError):
        licensing(full).take(an_actor(Role.EDITOR), "main-x", [])
    assert licensing(full).take(OPERATOR, "main-x", []).licences == ()


def test_what_the_guard_stops_is_told_with_its_advice(full: House) -> None:
    full.curating.add(OPERATOR, a_source(name="desk", title="The desk", owner="The desk"))
    full.keep(an_item(80, source="desk", title="Flu clinic: call our patient Jane Roe, MRN 4471980"))

    refused = full.filling.plan(days=7).refused

    assert [(each.source, each.items) for each in refused] == [("The desk", 1)]
    assert refused[0].why.startswith("the guard would stop “Flu clinic: call our patient")
