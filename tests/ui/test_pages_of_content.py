"""Inbox, filling, sources and settings, drawn without a browser and pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.curation import Alarm, ItemState, SourceHealth
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


def test_the_dialog_that_fills_gaps_names_the_quiet_days_ahead(curated: House) -> None:
    day = curated.app.experts.today() + timedelta(days=3)
    curated.app.keeping_quiet.add(OPERATOR, day, reason="Mourning")
    curated.sign_in("ada")

    said = words(filling())

    assert "Nothing is proposed for quiet days: Fri 4 Dec 2026 (Mourning)." in said


def test_an_item_stands_in_the_inbox_with_its_source_and_the_reason(curated: House) -> None:
    curated.sign_in("ada")

    said = words(page("inbox"))

    assert "Flu shot clinic opens its doors" in said
    assert "Larkspur County Health Department" in said
    assert "Why: " in said
    assert "14 h old" in said


def test_editing_an_item_opens_the_composer_with_its_text_at_a_fitting_gap(curated: House) -> None:
    curated.sign_in("ada")

    drawn = click(page("inbox"), "Edit")

    text = next(each for each in drawn.text_area if each.label == "Text")
    assert "Flu shot clinic opens its doors" in str(text.value)
    assert next(each for each in drawn.text_input if each.label == "Link").value == "https://example.org/1"
    assert curated.app.planning.in_state(*PostState) == []
    click(drawn, "Save draft")
    (post,) = curated.app.planning.in_state(PostState.DRAFT)
    assert (post.item, post.wall.weekday(), post.wall.hour) == (1, 1, 9)


def test_an_accepted_item_is_a_draft_in_the_gap_that_its_card_named_until_it_is_taken_back(
    curated: House,
) -> None:
    curated.sign_in("ada")
    drawn = page("inbox")
    named = words(drawn)

    drawn = click(drawn, "Accept")

    (post,) = curated.app.planning.in_state(PostState.DRAFT)
    assert "Accept puts it on Tuesday 8 December, 09:00 CST, Main" in named
    assert (post.item, post.wall.day, post.author) == (1, 8, curated.actor("ada").person_id)
    assert "All caught up." in words(drawn)
    assert "Flu shot clinic" in words(click(drawn, "Undo"))
    assert curated.app.planning.get(post.id).state is PostState.CANCELLED


def test_an_item_is_rejected_for_a_reason_and_is_gone_until_it_is_taken_back(curated: House) -> None:
    curated.sign_in("ada")

    asked = click(page("inbox"), "Reject")
    assert curated.app.curating.item(1).state is ItemState.NEW
    drawn = click(asked, "2 Too old")

    assert curated.app.curating.item(1).state is ItemState.REJECTED
    assert "All caught up." in words(drawn)
    assert "Flu shot clinic" in words(click(drawn, "Undo"))


def test_decisions_are_taken_back_one_by_one_the_last_one_first(curated: House) -> None:
    with curated.app._store.write() as unit:
        unit.items.put(an_item(2, title="Free flu shots at the clinic"))
    curated.sign_in("ada")

    drawn = click(click(page("inbox"), "Accept"), "Accept")
    assert "and 1 before it" in words(drawn)
    drawn = click(click(drawn, "Undo"), "Undo")

    assert curated.app.planning.in_state(PostState.DRAFT) == []
    assert len([each for each in drawn.button if each.label == "Accept"]) == 2


def test_an_item_that_somebody_else_took_meanwhile_is_said_so(curated: House) -> None:
    curated.sign_in("ada")
    drawn = page("inbox")
    curated.app.accepting.reject(curated.actor("eli"), 1, "old")

    drawn = click(drawn, "Accept")

    assert "This item was changed by someone else meanwhile." in words(drawn)
    assert curated.app.planning.in_state(PostState.DRAFT) == []


def test_a_story_stands_on_one_card_with_its_outlets(curated: House) -> None:
    curated.app.curating.add(OPERATOR, a_source(name="blog", title="A blog"))
    with curated.app._store.write() as unit:
        unit.items.put(an_item(2, source="blog", story=1, title="The same told again"))
    curated.sign_in("ada")

    said = words(page("inbox"))

    assert len([line for line in said.splitlines() if line == "Accept"]) == 1
    assert "Also told by" in said


def test_where_no_slot_is_free_nothing_can_be_accepted_and_the_way_out_is_told(curated: House) -> None:
    for slot in curated.app.set_up.slots():
        curated.app.set_up.remove_slot(OPERATOR, slot.id)
    curated.sign_in("ada")

    accept = next(each for each in page("inbox").button if each.label == "Accept")

    assert accept.disabled
    assert "add one in Settings" in accept.help


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


def test_a_runner_up_takes_the_place_of_a_proposal_with_one_click(curated: House) -> None:
    with curated.app._store.write() as unit:
        for number in range(2, 6):
            unit.items.put(an_item(number, title=f"Flu facts for the season, part {number}"))
    curated.sign_in("ada")

    drawn = filling()
    first = str(curated.app.filling.propose(days=14)[0].text)
    drawn = click(drawn, "Take this one")
    click(drawn, "Add these proposals")

    post = curated.app.planning.in_state(PostState.PROPOSED)[0]
    assert post.text != first
    assert [part.name for part in post.reason] == ["person"]


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


def test_sources_of_the_catalogue_are_ticked_and_added_at_once(house: House) -> None:
    house.sign_in("ada")
    drawn = page("sources")
    assert "tracking pixel" in words(drawn)

    for name in ("kff-health-news", "cdc-mmwr"):
        drawn.checkbox(key=f"tick-{name}-catalogue0").check()
    drawn = click(drawn, "Add what is ticked")

    added = {source.name: source for source in house.app.curating.sources()}
    assert set(added) == {"kff-health-news", "cdc-mmwr"}
    assert added["kff-health-news"].licence == "cc_by_nc_nd"
    assert "tracking pixel" not in words(drawn)


def test_a_whole_group_of_the_catalogue_is_ticked_at_once_but_never_what_to_beware_of(house: House) -> None:
    house.sign_in("ada")
    drawn = page("sources")

    for each in drawn.checkbox:
        if each.label == "All of this group":
            each.check()
    click(drawn, "Add what is ticked")

    names = {source.name for source in house.app.curating.sources()}
    assert len(names) > 5
    assert not names & {"utah-health-news-old", "wellspan-media-tips", "cdc-content-services"}


def test_every_field_of_a_source_is_changed_in_its_form(curated: House) -> None:
    curated.sign_in("ada")
    drawn = click(page("sources"), "Edit")

    drawn.text_input(key="f-owner-county").set_value("Larkspur County")
    drawn.text_input(key="f-out-county").set_value("lawsuit, stock*")
    drawn.selectbox(key="f-licence-county").set_value("cc_by")
    drawn.checkbox(key="f-clinician-county").check()
    drawn.number_input(key="f-keeps-county").set_value(90)
    drawn.number_input(key="f-cap-county").set_value(2)
    click(drawn, "Save")

    changed = curated.app.curating.source("county")
    assert changed == a_source(
        owner="Larkspur County",
        topics_out=("lawsuit", "stock*"),
        licence="cc_by",
        needs_clinician=True,
        retention_days=90,
        weekly_cap=2,
    )


def test_what_a_source_can_not_be_is_refused_in_its_form_and_stays_as_typed(curated: House) -> None:
    curated.sign_in("ada")
    drawn = click(page("sources"), "Edit")

    drawn.text_input(key="f-url-county").set_value("javascript:alert(1)")
    drawn = click(drawn, "Save")

    assert "no address of a feed" in drawn.error[0].value
    assert drawn.text_input(key="f-url-county").value == "javascript:alert(1)"
    assert curated.app.curating.source("county").url == "https://example.org/feed.xml"


def test_only_who_may_approve_can_let_a_source_go_out_unreviewed(curated: House) -> None:
    curated.sign_in("ada")

    drawn = click(page("sources"), "Edit")

    assert drawn.checkbox(key="f-free-county").disabled


def test_a_source_is_archived_and_taken_back(curated: House) -> None:
    curated.sign_in("ada")

    drawn = click(page("sources"), "Archive")
    assert "Archived" in words(drawn)
    assert not curated.app.curating.source("county").active
    click(drawn, "Take back into use")

    assert curated.app.curating.source("county").active


@pytest.mark.parametrize("place", ["sources", "attention"])
def test_an_alarm_is_told_and_ends_when_somebody_looked(curated: House, place: str) -> None:
    told = SourceHealth(
        source="county", status="ok", alarm=Alarm.OWNER, alarm_words="It calls itself Casino now."
    )
    with curated.app._store.write() as unit:
        unit.sources.set_health(told)
    curated.sign_in("ada")

    drawn = page(place)
    assert "It calls itself Casino now." in words(drawn)
    assert curated.app.attending.count() == 1
    drawn = click(drawn, "I looked, it is right")

    assert "Casino" not in words(drawn)
    assert curated.app.attending.count() == 0


def test_a_review_that_is_due_is_told_and_done_with_one_click(curated: House) -> None:
    curated.app.curating.change(OPERATOR, a_source(review_date="2026-11-30"))
    curated.sign_in("ada")

    drawn = click(page("sources"), "I looked, trust it on")

    assert curated.app.curating.source("county").review_date == "2027-12-01"
    assert "Review due" not in words(drawn)


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

    drawn = page("settings")
    drawn.button_group(key="slot-days-slot0").set_value([3])
    drawn = click(drawn, "Add a slot")
    assert len(house.app.set_up.slots()) == 2
    click(drawn, "Remove")

    assert len(house.app.set_up.slots()) == 1


def test_an_unknown_zone_is_refused_with_an_example(house: House) -> None:
    house.sign_in("pam")

    drawn = page("settings")
    [each for each in drawn.text_input if each.label == "Time zone"][-1].set_value("Chicago")
    drawn = next(each for each in drawn.button if each.form_id == "organisation").click().run()

    assert "America/Chicago" in drawn.error[0].value
    organisation = house.app.set_up.organisation()
    assert organisation is not None
    assert organisation.zone == "America/Chicago"
