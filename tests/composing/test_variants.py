"""One message on several channels: all posts of it or none, and nothing carried over but by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.errors import ConflictError, InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPart, NewPost, PostChanges
from tests.builders import NOON, a_channel
from tests.composing.conftest import House

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
