"""The demo's whole way in: fetched over HTTP, folded, ranked, proposed for two weeks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from connectors.weigh import weighted_length
from scheduler.bootstrap import App
from scheduler.domain.people import FILLER, OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from scheduler.policies.finding import Verdict
from tests.builders import NOON


def test_every_feed_is_read_and_the_guard_passes_every_item(polled: App) -> None:
    sources = polled.curating.sources()

    assert {polled.curating.health(source.name).status for source in sources} == {"ok"}
    held = {}
    for source in sources:
        with polled._store.read() as unit:
            items = unit.items.known(source.name).values()
        for item in items:
            text = polled.curating.compose(item.id, channel="demo-x").text
            review = polled.checking.review(text, channel="demo-x", link=item.link, item=item.id)
            if review.verdict is not Verdict.PASS:
                held[item.title] = [finding.rule for finding in review.findings]
    assert held == {}


def test_two_weeks_of_gaps_of_three_channels_are_filled_with_reasons(polled: App) -> None:
    before = len(polled.planning.gaps(days=14))

    posts = polled.filling.fill(FILLER, days=14)

    left = polled.planning.gaps(days=14)
    assert len(posts) == before - len(left)
    assert len(left) <= 3
    assert {post.channel for post in posts} == {"demo-x", "demo-news", "demo-tips"}
    assert all(len(post.reason) >= 4 for post in posts)
    assert all(weighted_length(post.wire_text) <= 280 for post in posts)
    assert max(Counter(post.item for post in posts).values()) == 1


def test_the_story_that_three_feeds_tell_is_told_once(polled: App) -> None:
    titles = {"flu-saturday", "fair-flu", "library-flu"}
    with polled._store.read() as unit:
        items = [
            item
            for source in unit.sources.all()
            for item in unit.items.known(source.name).values()
            if item.link.rpartition("/")[2] in titles
        ]

    posts = polled.filling.fill(FILLER, days=14)

    assert len({item.story for item in items}) == 1
    assert sum(post.item in {item.id for item in items} for post in posts) <= 1


def test_the_month_comes_near_the_targets_of_the_pillars(polled: App) -> None:
    polled.filling.fill(FILLER, days=14)

    posts = polled.planning.between(
        NOON - timedelta(days=1), NOON + timedelta(days=14), states=[PostState.PROPOSED, PostState.SCHEDULED]
    )
    shares = Counter(post.pillar for post in posts)
    for pillar in polled.set_up.pillars():
        assert abs(100 * shares[pillar.name] / len(posts) - pillar.target) <= 8, (pillar.name, shares)


def test_a_second_run_changes_nothing(polled: App) -> None:
    polled.filling.fill(FILLER, days=14)

    assert polled.filling.fill(FILLER, days=14) == []
    assert polled.curating.poll() == []


def test_a_paused_channel_is_left_as_it_is(polled: App) -> None:
    polled.pausing.pause(OPERATOR, scope=PauseScope.CHANNEL, name="demo-tips", reason="storm")

    posts = polled.filling.fill(FILLER, days=7)

    assert {post.channel for post in posts} == {"demo-x", "demo-news"}
