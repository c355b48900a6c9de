"""The composer, drawn without a browser: nothing typed is lost, and the services have the last word."""

from __future__ import annotations

from datetime import date, time

from streamlit.testing.v1 import AppTest

from scheduler.domain.post import PostState
from tests.ui.house import House, click, fill, page, words


def opened(post_id: int, version: int = 1) -> AppTest:
    """Draw the queue with a post open in the dialog."""
    return AppTest.from_function(
        _open, kwargs={"post_id": post_id, "version": version}, default_timeout=30
    ).run()


def _open(post_id: int, version: int) -> None:
    from ui import frame
    from ui.state import state
    from ui.views import activity, queue

    memory = state()
    if not memory.editions:
        memory.open_post(post_id, version)
    frame.draw(queue.show)
    del activity


def labels(drawn: AppTest) -> set[str]:
    return {each.label for each in drawn.button}


def test_a_draft_written_on_its_page_stands_in_the_plan(house: House) -> None:
    house.sign_in("ada")

    drawn = click(fill(page("write"), "Text", "Flu shots are free on Friday."), "Save draft")

    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert post.text == "Flu shots are free on Friday."
    assert f"{post.wall:%Y-%m-%d %H:%M}" == "2026-12-02 09:00"
    assert drawn.text_area[0].value == ""


def test_sending_for_review_saves_and_submits_in_one_step(house: House) -> None:
    house.sign_in("ada")

    click(fill(page("write"), "Text", "Flu shots are free on Friday."), "Send for review")

    assert [post.text for post in house.app.planning.in_state(PostState.IN_REVIEW)] == [
        "Flu shots are free on Friday."
    ]


def test_what_was_typed_stays_when_saving_is_refused(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(fill(page("write"), "Text", "Flu shots are free."), "Link", "no address").run()

    drawn = click(drawn, "Save draft")

    assert "is not a web address" in drawn.error[0].value
    assert drawn.text_area[0].value == "Flu shots are free."
    assert house.app.planning.in_state(PostState.DRAFT) == []


def test_the_weight_and_the_findings_follow_the_text(house: House) -> None:
    house.sign_in("ada")

    said = fill(page("write"), "Text", "The patient, MRN 12345678, went home.").run()

    assert "37 of 280 characters" in said.progress[0].text
    assert "Take the medical record number out." in words(said)


def test_a_time_that_does_not_exist_gets_a_sentence_and_nothing_is_saved(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Good morning.")
    drawn.date_input[0].set_value(date(2027, 3, 14))
    drawn.time_input[0].set_value(time(2, 30))

    drawn = click(drawn.run(), "Save draft")

    assert all("does not exist in America/Chicago" in each.value for each in drawn.error)
    assert house.app.planning.in_state(PostState.DRAFT) == []


def test_a_time_that_comes_twice_is_asked_about(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Good night.")
    drawn.date_input[0].set_value(date(2027, 11, 7))
    drawn.time_input[0].set_value(time(1, 30))
    drawn.run()

    which = next(each for each in drawn.button_group if "comes twice" in each.label)
    which.set_value([True])
    click(drawn.run(), "Save draft")

    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert f"{post.due:%H:%M}" == "07:30"


def test_a_post_changed_by_somebody_else_is_not_overwritten(house: House) -> None:
    post = house.post("First words.")
    house.sign_in("ada")
    drawn = fill(opened(post.id), "Text", "My words.").run()
    from scheduler.services.planning import PostChanges

    house.app.planning.edit(house.actor("eli"), post.id, PostChanges(text="Their words."))

    drawn = click(drawn, "Save changes")

    assert "changed by someone else" in drawn.error[0].value
    assert house.app.planning.get(post.id).text == "Their words."
    assert drawn.text_area[0].value == "My words."


def test_an_editor_approves_in_the_composer_and_an_author_is_not_offered_it(house: House) -> None:
    post = house.waiting()
    house.sign_in("ada")
    assert "Approve" not in labels(opened(post.id, 2))

    house.sign_in("eli")
    drawn = click(opened(post.id, 2), "Approve")

    assert house.app.planning.get(post.id).state is PostState.SCHEDULED
    assert "Approve" not in labels(drawn)


def test_a_changed_text_must_be_saved_before_it_is_approved(house: House) -> None:
    post = house.waiting()
    house.sign_in("eli")

    drawn = fill(opened(post.id, 2), "Text", "Other words.").run()

    assert "Approve" not in labels(drawn)
    assert "Save it first" in words(drawn)


def test_a_privacy_officer_reads_and_decides_but_has_no_fields(house: House) -> None:
    post = house.waiting()
    house.sign_in("ona")

    drawn = opened(post.id, 2)

    assert [each.label for each in drawn.text_area] == ["Your comment"]
    assert {"Approve", "Send back"} <= labels(drawn)


def test_a_published_post_shows_where_it_is_and_can_only_be_copied(house: House) -> None:
    post = house.put(house.post(), PostState.PUBLISHED, remote_url="https://x.example.org/1")
    house.sign_in("ada")

    drawn = opened(post.id, post.version)

    assert [each.label for each in drawn.text_area] == ["Your comment"]
    assert "https://x.example.org/1" in words(drawn)
    assert labels(drawn) & {"Copy to a new draft", "Save changes", "Cancel post"} == {"Copy to a new draft"}


def test_cancelling_takes_two_steps_and_keeps_the_record(house: House) -> None:
    post = house.post()
    house.sign_in("ada")

    drawn = click(opened(post.id), "Cancel post")
    assert house.app.planning.get(post.id).state is PostState.DRAFT
    click(drawn, "Yes, cancel post")

    assert house.app.planning.get(post.id).state is PostState.CANCELLED
    assert "post.cancelled" in {entry.action for entry in house.app.planning.history(post.id).entries}


def test_the_history_tells_who_did_what(house: House) -> None:
    post = house.waiting()
    house.app.approving.send_back(house.actor("eli"), post.id, "Name the clinic.")
    house.sign_in("ada")

    said = words(opened(post.id, 3))

    assert "Eli Editor returned it: Name the clinic." in said
    assert "Ada Author: post submitted" in said


def test_a_session_that_ended_meanwhile_saves_nothing_and_says_so(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Too late.")
    house.app.people.sign_out(house.token or "")

    drawn = click(drawn, "Save draft")

    assert "You are signed out" in words(drawn)
    assert house.app.planning.in_state(PostState.DRAFT) == []
