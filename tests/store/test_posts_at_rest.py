from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text

from scheduler.domain.errors import ConflictError, StorageError, UnknownNameError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Picture, PlanEntry, Post, PostState, ReasonPart, ThreadPart
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_post


@pytest.fixture
def with_channel(store: Store) -> Store:
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
    return store


def _add(store: Store, **fields: object) -> Post:
    with store.write() as unit:
        return unit.posts.add(a_post(**fields))


def test_a_post_comes_back_as_it_was_saved(with_channel: Store) -> None:
    post = _add(
        with_channel,
        pictures=(Picture(sha256="a" * 64, mime="image/png", width=2, height=3, alt="A poster"),),
        reason=(ReasonPart(name="trust", words="CDC, trust A", value=1.0),),
        wall=datetime(2027, 11, 7, 1, 30, fold=1),
        accepted_rules=("PHI-A",),
        not_before=NOON,
    )

    with with_channel.read() as unit:
        found = unit.posts.get(post.id)

    assert found == post
    assert found.wall.fold == 1
    assert found.due.tzinfo is UTC


def test_the_plan_shows_the_posts_of_a_span_as_they_stand(with_channel: Store) -> None:
    parts = (ThreadPart(text="And a mask."), ThreadPart(text="And soap."))
    _add(with_channel, text="Wash your hands.", thread=parts)
    _add(with_channel, due=NOON + timedelta(hours=1), state=PostState.PUBLISHED)
    _add(with_channel, due=NOON + timedelta(hours=2))
    until = NOON + timedelta(hours=2)

    with with_channel.read() as unit:
        posts = unit.posts.between(NOON, until)
        shown = unit.posts.entries(NOON, until, channels=(), states=())
        drafts = unit.posts.entries(NOON, until, channels=[posts[0].channel], states=[posts[0].state])
        nowhere = unit.posts.entries(NOON, until, channels=["elsewhere"], states=())

    fields = [name for name in PlanEntry._fields if name != "thread"]
    assert [[getattr(each, name) for name in fields] for each in shown] == [
        [getattr(each, name) for name in fields] for each in posts
    ]
    assert [each.parts for each in shown] == [3, 1]
    assert all(isinstance(each.state, PostState) for each in shown)
    assert ([each.id for each in drafts], nowhere) == ([posts[0].id], [])


def test_the_posts_of_one_message_are_found_however_many_came_between(with_channel: Store) -> None:
    near = _add(with_channel, bundle="one")
    far = _add(with_channel, bundle="one", due=NOON + timedelta(hours=1))
    _add(with_channel, bundle="other")
    _add(with_channel)
    with with_channel.engine.begin() as connection:
        connection.execute(text("UPDATE post SET id = id + 90000 WHERE uid = :uid"), {"uid": far.uid})

    with with_channel.read() as unit:
        found = unit.posts.of_bundle("one")

    assert [post.id for post in found] == [near.id, far.id + 90_000]


def test_to_find_the_posts_of_a_message_no_other_is_touched(sqlite_store: Store) -> None:
    with sqlite_store.read() as unit, sqlite_store.engine.connect() as connection:
        assert unit.posts.of_bundle("one") == []
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM post WHERE bundle IS NOT NULL AND bundle = ?", ("one",)
        )
        assert "SEARCH post USING INDEX ix_post_bundle" in str(plan.all())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(text=some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_no_text_is_changed_by_being_kept(with_channel: Store, text: str) -> None:
    post = _add(with_channel, text=text)

    with with_channel.read() as unit:
        assert unit.posts.get(post.id).text == text


def test_of_two_writers_of_one_version_the_second_is_told(with_channel: Store) -> None:
    post = _add(with_channel)
    with with_channel.write() as unit:
        unit.posts.save(post.model_copy(update={"text": "First"}), at=NOON)

    with pytest.raises(ConflictError), with_channel.write() as unit:
        unit.posts.save(post.model_copy(update={"text": "Second"}), at=NOON)

    with with_channel.read() as unit:
        assert unit.posts.get(post.id).text == "First"


def test_a_write_with_an_old_fence_changes_nothing(with_channel: Store) -> None:
    post = _add(with_channel, state=PostState.SENDING, fence=2, owner="b")
    late = post.model_copy(update={"fence": 1, "state": PostState.PUBLISHED})

    with pytest.raises(ConflictError), with_channel.write() as unit:
        unit.queue.save([(post, late)], at=NOON)

    with with_channel.read() as unit:
        assert unit.posts.get(post.id).state is PostState.SENDING


def test_a_unit_of_work_that_fails_leaves_nothing_behind(with_channel: Store) -> None:
    with pytest.raises(UnknownNameError), with_channel.write() as unit:
        unit.posts.add(a_post(uid="half"))
        unit.audit.append(OPERATOR, "post.added", "post:1", at=NOON)
        unit.posts.get(999)

    with with_channel.read() as unit:
        assert unit.posts.by_uid("half") is None
        assert unit.audit.last() is None


def test_the_next_due_post_is_the_earliest_that_need_not_wait(with_channel: Store) -> None:
    hour = timedelta(hours=1)
    _add(with_channel, state=PostState.SCHEDULED, due=NOON, not_before=NOON + 3 * hour)
    _add(with_channel, state=PostState.SCHEDULED, due=NOON + 2 * hour)
    _add(with_channel, state=PostState.DRAFT, due=NOON - hour)

    with with_channel.read() as unit:
        assert unit.queue.next_due() == NOON + 2 * hour
        assert [post.due for post in unit.queue.due(NOON + 2 * hour, limit=9)] == [NOON + 2 * hour]


def test_no_update_of_many_threads_is_lost(with_channel: Store) -> None:
    post = _add(with_channel)

    def count_up() -> None:
        for _ in range(25):
            with with_channel.write() as unit:
                read = unit.posts.get(post.id)
                unit.posts.save(read.model_copy(update={"attempts": read.attempts + 1}), at=NOON)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with with_channel.read() as unit:
        assert unit.posts.get(post.id).attempts == 100


def test_no_update_of_two_programs_is_lost(with_channel: Store) -> None:
    post = _add(with_channel)
    stranger = Store(open_engine(str(with_channel.engine.url)))
    migrate(stranger.engine)

    def count_up(store: Store) -> None:
        for _ in range(40):
            with store.write() as unit:
                read = unit.posts.get(post.id)
                unit.posts.save(read.model_copy(update={"attempts": read.attempts + 1}), at=NOON)

    threads = [threading.Thread(target=count_up, args=(store,)) for store in (with_channel, stranger)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stranger.close()

    with with_channel.read() as unit:
        assert unit.posts.get(post.id).attempts == 80


def test_a_full_disk_is_said_in_words_and_nothing_is_half_done(sqlite_store: Store) -> None:
    with sqlite_store.write() as unit:
        unit.plan.add_channel(a_channel())
    _add(sqlite_store)
    with sqlite_store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    full = Store(open_engine(str(sqlite_store.engine.url)))
    with pytest.raises(StorageError, match="disk is full"), full.write() as unit:
        unit._transaction.session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for _ in range(200):
            unit.posts.add(a_post(text="x" * 5000))
    full.close()

    with sqlite_store.read() as unit:
        assert sum(unit.posts.counts().values()) == 1
