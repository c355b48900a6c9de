"""What findings offer is put in place by a click, and a link into a first comment; each goes back by one."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from scheduler.domain.post import PostState
from tests.ui.house import House, click, fill, page, words
from tests.ui.test_variants import differently, on

LINK = "https://www.example.org/flu"


def text(drawn: AppTest, label: str = "Text") -> str:
    return next(each.value or "" for each in drawn.text_area if each.label == label)


def labels(drawn: AppTest) -> list[str]:
    return [each.label for each in drawn.button]


def link(drawn: AppTest) -> str:
    return next(each.value or "" for each in drawn.text_input if each.label.startswith("Link"))


def test_a_plain_word_is_put_in_place_of_jargon_and_nothing_else_changes_and_is_taken_back(
    house: House,
) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "\U0001f600 Ask us about hypertension  now!!!!").run()

    drawn = click(drawn, "Replace with “high blood pressure”")

    assert text(drawn) == "\U0001f600 Ask us about high blood pressure  now!!!!"
    assert "Replaced “hypertension” with “high blood pressure”." in words(drawn)
    drawn = click(drawn, r"Replace with “\!”")
    assert text(drawn) == "\U0001f600 Ask us about high blood pressure  now!"
    drawn = click(drawn, "Undo")
    assert text(drawn) == "\U0001f600 Ask us about high blood pressure  now!!!!"
    assert "Undo" not in labels(drawn)


def test_what_was_replaced_is_saved_and_who_typed_on_is_offered_no_undo(house: House) -> None:
    house.sign_in("ada")
    drawn = click(
        fill(page("write"), "Text", "About hypertension.").run(), "Replace with “high blood pressure”"
    )

    drawn = fill(drawn, "Text", f"{text(drawn)} More.").run()

    assert "Undo" not in labels(drawn)
    click(drawn, "Save draft")
    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert post.text == "About high blood pressure. More."


def test_a_word_in_a_later_part_is_replaced_there(house: House) -> None:
    house.sign_in("ada")
    drawn = click(fill(page("write"), "Text", "About hypertension."), "Add a part")
    drawn = fill(drawn, "Text of part 2", "And a femur.").run()

    drawn = click(drawn, "Replace with “thigh bone”")

    assert (text(drawn, "Text of part 1"), text(drawn, "Text of part 2")) == (
        "About hypertension.",
        "And a thigh bone.",
    )


def test_a_post_that_can_be_changed_no_more_offers_no_other_words(house: House) -> None:
    post = house.waiting("About hypertension.")
    house.sign_in("aud")

    drawn = page("review")

    assert post.id
    assert not [each for each in labels(drawn) if each.startswith("Replace")]


def test_the_link_goes_into_a_first_comment_with_its_price_and_back(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(fill(page("write"), "Text", "Flu shots are here."), "Link", LINK).run()
    assert "with the link in the post it costs $0.20, in a part of its own $0.215" in words(drawn)

    drawn = click(drawn, "Put the link into a first comment")

    assert (text(drawn, "Text of part 1"), text(drawn, "Text of part 2")) == ("Flu shots are here.", LINK)
    assert link(drawn) == ""
    drawn = click(drawn, "Put the link back into the post")
    assert (text(drawn), link(drawn)) == ("Flu shots are here.", LINK)
    assert "Put the link into a first comment" in labels(drawn)

    click(click(drawn, "Put the link into a first comment"), "Save draft")
    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert (post.link, [part.text for part in post.thread]) == (None, [LINK])


def test_who_wrote_more_beside_the_link_keeps_it_there(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(fill(page("write"), "Text", "Flu shots are here."), "Link", LINK).run()
    drawn = click(drawn, "Put the link into a first comment")

    drawn = fill(drawn, "Text of part 2", f"Read on: {LINK}").run()

    assert "Put the link back into the post" not in labels(drawn)


# what one of several channels says


def differing(house: House, own: str, *, common: str = "Flu shots are free.") -> AppTest:
    """Write a message for two channels, of which County says something else."""
    house.sign_in("ada")
    drawn = differently(on(fill(page("write"), "Text", common).run(), "County"), "county-x")
    return fill(drawn, "Text for County", own).run()


def test_a_plain_word_is_put_into_what_one_channel_says_and_taken_back(house: House) -> None:
    drawn = differing(house, "About hypertension.")

    drawn = click(drawn, "Replace with “high blood pressure”")

    assert text(drawn, "Text for County") == "About high blood pressure."
    assert text(drawn) == "Flu shots are free."
    assert "Replaced “hypertension” with “high blood pressure”." in words(drawn)
    drawn = click(drawn, "Undo")
    assert text(drawn, "Text for County") == "About hypertension."
    drawn = click(drawn, "Replace with “high blood pressure”")
    drawn = differently(differently(drawn, "county-x", is_on=False), "county-x")
    assert text(drawn, "Text for County") == "About high blood pressure."
    click(fill(drawn, "Text for County", "About high blood pressure. More.").run(), "Save draft")
    posts = house.app.planning.in_state(PostState.DRAFT)
    assert {each.channel: each.text for each in posts} == {
        "main-x": "Flu shots are free.",
        "county-x": "About high blood pressure. More.",
    }


def test_both_texts_of_a_message_are_rewritten_each_by_itself(house: House) -> None:
    drawn = differing(house, "Ours on hypertension.", common="About hypertension.")
    offered = [each for each in labels(drawn) if each.startswith("Replace with")]
    assert len(offered) == 2

    drawn = click(drawn, "Replace with “high blood pressure”", number=0)
    drawn = click(drawn, "Replace with “high blood pressure”")

    said = {text(drawn), text(drawn, "Text for County")}
    assert said == {"About high blood pressure.", "Ours on high blood pressure."}
    assert labels(drawn).count("Undo") == 1


def test_the_link_of_one_channel_goes_into_a_first_comment_of_its_own(house: House) -> None:
    drawn = fill(differing(house, "Ours."), "Link for County", LINK).run()
    (choice,) = [each for each in drawn.checkbox if each.label == "Put the link into a first comment"]

    drawn = choice.check().run()

    assert "5 of 280 characters" in words(drawn)
    back = click(page("write"), "Go on with it")
    assert [each.value for each in back.checkbox if each.label == "Put the link into a first comment"] == [
        True
    ]
    click(drawn, "Save draft")
    county, main = sorted(house.app.planning.in_state(PostState.DRAFT), key=lambda each: each.channel)
    assert (county.text, county.link, [part.text for part in county.thread]) == ("Ours.", None, [LINK])
    assert (main.link, main.thread) == (None, ())
