"""One message on several channels: all posts of it or none, and nothing carried over but by a person."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from scheduler.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Severity
from scheduler.services.planning import NewPart, NewPost, NewVideo, PostChanges
from tests.builders import NOON, a_channel
from tests.composing.conftest import House
from tests.composing.films import film
from tests.composing.test_content import a_picture

AT = NOON + timedelta(hours=1)


@pytest.fixture
def house(house: House) -> House:
    """The small house with a second channel."""
    house.app.set_up.add_channel(OPERATOR, a_channel(name="county-x", title="County"), credentials={})
    return house


def told(channel: str, text: str = "Wash your hands.", **fields: Any) -> NewPost:
    return NewPost(channel=channel, at=AT, text=text, **fields)


def both(house: House, **fields: Any) -> list[Post]:
    return house.app.variants.add(house.author, [told("main-x", **fields), told("county-x", **fields)])


def count(house: House) -> int:
    return sum(house.app.planning.counts().values())


def test_one_message_becomes_a_post_on_each_channel_and_the_posts_know_each_other(house: House) -> None:
    one, other = house.app.variants.add(
        house.author, [told("main-x"), told("county-x", "Wash them, County!")], to_review=True
    )

    assert one.bundle is not None
    assert one.bundle == other.bundle
    assert {each.state for each in (one, other)} == {PostState.IN_REVIEW}
    assert (one.text, other.text) == ("Wash your hands.", "Wash them, County!")
    assert house.app.variants.sisters(house.get(one)) == [house.get(other)]
    told_of = [each.action for each in house.app.planning.history(other.id).entries]
    assert sorted(told_of) == ["post.added", "post.submitted"]


def test_a_message_of_one_channel_has_no_bundle_and_no_sisters(house: House) -> None:
    (post,) = house.app.variants.add(house.author, [told("main-x")])

    assert post.bundle is None
    assert house.app.variants.sisters(post) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (told("county-x", link="nowhere"), InvalidInputError),
        (told("county-x", pillar="unheard-of"), UnknownNameError),
        (told("nowhere"), UnknownNameError),
        (told("main-x"), InvalidInputError),
    ],
)
def test_a_message_for_several_channels_is_made_on_all_of_them_or_on_none(
    house: House, wrong: NewPost, why: type[Exception]
) -> None:
    with pytest.raises(why):
        house.app.variants.add(OPERATOR, [told("main-x"), wrong])

    assert count(house) == 0


def test_what_can_not_be_kept_is_said_with_the_name_of_its_channel(house: House) -> None:
    with pytest.raises(InvalidInputError, match="County: “nowhere” is not a web address"):
        house.app.variants.add(house.author, [told("main-x"), told("county-x", link="nowhere")])


def test_who_may_write_on_one_of_them_alone_makes_none(house: House) -> None:
    house.app.people.add(
        OPERATOR,
        name="Lee Local",
        email="lee@example.org",
        roles=(),
        channel_roles={"main-x": (Role.AUTHOR,)},
        password="twelve letters and more",
    )
    lee = Actor.of(house.app.people.find("lee@example.org"))

    with pytest.raises(NotAllowedError):
        house.app.variants.add(lee, [told("main-x"), told("county-x")])
    assert count(house) == 0


def test_words_are_carried_over_to_a_sister_and_end_her_approval(house: House) -> None:
    one, other = both(house)
    house.app.planning.submit(house.author, other.id)
    house.app.approving.approve(OPERATOR, other.id)
    changed = house.app.planning.edit(
        house.author,
        one.id,
        PostChanges(text="New words.", link="https://example.org/a", thread=(NewPart(text="And more."),)),
    )

    after = house.app.variants.carry_over(house.author, changed, house.get(other))

    assert (after.text, after.link, after.thread[0].text) == (
        "New words.",
        "https://example.org/a",
        "And more.",
    )
    assert after.state is PostState.IN_REVIEW
    assert not after.is_approved
    assert after.channel == "county-x"


def test_the_same_pictures_go_to_every_channel_and_are_kept_once(house: House) -> None:
    picture = a_picture(alt="A nurse at the door")

    one, other = both(house, pictures=(picture,), thread=(NewPart(text="More.", added=(picture,)),))

    assert one.pictures == other.pictures == one.thread[0].pictures == other.thread[0].pictures
    assert [each.alt for each in other.pictures] == ["A nurse at the door"]
    assert house.shelf == [one.pictures[0].sha256]


def test_pictures_go_to_a_sister_with_their_alt_texts_and_hers_stay_unless_it_is_asked_for(
    house: House,
) -> None:
    picture = a_picture(alt="A nurse at the door")
    one, other = both(house)
    house.app.planning.submit(house.author, other.id)
    house.app.approving.approve(OPERATOR, other.id)
    shown = house.app.planning.edit(
        house.author, one.id, PostChanges(pictures=(picture,), thread=(NewPart(text="M", added=(picture,)),))
    )

    words_only = house.app.variants.carry_over(house.author, shown, house.get(other))
    after = house.app.variants.carry_over(house.author, shown, words_only, with_media=True)

    assert (words_only.pictures, words_only.thread[0].pictures) == ((), ())
    assert after.pictures == shown.pictures
    assert after.thread == shown.thread
    assert len(house.shelf) == 1
    assert not after.is_approved
    assert house.app.planning.history(other.id).entries[0].action == "post.edited"
    without = house.app.planning.edit(house.author, one.id, PostChanges(keep_pictures=()))
    assert house.app.variants.carry_over(house.author, without, after, with_media=True).pictures == ()


def test_a_video_goes_to_a_sister_whose_guard_tells_where_her_network_does_not_take_it(house: House) -> None:
    house.app.set_up.add_channel(
        OPERATOR, a_channel(name="team", title="Team", network="linkedin"), credentials={}
    )
    hands = NewVideo(file=io.BytesIO(film(seconds=2)), alt="How to wash hands", file_name="hands.mp4")
    one, other = house.app.variants.add(house.author, [told("main-x"), told("team")])
    shown = house.app.planning.edit(house.author, one.id, PostChanges(video=hands))
    assert shown.video is not None
    assert shown.video.seconds < 3

    after = house.app.variants.carry_over(house.author, shown, other, with_media=True)

    assert after.video == shown.video
    said = house.app.checking.review_post(after)
    assert [each.rule for each in said.findings if each.severity is Severity.BLOCK] == ["MEDIA-LENGTH"]
    assert "MEDIA-LENGTH" not in {each.rule for each in house.app.checking.review_post(shown).findings}


def test_media_do_not_go_beside_a_post_that_a_sister_shows(house: House) -> None:
    picture = a_picture(alt="A nurse at the door")
    one, other = house.app.variants.add(house.author, [told("main-x"), told("county-x", quote="12345")])
    shown = house.app.planning.edit(house.author, one.id, PostChanges(pictures=(picture,)))

    with pytest.raises(InvalidInputError, match="either another post or pictures"):
        house.app.variants.carry_over(house.author, shown, other, with_media=True)
    assert house.get(other) == other


def test_a_message_that_is_submitted_twice_is_made_once(house: House) -> None:
    said = [told("main-x", pictures=(a_picture(),)), told("county-x")]

    first = house.app.variants.add(house.author, said, key="k")
    second = house.app.variants.add(house.author, said[::-1], key="k", to_review=True)
    third = house.app.variants.add(house.author, said, key="k", to_review=True)

    assert count(house) == 2
    assert [each.id for each in second] == [each.id for each in first[::-1]]
    assert [each.state for each in third] == [PostState.IN_REVIEW] * 2
    assert [each.version for each in third] == [each.version for each in second[::-1]]
    house.app.variants.add(house.author, said, key="another")
    assert count(house) == 4


def test_a_message_of_one_channel_is_made_once_too(house: House) -> None:
    (post,) = house.app.variants.add(house.author, [told("main-x")], key="k")
    (again,) = house.app.variants.add(house.author, [told("main-x")], key="k")

    assert again == post
    assert count(house) == 1
    assert house.app.variants.sisters(post) == []


@pytest.mark.parametrize(
    "again",
    [
        [told("main-x", "Other words."), told("county-x")],
        [told("main-x")],
        [told("main-x"), told("county-x", link="https://example.org")],
        [told("main-x"), NewPost(channel="county-x", at=AT + timedelta(hours=1), text="Wash your hands.")],
    ],
)
def test_a_message_that_was_saved_is_not_made_again_with_other_words_and_nothing_is_lost_unsaid(
    house: House, again: list[NewPost]
) -> None:
    made = house.app.variants.add(house.author, [told("main-x"), told("county-x")], key="k")

    with pytest.raises(StateError, match="in the plan already, and is not the same there"):
        house.app.variants.add(house.author, again, key="k")
    with pytest.raises(StateError):
        house.app.variants.add(OPERATOR, [told("main-x"), told("county-x")], key="k")

    assert [house.get(each) for each in made] == made
    assert count(house) == 2


def test_two_who_submit_one_message_at_the_same_moment_make_it_once(house: House) -> None:
    ready = Barrier(4)

    def submit(_: int) -> list[int]:
        ready.wait()
        made = house.app.variants.add(house.author, [told("main-x"), told("county-x")], key="k")
        return [each.id for each in made]

    with ThreadPoolExecutor(4) as pool:
        told_of = list(pool.map(submit, range(4)))

    assert count(house) == 2
    assert len({tuple(each) for each in told_of}) == 1


def test_a_sister_that_changed_meanwhile_is_not_written_over_nor_are_words_that_changed(house: House) -> None:
    one, other = both(house)
    theirs = house.app.planning.edit(OPERATOR, other.id, PostChanges(text="Theirs."))
    with pytest.raises(ConflictError):
        house.app.variants.carry_over(house.author, house.get(one), other)

    house.app.planning.edit(OPERATOR, one.id, PostChanges(text="Changed, too."))
    with pytest.raises(ConflictError):
        house.app.variants.carry_over(house.author, one, theirs)
    assert house.get(other).text == "Theirs."


def test_words_go_to_a_sister_alone_and_not_to_one_that_is_cancelled(house: House) -> None:
    one, other = both(house)
    stranger = house.draft("Something else.")
    with pytest.raises(InvalidInputError, match="not of one message"):
        house.app.variants.carry_over(house.author, one, stranger)

    gone = house.app.planning.cancel(house.author, other.id)
    with pytest.raises(Exception, match="can't be changed any more"):
        house.app.variants.carry_over(house.author, one, gone)
