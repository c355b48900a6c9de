"""A thread is written part by part: each is counted and judged, and the whole is approved or not."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from streamlit.testing.v1 import AppTest

from scheduler.domain.post import Post, PostState, ReplySettings
from scheduler.services.planning import NewPart, NewPicture, NewVideo
from tests.composing.films import film
from tests.ui.house import House, click, fill, page, words
from tests.ui.test_composer import labels, opened

ADDRESS = "https://x.com/county/status/1460323737035677698"


def a_picture(alt: str = "A nurse washes her hands") -> NewPicture:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, "PNG")
    return NewPicture(data=made.getvalue(), alt=alt, file_name="hands.png")


def a_thread(house: House, **fields: Any) -> Post:
    thread = (NewPart(text="Two.", added=(a_picture(),)), NewPart(text="Three."))
    return house.post("One.", thread=thread, **fields)


def texts(drawn: AppTest) -> list[str]:
    return [each.value or "" for each in drawn.text_area if each.label.startswith("Text")]


def the_draft(house: House) -> Post:
    (post,) = house.app.planning.in_state(PostState.DRAFT)
    return post


def test_parts_are_added_and_counted_each_and_saved_in_their_order(house: House) -> None:
    house.sign_in("ada")
    drawn = click(fill(page("write"), "Text", "One thing."), "Add a part")
    drawn = click(fill(drawn, "Text of part 2", "Another thing!"), "Add a part")
    drawn = fill(drawn, "Text of part 3", "The last.").run()

    assert [str(each.text).partition(",")[0] for each in drawn.get("progress")] == [
        "10 of 280 characters",
        "14 of 280 characters",
        "9 of 280 characters",
    ]
    assert "This thread of 3 costs $0.045." in words(drawn)

    click(drawn, "Save draft")
    post = the_draft(house)
    assert (post.text, [part.text for part in post.thread]) == ("One thing.", ["Another thing!", "The last."])


def test_parts_change_places_with_their_pictures_and_one_is_taken_out(house: House) -> None:
    post = a_thread(house)
    house.sign_in("ada")
    drawn = click(opened(post.id), "Move part 2 up")
    assert texts(drawn) == ["Two.", "One.", "Three."]

    click(click(drawn, "Remove part 3"), "Save changes")

    saved = house.app.planning.get(post.id)
    assert (saved.text, [part.text for part in saved.thread]) == ("Two.", ["One."])
    assert [picture.alt for picture in saved.pictures] == ["A nurse washes her hands"]
    assert saved.thread[0].pictures == ()


def test_what_was_typed_into_a_part_stays_when_parts_come_and_go(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(click(fill(page("write"), "Text", "One."), "Add a part"), "Text of part 2", "Two.").run()

    drawn = click(click(click(drawn, "Add a part"), "Move part 2 down"), "Move part 3 up")
    assert texts(drawn) == ["One.", "Two.", ""]

    drawn = click(click(drawn, "Remove part 3"), "Remove part 2")
    assert texts(drawn) == ["One."]
    assert "Remove part 1" not in labels(drawn)


def test_a_finding_names_its_part_and_a_part_too_long_is_told(house: House) -> None:
    house.sign_in("ada")
    drawn = click(fill(page("write"), "Text", "One."), "Add a part")

    drawn = fill(drawn, "Text of part 2", "MRN 12345678 " + "went home " * 30).run()

    assert "Part 2 of 2" in words(drawn)
    assert "Take the medical record number out." in words(drawn)
    assert "33 too many" in drawn.get("progress")[1].text


def test_an_untouched_thread_is_not_taken_for_changed(house: House) -> None:
    post = a_thread(house, reply_to=ADDRESS, made_with_ai=True)
    house.app.planning.submit(house.actor("ada"), post.id)
    house.sign_in("eli")

    assert "Approve" in labels(opened(post.id, 2))


def test_an_answer_is_named_by_its_address_and_a_wrong_one_says_what_is_expected(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(fill(page("write"), "Text", "Thank you."), "Answers this post", "https://example.org").run()
    assert "names no post on this network. Paste the post's address; it looks like https://x.com/" in words(
        drawn
    )

    drawn = fill(drawn, "Answers this post", ADDRESS).run()
    who = next(each for each in drawn.selectbox if each.label == "Who may answer")
    who.set_value(ReplySettings.FOLLOWING)
    next(each for each in drawn.checkbox if "made with AI" in each.label).check()
    click(drawn.run(), "Save draft")

    post = the_draft(house)
    assert (post.reply_to, post.reply_settings, post.made_with_ai) == (
        "1460323737035677698",
        ReplySettings.FOLLOWING,
        True,
    )


def test_an_answer_is_judged_as_words_to_a_person(house: House) -> None:
    house.sign_in("ada")
    drawn = fill(page("write"), "Text", "Take two tablets of ibuprofen every four hours.").run()
    assert "Give no advice to one person" not in words(drawn)

    drawn = fill(drawn, "Answers this post", ADDRESS).run()

    assert "Give no advice to one person" in words(drawn)


def test_an_address_glued_to_other_letters_gets_advice(house: House) -> None:
    house.sign_in("ada")

    drawn = fill(page("write"), "Text", "اغسل يديكexample.org ثم").run()

    assert "Put a space before this address" in words(drawn)


def test_an_approver_sees_every_part_the_video_and_what_it_answers(house: House) -> None:
    a_thread(house, reply_to=ADDRESS, made_with_ai=True, reply_settings=ReplySettings.MENTIONED)
    video = NewVideo(file=io.BytesIO(film()), alt="A nurse shows how.", file_name="how.mp4")
    house.post("Look.", video=video)
    for post in house.app.planning.in_state(PostState.DRAFT):
        house.app.planning.submit(house.actor("ada"), post.id)
    house.sign_in("eli")

    drawn = page("review")

    said = words(drawn)
    for part in ("Part 1 of 3", "One.", "Part 2 of 3", "Two.", "Part 3 of 3", "Three."):
        assert part in said
    assert "[Answers a post](https://x.com/i/status/1460323737035677698)" in said
    assert "May be answered by: Accounts named in the post" in said
    assert "Labelled “made with AI”" in said
    assert "MP4 video · 12 s" in said
    assert "A nurse shows how." in said
    assert "This thread of 3 costs $0.05." in said


def test_who_may_not_write_sees_all_parts_in_the_composer(house: House) -> None:
    post = a_thread(house)
    house.app.planning.submit(house.actor("ada"), post.id)
    house.sign_in("ona")

    drawn = opened(post.id, 2)

    (preview,) = [each.proto.body for each in drawn.get("html") if "<article" in each.proto.body]
    assert preview.count("<article") == 3
    assert 'aria-label="Preview of part 3"' in preview
    assert "Three." in preview
