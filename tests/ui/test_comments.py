"""Comments on the pages, earlier wordings in the composer, and what changed since a decision in review."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from scheduler.domain.people import OPERATOR
from scheduler.services.planning import PostChanges
from tests.ui.house import House, click, fill, page, words
from tests.ui.test_composer import labels, opened
from tests.ui.test_unsaved_words import differences


def expanders(drawn: AppTest) -> list[str]:
    return [each.label for each in drawn.expander]


def test_a_comment_made_in_the_composer_stands_there_and_waits_for_whom_it_calls(house: House) -> None:
    post = house.post()
    house.sign_in("ada")

    drawn = click(
        fill(opened(post.id), "Your comment", "@Eli Editor, is *Friday* right?").run(), "Add comment"
    )

    assert "It waits for Eli Editor under Needs attention." in words(drawn)
    assert "Ada Author · Tue 1 Dec 2026, 09:00 CST" in words(drawn)
    assert "is *Friday* right?" in words(drawn)
    assert "Comments (1)" in words(drawn)
    (field,) = [each for each in drawn.text_area if each.label == "Your comment"]
    assert field.value == ""


def test_who_is_called_finds_it_under_needs_attention_and_it_goes_once_read(house: House) -> None:
    post = house.post()
    house.app.commenting.say(house.actor("ada"), post.id, "@Eli Editor look at this")
    house.sign_in("eli")

    drawn = page("attention")
    assert "Ada Author on Tue 1 Dec 2026, 09:00 CST, about “Wash your hands.”" in words(drawn)
    assert "@Eli Editor look at this" in words(drawn)
    drawn = click(drawn, "I have read it")

    assert "look at this" not in words(drawn)
    assert "Nothing needs you" in words(drawn) or "Comments that call you" not in words(drawn)


def test_opening_the_post_counts_as_reading(house: House) -> None:
    post = house.post()
    house.app.commenting.say(house.actor("ada"), post.id, "@Eli Editor look")
    house.sign_in("eli")

    drawn = opened(post.id)

    assert "@Eli Editor look" in words(drawn)
    assert house.app.commenting.count(house.actor("eli")) == 0
    assert "Comments that call you" not in words(page("attention"))


def test_the_number_beside_needs_attention_counts_calls(house: House) -> None:
    from ui import frame

    house.app.commenting.say(house.actor("ada"), house.post().id, "@Eli Editor look")
    house.sign_in("eli")
    drawn = page("attention")

    assert drawn.exception == []
    assert house.app.attending.count() == 0
    house.sign_in("ada")
    assert "Comments that call you" not in words(page("attention"))
    del frame


def test_a_name_nobody_here_has_is_said(house: House) -> None:
    post = house.post()
    house.sign_in("ada")

    drawn = click(fill(opened(post.id), "Your comment", "@Zoe look").run(), "Add comment")

    assert "Nobody who works with this post is called @Zoe, so nobody was told." in words(drawn)


def test_comments_stand_on_the_review_page_and_one_is_added_there(house: House) -> None:
    post = house.waiting()
    house.app.commenting.say(house.actor("ada"), post.id, "Please be quick.")
    house.sign_in("eli")

    drawn = page("review")
    assert "Please be quick." in words(drawn)
    drawn = click(drawn, "Comment")
    drawn = click(fill(drawn, "Your comment", "Will be.").run(), "Add comment")

    said = house.app.commenting.of(house.actor("ada"), [post])[post.id]
    assert [each.text for each in said] == ["Please be quick.", "Will be."]
    assert "Will be." in words(drawn)


def test_an_empty_comment_is_refused_where_it_was_typed(house: House) -> None:
    post = house.post()
    house.sign_in("ada")

    drawn = click(opened(post.id), "Add comment")

    assert "the comment is empty" in words(drawn)


def test_erasing_a_comment_takes_two_steps_and_is_offered_for_ones_own(house: House) -> None:
    post = house.post()
    house.app.commenting.say(house.actor("ada"), post.id, "Oops.")
    house.sign_in("eli")
    assert "Erase" not in labels(opened(post.id))

    house.sign_in("ada")
    drawn = click(opened(post.id), "Erase")
    assert "Oops." in words(drawn)
    drawn = click(drawn, "Yes, erase")

    assert house.app.commenting.of(house.actor("ada"), [post]) == {}
    assert "Oops." not in words(drawn)


def test_who_has_no_part_in_the_post_sees_neither_comments_nor_earlier_wordings(house: House) -> None:
    post = house.post("One.")
    house.app.planning.edit(house.actor("ada"), post.id, PostChanges(text="Two."))
    house.app.commenting.say(house.actor("ada"), post.id, "Among us.")
    house.sign_in("aud")

    drawn = opened(post.id, 2)

    assert "Among us." not in words(drawn)
    assert "Earlier wordings" not in expanders(drawn)
    assert not any(each.startswith("Comments") for each in expanders(drawn))


def test_the_composer_tells_each_earlier_wording_by_its_words(house: House) -> None:
    post = house.post("Shots are free on Friday.")
    house.clock.advance(timedelta(minutes=5))
    house.app.planning.edit(house.actor("eli"), post.id, PostChanges(text="Shots <b>cost</b> on Friday."))
    house.sign_in("ada")

    drawn = opened(post.id, 2)

    assert "Eli Editor changed it on Tue 1 Dec 2026, 09:05 CST" in words(drawn)
    told = differences(drawn)
    assert 'aria-hidden="true">\u2212</span><span class="heard">removed: </span>are free' in told
    assert "<b>" not in told
    assert "&lt;b&gt;cost&lt;/b&gt;" in told


def test_a_privacy_officer_erases_a_former_wording_in_two_steps(house: House) -> None:
    post = house.post("MRN 12345678.")
    house.app.planning.edit(house.actor("ada"), post.id, PostChanges(text="Went home."))
    house.sign_in("ona")
    drawn = click(opened(post.id, 2), "Erase the former wording")

    drawn = click(drawn, "Yes, erase the former wording")

    assert "This wording was erased." in words(drawn)
    assert "12345678" not in differences(drawn)


def test_review_shows_what_changed_since_the_last_approval(house: House) -> None:
    post = house.waiting("Shots are free.")
    house.app.approving.approve(house.actor("eli"), post.id)
    house.app.planning.edit(OPERATOR, post.id, PostChanges(text="Shots are free on Friday."))
    house.sign_in("pam")

    drawn = page("review")

    assert "Changed since Eli Editor approved it on Tue 1 Dec 2026, 09:00 CST" in words(drawn)
    assert '<span class="heard">added: </span>on Friday' in differences(drawn)
