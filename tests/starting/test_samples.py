"""Sample data goes into an empty house and comes out again, exactly it, as one."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.bootstrap import open_app
from scheduler.domain.comments import Comment
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import Slot
from scheduler.domain.post import Post, PostState
from scheduler.domain.secret import Credentials
from scheduler.services.planning import NewPost, PostChanges
from scheduler.services.samples import TakenOut
from scheduler.settings import Settings
from tests.builders import NOON, a_channel, a_pillar, an_actor, x_credentials
from tests.starting.conftest import New

_S = PostState


def house_of(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but the record, and what remembers the sample's numbers."""
    left_out = {"audit", "sample_part", "sqlite_sequence"}
    with sqlite3.connect(folder / "rounds.db") as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = sorted({name for (name,) in named} - left_out)
        ask = 'SELECT * FROM "{}" ORDER BY 1'
        return {name: connection.execute(ask.format(name)).fetchall() for name in names}


def sample_posts(new: New) -> list[Post]:
    return new.app.planning.between(NOON - timedelta(days=40), NOON + timedelta(days=40), channels=["sample"])


def in_state(new: New, state: PostState) -> Post:
    return next(post for post in sample_posts(new) if post.state is state)


def test_a_month_stands_around_today_and_says_of_each_text_that_it_is_a_sample(new: New) -> None:
    count = new.app.samples.fill(new.head)

    posts = sample_posts(new)
    assert len(posts) == count >= 20
    assert all(post.text.startswith("Sample:") for post in posts)
    assert {post.state for post in posts} == {
        _S.PUBLISHED,
        _S.SCHEDULED,
        _S.IN_REVIEW,
        _S.DRAFT,
        _S.PROPOSED,
    }
    assert all((post.due < NOON) == (post.state is _S.PUBLISHED) for post in posts)
    assert new.app.planning.gaps(days=14)
    assert new.app.set_up.channel("sample").title.startswith("Sample")
    assert all(pillar.title.startswith("Sample:") for pillar in new.app.set_up.pillars())


def test_what_is_taken_out_leaves_the_house_as_it_was(new: New) -> None:
    before = house_of(new.folder)
    new.app.samples.fill(new.head)
    assert house_of(new.folder) != before

    taken = new.app.samples.take_out(new.head, keeps_changed=True)

    assert taken.posts > 0
    assert not taken.kept
    assert not taken.has_channel
    assert house_of(new.folder) == before
    assert new.app.samples.standing() is None
    assert new.app.auditing.verify().is_intact


def test_pressed_twice_it_is_filled_once(new: New) -> None:
    count = new.app.samples.fill(new.head)

    with pytest.raises(InvalidInputError, match="without channels and posts"):
        new.app.samples.fill(new.head)

    assert len(sample_posts(new)) == count


def test_taken_out_twice_the_second_time_finds_nothing(new: New) -> None:
    new.app.samples.fill(new.head)
    new.app.samples.take_out(new.head, keeps_changed=False)
    lines = len(new.app.auditing.recent(limit=500))

    assert new.app.samples.take_out(new.head, keeps_changed=False) == TakenOut()
    assert len(new.app.auditing.recent(limit=500)) == lines


def test_a_house_with_a_channel_or_a_post_takes_no_sample(new: New) -> None:
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})

    assert not new.app.samples.may_fill()
    with pytest.raises(InvalidInputError, match="mixes with nothing of yours"):
        new.app.samples.fill(new.head)


def test_only_who_sets_up_the_house_fills_it_or_empties_it(new: New) -> None:
    writer = an_actor(Role.EDITOR)
    with pytest.raises(NotAllowedError):
        new.app.samples.fill(writer)
    new.app.samples.fill(new.head)

    with pytest.raises(NotAllowedError):
        new.app.samples.take_out(writer, keeps_changed=False)

    assert new.app.samples.standing() is not None


def test_what_somebody_changed_is_told_and_kept_where_they_want_it(new: New) -> None:
    new.app.samples.fill(new.head)
    edited = in_state(new, _S.DRAFT)
    moved = in_state(new, _S.PROPOSED)
    new.app.planning.edit(new.head, edited.id, PostChanges(text="Our own words."))
    new.app.planning.move(new.head, moved.id, moved.due + timedelta(hours=3))

    standing = new.app.samples.standing()
    assert standing is not None
    assert {each.post for each in standing.changed} == {edited.id, moved.id}
    taken = new.app.samples.take_out(new.head, keeps_changed=True)

    assert (taken.kept, taken.has_channel) == (2, True)
    assert {post.id for post in sample_posts(new)} == {edited.id, moved.id}
    assert new.app.planning.get(edited.id).text == "Our own words."
    assert {pillar.name for pillar in new.app.set_up.pillars()} == {edited.pillar, moved.pillar}


def test_kept_posts_are_ones_own_and_go_no_second_time(new: New) -> None:
    new.app.samples.fill(new.head)
    edited = in_state(new, _S.DRAFT)
    new.app.planning.edit(new.head, edited.id, PostChanges(text="Our own words."))
    new.app.samples.take_out(new.head, keeps_changed=True)

    standing = new.app.samples.standing()
    taken = new.app.samples.take_out(new.head, keeps_changed=False)

    assert standing is not None
    assert (standing.posts, standing.own) == (0, 1)
    assert taken.posts == 0
    assert new.app.planning.get(edited.id).text == "Our own words."


def test_changed_ones_go_too_where_nobody_wants_them(new: New) -> None:
    before = house_of(new.folder)
    new.app.samples.fill(new.head)
    new.app.planning.edit(new.head, in_state(new, _S.DRAFT).id, PostChanges(text="Our own words."))
    new.app.planning.cancel(new.head, in_state(new, _S.IN_REVIEW).id)

    taken = new.app.samples.take_out(new.head, keeps_changed=False)

    assert (taken.kept, taken.has_channel) == (0, False)
    assert house_of(new.folder) == before


def test_posts_slots_and_pillars_of_ones_own_stay_with_what_they_stand_on(new: New) -> None:
    new.app.samples.fill(new.head)
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    at = NOON + timedelta(days=1)
    there = new.app.planning.add(new.head, NewPost(channel="sample", at=at, text="Mine, there."))
    here = new.app.planning.add(
        new.head, NewPost(channel="main-x", at=at, text="Mine, here.", pillar="sample-science")
    )
    slot = Slot(channel="main-x", weekday=2, wall=NOON.time(), zone="UTC", pillar="sample-community")
    new.app.set_up.add_slot(OPERATOR, slot)

    taken = new.app.samples.take_out(new.head, keeps_changed=False)

    assert taken.has_channel
    assert [post.id for post in sample_posts(new)] == [there.id]
    assert new.app.planning.get(here.id).pillar == "sample-science"
    assert {each.name for each in new.app.set_up.pillars()} == {"sample-science", "sample-community"}
    assert [each.channel for each in new.app.set_up.slots()] == ["main-x"]


def test_what_people_did_with_sample_posts_goes_with_them(new: New) -> None:
    new.app.samples.fill(new.head)
    new.app.approving.approve(new.head, in_state(new, _S.IN_REVIEW).id)
    new.app.people.add(
        OPERATOR,
        name="Ada",
        email="ada@example.org",
        roles=(Role.EDITOR,),
        channel_roles={"sample": (Role.PUBLISHER,)},
        password="twelve letters and more",
    )

    new.app.samples.take_out(new.head, keeps_changed=False)

    assert house_of(new.folder)["approval"] == []
    assert new.app.people.find("ada@example.org").channel_roles == {}


def test_proposals_of_the_filler_on_the_sample_channel_go_with_it(new: New) -> None:
    new.app.samples.fill(new.head)
    filler = an_actor(Role.EDITOR).model_copy(update={"person_id": None, "key": "filler"})
    made = NewPost(channel="sample", at=NOON + timedelta(days=3), text="From a feed.", state=_S.PROPOSED)
    new.app.planning.add(filler, made)

    taken = new.app.samples.take_out(new.head, keeps_changed=True)

    assert not taken.has_channel
    assert new.app.planning.counts() == {}


def test_a_number_of_the_record_is_never_given_to_another_post(new: New) -> None:
    new.app.samples.fill(new.head)
    highest = max(post.id for post in sample_posts(new))
    new.app.samples.take_out(new.head, keeps_changed=False)
    new.app.set_up.add_channel(OPERATOR, a_channel(), credentials={})

    posts = [
        new.app.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON + timedelta(days=1), text="Ours."))
        for _ in range(2)
    ]

    assert [post.id for post in posts] == [highest + 1, highest + 2]
    assert [entry.action for entry in new.app.planning.history(posts[0].id).entries] == ["post.added"]


def test_a_comment_with_a_call_is_told_kept_or_taken_out_with_its_post(new: New) -> None:
    new.app.samples.fill(new.head)
    post = in_state(new, _S.DRAFT)
    with new.app._store.write() as unit:
        unit.comments.add(Comment(post=post.id, by="person:1", at=NOON, text="Is this us?"), [1])

    standing = new.app.samples.standing()
    assert standing is not None
    assert [each.post for each in standing.changed] == [post.id]
    new.app.samples.take_out(new.head, keeps_changed=False)

    assert house_of(new.folder)["comment"] == []


def test_filled_again_after_it_was_emptied(new: New) -> None:
    new.app.samples.fill(new.head)
    new.app.samples.take_out(new.head, keeps_changed=False)

    count = new.app.samples.fill(new.head)

    assert len(sample_posts(new)) == count
    assert new.app.samples.take_out(new.head, keeps_changed=False).posts == count


def test_a_fault_in_the_middle_leaves_all_of_it_there(new: New) -> None:
    new.app.samples.fill(new.head)
    before = house_of(new.folder)
    with new.app._store.engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER breaks BEFORE DELETE ON channel BEGIN SELECT RAISE(ABORT, 'power'); END")
        )

    with pytest.raises(Exception, match="power"):
        new.app.samples.take_out(new.head, keeps_changed=False)

    assert house_of(new.folder) == before
    assert new.app.samples.standing() is not None


def test_while_the_engine_holds_a_sample_post_nothing_is_taken_out(new: New) -> None:
    new.app.samples.fill(new.head)
    post = in_state(new, _S.SCHEDULED)
    with new.app._store.write() as unit:
        unit.posts.save(post.model_copy(update={"state": _S.CLAIMED}), at=NOON)

    with pytest.raises(StateError, match="Try again in a minute"):
        new.app.samples.take_out(new.head, keeps_changed=False)


def test_the_engine_sends_nothing_of_it_and_says_why(new: New) -> None:
    new.app.samples.fill(new.head)
    post = in_state(new, _S.SCHEDULED)
    new.clock.move_to(post.due + timedelta(seconds=1))

    new.app.publishing.publish_due()

    held = new.app.planning.get(post.id)
    assert held.state is _S.HELD
    assert held.explanation is not None
    assert "leads to no network, so nothing was sent" in held.explanation
    assert new.app.planning.history(post.id).attempts == ()
    assert new.app.samples.take_out(new.head, keeps_changed=True).kept == 0


def test_no_keys_can_be_given_to_the_sample_channel(new: New) -> None:
    new.app.samples.fill(new.head)

    with pytest.raises(InvalidInputError, match="takes no keys"):
        new.app.connecting.connect(new.head, "sample", Credentials(x_credentials()))

    assert new.app.connecting.connected() == set()


def test_sealed_keys_on_it_would_still_open_no_way_out(new: New) -> None:
    new.app.set_up.add_channel(
        OPERATOR, a_channel(name="paper", network="rehearsal", title="Paper"), credentials=x_credentials()
    )
    other = open_app(Settings(data_dir=new.folder), clock=new.clock)
    post = other.planning.add(
        OPERATOR, NewPost(channel="paper", at=NOON + timedelta(hours=1), text="Wash your hands.")
    )
    other.planning.submit(OPERATOR, post.id)
    other.approving.approve(new.head, post.id)
    new.clock.move_to(post.due)

    other.publishing.publish_due()

    left = other.planning.get(post.id)
    assert left.state is _S.HELD
    assert other.planning.history(post.id).attempts == ()
    other.close()


def test_sample_pillars_take_nothing_of_the_hundred_per_cent(new: New) -> None:
    new.app.samples.fill(new.head)

    assert new.app.set_up.share_left() == 100
    new.app.set_up.add_pillar(new.head, a_pillar(target=60))
    assert new.app.set_up.share_left() == 40
    with pytest.raises(InvalidInputError, match="40 % are left"):
        new.app.set_up.add_pillar(new.head, a_pillar(name="second", target=41))
