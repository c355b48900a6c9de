from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import Fate, Item, ItemState, Trust
from scheduler.domain.errors import NotAllowedError, StateError
from scheduler.domain.people import FILLER, OPERATOR, Role
from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.services.keeping_quiet import KeepingQuiet
from scheduler.services.planning import NewPost, PostChanges
from scheduler.services.recycling import Recycling
from tests.builders import NOON, a_post, an_actor
from tests.curation.house import House, a_source, an_item


def retracted(house: House, post: Post, words: str = "Its source has retracted it.") -> None:
    with house.store.write() as unit:
        item = unit.items.get(post.item or 0)
        unit.items.put(item.model_copy(update={"fate": Fate.RETRACTED, "fate_words": words}))


def fill_from_the_untrusted(house: House) -> list[Post]:
    """Fill seven gaps from sources that are worth little, so that there is something better."""
    for name in ("county", "state", "journal"):
        house.curating.change(OPERATOR, house.curating.source(name).model_copy(update={"trust": Trust.D}))
    return house.filling.fill(FILLER, days=7)


def keep_from_the_trusted(house: House) -> Item:
    house.curating.add(OPERATOR, a_source(name="desk", owner="The desk"))
    return house.keep(
        an_item(99, source="desk", title="Flu vaccine clinic hours", published=NOON),
    )[0]


def test_without_news_everything_stays(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)

    found = full.reconsidering.plan(days=7)

    assert (found.changes, found.staying, found.open_gaps) == ([], 7, 0)
    assert full.reconsidering.change(OPERATOR, found) == []
    assert [full.planning.get(post.id) for post in posts] == posts


def test_what_is_only_a_little_better_moves_nothing(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)
    full.keep(an_item(99, title="Flu vaccine clinic hours", published=NOON))

    found = full.reconsidering.plan(days=7)

    assert (found.changes, found.staying) == ([], len(posts))


def test_a_much_better_item_takes_one_place_and_moves_little_else(full: House) -> None:
    posts = fill_from_the_untrusted(full)
    new = keep_from_the_trusted(full)

    found = full.reconsidering.plan(days=7)
    made = full.reconsidering.change(OPERATOR, found)

    assert new.id in {post.item for post in made}
    assert "trust D" in {change.why for change in found.changes}
    assert 1 <= len(made) <= 2
    assert found.staying >= 5
    assert sum(full.planning.get(post.id) == post for post in posts) == found.staying


def test_what_was_retracted_goes_and_the_output_says_why(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)
    retracted(full, posts[2])

    found = full.reconsidering.plan(days=7)
    full.reconsidering.change(OPERATOR, found)

    gone = next(change for change in found.changes if change.before == posts[2])
    assert gone.why == "Its source has retracted it."
    assert full.planning.get(posts[2].id).sequence == posts[2].sequence + 1  # calendars notice
    assert full.planning.get(posts[2].id).state is PostState.CANCELLED
    assert full.planning.gaps(days=7) == []
    assert full.reconsidering.plan(days=7).changes == []


def test_an_item_that_gave_way_may_be_proposed_again(full: House) -> None:
    posts = fill_from_the_untrusted(full)
    keep_from_the_trusted(full)

    made = full.reconsidering.change(OPERATOR, full.reconsidering.plan(days=7))

    standing = {post.item for post in full.planning.in_state(PostState.PROPOSED)}
    given_up = [post.item for post in posts if post.item not in standing]
    assert made
    assert given_up
    assert {full.curating.item(item or 0).state for item in given_up} == {ItemState.NEW}
    assert {full.curating.item(item or 0).state for item in standing} == {ItemState.USED}


def test_what_a_person_touched_approved_chose_or_wrote_never_moves(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)
    edited = full.planning.edit(OPERATOR, posts[0].id, PostChanges(text="Ours"))
    moved = full.planning.move(OPERATOR, posts[1].id, posts[1].due + timedelta(minutes=5))
    taken = full.planning.take_over(OPERATOR, posts[2].id)
    runner = full.filling.runners_up(posts[3].id)[0]
    chosen = full.filling.instead(OPERATOR, posts[3].id, runner.item)
    full.planning.cancel(OPERATOR, posts[4].id)
    written = full.planning.add(OPERATOR, NewPost(channel="main-x", at=posts[4].due, text="Ours too"))
    for post in (edited, moved, taken, chosen):
        retracted(full, post)
    keep_from_the_trusted(full)

    full.reconsidering.change(OPERATOR, full.reconsidering.plan(days=7))

    for post in (edited, moved, taken, chosen, written):
        assert full.planning.get(post.id) == post


def test_proposals_of_paused_scopes_and_quiet_days_stay(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)
    KeepingQuiet(full.store, full.clock).add(OPERATOR, posts[0].wall.date(), reason="Day of remembrance")
    paused = [post for post in posts[1:] if post.pillar == "science"]
    with full.store.write() as unit:
        unit.pauses.add(
            Pause(scope=PauseScope.PILLAR, name="science", reason="review", by="x", created_at=NOON)
        )
    for post in (posts[0], *paused):
        retracted(full, post)

    full.reconsidering.change(OPERATOR, full.reconsidering.plan(days=7))

    assert paused
    for post in (posts[0], *paused):
        assert full.planning.get(post.id) == post


def test_a_plan_that_somebody_changed_meanwhile_is_not_done_at_all(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)
    for post in posts[:2]:
        retracted(full, post)
    found = full.reconsidering.plan(days=7)
    taken = full.planning.take_over(OPERATOR, posts[1].id)

    with pytest.raises(StateError, match="changed while you looked"):
        full.reconsidering.change(OPERATOR, found)

    assert full.planning.get(posts[0].id) == posts[0]
    assert full.planning.get(posts[1].id) == taken


def test_gaps_are_filled_too_and_the_record_tells_of_it(full: House) -> None:
    full.filling.fill(FILLER, days=5)

    found = full.reconsidering.plan(days=7)
    made = full.reconsidering.change(an_actor(Role.EDITOR, person_id=7), found)

    with full.store.read() as unit:
        last = unit.audit.last()
    assert [change.before for change in found.changes] == [None, None]
    assert len(made) == 2
    assert last is not None
    assert (last.actor, last.action) == ("person:7", "gaps.reconsidered")
    assert last.facts == {"proposals": 2, "withdrawn": 0}


def test_who_may_not_write_may_not_change_the_plan(full: House) -> None:
    found = full.reconsidering.plan(days=7)

    with pytest.raises(NotAllowedError):
        full.reconsidering.change(an_actor(Role.AUDITOR), found)

    assert full.planning.counts() == {}


def test_what_proposals_speak_for_of_the_budget_pays_for_those_in_their_place(full: House) -> None:
    with full.store.write() as unit:
        unit.plan.change_channel(unit.plan.channel("main-x").model_copy(update={"budget": 450}))
    posts = full.filling.fill(FILLER, days=7)
    for post in posts:
        retracted(full, post)

    made = full.reconsidering.change(OPERATOR, full.reconsidering.plan(days=7))

    assert (len(posts), len(made)) == (2, 2)


def test_an_own_post_that_goes_out_again_stays_where_it_was_proposed(full: House) -> None:
    due = NOON - timedelta(days=200)
    with full.store.write() as unit:
        post = unit.posts.add(
            a_post(due=due, state=PostState.PUBLISHED, pillar="prevention", published_at=due)
        )
    Recycling(full.store, full.clock).mark(OPERATOR, post.id, wordings=["Soap, water, twenty seconds."])
    made = full.filling.fill(FILLER, days=7)

    found = full.reconsidering.plan(days=7)

    assert "Soap, water, twenty seconds." in {each.text for each in made}
    assert (found.changes, found.staying) == ([], 7)
