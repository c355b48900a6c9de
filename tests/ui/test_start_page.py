"""The first hour in the planner: its steps, the card on the calendar, sample data, and empty pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import ui
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from scheduler.services.planning import PostChanges
from scheduler.services.starting import Standing, Step
from tests.builders import a_channel
from tests.starting.beginning import PASSWORD, begin
from tests.ui.house import House, click, page, words

SCRIPT = Path(ui.__file__).with_name("app.py")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    begin(folder)
    return folder


@pytest.fixture
def new(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house just after `rounds init`, with its one person at the planner."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
    made = House.copied(begun, tmp_path / "data")
    made.token = made.app.people.sign_in("pam@example.org", PASSWORD)
    yield made
    made.app.close()


def press(drawn: AppTest, key: str) -> AppTest:
    return drawn.button(key=key).click().run()


def links(drawn: AppTest) -> dict[str, str]:
    """Return where the links of a page lead, by their words."""
    found = [each.proto for each in drawn.get("page_link")]
    return {each.label: f"{each.page}?{each.query_string}".rstrip("?") for each in found}


def step_of(drawn: AppTest) -> str:
    """Return the step that stands in the address."""
    found = drawn.query_params["step"]
    return found if isinstance(found, str) else found[0]


def standing(new: House) -> dict[Step, Standing]:
    return new.app.starting.look().steps


@pytest.mark.usefixtures("new")
def test_the_first_step_that_is_open_stands_open() -> None:
    drawn = page("start")

    said = words(drawn)
    assert "1 of 8 done" in said
    assert step_of(drawn) == "channel"
    assert "Add a channel" in said
    assert "Add a pillar" not in said


@pytest.mark.usefixtures("new")
def test_an_empty_house_opens_on_it_once_in_a_tab() -> None:
    drawn = AppTest.from_file(str(SCRIPT), default_timeout=30).run()

    assert [each.value for each in drawn.title] == ["Getting started"]


def test_a_list_that_was_put_away_is_not_forced_on_anybody(new: House) -> None:
    new.app.starting.put_away(OPERATOR)

    drawn = AppTest.from_file(str(SCRIPT), default_timeout=30).run()

    assert [each.value for each in drawn.title] == ["Calendar"]
    assert links(drawn)["Begin here"] == "start?step=channel"


def test_where_all_is_done_or_for_later_the_way_leads_to_the_calendar(new: House) -> None:
    for step in Step:
        new.app.starting.skip(OPERATOR, step)

    drawn = page("start")

    assert "What you left for later stays below." in words(drawn)
    assert "Open the calendar" in links(drawn)


def test_a_step_that_is_skipped_is_remembered_and_can_be_taken_up(new: House) -> None:
    drawn = press(page("start"), "skip-channel")

    assert step_of(drawn) == "pillars"
    assert standing(new)[Step.CHANNEL] is Standing.SKIPPED
    drawn = press(page("start", step="channel"), "take-channel")
    assert standing(new)[Step.CHANNEL] is Standing.OPEN
    assert "Add a channel" in words(drawn)


def test_a_rehearsal_channel_takes_a_title_alone(new: House) -> None:
    drawn = page("start", step="channel")
    drawn.button_group(key="channel-kind-channel0").set_value(True).run()
    drawn.text_input(key="channel-title-channel0").set_value("Try it out")
    drawn = click(drawn, "Add a channel")

    channel = new.app.set_up.channel("try-it-out")
    assert channel.network == "rehearsal"
    assert step_of(drawn) == "channel"
    assert standing(new)[Step.CHANNEL] is Standing.DONE
    assert step_of(press(drawn, "next-channel")) == "pillars"


def test_pillars_and_slots_are_made_by_the_forms_of_the_settings(new: House) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    drawn = page("start", step="pillars")
    drawn.text_input(key="pillar-title-pillar0").set_value("Health tips")
    click(drawn, "Add a pillar")
    drawn = page("start", step="slots")
    drawn.button_group(key="slot-days-slot0").set_value([0, 2])
    drawn = click(drawn, "Add a slot")

    assert [each.name for each in new.app.set_up.pillars()] == ["health-tips"]
    assert [each.weekday for each in new.app.set_up.slots()] == [0, 2]
    assert "2 slots are in the week." in words(drawn)
    assert "There already: 2 slots a week" in words(drawn)


def test_a_slot_without_a_day_is_asked_for_one(new: House) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})

    drawn = click(page("start", step="slots"), "Add a slot")

    assert drawn.error[0].value == "Choose at least one day of the week."
    assert new.app.set_up.slots() == []


@pytest.mark.usefixtures("new")
def test_slots_lead_to_the_channel_they_need() -> None:
    drawn = page("start", step="slots")

    assert "add a channel first" in drawn.info[0].value
    assert links(drawn)["Go to Channel"] == "start?step=channel"


def test_sources_are_ticked_in_the_catalogue(new: House) -> None:
    drawn = page("start", step="sources")
    offer = new.app.curating.offers()[0].source
    drawn.checkbox(key=f"tick-{offer.name}-catalogue0").check()
    click(drawn, "Add what is ticked")

    assert [each.name for each in new.app.curating.sources()] == [offer.name]
    assert standing(new)[Step.SOURCES] is Standing.DONE


def test_a_link_for_outlook_is_made_and_shown(new: House) -> None:
    drawn = page("start", step="link")
    drawn.text_input(key="link-name-link0").set_value("Department heads")
    drawn = click(drawn, "Make a link")

    assert standing(new)[Step.LINK] is Standing.DONE
    assert drawn.code[0].value.endswith(".ics")


@pytest.mark.usefixtures("new")
def test_an_unknown_step_in_the_address_is_the_next_one() -> None:
    assert step_of(page("start", step="<script>")) == "channel"


def test_what_somebody_may_not_do_is_said_and_no_form_drawn(new: House) -> None:
    new.app.people.add(
        OPERATOR, name="Art", email="art@example.org", roles=(Role.ADMINISTRATOR,), password=PASSWORD
    )
    new.token = new.app.people.sign_in("art@example.org", PASSWORD)

    drawn = page("start", step="channel")

    assert "somebody who may change channels, pillars and slots" in drawn.info[0].value
    assert not drawn.text_input
    assert "Fill with sample data" not in words(drawn)


def test_the_card_on_the_calendar_leads_to_each_step_until_it_is_put_away(new: House) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    drawn = page("calendar")

    assert "**Getting started** · 2 of 8 done" in words(drawn)
    assert links(drawn)["Pillars"] == "start?step=pillars"
    assert links(drawn)["Channel: done"] == "start?step=channel"
    drawn = press(drawn, "card-away")
    assert "of 8 done" not in words(drawn)
    assert new.app.starting.look().is_away
    press(page("start"), "start-away")
    assert "of 8 done" in words(page("calendar"))


def test_an_author_is_shown_no_card(house: House) -> None:
    house.sign_in("ada")

    assert "of 8 done" not in words(page("calendar"))


def test_sample_data_is_filled_in_marked_and_taken_out_by_one_click_and_one_question(new: House) -> None:
    drawn = press(page("start"), "sample-fill")

    assert "Nothing of them can leave." in words(drawn)
    assert standing(new)[Step.CHANNEL] is Standing.OPEN
    calendar = page("calendar")
    assert "This house holds sample data" in words(calendar)
    assert links(calendar)["See or remove it"] == "start"
    drawn = press(press(page("start"), "sample-arm"), "sample-yes")
    assert "sample posts removed." in words(drawn)
    assert new.app.planning.counts() == {}
    assert new.app.set_up.channels() == []


def test_changed_sample_posts_are_named_and_kept_unless_one_says_otherwise(new: House) -> None:
    actor = new.app.people.visit(new.token, is_page=True)
    assert actor is not None
    new.app.samples.fill(actor.actor)
    draft = next(iter(new.app.planning.in_state(PostState.DRAFT)))
    new.app.planning.edit(actor.actor, draft.id, PostChanges(text="*Ours* now"))

    drawn = page("start")
    assert "1 of the sample posts was changed" in words(drawn)
    assert "*Ours* now" in words(drawn)
    drawn = press(press(drawn, "sample-arm"), "sample-yes")

    assert "1 that was changed stays." in words(drawn)
    assert new.app.planning.get(draft.id).text == "*Ours* now"


def test_changed_sample_posts_go_where_nobody_wants_them(new: House) -> None:
    actor = new.app.people.visit(new.token, is_page=True)
    assert actor is not None
    new.app.samples.fill(actor.actor)
    draft = next(iter(new.app.planning.in_state(PostState.DRAFT)))
    new.app.planning.edit(actor.actor, draft.id, PostChanges(text="Ours"))

    drawn = page("start")
    drawn.checkbox(key="sample-keep-1").uncheck().run()
    press(press(drawn, "sample-arm"), "sample-yes")

    assert new.app.planning.counts() == {}


def test_a_house_of_ones_own_is_offered_no_sample_data(new: House) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})

    assert "Fill with sample data" not in words(page("start"))


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize(
    ("name", "label", "target"),
    [
        ("inbox", "Choose sources", "sources"),
        ("queue", "See what waits in Review", "review"),
        ("review", "Write a post", "write"),
    ],
)
def test_an_empty_page_leads_to_what_fills_it(name: str, label: str, target: str) -> None:
    drawn = page(name)

    assert links(drawn)[label] == target


def test_an_inbox_with_sources_is_caught_up(new: House) -> None:
    new.app.curating.add(OPERATOR, new.app.curating.offers()[0].source)

    drawn = page("inbox")

    assert "All caught up." in words(drawn)
    assert links(drawn)["Choose sources"] == "sources"


def test_every_field_of_the_first_hour_has_its_help(new: House) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    without = []
    for step in Step:
        drawn = page("start", step=step.value)
        fields = [*drawn.text_input, *drawn.number_input, *drawn.time_input, *drawn.multiselect]
        without += [(step.value, each.label) for each in fields if not each.help]

    assert without == []
