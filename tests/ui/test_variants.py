"""One message on several channels, composed without a browser."""

from __future__ import annotations

import io
from datetime import date, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost, NewVideo, PostChanges
from tests.builders import NOON, a_channel
from tests.composing.films import animation, film
from tests.ui.house import House, click, fill, page, words
from tests.ui.test_composer import labels, opened
from tests.ui.test_thread_editor import a_picture
from ui.composer import judgement
from ui.composer.draft import Draft, Moment

COUNTY = "County · @larkspur"


@pytest.fixture
def house(house: House) -> House:
    """The house with a third channel, on other clocks."""
    river = a_channel(name="river-x", title="River", zone="America/Los_Angeles")
    house.app.set_up.add_channel(OPERATOR, river, credentials={})
    return house


def on(drawn: AppTest, *channels: str) -> AppTest:
    drawn = next(each for each in drawn.selectbox if each.label == "Channel").select_index(1).run()
    (choice,) = [each for each in drawn.multiselect if each.label == "Also on"]
    for each in channels:
        choice.select(next(option for option in choice.options if option.startswith(each)))
    return drawn.run()


def differently(drawn: AppTest, channel: str, *, is_on: bool = True) -> AppTest:
    (found,) = [each for each in drawn.toggle if each.key and each.key.endswith(f"-{channel}")]
    found.set_value(is_on)
    return drawn.run()


def drafts(house: House) -> dict[str, Post]:
    return {each.channel: each for each in house.app.planning.in_state(PostState.DRAFT)}


def test_one_channel_needs_no_choice_and_makes_one_post(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Flu shots are free.").run()

    assert [each.value for each in drawn.multiselect if each.label == "Also on"] == [[]]
    assert drawn.tabs == []
    assert "What each channel says" not in words(drawn)
    click(drawn, "Save draft")
    assert list(drafts(house)) == ["county-x"]


def test_a_message_goes_to_three_channels_and_one_of_them_says_it_differently(house: House) -> None:
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Flu shots are free.").run(), "County", "River")
    assert [each.label for each in drawn.tabs] == ["Main · @larkspur", COUNTY, "River · @larkspur"]
    assert "The same time on each clock: River: Wed 2 Dec 2026, 09:00 PST." in words(drawn)
    assert "Makes 3 posts" in words(drawn)

    drawn = differently(drawn, "county-x")
    field = next(each for each in drawn.text_area if each.label == "Text for County")
    assert field.value == "Flu shots are free."
    fill(drawn, "Text for County", "County, flu shots are free.")
    drawn = fill(drawn, "Link for County", "https://example.org/county").run()

    differing = [each.proto.body for each in drawn.get("html") if '="rounds-difference"' in each.proto.body]
    assert len(differing) == 1
    assert "example.org/county" in differing[0]
    drawn = click(drawn, "Save draft")

    made = drafts(house)
    assert {name: each.text for name, each in made.items()} == {
        "main-x": "Flu shots are free.",
        "county-x": "County, flu shots are free.",
        "river-x": "Flu shots are free.",
    }
    assert made["county-x"].link == "https://example.org/county"
    assert made["main-x"].link is None
    assert len({each.bundle for each in made.values()}) == 1
    assert {f"{each.wall:%H:%M} {each.zone}" for each in made.values()} == {
        "09:00 America/Chicago",
        "09:00 America/Los_Angeles",
    }
    assert drawn.text_area[0].value == ""
    click(drawn, "Save draft")  # the same button once more: what stands there is a new message by now
    said = [each.text for each in house.app.planning.in_state(PostState.DRAFT) if each.text]
    assert len(said) == len(made)


def test_going_back_to_the_common_text_saves_it_and_own_words_are_remembered(house: House) -> None:
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Common.").run(), "County")
    drawn = fill(differently(drawn, "county-x"), "Text for County", "Ours.").run()

    drawn = differently(drawn, "county-x", is_on=False)
    assert "Text for County" not in [each.label for each in drawn.text_area]
    drawn = differently(drawn, "county-x")
    assert next(each.value for each in drawn.text_area if each.label == "Text for County") == "Ours."
    click(differently(drawn, "county-x", is_on=False), "Save draft")

    assert {each.text for each in drafts(house).values()} == {"Common."}


def test_each_channel_is_judged_by_itself(house: House) -> None:
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Shots are free.").run(), "County")
    drawn = fill(differently(drawn, "county-x"), "Text for County", "MRN 12345678 went home.").run()

    lines = words(drawn).splitlines()
    (county,) = [line for line in lines if line.startswith("**County**")]
    (main,) = [line for line in lines if line.startswith("**Main**")]
    assert "Must change" in county
    assert "Must change" not in main
    assert "23 of 280 characters" in county
    assert "15 of 280 characters" in main
    assert words(drawn).count("Take the medical record number out.") == 1
    assert "to send on all 2 channels." in words(drawn)
    assert "Useful until Wed 2 Dec 2026, 15:00 CST" in words(drawn)


def test_if_one_channel_can_not_have_it_none_has_and_nothing_typed_is_lost(house: House) -> None:
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Common.").run(), "County")
    drawn = fill(differently(drawn, "county-x"), "Link for County", "nowhere").run()

    drawn = click(drawn, "Send for review")

    assert any(each.value.startswith("County: “nowhere” is not a web address") for each in drawn.error)
    assert sum(house.app.planning.counts().values()) == 0
    assert drawn.text_area[0].value == "Common."
    drawn = fill(drawn, "Link for County", "https://example.org").run()
    assert "Saved on 2 channels." in words(click(drawn, "Send for review"))
    assert len(house.app.planning.in_state(PostState.IN_REVIEW)) == 2


def test_a_time_that_one_channel_does_not_have_is_said_with_its_name(house: House) -> None:
    paris = a_channel(name="paris-x", title="Paris", zone="Europe/Paris")
    house.app.set_up.add_channel(OPERATOR, paris, credentials={})
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Good night.").run(), "Paris")
    drawn.date_input[0].set_value(date(2027, 3, 28))
    drawn.time_input[0].set_value(time(2, 30))

    drawn = drawn.run()

    assert "Paris: 2027-03-28 02:30 does not exist in Europe/Paris" in words(drawn)
    click(drawn, "Save draft")
    assert drafts(house) == {}


def test_channels_and_own_words_are_kept_before_they_are_saved(house: House) -> None:
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "Common.").run(), "County")
    fill(differently(drawn, "county-x"), "Text for County", "Ours.").run()

    back = click(page("write"), "Go on with it")

    assert next(each.value for each in back.text_area if each.label == "Text for County") == "Ours."
    click(back, "Save draft")
    assert {name: each.text for name, each in drafts(house).items()} == {
        "main-x": "Common.",
        "county-x": "Ours.",
    }


def test_words_kept_by_an_older_planner_still_open() -> None:
    from datetime import datetime

    from scheduler.services.keeping_drafts import Typed

    told = Typed(channel="main-x", wall=datetime(2026, 12, 3, 9)).model_dump(mode="json")
    del told["also"], told["own"]

    assert Typed.model_validate(told).also == ()


def test_each_channel_counts_as_its_own_network_does(house: House) -> None:
    for name, network in (("team", "linkedin"), ("sky", "bluesky")):
        channel = a_channel(name=name, title=name.title(), network=network, zone="America/Chicago")
        house.app.set_up.add_channel(OPERATOR, channel, credentials={})
    house.sign_in("ada")
    drawn = on(fill(page("write"), "Text", "flu " * 100).run(), "Team", "Sky")

    lines = words(drawn).splitlines()
    told = {
        name: next(each for each in lines if each.startswith(f"**{name}**"))
        for name in ("Main", "Team", "Sky")
    }

    assert "400 of 3000 characters" in told["Team"]
    assert "Must change" not in told["Team"]
    assert "400 of 300 characters" in told["Sky"]
    assert "Must change" in told["Sky"]
    assert "400 of 280 characters" in told["Main"]
    assert words(drawn).count("it is longer than the network takes") == 2


def test_a_new_video_is_judged_by_what_each_channels_own_network_takes(house: House) -> None:
    house.sign_in("ada")
    for network in ("linkedin", "bluesky"):
        channel = a_channel(name=network, title=network.title(), network=network)
        house.app.set_up.add_channel(OPERATOR, channel, credentials={})
    at = Moment.typed(NOON.replace(tzinfo=None), "America/Chicago")
    hands = NewVideo(file=io.BytesIO(film(seconds=2)), alt="Hands under running water", file_name="hands.mp4")

    def told(channel: str) -> list[str]:
        on_it = house.app.set_up.channel(channel)
        draft = Draft(channel=on_it, moment=at, text="Wash your hands.", video=hands)
        return [each.advice for each in judgement.reviewed(draft, 0).findings]

    assert told("main-x") == told("bluesky") == []
    (refused,) = told("linkedin")
    assert refused == "hands.mp4 lasts 2.0 seconds; this network takes 3 to 1800. Cut it."


# submitted twice


def test_a_message_that_stands_in_two_tabs_is_made_once(house: House) -> None:
    house.sign_in("ada")
    first = on(fill(page("write"), "Text", "Flu shots are free.").run(), "County")
    second = click(page("write"), "Go on with it")
    assert second.text_area[0].value == "Flu shots are free."

    click(first, "Save draft")
    second = click(second, "Send for review")

    assert "Saved on 2 channels." in words(second)
    waiting = house.app.planning.in_state(PostState.IN_REVIEW)
    assert sorted(each.channel for each in waiting) == ["county-x", "main-x"]
    assert sum(house.app.planning.counts().values()) == 2


def test_other_words_for_a_message_that_is_saved_already_are_not_lost(house: House) -> None:
    house.sign_in("ada")
    first = on(fill(page("write"), "Text", "Flu shots are free.").run(), "County")
    second = fill(click(page("write"), "Go on with it"), "Text", "Changed here.").run()

    click(first, "Save draft")
    second = click(second, "Save draft")

    assert any("is in the plan already, and is not the same there" in each.value for each in second.error)
    assert second.text_area[0].value == "Changed here."
    assert {each.text for each in drafts(house).values()} == {"Flu shots are free."}
    second = fill(click(second, "Discard what I typed"), "Text", "Another message.").run()
    click(second, "Save draft")
    assert "Another message." in {each.text for each in house.app.planning.in_state(PostState.DRAFT)}


# sisters


def a_message(house: House) -> tuple[Post, Post]:
    at = NOON + timedelta(days=1)
    one, other = house.app.variants.add(
        house.actor("ada"),
        [NewPost(channel=each, at=at, text="Shots are free.") for each in ("main-x", "county-x")],
    )
    return one, other


def test_a_post_shows_its_sisters_and_the_way_to_them(house: House) -> None:
    one, _ = a_message(house)
    house.sign_in("ada")

    drawn = opened(one.id)

    assert "The same message on other channels" in words(drawn)
    assert "County · Wed 2 Dec 2026, 09:00 CST" in words(drawn)
    assert "All of them say the same." in words(drawn)
    drawn = click(drawn, "Open on County")
    assert "Open on Main" in labels(drawn)
    assert "Open on County" not in labels(drawn)


def test_these_words_go_to_the_others_after_what_follows_was_said(house: House) -> None:
    one, other = a_message(house)
    house.app.planning.submit(house.actor("ada"), other.id)
    house.app.approving.approve(house.actor("eli"), other.id)
    changed = house.app.planning.edit(house.actor("ada"), one.id, PostChanges(text="Shots cost nothing."))
    house.sign_in("ada")
    drawn = opened(one.id, changed.version)

    drawn = click(drawn, "Use this text on the others too")
    assert "County: its approval ends, and it waits for a new one." in words(drawn)
    shown = [each.proto.body for each in drawn.get("html") if '="rounds-difference"' in each.proto.body]
    assert "cost nothing" in shown[0]
    assert house.app.planning.get(other.id).text == "Shots are free."
    drawn = click(drawn, "Yes, use this text on the others too")

    after = house.app.planning.get(other.id)
    assert (after.text, after.state) == ("Shots cost nothing.", PostState.IN_REVIEW)
    assert "Changed: County." in words(drawn)


def test_pictures_go_to_the_others_with_their_alt_texts_unless_that_is_turned_off(house: House) -> None:
    one, other = a_message(house)
    changes = PostChanges(text="Come in.", pictures=(a_picture("A nurse at the door"),))
    changed = house.app.planning.edit(house.actor("ada"), one.id, changes)
    house.sign_in("ada")
    drawn = opened(one.id, changed.version)
    (choice,) = [each for each in drawn.checkbox if each.label.startswith("With these pictures")]
    assert choice.value
    shown = [each.proto.body for each in drawn.get("html") if '="rounds-difference"' in each.proto.body]
    assert "A nurse at the door" in shown[0]

    drawn = click(choice.uncheck().run(), "Use this text on the others too")
    drawn = click(drawn, "Yes, use this text on the others too")
    assert house.app.planning.get(other.id).text == "Come in."
    assert house.app.planning.get(other.id).pictures == ()

    drawn = opened(one.id, changed.version)
    drawn = click(drawn, "Use this text on the others too")
    click(drawn, "Yes, use this text on the others too")
    assert house.app.planning.get(other.id).pictures == changed.pictures


def test_what_a_sisters_network_would_not_take_is_said_before_it_goes_there(house: House) -> None:
    team = a_channel(name="team", title="Team", network="bluesky")
    house.app.set_up.add_channel(OPERATOR, team, credentials={})
    at = NOON + timedelta(days=1)
    one, _ = house.app.variants.add(
        house.actor("ada"), [NewPost(channel=each, at=at, text="Wash.") for each in ("main-x", "team")]
    )
    gif = NewVideo(file=io.BytesIO(animation()), alt="Hands under water", file_name="hands.gif")
    changed = house.app.planning.edit(house.actor("ada"), one.id, PostChanges(video=gif))
    house.sign_in("ada")

    drawn = opened(one.id, changed.version)

    assert "the network does not show its kind" in words(drawn)


def test_a_sister_that_changed_since_she_was_shown_is_left_as_she_is(house: House) -> None:
    one, other = a_message(house)
    changed = house.app.planning.edit(house.actor("ada"), one.id, PostChanges(text="Shots cost nothing."))
    house.sign_in("ada")
    drawn = click(opened(one.id, changed.version), "Use this text on the others too")
    house.app.planning.edit(house.actor("eli"), other.id, PostChanges(text="Theirs."))

    drawn = click(drawn, "Yes, use this text on the others too")

    assert house.app.planning.get(other.id).text == "Theirs."
    assert "County was left as it is: This post was changed by someone else meanwhile." in words(drawn)


def test_unsaved_words_are_not_offered_to_others(house: House) -> None:
    one, _ = a_message(house)
    changed = house.app.planning.edit(house.actor("ada"), one.id, PostChanges(text="Shots cost nothing."))
    house.sign_in("ada")

    drawn = fill(opened(one.id, changed.version), "Text", "Not saved.").run()

    assert "Save your changes first" in words(drawn)
    assert "Use this text on the others too" not in labels(drawn)


# as on another network


def test_the_same_words_are_seen_as_on_another_network(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "word " * 60 + "<script>alert(1)</script>").run()
    choice = next(each for each in drawn.selectbox if each.label == "See it as on")
    assert choice.options[0] == "X (its own)"

    choice.select("linkedin")
    drawn = drawn.run()

    assert "As on LinkedIn: 325 of 3000 characters, 2675 left." in words(drawn)
    assert "behind “…more”" in words(drawn)
    (preview,) = [each.proto.body for each in drawn.get("html") if "<article" in each.proto.body]
    assert "on-linkedin" in preview
    assert "<script>" not in preview
