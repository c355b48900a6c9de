"""Inbox, filling, sources and settings, drawn without a browser and pressed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.curation import ItemState, SourceHealth
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from tests.builders import NOON
from tests.curation.house import a_source, an_item
from tests.ui.house import House, click, page, words


@pytest.fixture
def curated(house: House) -> House:
    """A house whose one source said one thing."""
    house.app.curating.add(OPERATOR, a_source())
    with house.app._store.write() as unit:
        unit.items.put(an_item(1, title="Flu shot clinic opens its doors"))
    return house


def filling() -> AppTest:
    """Draw the dialog that fills gaps."""
    return AppTest.from_function(_fill, default_timeout=30).run()


def _fill() -> None:
    from ui import frame
    from ui.state import state
    from ui.views.filling import fill_dialog

    memory = state()
    if not memory.editions:
        memory.edition()
        memory.is_filling = True

    def show() -> None:
        if memory.is_filling:
            fill_dialog([])

    frame.draw(show)


def test_an_item_stands_in_the_inbox_with_its_source_and_the_reason(curated: House) -> None:
    curated.sign_in("ada")

    said = words(page("inbox"))

    assert "Flu shot clinic opens its doors" in said
    assert "Larkspur County Health Department" in said
    assert "Why: " in said
    assert "14 h old" in said


def test_using_an_item_opens_the_composer_with_its_text_at_a_fitting_gap(curated: House) -> None:
    curated.sign_in("ada")

    drawn = click(page("inbox"), "Use")

    assert "Flu shot clinic opens its doors" in str(drawn.text_area[0].value)
    assert next(each for each in drawn.text_input if each.label == "Link").value == "https://example.org/1"
    assert curated.app.planning.in_state(*PostState) == []
    click(drawn, "Save draft")
    (post,) = curated.app.planning.in_state(PostState.DRAFT)
    assert (post.item, post.wall.weekday(), post.wall.hour) == (1, 1, 9)


def test_an_item_that_is_not_for_us_is_gone_until_it_is_taken_back(curated: House) -> None:
    curated.sign_in("ada")

    drawn = click(page("inbox"), "Not for us")
    assert curated.app.curating.item(1).state is ItemState.REJECTED
    assert "Flu shot clinic" not in words(drawn)

    assert "Flu shot clinic" in words(click(drawn, "Undo"))


def test_filling_shows_reasons_and_saves_nothing_until_told_to(curated: House) -> None:
    curated.sign_in("eli")

    drawn = filling()
    assert "Flu shot clinic opens its doors" in words(drawn)
    assert "Why: " in words(drawn)
    assert curated.app.planning.in_state(PostState.PROPOSED) == []
    click(drawn, "Add these proposals")

    (proposal,) = curated.app.planning.in_state(PostState.PROPOSED)
    assert proposal.item == 1
    assert curated.app.approving.approve(curated.actor("eli"), proposal.id).state is PostState.SCHEDULED


def test_filling_with_nothing_to_propose_says_what_to_do(house: House) -> None:
    house.sign_in("eli")

    assert "Add slots or sources." in filling().info[0].value


def test_a_broken_source_is_shown_with_its_remark(curated: House) -> None:
    told = SourceHealth(source="county", checked_at=NOON, status="broken", remark="It answered with a page.")
    with curated.app._store.write() as unit:
        unit.sources.set_health(told)
    curated.sign_in("ada")

    said = words(page("sources"))

    assert "Broken" in said
    assert "It answered with a page." in said


def test_a_source_of_the_catalogue_is_added_with_one_click(house: House) -> None:
    house.sign_in("ada")
    drawn = page("sources")
    offered = next(each for each in drawn.selectbox if each.label == "From the catalogue")

    offered.set_value(house.app.curating.catalogue()[0])
    click(drawn.run(), "Add a source", number=1)

    assert [source.name for source in house.app.curating.sources()] == [
        house.app.curating.catalogue()[0].name
    ]


def test_a_pillar_beyond_a_hundred_per_cent_is_refused_and_what_was_typed_stays(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings")
    drawn.text_input(key="pillar-title-pillar0").set_value("The science")
    drawn.text_input(key="pillar-name-pillar0").set_value("science")
    drawn.number_input(key="target-pillar0").set_value(90)

    drawn = click(drawn, "Add a pillar")

    assert "70 % are left" in drawn.error[0].value
    assert drawn.text_input(key="pillar-name-pillar0").value == "science"
    drawn.number_input(key="target-pillar0").set_value(20)
    click(drawn, "Add a pillar")
    assert house.app.set_up.pillar("science").target == 20


def test_shares_stand_beside_their_targets(house: House) -> None:
    house.post(pillar="prevention")
    house.post()
    house.sign_in("ada")

    assert "50 %, target 30 % · 1 post" in words(page("settings"))


def test_a_slot_is_added_and_removed(house: House) -> None:
    house.sign_in("pam")

    drawn = click(page("settings"), "Add a slot")
    assert len(house.app.set_up.slots()) == 2
    click(drawn, "Remove")

    assert len(house.app.set_up.slots()) == 1


def test_an_unknown_zone_is_refused_with_an_example(house: House) -> None:
    house.sign_in("pam")

    drawn = page("settings")
    [each for each in drawn.text_input if each.label == "Time zone"][-1].set_value("Chicago")
    drawn = click(drawn, "Save")

    assert "America/Chicago" in drawn.error[0].value
    organisation = house.app.set_up.organisation()
    assert organisation is not None
    assert organisation.zone == "America/Chicago"
