"""Every way in which a post comes into the plan ends unapproved, or at the one door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.bootstrap import App
from scheduler.domain.approval import Lane
from scheduler.domain.people import FILLER, OPERATOR
from scheduler.domain.plan import WEEKDAYS
from scheduler.domain.post import Post, PostState
from scheduler.services.content import NewPost
from tests.builders import a_pillar, a_slot, approved
from tests.curation.house import a_source, an_item

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal


def _at(app: App, hours: int = 30) -> str:
    return (app.clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def _composer(house: Terminal) -> None:
    with house.app() as app:
        made = app.planning.add(
            OPERATOR, NewPost(channel="main-x", at=app.clock.now() + timedelta(1), text="Hi")
        )
        app.planning.submit(OPERATOR, made.id)


def _command_line(house: Terminal) -> None:
    with house.app() as app:
        at = _at(app)
    house.json("post", "add", "--channel", "main-x", "--at", at, "--text", "Wash your hands.")


def _reply(house: Terminal) -> None:
    with house.app() as app:
        at = app.clock.now() + timedelta(days=1)
        app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text="Thank you.", reply_to="17"))


def _sheet(house: Terminal) -> None:
    with house.app() as app:
        day, _, time = _at(app).partition("T")
        sheet = f"channel,date,time,text\nmain-x,{day},{time},Walk a little every day.\n"
        app.importing.take(OPERATOR, sheet.encode(), name="plan.csv")


def _news(app: App, *, may_go_unreviewed: bool) -> int:
    now = app.clock.now()
    fresh = {"published": now - timedelta(hours=3), "first_seen": now - timedelta(hours=1)}
    app.curating.add(OPERATOR, a_source(may_go_unreviewed=may_go_unreviewed))
    _slots(app)
    with app._store.write() as unit:
        unit.plan.add_pillar(a_pillar(name="flu", title="Flu", words=("flu", "clinic")))
        return unit.items.put(an_item(1, **fresh)).id


def _slots(app: App) -> None:
    with app._store.write() as unit:
        for weekday, _ in enumerate(WEEKDAYS):
            unit.plan.add_slot(a_slot(weekday=weekday))


def _inbox(house: Terminal) -> None:
    with house.app() as app:
        app.accepting.accept(OPERATOR, _news(app, may_go_unreviewed=False))


def _filler(house: Terminal) -> None:
    with house.app() as app:
        _news(app, may_go_unreviewed=False)
        app.filling.fill(days=7)


def _trusted_filler(house: Terminal) -> None:
    with house.app() as app:
        _news(app, may_go_unreviewed=True)
        app.filling.fill(days=7)


def _published(app: App) -> Post:
    """Save an own post that went out two months ago."""
    due = app.clock.now() - timedelta(days=60)
    new = NewPost(channel="main-x", at=due, text="Wash your hands.", pillar="prevention")
    made = app.planning.add(OPERATOR, new)
    with app._store.write() as unit:
        return unit.posts.save(approved(made.model_copy(update={"state": PostState.PUBLISHED})), at=due)


def _evergreen(house: Terminal) -> None:
    with house.app() as app:
        origin = _published(app)
        app.recycling.mark(OPERATOR, origin.id, every_days=30, wordings=["Wash your hands with soap."])
        _slots(app)
        app.filling.fill(days=7)


def _copy(house: Terminal) -> None:
    with house.app() as app:
        origin = _published(app)
        with app._store.write() as unit:
            app.planning.copy_in(unit, FILLER, origin, app.clock.now() + timedelta(days=1))


PATHS: dict[str, tuple[Callable[[Terminal], None], set[str]]] = {
    "composer": (_composer, {"in_review"}),
    "command line": (_command_line, {"draft"}),
    "reply": (_reply, {"draft"}),
    "sheet": (_sheet, {"draft"}),
    "inbox": (_inbox, {"draft"}),
    "filler": (_filler, {"proposed"}),
    "filler from a source that may go unreviewed": (_trusted_filler, {"scheduled"}),
    "evergreen": (_evergreen, {"proposed"}),
    "copy of a post that is out": (_copy, {"draft"}),
}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_every_path_ends_unapproved_or_at_the_one_door(house: Terminal, path: str) -> None:
    walk, expected = PATHS[path]

    walk(house)

    with house.app() as app, app._store.read() as unit:
        made = [post for post in unit.posts.in_state(*PostState) if post.state is not PostState.PUBLISHED]
        given = {post.id: unit.approvals.of(post.id) for post in made}
    assert {post.state.value for post in made} == expected
    for post in made:
        assert post.lane is not Lane.FAST
        decided = [each.digest for each in given[post.id] if each.decision == "approved"]
        assert decided == ([post.digest] if post.is_approved else [])
