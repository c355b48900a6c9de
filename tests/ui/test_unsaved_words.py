"""What somebody typed in the composer and never saved, as it is offered in a session that knows nothing."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from scheduler.domain.post import PostState
from scheduler.services.planning import PostChanges
from tests.ui.house import House, click, fill, page, words
from tests.ui.test_composer import labels, opened


def kept(house: House) -> list[str]:
    """Return the texts that are kept of everybody, the newest first."""
    with house.app._store.read() as unit:
        people = [each.id for each in unit.people.all()]
        rows = [row for person in people for row in unit.unsaved.of(person)]
    found = [house.app.keeping_drafts._opened(row) for row in rows]
    return [each.typed.content.text for each in found if each]


def differences(drawn: AppTest) -> str:
    return "".join(each.proto.body for each in drawn.get("html") if "rounds-difference" in each.proto.body)


def test_what_was_typed_for_a_new_post_is_offered_with_its_time_and_comes_back_whole(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Flu shots are free on Friday.")
    fill(drawn, "Link", "https://example.org/shots").run()
    house.clock.advance(timedelta(minutes=3))

    back = page("write")
    assert "On Tue 1 Dec 2026, 09:00 CST you began a new post and did not save it" in words(back)
    assert "“Flu shots are free on Friday.”" in words(back)
    assert back.text_area[0].value == ""
    back = click(back, "Go on with it")

    assert back.text_area[0].value == "Flu shots are free on Friday."
    assert next(each.value for each in back.text_input if each.label == "Link") == "https://example.org/shots"
    assert "Go on with it" not in labels(back)
    assert "Not saved yet. Kept for you alone at 09:00 CST" in words(back)


def test_parts_and_what_most_posts_do_not_need_come_back_too(house: House) -> None:
    house.sign_in("ada")
    drawn = click(fill(page("write"), "Text", "First.").run(), "Add a part")
    fill(drawn, "Text of part 2", "Second.")
    drawn.checkbox(key="ai-1").check()
    drawn.selectbox(key="pillar-1").select("prevention").run()

    back = click(page("write"), "Go on with it")

    assert [each.value for each in back.text_area[:3] if each.label.startswith("Text")] == [
        "First.",
        "Second.",
    ]
    (ai,) = [each for each in back.checkbox if "made with AI" in each.label]
    assert ai.value
    click(back, "Save draft")
    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert (post.text, post.thread[0].text, post.pillar, post.made_with_ai) == (
        "First.",
        "Second.",
        "prevention",
        True,
    )
    assert kept(house) == []


def test_nothing_is_kept_where_nobody_typed_and_nothing_once_it_was_saved(house: House) -> None:
    house.sign_in("ada")
    drawn = page("write").run()
    assert kept(house) == []

    drawn = fill(drawn, "Text", "Words.").run()
    assert kept(house) == ["Words."]
    drawn = fill(drawn, "Text", "").run()
    assert kept(house) == []
    click(fill(drawn, "Text", "Words again.").run(), "Save draft")

    assert kept(house) == []
    assert "did not save" not in words(page("write"))


def test_discarding_drops_it_for_good(house: House) -> None:
    house.sign_in("ada")
    fill(page("write"), "Text", "Words.").run()

    drawn = click(page("write"), "Discard it")

    assert kept(house) == []
    assert "What you typed is gone." in words(drawn)


def test_a_new_post_begun_beside_one_that_waits_takes_nothing_of_it(house: House) -> None:
    house.sign_in("ada")
    fill(page("write"), "Text", "The first.").run()

    drawn = fill(page("write"), "Text", "The second.").run()
    assert sorted(kept(house)) == ["The first.", "The second."]
    drawn = click(drawn, "Go on with it")

    assert drawn.text_area[0].value == "The first."
    assert "“The second.”" in words(drawn)
    assert sorted(kept(house)) == ["The first.", "The second."]


def test_words_for_a_post_that_somebody_changed_since_are_compared_before_anything_is_overwritten(
    house: House,
) -> None:
    post = house.post("Shots are free on Friday.")
    house.sign_in("ada")
    fill(opened(post.id), "Text", "Shots are free on Monday.").run()
    house.clock.advance(timedelta(hours=1))
    theirs = house.app.planning.edit(house.actor("eli"), post.id, PostChanges(text="Shots cost on Friday."))

    back = opened(post.id, theirs.version)
    assert "Eli Editor changed this post after that, on Tue 1 Dec 2026, 10:00 CST" in words(back)
    told = differences(back)
    assert "<del>" in told
    assert "cost" in told
    assert "Monday" in told
    assert back.text_area[0].value == "Shots cost on Friday."
    back = click(click(back, "Go on with it"), "Save changes")

    assert house.app.planning.get(post.id).text == "Shots are free on Monday."
    assert kept(house) == []


def test_a_change_by_somebody_else_under_an_open_composer_is_shown_and_can_be_answered(house: House) -> None:
    post = house.post("First words.")
    house.sign_in("ada")
    drawn = fill(opened(post.id), "Text", "My words.").run()
    house.app.planning.edit(house.actor("eli"), post.id, PostChanges(text="Their words."))

    drawn = drawn.run()
    assert "Eli Editor changed this post on" in words(drawn)
    assert "Their" in differences(drawn)
    drawn = click(drawn, "Go on with my words")
    assert drawn.text_area[0].value == "My words."
    click(drawn, "Save changes")

    assert house.app.planning.get(post.id).text == "My words."


def test_what_was_typed_for_a_post_that_went_out_can_still_be_read_and_discarded(house: House) -> None:
    post = house.post("Out soon.")
    house.sign_in("ada")
    fill(opened(post.id), "Text", "Out soon, with more.").run()
    out = house.put(house.app.planning.get(post.id), PostState.PUBLISHED)

    drawn = opened(post.id, out.version)

    assert "This post can't be changed any more." in words(drawn)
    assert "with more" in differences(drawn)
    assert "Go on with it" not in labels(drawn)
    click(drawn, "Discard it")
    assert kept(house) == []


def test_nobody_else_is_offered_it(house: House) -> None:
    post = house.post()
    house.sign_in("ada")
    fill(opened(post.id), "Text", "Hers alone.").run()

    for other in ("eli", "ona"):
        house.sign_in(other)
        drawn = opened(post.id)
        assert "did not save" not in words(drawn)
        assert "Hers alone." not in words(drawn) + differences(drawn)


def test_where_it_cannot_be_kept_the_composer_says_so_and_typing_goes_on(house: House) -> None:
    house.sign_in("ada")
    house.app.settings.key_file.write_text("no key at all\n")

    drawn = fill(page("write"), "Text", "Still here.").run()

    assert "What you type is not kept just now:" in words(drawn)
    assert drawn.text_area[0].value == "Still here."
    house.app.settings.key_file.unlink()
    assert "not kept just now" not in words(fill(drawn, "Text", "Still here, kept.").run())
    assert kept(house) == ["Still here, kept."]


def test_discarding_in_the_composer_shows_the_post_as_it_is(house: House) -> None:
    post = house.post("As it is.")
    house.sign_in("ada")
    drawn = fill(opened(post.id), "Text", "Otherwise.").run()

    drawn = click(drawn, "Discard what I typed")

    assert drawn.text_area[0].value == "As it is."
    assert kept(house) == []


def test_any_page_says_that_words_wait_and_leads_back_to_them(house: House) -> None:
    post = house.post()
    house.sign_in("ada")
    fill(opened(post.id), "Text", "Wash your hands, and dry them.").run()

    drawn = page("queue")
    assert "You have words that were never saved, from Tue 1 Dec 2026, 09:00 CST" in words(drawn)
    drawn = click(drawn, "Go on with it")

    assert drawn.text_area[0].value == "Wash your hands, and dry them."
    assert "never saved" not in words(drawn)
    click(drawn, "Save changes")
    assert house.app.planning.get(post.id).text == "Wash your hands, and dry them."


def test_a_reminder_put_off_is_not_shown_again_in_this_tab_and_the_words_stay(house: House) -> None:
    house.sign_in("ada")
    fill(page("write"), "Text", "Some day.").run()

    drawn = click(page("queue"), "Later")

    assert "never saved" not in words(drawn)
    assert kept(house) == ["Some day."]
    assert "did not save it" in words(page("write"))
    assert "never saved" not in words(page("write"))
