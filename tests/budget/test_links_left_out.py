"""Link or no link as a choice: a channel that sends none gets proposals without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import FILLER, OPERATOR
from scheduler.settings import Settings
from tests.builders import NOON, a_channel, a_slot
from tests.curation.house import a_source, an_item


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A house with a gap and an item that fits it."""
    settings = Settings(data_dir=tmp_path)
    migrate_database(settings)
    opened = open_app(settings, clock=FrozenClock(NOON))
    opened.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    opened.set_up.add_slot(OPERATOR, a_slot(weekday=2))
    opened.curating.add(OPERATOR, a_source())
    with opened._store.write() as unit:
        unit.items.put(an_item(1))
    yield opened
    opened.close()


def test_a_proposal_carries_its_link_unless_the_channel_sends_none(app: App) -> None:
    (proposal,) = app.filling.propose(days=7)
    assert proposal.link == "https://example.org/1"

    app.budgeting.set_links(OPERATOR, "main-x", sends_links=False)
    (post,) = app.filling.fill(FILLER, days=7)

    assert post.link is None
    assert app.budgeting.cost(post).total == 15


def test_a_draft_made_from_an_item_follows_the_channel_too(app: App) -> None:
    app.budgeting.set_links(OPERATOR, "main-x", sends_links=False)

    assert app.curating.compose(1, channel="main-x").link == ""
