from __future__ import annotations

import itertools
import stat
from collections import Counter
from datetime import timedelta

import pytest

from connectors.rehearsal import Rehearsal
from scheduler.bootstrap import App
from scheduler.demo import (
    create_demo,
    demo_access,
    demo_accounts,
    demo_day,
    demo_history,
    load_history,
    script,
)
from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Permission
from scheduler.domain.plan import gaps
from scheduler.domain.post import PostState
from scheduler.policies.finding import Verdict
from scheduler.services.planning import NewPost
from scheduler.services.seeding import Past
from tests.builders import NOON
from tests.demo.conftest import NOWHERE, Demo

_S = PostState
#: A daemon has these in hand for seconds only, so no demo can show them.
PASSING = {_S.CLAIMED, _S.SENDING}


def everything(demo: Demo) -> list[int]:
    return [post.id for post in demo.app.planning.in_state(*PostState)]


def test_the_demo_has_what_a_hospital_needs_for_a_month(demo: Demo) -> None:
    app = demo.app

    assert len(app.set_up.channels()) == 3
    assert sum(pillar.target for pillar in app.set_up.pillars()) == 100
    assert len(app.set_up.pillars()) == 8
    assert len(app.people.all()) == 6
    assert len(app.curating.sources()) == 12
    assert Counter(feed.format for feed in script.feeds()) == {"rss": 5, "atom": 4, "json": 3}
    for channel in app.set_up.channels():
        assert 10 <= len(app.set_up.slots(channel.name)) <= 14


def test_it_has_own_events_by_its_own_clock_and_experts_of_whom_one_never_agreed(demo: Demo) -> None:
    app = demo.app

    events = app.own_events.events("classes")
    assert {event.title for event in events} >= {"Flu shot clinic", "Heart walk through the gardens"}
    assert {event.wall for event in events} == {"09:00", "07:30", ""}
    assert {event.zone for event in events} == {"America/Chicago"}
    assert len(app.experts.all(OPERATOR)) == 3
    assert {expert.name for expert in app.experts.listed()} == {
        "Dr. Fern Meadowlark",
        "Sorrel Brookfield, RN",
    }


def test_its_posts_are_in_every_state_that_lasts(demo: Demo) -> None:
    counts = demo.app.planning.counts()

    assert set(counts) == set(PostState) - PASSING
    assert counts[_S.PUBLISHED] >= 20
    assert 50 <= sum(counts.values()) <= 75


def test_one_post_with_a_picture_is_about_to_leave(demo: Demo) -> None:
    (post,) = demo.app.planning.between(NOON, NOON + timedelta(minutes=5), states=[_S.SCHEDULED])

    assert timedelta(seconds=60) <= post.due - NOON <= timedelta(seconds=90)
    assert post.is_approved
    assert len(post.pictures) == 1
    assert "Wash your hands" in post.pictures[0].alt
    assert len(demo.app.planning.picture_bytes(post.pictures[0].sha256)) > 5_000


def test_the_guard_passes_every_post_of_the_demo(demo: Demo) -> None:
    reviews = {
        number: demo.app.checking.review_post(demo.app.planning.get(number)) for number in everything(demo)
    }

    assert {number: review for number, review in reviews.items() if review.verdict is not Verdict.PASS} == {}


def test_every_scheduled_post_is_approved_by_somebody_who_did_not_write_it(demo: Demo) -> None:
    posts = demo.app.planning.in_state(_S.SCHEDULED, _S.PUBLISHED, _S.HELD)

    assert all(post.is_approved for post in posts)
    assert all(post.approved_by != f"person:{post.author}" for post in posts)
    assert all(demo.app.planning.history(post.id).approvals for post in posts)


def test_the_past_lies_in_the_past_and_the_plan_ahead(demo: Demo) -> None:
    posts = demo.app.planning.in_state(*PostState)

    past = {_S.PUBLISHED, _S.MISSED, _S.REFUSED, _S.UNKNOWN}
    ahead = {_S.SCHEDULED, _S.IN_REVIEW, _S.PROPOSED, _S.DRAFT, _S.HELD}
    assert all(post.due < NOON for post in posts if post.state in past)
    assert all(post.due > NOON for post in posts if post.state in ahead)
    assert max(post.due for post in posts) - min(post.due for post in posts) > timedelta(days=26)


def test_posts_stand_in_slots_and_leave_gaps_to_fill(demo: Demo) -> None:
    app = demo.app
    two_weeks = app.planning.gaps(days=14)
    slots = app.set_up.slots()
    all_of_them = gaps(slots, (), start=NOON, end=NOON + timedelta(days=14))
    planned = app.planning.between(NOON + timedelta(minutes=5), NOON + timedelta(days=14))

    assert len(all_of_them) - len(two_weeks) == len(planned)
    assert len(two_weeks) > 40


def test_no_two_posts_of_a_channel_stand_at_one_time(demo: Demo) -> None:
    posts = demo.app.planning.in_state(*PostState)

    assert max(Counter((post.channel, post.due) for post in posts).values()) == 1


def test_whoever_signs_in_first_may_approve_pause_and_set_up(demo: Demo) -> None:
    token = demo.app.people.sign_in(demo.access.email, demo.access.password)
    actor = demo.app.people.actor_of(token)

    assert actor is not None
    assert {Permission.APPROVE, Permission.PAUSE, Permission.SET_UP, Permission.WRITE} <= actor.permissions


def test_the_password_is_new_each_time_and_kept_for_its_owner_only(demo: Demo, empty: App) -> None:
    other = create_demo(empty, newsroom_url=NOWHERE)

    file = empty.settings.data_dir / "demo-sign-in.txt"
    assert other.password != demo.access.password
    assert len(other.password) >= 16
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demo_access(empty.settings.data_dir) == other


def test_a_given_password_is_taken(empty: App) -> None:
    access = create_demo(empty, newsroom_url=NOWHERE, password="a phrase of some length")

    assert empty.people.sign_in(access.email, "a phrase of some length") is not None


def test_where_nothing_was_kept_nothing_is_told(empty: App) -> None:
    assert demo_access(empty.settings.data_dir) is None


def test_a_database_that_is_in_use_is_refused_and_left_as_it_was(empty: App) -> None:
    empty.set_up.found(OPERATOR, Organisation(name="Real Hospital", zone="America/Chicago"))

    with pytest.raises(InvalidInputError, match="not empty"):
        create_demo(empty, newsroom_url=NOWHERE)

    assert empty.people.all() == []
    assert demo_access(empty.settings.data_dir) is None


def test_only_a_demo_can_be_given_a_past(demo: Demo) -> None:
    post_id = everything(demo)[0]
    before = demo.app.planning.get(post_id)
    demo.app.set_up.found(OPERATOR, Organisation(name="Real Hospital", zone="America/Chicago"))

    with pytest.raises(NotAllowedError, match="Only a demo"):
        demo.app.seeding.tell(OPERATOR, post_id, Past(state=_S.PUBLISHED))

    assert demo.app.planning.get(post_id) == before


def test_the_record_is_whole_and_tells_the_past_apart_from_what_happened(demo: Demo) -> None:
    seeded = demo.app.planning.in_state(_S.PUBLISHED)[0]

    assert demo.app.auditing.verify().is_intact
    assert demo.app.auditing.recent(subject=f"post:{seeded.id}")[0].action == "post.seeded"


def test_the_rehearsal_network_knows_the_past_and_takes_the_demos_keys(demo: Demo) -> None:
    network = Rehearsal(demo_accounts(), now=demo.clock.now)

    count = load_history(network, demo.app)
    load_history(network, demo.app)

    published = demo.app.planning.in_state(_S.PUBLISHED)
    assert count == len(network.posts()) == len(published) + 1
    for post in published:
        kept = network.post(post.remote_id or "")
        assert kept is not None
        assert (kept.text, kept.at) == (post.wire_text, post.due)
    for channel, account in itertools.product(demo.app.set_up.channels(), demo_accounts()):
        if channel.handle == account.handle:
            assert demo.app.connecting.credentials(channel.name).reveal() == account.credentials


def test_a_post_that_went_out_after_the_demo_was_made_is_no_part_of_its_past(demo: Demo) -> None:
    before = demo_history(demo.app)
    post = demo.app.planning.add(OPERATOR, NewPost(channel="demo-x", at=NOON, text="New"))
    # Not by the demo's own hand: the line in the record is what tells them apart.
    assert post.id not in {int(each.remote_id) for each in before}

    assert demo_history(demo.app) == before


def test_the_first_day_is_the_day_on_which_the_demo_was_made(demo: Demo) -> None:
    demo.clock.advance(timedelta(days=9))

    assert demo_day(demo.app) == NOON.date()


def test_before_there_is_a_demo_the_first_day_is_today(empty: App) -> None:
    assert demo_day(empty) == NOON.date()


@pytest.mark.parametrize("hours", [13, 55, 130])
def test_it_can_be_made_at_any_hour_of_the_week(empty: App, hours: int) -> None:
    assert hasattr(empty.clock, "advance")
    empty.clock.advance(timedelta(hours=hours))

    create_demo(empty, newsroom_url=NOWHERE)

    posts = empty.planning.in_state(*PostState)
    assert max(Counter((post.channel, post.due) for post in posts).values()) == 1
