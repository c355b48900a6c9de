"""Every page, drawn without a browser: what it says when there is nothing, and what its buttons do."""

from __future__ import annotations

import pytest

from connectors import snowflake
from scheduler.domain.people import Role
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from scheduler.services.planning import PostChanges
from tests.builders import NOON
from tests.ui.house import House, click, fill, page, words

PAGES = (
    "write",
    "inbox",
    "review",
    "queue",
    "attention",
    "sources",
    "calendars",
    "activity",
    "pausing",
    "settings",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title_and_no_fault_on_a_new_installation(house: House, name: str) -> None:
    house.sign_in("pam")

    drawn = page(name)

    assert not drawn.exception
    assert len(drawn.title) == 1
    assert not drawn.error


@pytest.mark.parametrize(
    ("name", "says", "step"),
    [
        ("inbox", "No source is read yet", "Choose sources you trust"),
        ("review", "Nothing waits for a decision.", "Posts sent for review"),
        ("queue", "Nothing is scheduled.", "Approve what waits in Review"),
        ("attention", "Nothing needs you.", "with the safe next step for each"),
        ("sources", "No source is trusted yet.", "Choose from the catalogue"),
        ("calendars", "Nobody has a link yet.", "Make one above"),
    ],
)
def test_an_empty_page_says_what_to_do(house: House, name: str, says: str, step: str) -> None:
    house.sign_in("pam")

    said = words(page(name))

    assert says in said
    assert step in said


def test_an_approval_in_the_review_list_schedules_the_post(house: House) -> None:
    post = house.waiting()
    house.sign_in("eli")

    drawn = click(page("review"), "Approve")

    assert house.app.planning.get(post.id).state is PostState.SCHEDULED
    assert "Approved" in words(drawn)


def test_nobody_is_offered_the_approval_of_their_own_post(house: House) -> None:
    house.waiting(by="eli")
    house.sign_in("eli")

    drawn = page("review")

    assert "Approve" not in [each.label for each in drawn.button]
    assert "You wrote this" in words(drawn)


def test_a_post_with_a_record_number_is_not_approved_and_the_page_says_why(house: House) -> None:
    post = house.waiting("The patient, MRN 12345678, went home.")
    house.sign_in("eli")

    drawn = click(page("review"), "Approve")

    assert house.app.planning.get(post.id).state is PostState.IN_REVIEW
    assert any("can't go out as it is" in each.value for each in drawn.error)


def test_a_post_changed_since_it_was_read_is_not_approved(house: House) -> None:
    post = house.waiting()
    house.sign_in("eli")
    drawn = page("review")
    house.app.planning.edit(house.actor("ada"), post.id, PostChanges(text="Wash your feet."))

    drawn = click(drawn, "Approve")

    assert house.app.planning.get(post.id).state is PostState.IN_REVIEW
    assert "changed by someone else" in drawn.error[0].value


def test_sending_back_needs_a_comment_and_keeps_it(house: House) -> None:
    post = house.waiting()
    house.sign_in("eli")
    drawn = click(page("review"), "Send back")
    assert any("Say what should change" in each.value for each in drawn.error)

    click(fill(drawn, "Comment", "Name the clinic."), "Send back")

    sent = house.app.planning.get(post.id)
    assert (sent.state, sent.explanation) == (PostState.DRAFT, "Name the clinic.")


def test_a_held_post_is_released_from_what_needs_attention(house: House) -> None:
    approved = house.app.approving.approve(house.actor("eli"), house.waiting().id)
    house.put(approved, PostState.HELD, explanation="Everything was paused.")
    house.sign_in("pam")

    drawn = page("attention")

    assert "Everything was paused." in words(drawn)
    click(drawn, "Release")
    assert house.app.planning.get(approved.id).state is PostState.SCHEDULED


def test_an_unknown_post_is_confirmed_with_its_address_and_never_offered_for_sending(
    house: House,
) -> None:
    post = house.put(house.waiting(), PostState.UNKNOWN)
    house.sign_in("pam")
    drawn = page("attention")
    assert not {"Release", "Send for review"} & {each.label for each in drawn.button}

    address = f"https://x.com/larkspur/status/{snowflake.first_at(NOON)}"
    click(fill(drawn, "Its address on the network", address), "It is there")

    seen = house.app.planning.get(post.id)
    assert (seen.state, seen.remote_url) == (PostState.PUBLISHED, address)


def test_giving_up_takes_two_steps(house: House) -> None:
    post = house.put(house.waiting(), PostState.UNKNOWN)
    house.sign_in("pam")

    drawn = click(page("attention"), "Give it up")
    assert house.app.planning.get(post.id).state is PostState.UNKNOWN
    click(drawn, "Yes, give it up")

    assert house.app.planning.get(post.id).state is PostState.CANCELLED


def test_a_refused_post_is_copied_to_a_new_draft(house: House) -> None:
    house.put(house.waiting("Too long a story."), PostState.REFUSED, explanation="The network said no.")
    house.sign_in("ada")

    click(page("attention"), "Copy to a new draft")

    (draft,) = house.app.planning.in_state(PostState.DRAFT)
    assert draft.text == "Too long a story."


def test_a_calendar_link_is_shown_once(house: House) -> None:
    house.sign_in("ada")

    drawn = click(fill(page("calendars"), "Who is it for?", "Department heads"), "Make a link")

    address = drawn.code[0].value
    assert "/calendar/" in address
    assert not click(drawn, "Done").code
    assert [link.name for link in house.app.subscribing.all()] == ["Department heads"]


def test_a_link_without_a_name_is_refused_and_nothing_typed_is_lost(house: House) -> None:
    house.sign_in("ada")

    drawn = click(page("calendars"), "Make a link")

    assert any("needs a name" in each.value for each in drawn.error)
    assert house.app.subscribing.all() == []


def test_a_pause_asks_twice_wants_a_reason_and_then_stands_on_every_page(house: House) -> None:
    house.sign_in("pam")
    drawn = click(click(page("pausing"), "Pause now"), "Yes, pause now")
    assert any("Say why" in each.value for each in drawn.error)
    assert house.app.pausing.active() == []

    drawn = fill(drawn, "Why?", "A bus crash; the press is calling.").run()
    click(click(drawn, "Pause now"), "Yes, pause now")

    assert "A bus crash; the press is calling." in words(page("queue"))
    click(click(page("pausing"), "Lift the pause"), "Yes, lift the pause")
    assert house.app.pausing.active() == []


def test_a_source_that_is_none_is_refused_and_what_was_typed_stays(house: House) -> None:
    house.sign_in("ada")

    drawn = fill(page("sources"), "Address of the feed", "not an address")
    drawn = click(fill(drawn, "Short name", "county"), "Add a source")

    assert len(drawn.error) == 1
    assert drawn.text_input(key="name-source0").value == "county"
    assert house.app.curating.sources() == []


def test_the_record_is_shown_in_words_and_verified_by_a_button(house: House) -> None:
    house.waiting()
    house.sign_in("aud")

    drawn = page("activity")

    assert "Ada Author" in set(drawn.dataframe[0].value["Who"])
    assert "submitted a post for review" in set(drawn.dataframe[0].value["What"])
    assert "as they were written" in click(drawn, "Verify the record").success[0].value


def test_the_record_is_narrowed_by_who_and_what_and_says_how_far_it_is_signed(house: House) -> None:
    house.waiting()
    house.sign_in("aud")
    house.app.witness.sign()
    everything = page("activity")

    narrowed = everything.selectbox(key="who").set_value(_key_of(house, "Ada Author")).run()
    acted = narrowed.selectbox(key="what").set_value("post.submitted").run()

    assert set(narrowed.dataframe[0].value["Who"]) == {"Ada Author"}
    assert set(acted.dataframe[0].value["What"]) == {"submitted a post for review"}
    assert any("Signed up to line" in each.value for each in acted.caption)


def _key_of(house: House, name: str) -> str:
    return next(f"person:{person.id}" for person in house.app.people.all() if person.name == name)


def test_whoever_may_not_read_the_record_is_told_so_by_its_page(house: House) -> None:
    house.sign_in("ada")

    drawn = page("activity")

    assert not drawn.dataframe
    assert "may not read the record" in drawn.error[0].value


def test_a_person_is_added_with_a_role_and_a_short_password_is_refused(house: House) -> None:
    house.sign_in("pam")
    drawn = fill(fill(page("settings"), "Email address", "new@example.org"), "First password", "short")
    fields = [each for each in drawn.text_input if each.label == "Name"]
    fields[-1].set_value("Nora New")
    next(each for each in drawn.multiselect if each.label == "Everywhere").set_value([Role.AUTHOR])
    drawn = click(drawn, "Add a person")
    assert "at least 12 characters" in drawn.error[0].value

    click(fill(drawn, "First password", "long enough now"), "Add a person")

    assert "Nora New" in [person.name for person in house.app.people.all()]


def test_settings_can_be_read_but_not_changed_by_an_author(house: House) -> None:
    house.sign_in("ada")

    drawn = page("settings")

    labels = {each.label for each in drawn.button}
    assert not labels & {"Add a person", "Add a channel", "Add a pillar", "Add a slot"}
    assert "Pam Publisher" in words(drawn)


def test_the_health_of_the_parts_says_that_nothing_goes_out_without_an_engine(house: House) -> None:
    house.sign_in("pam")

    assert "Not running: nothing goes out" in words(page("settings"))


def test_one_channel_can_be_paused_alone(house: House) -> None:
    house.sign_in("pam")
    drawn = page("pausing")
    drawn.button_group[0].set_value(PauseScope.CHANNEL)
    drawn = fill(drawn.run(), "Why?", "The account was asked a question.")
    drawn.selectbox[0].set_value("county-x")

    click(click(drawn.run(), "Pause now"), "Yes, pause now")

    (pause,) = house.app.pausing.active()
    assert (pause.scope, pause.name) == (PauseScope.CHANNEL, "county-x")
