from __future__ import annotations

import threading
from collections import Counter
from datetime import time, timedelta

import pytest

from scheduler.domain.curation import ItemState
from scheduler.domain.errors import NotAllowedError, UnknownNameError
from scheduler.domain.people import FILLER, OPERATOR, Role
from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.domain.quoting import PageWords, Quote
from scheduler.services.filling import Proposal
from scheduler.services.planning import NewPost
from tests.builders import NOON, a_channel, a_slot, an_actor
from tests.curation.house import House, a_source, an_item


def test_a_proposal_changes_nothing_and_says_everything(full: House) -> None:
    proposals = full.filling.propose(days=7)

    first = proposals[0]
    assert len(proposals) == 7
    assert (first.channel, first.wall.time()) == ("main-x", time(10))
    assert first.text == f"{(first.item and first.item.title)}\n\nvia The {first.source}"
    assert first.link == (first.item and first.item.link)
    assert [part.name for part in first.reason] == ["pillar", "trust", "freshness", "novelty", "fit"]
    assert full.planning.counts() == {}


def test_a_fill_saves_proposals_with_reasons_and_uses_the_items(full: House) -> None:
    posts = full.filling.fill(FILLER, days=7)

    assert len(posts) == 7
    assert {post.state for post in posts} == {PostState.PROPOSED}
    assert all(post.reason and post.pillar and post.author is None for post in posts)
    assert {full.curating.item(post.item or 0).state for post in posts} == {ItemState.USED}
    assert full.planning.gaps(days=7) == []


def test_a_second_fill_finds_nothing_to_do(full: House) -> None:
    full.filling.fill(FILLER, days=7)

    assert full.filling.fill(FILLER, days=7) == []
    assert full.planning.counts() == {PostState.PROPOSED: 7}


def test_two_fills_at_once_fill_each_gap_once(full: House) -> None:
    made: list[Post] = []
    threads = [
        threading.Thread(target=lambda: made.extend(full.filling.fill(FILLER, days=7))) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    saved = full.planning.in_state(PostState.PROPOSED)
    assert len(made) == len(saved) == 7
    assert max(Counter(post.due for post in saved).values()) == 1
    assert max(Counter(post.item for post in saved).values()) == 1


def test_a_gap_that_a_person_took_meanwhile_stays_theirs(full: House) -> None:
    stale = full.filling.propose(days=7)
    theirs = full.planning.add(OPERATOR, NewPost(channel="main-x", at=stale[0].due, text="Ours"))

    saved = [full.filling._save(proposal) for proposal in stale]

    assert saved[0] is None
    assert full.planning.get(theirs.id) == theirs
    assert sum(post is not None for post in saved) == 6


def test_an_item_or_story_that_was_used_meanwhile_is_not_used_again(full: House) -> None:
    stale = full.filling.propose(days=7)
    with full.store.write() as unit:
        twin = unit.items.put(an_item(90, story=stale[0].number))
    later = NOON + timedelta(days=20)
    full.planning.add(OPERATOR, NewPost(channel="main-x", at=later, text="Ours", item=twin.id))
    with full.store.write() as unit:
        unit.items.set_state(stale[1].number, ItemState.REJECTED)

    saved = [full.filling._save(proposal) for proposal in stale]

    assert (saved[0], saved[1]) == (None, None)
    assert sum(post is not None for post in saved) == 5


def test_gaps_of_a_paused_channel_are_left_alone(full: House) -> None:
    stale = full.filling.propose(days=7)
    with full.store.write() as unit:
        unit.pauses.add(
            Pause(scope=PauseScope.CHANNEL, name="main-x", reason="storm", by="x", created_at=NOON)
        )

    assert full.filling.propose(days=7) == []
    assert [full.filling._save(proposal) for proposal in stale] == [None] * 7


def test_a_paused_pillar_is_not_proposed(full: House) -> None:
    with full.store.write() as unit:
        unit.pauses.add(
            Pause(scope=PauseScope.PILLAR, name="science", reason="review", by="x", created_at=NOON)
        )

    proposals = full.filling.propose(days=7)

    assert len(proposals) == 7
    assert {proposal.pillar for proposal in proposals} == {"prevention"}


def test_what_the_guard_would_stop_is_never_proposed(full: House) -> None:
    with full.store.write() as unit:
        for item in list(unit.items.known("county").values()):
            risky = item.model_copy(
                update={"title": f"Flu clinic: call our patient Jane Roe, MRN 44719{item.id:02}"}
            )
            unit.items.put(risky)

    proposals = full.filling.propose(days=7)

    assert len(proposals) == 7
    assert "county" not in {proposal.source for proposal in proposals}


def test_an_item_that_leads_elsewhere_than_its_source_is_not_proposed(full: House) -> None:
    with full.store.write() as unit:
        for item in list(unit.items.known("county").values()):
            unit.items.put(item.model_copy(update={"link": "https://elsewhere.example.com/x"}))

    assert "county" not in {proposal.source for proposal in full.filling.propose(days=7)}


def test_by_default_a_person_approves_and_a_marked_source_goes_out_unreviewed(full: House) -> None:
    marked = full.curating.source("state").model_copy(update={"may_go_unreviewed": True})
    full.curating.change(OPERATOR, marked)

    posts = full.filling.fill(FILLER, days=7)

    for post in posts:
        source = full.curating.item(post.item or 0).source
        assert (post.state is PostState.SCHEDULED) == (source == "state")
        assert post.is_approved == (source == "state")
    scheduled = next(post for post in posts if post.state is PostState.SCHEDULED)
    history = full.planning.history(scheduled.id)
    assert [approval.by for approval in history.approvals] == ["source:state"]
    assert history.entries[0].action == "post.approved"


def test_only_the_named_channels_are_filled(full: House) -> None:
    with full.store.write() as unit:
        unit.plan.add_channel(a_channel(name="jobs-x"))
        unit.plan.add_slot(a_slot(channel="jobs-x", weekday=3))

    proposals = full.filling.propose(days=7, channels=["jobs-x"])

    assert {proposal.channel for proposal in proposals} == {"jobs-x"}
    with pytest.raises(UnknownNameError):
        full.filling.propose(days=7, channels=["nobody"])


def test_whoever_may_not_write_may_not_fill(full: House) -> None:
    with pytest.raises(NotAllowedError):
        full.filling.fill(an_actor(Role.AUDITOR), days=7)

    assert full.planning.counts() == {}


def test_whoever_asks_for_a_fill_is_in_the_record_and_may_approve_what_came_of_it(full: House) -> None:
    editor = an_actor(Role.EDITOR, person_id=7)

    posts = full.filling.fill(editor, days=7)

    with full.store.read() as unit:
        last = unit.audit.last()
    assert {post.author for post in posts} == {None}
    assert last is not None
    assert (last.actor, last.action, last.facts["proposals"]) == ("person:7", "gaps.filled", 7)


def test_two_slots_twenty_minutes_apart_are_two_gaps(full: House) -> None:
    with full.store.write() as unit:
        for weekday in range(7):
            unit.plan.add_slot(a_slot(weekday=weekday, wall=time(10, 20)))

    posts = full.filling.fill(FILLER, days=7)

    assert len(posts) == 14
    assert full.planning.gaps(days=7) == []


def test_a_slot_in_the_jump_of_the_clocks_is_filled_at_its_instant(full: House) -> None:
    with full.store.write() as unit:
        unit.plan.add_slot(a_slot(weekday=6, wall=time(2, 30)))
        for item in unit.items.known("county").values():
            unit.items.put(item.model_copy(update={"published": NOON + timedelta(days=100)}))
    full.clock.move_to(NOON + timedelta(days=101))  # the clocks jump on 14 March 2027

    posts = full.filling.fill(FILLER, days=7)

    jumped = [post for post in posts if post.wall.time() == time(3, 30)]
    assert [post.wall.date().isoformat() for post in jumped] == ["2027-03-14"]


def test_without_items_nothing_is_proposed_and_nothing_fails(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())

    proposals: list[Proposal] = house.filling.propose(days=14)

    assert proposals == []


def test_one_word_in_passing_does_not_put_an_item_into_a_pillar(full: House) -> None:
    with full.store.write() as unit:
        for item in [item for each in unit.sources.all() for item in unit.items.known(each.name).values()]:
            title = f"Flu vaccine clinic number {item.id}, beside the study"
            unit.items.put(item.model_copy(update={"title": title}))

    proposals = full.filling.propose(days=7)

    assert {proposal.pillar for proposal in proposals} == {"prevention"}


TOLD = "Free flu shots are given at all nine county clinics from the first Monday in October."


def test_a_proposal_says_the_telling_sentence_where_the_licence_lets_one_quote(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    house.curating.add(OPERATOR, a_source(licence="us_government_work"))
    house.keep(an_item(1, summary=TOLD))

    (said,) = house.filling.propose(days=7)
    house.curating.change(OPERATOR, a_source(licence="link_only"))
    (titled,) = house.filling.propose(days=7)

    assert said.text == f"“{TOLD}” — via Larkspur County Health Department"
    assert "words" in {part.name for part in said.reason}
    assert titled.text == "Flu shot clinic number 1 opens its doors\n\nvia Larkspur County Health Department"
    assert "words" not in {part.name for part in titled.reason}


def test_a_sentence_that_was_read_on_the_page_comes_before_the_title(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    house.curating.add(OPERATOR, a_source(licence="cc_by_nd"))
    (item,) = house.keep(an_item(1))
    kept = (
        Quote(text="We saw flu early this year, and it is bad.", speaker="Ada Example", source="county"),
        Quote(text=TOLD, source="county", is_telling=True),
    )
    with house.store.write() as unit:
        unit.quotes.put(PageWords(item=item.id, read_at=NOON - timedelta(days=3), quotes=kept))

    (fresh,) = house.filling.propose(days=7)
    house.clock.advance(timedelta(days=28))
    (forgotten,) = house.filling.propose(days=7)

    assert fresh.text == f"“{TOLD}” — via Larkspur County Health Department"
    assert forgotten.text.startswith("Flu shot clinic number 1")


def test_a_sentence_that_the_guard_would_stop_leaves_its_place_to_the_title(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    house.curating.add(OPERATOR, a_source(licence="us_government_work"))
    house.keep(an_item(1, summary=f"{TOLD[:-1]}, so call Jane Roe, MRN 44719802, for all of them."))

    (proposal,) = house.filling.propose(days=7)

    assert proposal.text.startswith("Flu shot clinic number 1")
