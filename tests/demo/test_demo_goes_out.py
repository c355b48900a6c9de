"""The demo's posts leave through the real connector for the rehearsal network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.rehearsal import Rehearsal, RehearsalServer
from scheduler.bootstrap import App, open_app
from scheduler.demo import demo_accounts, load_history
from scheduler.domain.post import PostState
from tests.demo.conftest import Demo

_S = PostState


@pytest.fixture
def network(demo: Demo) -> Iterator[tuple[App, Rehearsal]]:
    """The demo, connected to a network that knows its past."""
    rehearsal = Rehearsal(demo_accounts(), now=demo.clock.now)
    load_history(rehearsal, demo.app)
    with RehearsalServer(rehearsal) as server:
        app = open_app(demo.app.settings.model_copy(update={"x_base_url": server.url}), clock=demo.clock)
        yield app, rehearsal
        app.close()


def test_the_first_post_leaves_with_its_picture_within_two_minutes(
    demo: Demo, network: tuple[App, Rehearsal]
) -> None:
    app, rehearsal = network
    before = len(rehearsal.posts())

    demo.clock.advance(timedelta(minutes=2))
    (post,) = app.publishing.publish_due()

    newest = rehearsal.posts()[0]
    assert post.state is _S.PUBLISHED
    assert len(rehearsal.posts()) == before + 1
    assert newest.text == post.wire_text
    (picture,) = (rehearsal.medium(name) for name in newest.media)
    assert picture is not None
    assert picture.alt == post.pictures[0].alt


def test_all_that_is_scheduled_goes_out_each_once(demo: Demo, network: tuple[App, Rehearsal]) -> None:
    app, rehearsal = network
    scheduled = app.planning.in_state(_S.SCHEDULED)

    for post in scheduled:
        demo.clock.move_to(post.due)
        app.publishing.publish_due()

    after = [app.planning.get(post.id) for post in scheduled]
    texts = [kept.text for kept in rehearsal.posts()]
    assert {post.state for post in after} == {_S.PUBLISHED}
    assert all(texts.count(post.wire_text) == 1 for post in after)


def test_the_post_of_unknown_outcome_is_found_when_the_network_is_asked(
    demo: Demo, network: tuple[App, Rehearsal]
) -> None:
    app, rehearsal = network
    (unknown,) = app.planning.in_state(_S.UNKNOWN)
    before = len(rehearsal.posts())

    at_once = app.reconciling.ask()
    demo.clock.advance(timedelta(days=1, minutes=1))
    app.reconciling.ask()

    assert at_once == []
    assert app.planning.get(unknown.id).state is _S.PUBLISHED
    assert len(rehearsal.posts()) == before
