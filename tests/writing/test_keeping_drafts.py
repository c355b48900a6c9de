"""What people type is kept before they save it: for them alone, and never longer than it should."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta

import pytest

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState, ThreadPart
from scheduler.services.content import Content
from scheduler.services.keeping_drafts import Mark, Typed
from scheduler.services.planning import PostChanges
from tests.ui.house import PASSWORD, House

SECRET = "Free flu shots in the old chapel"


def typed(text: str = SECRET, **fields: object) -> Typed:
    content = Content(text=text, thread=(ThreadPart(text="Second part."),))
    return Typed(channel="main-x", wall=datetime(2026, 12, 3, 9), content=content, **fields)


def rows(house: House) -> list[tuple[object, ...]]:
    with sqlite3.connect(house.app.settings.data_dir / "rounds.db") as raw:
        return raw.execute("SELECT person_id, post, stamp, sealed FROM unsaved").fetchall()


def test_what_was_typed_comes_back_whole_to_the_one_who_typed_it(house: House) -> None:
    ada, what = house.actor("ada"), typed(pillar="prevention", alts={"knee.png": "A knee"})

    house.app.keeping_drafts.keep(ada, what)

    (kept,) = house.app.keeping_drafts.waiting(ada, None)
    assert kept.typed == what
    assert kept.at == house.clock.now()


def test_nobody_else_gets_it_and_the_database_holds_no_word_of_it(house: House) -> None:
    house.app.keeping_drafts.keep(house.actor("ada"), typed())

    assert house.app.keeping_drafts.waiting(house.actor("pam"), None) == []
    assert house.app.keeping_drafts.newest(house.actor("pam")) is None
    files = house.app.settings.data_dir.rglob("rounds.db*")
    assert all(SECRET.encode() not in each.read_bytes() for each in files)


def test_it_is_no_post_counts_nowhere_and_stands_in_no_record_or_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    before = (house.app.planning.counts(), house.app.planning.revision(), lines(house))
    with caplog.at_level(logging.DEBUG):
        mark = house.app.keeping_drafts.keep(house.actor("ada"), typed())
        house.app.keeping_drafts.discard(house.actor("ada"), mark.name)

    assert (house.app.planning.counts(), house.app.planning.revision(), lines(house)) == before
    assert SECRET not in caplog.text


def lines(house: House) -> int:
    with house.app._store.read() as unit:
        return len(unit.audit.recent(limit=1_000))


def test_keeping_again_takes_the_place_of_the_one_before(house: House) -> None:
    ada = house.actor("ada")
    first = house.app.keeping_drafts.keep(ada, typed("One"))

    second = house.app.keeping_drafts.keep(ada, typed("One two"), mark=first)

    assert (second.name, second.stamp) == (first.name, 2)
    assert [each.typed.content.text for each in house.app.keeping_drafts.waiting(ada, None)] == ["One two"]


def test_two_tabs_that_go_on_with_one_draft_do_not_write_over_each_other(house: House) -> None:
    ada = house.actor("ada")
    common = house.app.keeping_drafts.keep(ada, typed("Begun"))

    house.app.keeping_drafts.keep(ada, typed("Begun, left tab"), mark=common)
    house.app.keeping_drafts.keep(ada, typed("Begun, right tab"), mark=common)

    kept = {each.typed.content.text for each in house.app.keeping_drafts.waiting(ada, None)}
    assert kept == {"Begun, left tab", "Begun, right tab"}


def test_a_draft_of_a_post_is_offered_there_alone(house: House) -> None:
    post, ada = house.post(), house.actor("ada")
    house.app.keeping_drafts.keep(ada, typed(), post=post)

    (kept,) = house.app.keeping_drafts.waiting(ada, post.id)

    assert (kept.version, kept.reading) == (post.version, post.reading)
    assert house.app.keeping_drafts.waiting(ada, None) == []
    assert house.app.keeping_drafts.waiting(ada, post.id, but=kept.mark.name) == []


def test_it_tells_who_changed_the_post_meanwhile(house: House) -> None:
    post = house.post()
    assert house.app.keeping_drafts.changed_since(post, post.version) is None

    house.clock.advance(timedelta(minutes=5))
    after = house.app.planning.edit(house.actor("eli"), post.id, PostChanges(text="Theirs."))

    changed = house.app.keeping_drafts.changed_since(after, post.version)
    assert changed is not None
    assert (changed.by, changed.at) == (house.actor("eli").key, house.clock.now())


def test_only_a_person_who_writes_there_keeps_anything(house: House) -> None:
    for actor in (house.actor("aud"), house.actor("ona"), OPERATOR):
        with pytest.raises(NotAllowedError):
            house.app.keeping_drafts.keep(actor, typed())

    assert rows(house) == []


def test_somebody_else_can_neither_drop_nor_go_on_with_it(house: House) -> None:
    mark = house.app.keeping_drafts.keep(house.actor("ada"), typed("Mine"))

    house.app.keeping_drafts.discard(house.actor("eli"), mark.name)
    other = house.app.keeping_drafts.keep(house.actor("eli"), typed("Yours"), mark=Mark(**mark.model_dump()))

    assert other.name != mark.name
    assert [
        each.typed.content.text for each in house.app.keeping_drafts.waiting(house.actor("ada"), None)
    ] == ["Mine"]


def test_it_goes_with_the_account(house: House) -> None:
    house.app.people.add(
        OPERATOR, name="Tam Temp", email="tam@example.org", roles=(Role.AUTHOR,), password=PASSWORD
    )
    house.app.keeping_drafts.keep(house.actor("tam"), typed())

    house.app.people.close(OPERATOR, "tam@example.org")

    assert rows(house) == []


def test_it_goes_by_itself_a_month_after_the_last_key(house: House) -> None:
    house.app.keeping_drafts.keep(house.actor("ada"), typed())
    house.clock.advance(timedelta(days=29))
    assert house.app.forgetting.forget() == (0, 0)

    house.clock.advance(timedelta(days=2))

    assert house.app.forgetting.forget() == (1, 0)
    assert rows(house) == []


def test_a_new_key_seals_it_anew_and_the_old_one_can_be_dropped(house: House) -> None:
    ada = house.actor("ada")
    house.app.keeping_drafts.keep(ada, typed("Kept"))

    house.app.rotating.rotate(OPERATOR)
    house.app.rotating.retire(OPERATOR)

    assert [each.typed.content.text for each in house.app.keeping_drafts.waiting(ada, None)] == ["Kept"]


def test_one_that_no_key_opens_is_let_go_and_stands_in_nobodys_way(house: House) -> None:
    ada = house.actor("ada")
    house.app.keeping_drafts.keep(ada, typed())
    house.app.settings.key_file.unlink()

    assert house.app.keeping_drafts.waiting(ada, None) == []
    house.app.keeping_drafts.keep(ada, typed("New key"))

    assert [each.typed.content.text for each in house.app.keeping_drafts.waiting(ada, None)] == ["New key"]
    assert house.app.rotating.trouble(house.app.rotating.check()) == ""


def test_over_a_post_it_leaves_out_pictures_that_the_post_no_longer_has(house: House) -> None:
    from scheduler.domain.post import Picture

    post = house.post()
    gone = Picture(sha256="0" * 64, mime="image/png", width=1, height=1)
    what = typed().model_copy(update={"content": Content(text="With", pictures=(gone,))})

    over = what.over(post)

    assert (over.text, over.pictures) == ("With", ())
    assert over.state is PostState.DRAFT
    assert f"{over.due:%Y-%m-%d %H:%M}" == "2026-12-03 15:00"
