"""What a person gives becomes what is kept: checked first, cleaned, and covered by the approval."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from scheduler.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState, ReplySettings
from scheduler.services.content import named_post
from scheduler.services.planning import MOST_PARTS, NewPart, NewPicture, NewVideo, PostChanges
from tests.builders import an_actor
from tests.composing.conftest import House
from tests.composing.films import film

ADDRESS = "https://x.com/county/status/1460323737035677698"
NUMBER = "1460323737035677698"


def a_picture(colour: str = "teal", alt: str = "A nurse washes her hands") -> NewPicture:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return NewPicture(data=made.getvalue(), alt=alt, file_name="hands.png")


def a_video(alt: str = "A nurse shows how.") -> NewVideo:
    return NewVideo(file=io.BytesIO(film()), alt=alt, file_name="how.mp4")


def edited(house: House, post: Post, **changes: object) -> Post:
    return house.app.planning.edit(house.author, post.id, PostChanges.model_validate(changes))


def test_a_thread_is_kept_with_its_parts_and_their_pictures_in_order(house: House) -> None:
    parts = (NewPart(text=" Two. ", added=(a_picture("red"), a_picture("blue"))), NewPart(text="Three."))

    post = house.get(house.draft("One.", thread=parts))

    assert [part.text for part in post.thread] == ["Two.", "Three."]
    assert [len(part.pictures) for part in post.thread] == [2, 0]
    assert {picture.sha256 for picture in post.thread[0].pictures} == set(house.shelf)
    assert post.parts == 3


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("", None),
        ("  ", None),
        (NUMBER, NUMBER),
        (f" {ADDRESS} ", NUMBER),
        (f"{ADDRESS}?s=20", NUMBER),
        (f"{ADDRESS}/photo/1", NUMBER),
        (f"https://mobile.twitter.com/i/web/status/{NUMBER}", NUMBER),
    ],
)
def test_a_post_is_named_by_its_address_or_its_number(given: str, number: str | None) -> None:
    assert named_post("x", given) == number


@pytest.mark.parametrize(
    "given",
    [
        "https://x.com/county",
        "county",
        "https://[",
        "12345678901234567890",
        "https://x.com/county/status/one",
        "١٢٣",
    ],
)
def test_what_names_no_post_says_what_is_expected_and_nothing_is_kept(house: House, given: str) -> None:
    for field in ("reply_to", "quote"):
        with pytest.raises(
            InvalidInputError, match=r"Paste the post's address; it looks like https://x\.com/"
        ):
            house.draft(pictures=(a_picture(),), **{field: given})

    assert house.shelf == []
    assert house.app.planning.in_state(PostState.DRAFT) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pictures": (a_picture(),), "video": a_video()}, "either pictures or one video"),
        ({"pictures": (a_picture(),), "quote": ADDRESS}, "either another post or pictures and video"),
        ({"video": a_video(), "quote": ADDRESS}, "either another post or pictures and video"),
        ({"pictures": (a_picture(),) * 5}, "A post carries at most 4 pictures."),
        ({"thread": (NewPart(), NewPart(added=(a_picture(),) * 5))}, "Part 3 of a thread carries at most 4"),
        ({"thread": (NewPart(text="More."),) * MOST_PARTS}, f"at most {MOST_PARTS} parts"),
        (
            {"video": NewVideo(file=io.BytesIO(b"%PDF"), file_name="how.mp4")},
            "how.mp4 is neither an MP4 video",
        ),
    ],
)
def test_what_no_network_takes_is_refused_before_it_is_a_draft(
    house: House, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        house.draft(**fields)

    assert house.app.planning.in_state(PostState.DRAFT) == []


def test_an_edit_leaves_what_it_does_not_name(house: House) -> None:
    thread = (NewPart(text="Two.", added=(a_picture(),)),)
    post = house.draft("One.", thread=thread, reply_to=ADDRESS, made_with_ai=True)

    after = edited(house, post, text="One, again.")

    assert after.thread == post.thread
    assert (after.reply_to, after.made_with_ai, after.text) == (NUMBER, True, "One, again.")


def test_an_edit_changes_and_takes_out_each_thing(house: House) -> None:
    post = house.draft("One.", thread=(NewPart(text="Two."),), video=a_video(), reply_to=NUMBER)

    after = edited(
        house, post, thread=(), clear_video=True, reply_to="", quote=ADDRESS, reply_settings="verified"
    )

    assert (after.thread, after.video, after.reply_to, after.quote) == ((), None, None, NUMBER)
    assert after.reply_settings is ReplySettings.VERIFIED


def test_a_picture_moves_from_one_part_to_another_and_one_of_elsewhere_is_refused(house: House) -> None:
    post = house.draft("One.", thread=(NewPart(text="Two.", added=(a_picture(),)),))
    other = house.draft("Other.", pictures=(a_picture("red"),))
    (picture,) = post.thread[0].pictures

    moved = edited(house, post, keep_pictures=(picture,), thread=(NewPart(text="Two."),))
    assert (moved.pictures, moved.thread[0].pictures) == ((picture,), ())

    with pytest.raises(InvalidInputError, match="does not belong to this post"):
        edited(house, moved, thread=(NewPart(text="Two.", kept=other.pictures),))


def test_a_video_keeps_its_file_when_only_its_words_change(house: House) -> None:
    post = house.draft(video=a_video(alt=""))
    assert "Describe what the video shows" in house.app.checking.review_post(post).findings[0].advice

    after = edited(house, post, video_alt="  A nurse   shows how to wash. ")

    assert after.video is not None
    assert post.video is not None
    assert (after.video.sha256, after.video.alt) == (post.video.sha256, "A nurse shows how to wash.")
    assert house.app.checking.review_post(after).findings == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"thread": (NewPart(text="Two, changed."),)},
        {"thread": (NewPart(text="Two."), NewPart(text="Three."))},
        {"thread": ()},
        {"video": a_video()},
        {"reply_to": "99"},
        {"quote": "99"},
        {"reply_settings": "following"},
        {"made_with_ai": True},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_any_change_of_what_leaves_ends_the_approval(house: House, changes: dict[str, object]) -> None:
    post = house.approved(house.draft("One.", thread=(NewPart(text="Two."),)))

    after = edited(house, post, **changes)

    assert after.state is PostState.IN_REVIEW
    assert not after.is_approved
    with pytest.raises(ConflictError):
        house.app.approving.approve(OPERATOR, post.id, digest=post.digest)


def test_a_thread_saved_as_it_is_keeps_its_approval(house: House) -> None:
    post = house.approved(house.draft("One.", thread=(NewPart(text="Two.", added=(a_picture(),)),)))
    same = tuple(NewPart(text=f"{part.text} ", kept=part.pictures) for part in post.thread)

    assert edited(house, post, thread=same) == post


def test_the_guard_reads_every_part_the_video_and_takes_an_answer_for_one(house: House) -> None:
    advice = "Take two tablets of ibuprofen every four hours."
    thread = (NewPart(text="MRN 12345678"), NewPart(text=advice))
    video = NewVideo(file=io.BytesIO(film()), alt="Jane Doe, MRN 87654321, goes home.", file_name="a.mp4")
    post = house.draft("One.", thread=thread, video=video)

    said = [each.advice for each in house.app.checking.review_post(post).findings]
    answer = edited(house, post, reply_to=ADDRESS)
    said_to_a_person = [each.advice for each in house.app.checking.review_post(answer).findings]

    assert any(each.startswith("In part 2: Take the medical record number out.") for each in said)
    assert any(each.startswith("In the alt text of the video: ") for each in said)
    assert not any("Give no advice to one person" in each for each in said)
    assert any(each.startswith("In part 3: Give no advice to one person") for each in said_to_a_person)


def test_the_price_counts_all_parts_and_every_alt_text(house: House) -> None:
    thread = (NewPart(text="See example.org", added=(a_picture(), a_picture("red"))), NewPart(text="Three."))

    post = house.draft("One.", thread=thread, video=a_video())

    assert house.app.budgeting.cost(post).parts == (15 + 5, 200 + 2 * 5, 15)


def test_an_address_glued_to_other_letters_gets_advice_and_passes(house: House) -> None:
    text = "اغسل يديكexample.org ثم"

    review = house.app.checking.review_post(house.draft(text))

    (finding,) = [each for each in review.findings if each.rule == "LINK-UNSURE"]
    assert text[finding.start : finding.end] == "example.org"
    assert (finding.severity, review.verdict) == ("advice", "pass")


def test_who_may_not_write_keeps_nothing_on_the_disk(house: House) -> None:
    post = house.draft()
    auditor = an_actor(Role.AUDITOR)

    with pytest.raises(NotAllowedError):
        house.app.planning.edit(auditor, post.id, PostChanges(video=a_video()))

    assert house.shelf == []
