"""What is offered behind # and @ while a post is written."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.experts import Expert
from scheduler.domain.people import OPERATOR
from tests.builders import NOON, a_channel
from tests.ui.house import House

TODAY = NOON.date()


def an_expert(name: str, handle: str, *, until: date = TODAY) -> Expert:
    return Expert(
        name=name,
        role="Cardiologist",
        handle=handle,
        consent_by="Folder 3",
        consent_since=TODAY - timedelta(days=9),
        consent_until=until,
    )


def test_the_tags_in_use_are_offered_with_what_they_stand_for(house: House) -> None:
    house.app.communities.add(OPERATOR, "LarkspurWalks", title="Walks of Larkspur")
    first = house.app.suggesting.hashtags()[0]
    house.app.communities.edit(OPERATOR, first.name, active=False)

    found = {each.name: each.about for each in house.app.suggesting.hashtags()}

    assert found["LarkspurWalks"] == "Walks of Larkspur"
    assert first.name not in found


def test_only_who_agrees_today_and_has_an_account_that_the_network_takes_is_offered(house: House) -> None:
    for each in (
        an_expert("Dr. Fern Example", "fern_example"),
        an_expert("Dr. Moss Sample", "moss", until=TODAY - timedelta(days=1)),
        an_expert("Dr. Long Handle", "longer_than_fifteen"),
        an_expert("Dr. Other Network", "fern.example.org"),
        an_expert("Dr. None", ""),
    ):
        house.app.experts.add(OPERATOR, each)
    house.app.set_up.add_channel(
        OPERATOR, a_channel(name="south-x", title="South", handle="@larkspur_south"), credentials={}
    )

    found = house.app.suggesting.accounts("main-x")

    assert ("fern_example", "Dr. Fern Example, Cardiologist") in {(e.name, e.about) for e in found}
    assert {each.name for each in found} >= {"fern_example", "larkspur_south"}
    assert not {"moss", "longer_than_fifteen", "fern.example.org", ""} & {each.name for each in found}
    assert "larkspur_south" not in {each.name for each in house.app.suggesting.accounts("south-x")}
