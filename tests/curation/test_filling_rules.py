from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import ItemState
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import FILLER, OPERATOR, Role
from scheduler.domain.post import Post, PostState
from scheduler.domain.relevance import DecisionKind
from scheduler.services.filling import Proposal
from scheduler.services.keeping_quiet import KeepingQuiet
from scheduler.services.recycling import Recycling
from tests.builders import NOON, a_post, a_slot, an_actor
from tests.curation.house import House, an_item

TOMORROW = (NOON + timedelta(days=1)).date()


def quiet(house: House) -> KeepingQuiet:
    return KeepingQuiet(house.store, house.clock)


def recycling(house: House) -> Recycling:
    return Recycling(house.store, house.clock)


def published(house: House, *, days_ago: int = 200, **fields: object) -> Post:
    due = NOON - timedelta(days=days_ago)
    with house.store.write() as unit:
        return unit.posts.add(
            a_post(due=due, state=PostState.PUBLISHED, pillar="prevention", published_at=due, **fields)
        )


def only_own(proposals: list[Proposal]) -> list[Proposal]:
    return [each for each in proposals if each.again is not None]


# quiet days


def test_on_a_quiet_day_nothing_is_proposed(full: House) -> None:
    quiet(full).add(OPERATOR, TOMORROW, reason="Day of remembrance")

    proposals = full.filling.propose(days=7)

    assert len(proposals) == 6
    assert TOMORROW not in {each.wall.date() for each in proposals}


def test_a_day_that_became_quiet_meanwhile_is_left_alone(full: House) -> None:
    stale = full.filling.propose(days=7)
    quiet(full).add(OPERATOR, TOMORROW, reason="Day of remembrance")

    saved = full.filling.fill(FILLER, days=7, proposals=stale)

    assert len(saved) == 6


def test_a_quiet_day_of_another_channel_changes_nothing(full: House) -> None:
    with full.store.write() as unit:
        unit.plan.add_channel(unit.plan.channel("main-x").model_copy(update={"name": "jobs-x"}))
    quiet(full).add(OPERATOR, TOMORROW, reason="Hiring freeze", channel="jobs-x")

    assert len(full.filling.propose(days=7)) == 7


def test_a_lifted_quiet_day_is_filled_again_and_twice_is_once(full: House) -> None:
    first = quiet(full).add(OPERATOR, TOMORROW, reason="Day of remembrance")
    assert quiet(full).add(OPERATOR, TOMORROW, reason="Again") == first

    quiet(full).lift(OPERATOR, first.id)

    assert quiet(full).all() == []
    assert len(full.filling.propose(days=7)) == 7


def test_whoever_adds_a_quiet_day_is_told_what_stands_there(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)

    made = quiet(full).add(OPERATOR, TOMORROW, reason="Day of remembrance")

    assert [post.id for post in quiet(full).standing_on(made)] == [posts[1].id]
    assert full.planning.get(posts[1].id) == posts[1]


def test_quiet_days_need_a_reason_and_somebody_who_may(full: House) -> None:
    with pytest.raises(InvalidInputError):
        quiet(full).add(OPERATOR, TOMORROW, reason=" ")
    with pytest.raises(InvalidInputError):
        quiet(full).add(OPERATOR, TOMORROW, last=TOMORROW - timedelta(days=2), reason="x")
    with pytest.raises(NotAllowedError):
        quiet(full).add(an_actor(Role.AUTHOR), TOMORROW, reason="x")

    assert quiet(full).all() == []


# evergreen posts


def test_an_unmarked_post_is_never_proposed_again(full: House) -> None:
    published(full)

    assert only_own(full.filling.propose(days=7)) == []


def test_a_marked_post_is_proposed_again_in_other_words_on_x(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    post = published(house, text="Wash your hands.")
    recycling(house).mark(OPERATOR, post.id, every_days=90, wordings=["Soap, water, twenty seconds."])

    (saved,) = house.filling.fill(FILLER, days=8)

    assert (saved.state, saved.text, saved.item) == (
        PostState.PROPOSED,
        "Soap, water, twenty seconds.",
        None,
    )
    assert recycling(house).all()[0].times == 1


def test_x_refuses_doubles_so_a_post_without_fresh_words_is_not_proposed(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    post = published(house)
    recycling(house).mark(OPERATOR, post.id)

    assert house.filling.propose(days=8) == []
    assert recycling(house).all()[0].next_text == ""


def test_a_post_rests_before_it_is_proposed_again(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    post = published(house, days_ago=80)
    recycling(house).mark(OPERATOR, post.id, every_days=90, wordings=["Other words."])

    days = [each.due for each in house.filling.propose(days=30)]

    assert len(days) == 1
    assert days[0] - post.due >= timedelta(days=90)


def test_a_post_comes_again_only_so_often(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    post = published(house)
    recycling(house).mark(OPERATOR, post.id, every_days=14, most=1, wordings=["Once.", "Twice."])
    house.filling.fill(FILLER, days=8)
    house.clock.move_to(NOON + timedelta(days=40))

    assert house.filling.propose(days=8) == []


def test_two_fills_with_one_plan_repeat_a_post_once(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    post = published(house)
    recycling(house).mark(OPERATOR, post.id, wordings=["Other words."])
    stale = house.filling.propose(days=8)

    first = house.filling.fill(FILLER, days=8, proposals=stale)
    second = house.filling.fill(FILLER, days=8, proposals=stale)

    assert (len(first), len(second)) == (1, 0)


def test_only_published_posts_of_ones_own_can_be_marked(full: House) -> None:
    draft = full.filling.fill(FILLER, days=7)[0]
    curated = published(full, item=20)

    for post in (draft, curated):
        with pytest.raises(InvalidInputError):
            recycling(full).mark(OPERATOR, post.id)
    with pytest.raises(NotAllowedError):
        recycling(full).mark(an_actor(Role.AUTHOR), published(full).id)
    with pytest.raises(InvalidInputError):
        recycling(full).mark(OPERATOR, published(full).id, every_days=2)

    assert recycling(full).all() == []


# budget, clinician, shares


def test_a_month_whose_budget_is_spoken_for_stays_open(full: House) -> None:
    with full.store.write() as unit:
        channel = unit.plan.channel("main-x")
        unit.plan.change_channel(channel.model_copy(update={"budget": 450, "sends_links": True}))

    posts = full.filling.fill(FILLER, days=7)

    assert len(posts) == 2
    assert full.filling.propose(days=7) == []


def test_a_plan_for_more_than_what_is_left_meanwhile_is_saved_only_so_far(full: House) -> None:
    stale = full.filling.propose(days=7)
    with full.store.write() as unit:
        channel = unit.plan.channel("main-x")
        unit.plan.change_channel(channel.model_copy(update={"budget": 250}))

    assert len(full.filling.fill(FILLER, days=7, proposals=stale)) == 1


def test_what_a_clinician_must_see_never_goes_out_unreviewed(full: House) -> None:
    for name in ("county", "state", "journal"):
        source = full.curating.source(name)
        marks = {"may_go_unreviewed": True, "needs_clinician": True}
        full.curating.change(OPERATOR, source.model_copy(update=marks))

    posts = full.filling.fill(FILLER, days=7)

    assert {post.state for post in posts} == {PostState.PROPOSED}
    assert all("a clinician has to look at it" in [part.words for part in post.reason] for post in posts)


def test_only_a_clinician_approves_what_needs_one(full: House) -> None:
    post = full.filling.fill(FILLER, days=7)[0]
    with full.store.read() as unit:
        name = unit.items.get(post.item or 0).source
    source = full.curating.source(name)
    full.curating.change(OPERATOR, source.model_copy(update={"needs_clinician": True}))

    with pytest.raises(NotAllowedError, match="needs a clinician's eye"):
        full.approving.approve(an_actor(Role.PUBLISHER, Role.CRISIS_LEAD), post.id)

    assert full.approving.approve(an_actor(Role.CLINICIAN), post.id).state is PostState.SCHEDULED


def test_no_more_than_the_wanted_share_is_curated(full: House) -> None:
    full.filling.set_curated_share(OPERATOR, 50)

    assert len(full.filling.propose(days=7)) == 3
    with pytest.raises(InvalidInputError):
        full.filling.set_curated_share(OPERATOR, 101)


# runners-up


def test_a_saved_proposal_keeps_its_runners_up_and_one_takes_its_place(full: House) -> None:
    post = full.filling.fill(FILLER, days=7)[0]
    first, second = full.filling.runners_up(post.id)

    made = full.filling.instead(OPERATOR, post.id, first.item)

    assert (made.due, made.state, made.item) == (post.due, PostState.PROPOSED, first.item)
    assert full.planning.get(post.id).state is PostState.CANCELLED
    assert full.curating.item(post.item or 0).state is ItemState.NEW
    assert full.curating.item(first.item).state is ItemState.USED
    assert full.filling.runners_up(made.id) == (second,)


def test_a_runner_up_that_was_used_meanwhile_changes_nothing(full: House) -> None:
    post = full.filling.fill(FILLER, days=7)[0]
    first = full.filling.runners_up(post.id)[0]
    with full.store.write() as unit:
        unit.items.set_state(first.item, ItemState.REJECTED)

    with pytest.raises(StateError):
        full.filling.instead(OPERATOR, post.id, first.item)

    assert full.planning.get(post.id) == post
    assert full.curating.item(post.item or 0).state is ItemState.USED


def test_only_a_runner_up_of_an_untouched_proposal_takes_its_place(full: House) -> None:
    one, two = full.filling.fill(FILLER, days=7)[:2]
    runner = full.filling.runners_up(two.id)[0].item
    full.planning.take_over(OPERATOR, two.id)

    with pytest.raises(InvalidInputError):
        full.filling.instead(OPERATOR, one.id, one.item or 0)
    with pytest.raises(StateError):
        full.filling.instead(OPERATOR, two.id, runner)


def test_what_a_person_chose_among_the_shown_is_what_is_saved(full: House) -> None:
    found = full.filling.plan(days=7)
    other = found.proposals[0].runners_up[0]

    chosen = found.instead(0, other.number)
    posts = full.filling.fill(FILLER, days=7, proposals=chosen.proposals)

    assert posts[0].item == other.number
    assert len(posts) == 7
    assert chosen.proposals[0].runners_up[0].number == found.proposals[0].number
    assert all(
        other.number not in {each.number for each in proposal.runners_up} for proposal in chosen.proposals[1:]
    )


# what stays


def test_a_proposal_that_stands_is_no_gap_even_when_something_better_comes(full: House) -> None:
    before = full.filling.fill(FILLER, days=7)
    full.keep(an_item(99, title="Flu vaccine clinic: flu shots and screening", published=NOON))

    again = full.filling.fill(FILLER, days=7)

    assert again == []
    assert [full.planning.get(post.id) for post in before] == before


def test_the_plan_says_how_good_it_is(full: House) -> None:
    found = full.filling.plan(days=7)

    assert len(found.proposals) == 7
    assert found.shortfall <= 1e-4
    assert found.open_gaps == 0


def test_approving_or_rejecting_a_proposal_teaches_the_ranking(full: House) -> None:
    one, two = full.filling.fill(FILLER, days=7)[:2]

    full.approving.approve(an_actor(Role.EDITOR), one.id)
    full.approving.reject(an_actor(Role.EDITOR), two.id)

    with full.store.read() as unit:
        learnt = {decision.item: decision.kind for decision in unit.decisions.newest()}
    assert learnt == {one.item: DecisionKind.ACCEPT, two.item: DecisionKind.REJECT}
