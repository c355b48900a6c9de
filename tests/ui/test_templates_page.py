"""Templates: kept on their page, and filled blank by blank where a post is begun."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from scheduler.domain.post import PostState
from tests.ui.house import House, click, fill, page, words

WORDS = "Flu clinic on {day:date} at {place:text}. {cost:choice Free|Paid}."


def labels(drawn: AppTest) -> list[str]:
    return [each.label for each in drawn.button]


def text(drawn: AppTest) -> str:
    return next(each.value or "" for each in drawn.text_area if each.label == "Text")


def begun(house: House, wording: str = WORDS) -> AppTest:
    """Draw the page for writing with one template chosen."""
    kept = house.app.templating.write(house.actor("ada"), title="Flu clinic", text=wording)
    house.sign_in("ada")
    drawn = page("write")
    (chosen,) = (each for each in drawn.selectbox if each.label == "Template")
    return chosen.set_value(kept.id).run()


def test_an_empty_page_says_what_to_do_and_adds_two_examples(house: House) -> None:
    house.sign_in("ada")
    drawn = page("templates")
    assert "There are no templates yet." in words(drawn)

    drawn = click(drawn, "Add two examples")

    assert not drawn.exception
    assert "Flu clinic (example)" in words(drawn)
    assert "Blanks: Day (day), Place (text)" in words(drawn)
    assert "Add two examples" not in labels(drawn)


def test_a_template_is_written_changed_and_retired(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(fill(page("templates"), "Title", "Talk"), "Words", "A talk on {day}.").run()
    drawn = click(drawn, "Write a template")
    assert "is no blank" in words(drawn)  # and what was typed stands there still
    assert [each.value for each in drawn.text_area] == ["A talk on {day}."]

    drawn = click(fill(drawn, "Words", "A talk on {day:date}."), "Write a template")
    drawn = click(fill(drawn, "Words", "Our talk on {day:date}."), "Change")
    assert [each.text for each in house.app.templating.all()] == ["Our talk on {day:date}."]

    drawn = click(drawn, "Retire")
    assert len(house.app.templating.all()) == 1
    click(drawn, "Yes, retire")
    assert house.app.templating.all() == []


def test_who_may_not_write_reads_and_changes_nothing(house: House) -> None:
    house.app.templating.write(house.actor("ada"), title="Flu clinic", text=WORDS)
    house.sign_in("ona")

    drawn = page("templates")

    assert "Flu clinic on" in words(drawn)
    assert not {"Change", "Retire", "Write a template"} & set(labels(drawn))


def test_the_words_of_a_template_land_in_the_text_and_can_be_put_back(house: House) -> None:
    drawn = fill(begun(house), "Text", "Typed before.").run()
    (day,) = (each for each in drawn.date_input if each.label == "Day")
    drawn = fill(day.set_value(date(2026, 12, 9)).run(), "Place", "Oak “Hall”").run()
    (cost,) = (each for each in drawn.selectbox if each.label == "Cost")
    drawn = cost.select("Free").run()

    drawn = click(drawn, "Put it into the text")

    assert text(drawn) == "Flu clinic on Wed, Dec 9 at Oak “Hall”. Free."
    assert text(click(drawn, "Put back what stood there")) == "Typed before."
    drawn = click(drawn, "Put it into the text")
    click(fill(drawn, "Text", f"{text(drawn)} Come!"), "Send for review")
    (post,) = house.app.planning.in_state(PostState.IN_REVIEW)
    assert post.text.endswith("Free. Come!")


def test_a_bad_value_gets_a_sentence_and_nothing_typed_is_lost(house: House) -> None:
    drawn = begun(house, "We open at {from:time} in {place:text}.")

    drawn = fill(fill(drawn, "Place", "Oak Hall"), "From", "25:00").run()

    assert "From: there is no such time. Check it." in words(drawn)
    assert [each.disabled for each in drawn.button if each.label == "Put it into the text"] == [True]
    assert "in Oak Hall." in words(drawn)


def test_an_open_blank_keeps_the_post_from_review_and_saves_nothing_twice(house: House) -> None:
    drawn = click(begun(house), "Put it into the text")
    assert "Still open: Day, Place, Cost." in words(drawn)

    for _ in range(2):
        drawn = click(drawn, "Send for review")
        assert "A blank is still open: {day:date}." in words(drawn)

    assert house.app.planning.in_state(PostState.IN_REVIEW) == []
    assert house.app.planning.in_state(PostState.DRAFT) == []
    assert "Fill in what still stands in braces" in words(drawn)


def test_a_template_of_another_channel_is_not_offered(house: House) -> None:
    house.app.templating.write(house.actor("ada"), title="Main", text="Words.", channels=["main-x"])
    house.sign_in("ada")

    drawn = page("write")
    assert "Template" not in [each.label for each in drawn.selectbox]

    (channel,) = (each for each in drawn.selectbox if each.label == "Channel")
    drawn = channel.set_value(house.app.set_up.channel("main-x")).run()
    assert "Template" in [each.label for each in drawn.selectbox]


def test_the_page_opens_a_post_with_its_template_chosen(house: House) -> None:
    house.app.templating.write(house.actor("ada"), title="Flu clinic", text=WORDS)
    house.sign_in("ada")

    drawn = click(page("templates"), "Write a post with it")

    assert "Place" in [each.label for each in drawn.text_input]


def test_link_and_pillar_of_a_template_go_along_and_back(house: House) -> None:
    house.sign_in("ada")
    drawn = page("templates")
    fill(fill(drawn, "Title", "Flu clinic"), "Words", "Come in.")
    (pillar,) = (each for each in drawn.selectbox if each.label == "Pillar")
    drawn = click(
        fill(pillar.select("prevention").run(), "Link", "https://example.org/flu"), "Write a template"
    )
    assert "Links to https://example.org/flu" in words(drawn)
    assert "Pillar: Prevention" in words(drawn)

    drawn = page("write")
    (choice,) = (each for each in drawn.selectbox if each.label == "Template")
    drawn = choice.set_value(house.app.templating.all()[0].id).run()
    drawn = fill(drawn, "Link", "https://example.org/mine").run()
    drawn = click(drawn, "Put it into the text")
    assert beside(drawn) == ("https://example.org/flu", "prevention")
    drawn = click(drawn, "Put back what stood there")
    assert beside(drawn) == ("https://example.org/mine", "")
    click(click(drawn, "Put it into the text"), "Save draft")

    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert (post.text, post.link, post.pillar) == ("Come in.", "https://example.org/flu", "prevention")


def beside(drawn: AppTest) -> tuple[str, str]:
    """Return what stands in link and pillar."""
    (pillar,) = (each.value for each in drawn.selectbox if each.label == "Pillar")
    (link,) = (each.value for each in drawn.text_input if each.label == "Link")
    return link or "", pillar or ""
