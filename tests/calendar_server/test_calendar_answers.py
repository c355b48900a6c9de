"""What is answered from memory is what the database says, on both databases."""

from __future__ import annotations

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler import ical
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import Detail
from scheduler.services.calendar_writing import nearest
from scheduler.services.showing import Version
from tests.calendar_server.conftest import NOW

if TYPE_CHECKING:
    from tests.calendar_server.conftest import Plan


def _titles(text: str) -> list[str]:
    return [line.removeprefix("SUMMARY:") for line in text.split("\r\n") if line.startswith("SUMMARY:")]


def test_an_unchanged_calendar_is_answered_without_asking_the_database(plan: Plan) -> None:
    plan.add()
    _, token = plan.link()
    first = plan.asked(token)
    plan.asked(token)

    with plan.listening() as sent:
        again = plan.asked(token)

    assert again.body is first.body
    assert sent == []


def test_what_a_glance_tells_is_what_an_answer_tells(small_plan: Plan) -> None:
    small_plan.add()
    _, token = small_plan.link()
    assert small_plan.answers.glance(token) is None, "nothing is known yet"
    told = small_plan.asked(token)
    told = small_plan.asked(token)

    seen = small_plan.answers.glance(token)
    small_plan.add(text="Another one")
    later = small_plan.answers.glance(token)

    assert seen is not None
    assert seen.answer == told
    assert later is None


def test_a_glance_knows_that_a_token_opens_nothing_without_asking(small_plan: Plan) -> None:
    _, token = small_plan.link()
    small_plan.asked(token)
    small_plan.asked(token)

    with small_plan.listening() as sent:
        unknown, malformed = small_plan.answers.glance("b" * 32), small_plan.answers.glance("../etc")

    assert unknown == malformed == (None,)
    assert sent == []


def test_a_changed_post_shows_in_the_very_next_answer(plan: Plan) -> None:
    post = plan.add(text="Flu clinic")
    plan.add(text="Heart day", due=NOW + timedelta(days=3))
    _, token = plan.link()
    before = plan.asked(token)

    plan.change(post, text="Flu clinic in hall two")
    after = plan.text(token)

    assert _titles(after) == ["[Main account] Flu clinic in hall two", "[Main account] Heart day"]
    assert plan.asked(token).etag != before.etag


def test_each_change_shows_in_the_very_next_answer(plan: Plan) -> None:
    post = plan.add(text="Flu clinic", pillar="prevention")
    _, token = plan.link(detail=Detail.FULL)
    tags = [plan.asked(token).etag]

    plan.change(post, due=NOW + timedelta(days=2), sequence=1)
    tags.append(plan.asked(token).etag)
    plan.change(post, state=PostState.CANCELLED)
    assert "STATUS:CANCELLED" in plan.text(token)
    tags.append(plan.asked(token).etag)
    with plan.store.write() as unit:
        channel = unit.plan.channel("main-x")
        unit.plan.change_channel(channel.model_copy(update={"title": "Hospital news"}))
    assert "Hospital news" in plan.text(token)
    tags.append(plan.asked(token).etag)
    with plan.store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur Regional", zone="America/New_York"))
    assert "X-WR-TIMEZONE:America/New_York" in plan.text(token)
    tags.append(plan.asked(token).etag)

    assert len(set(tags)) == 5


def test_a_revoked_link_opens_nothing_from_the_next_request_on(plan: Plan) -> None:
    number, token = plan.link()
    other = plan.link("Another")[1]
    plan.asked(token)
    plan.asked(token)

    plan.subscriptions.revoke(OPERATOR, number)

    assert plan.answers.answer(token, client="") is None
    assert plan.answers.glance(token) in {None, (None,)}
    assert plan.answers.answer(other, client="") is not None


def test_midnight_moves_the_window_in_the_very_next_answer(plan: Plan) -> None:
    plan.add(text="A month ago", due=NOW.replace(hour=0) - timedelta(days=30))
    plan.add(text="Today")
    _, token = plan.link()
    assert len(_titles(plan.text(token))) == 2

    plan.clock.advance(timedelta(hours=13))

    assert _titles(plan.text(token)) == ["[Main account] Today"]
    assert plan.answers.glance(token) is None or plan.asked(token).body.count(b"BEGIN:VEVENT") == 1


def test_a_change_by_another_program_shows_as_well(plan: Plan) -> None:
    post = plan.add(text="Flu clinic")
    _, token = plan.link()
    plan.asked(token)
    other = plan.another()
    assert other.answer(token, client="") is not None

    plan.change(post, text="Moved")

    found = other.answer(token, client="")
    other.close()
    assert found is not None
    assert b"Moved" in found.body


def test_two_programs_write_the_same_bytes_and_tags(plan: Plan) -> None:
    for number in range(5):
        plan.add(text=f"Post {number}\nwith a second line", due=NOW + timedelta(days=number))
    _, token = plan.link(detail=Detail.FULL)
    first = plan.asked(token)
    other = plan.another()

    second = other.answer(token, client="")
    other.close()

    assert second is not None
    assert (second.body, second.etag, second.gzipped) == (first.body, first.etag, first.gzipped)


def test_what_was_kept_gives_the_bytes_that_a_new_writing_gives(small_plan: Plan) -> None:
    posts = [small_plan.add(text=f"Post {n}", due=NOW + timedelta(days=n)) for n in range(6)]
    _, token = small_plan.link(detail=Detail.FULL)
    small_plan.asked(token)
    for number, post in enumerate(posts[:3]):
        small_plan.change(post, text=f"Changed {number}", due=post.due + timedelta(days=2 * number))
        small_plan.asked(token)

    found = small_plan.another().answer(token, client="")

    assert found is not None
    assert small_plan.asked(token).body == found.body


def test_of_posts_that_stayed_as_they_were_nothing_but_their_marks_is_read(plan: Plan) -> None:
    posts = [plan.add(text=f"Post {n}", due=NOW + timedelta(days=n)) for n in range(6)]
    _, token = plan.link()
    plan.asked(token)
    plan.change(posts[2], text="Changed")

    with plan.listening() as sent:
        plan.asked(token)

    marked = [each for each in sent if each.startswith("SELECT") and "post.due >=" in each]
    assert len(marked) == 1
    assert "post.text" not in marked[0]
    assert len([each for each in sent if "post.id IN" in each]) == 1


def test_a_change_that_is_dated_before_what_was_shown_is_not_missed(plan: Plan) -> None:
    posts = [plan.add(text=f"Post {n}", due=NOW + timedelta(days=n)) for n in range(3)]
    _, token = plan.link()
    plan.asked(token)

    plan.clock.jump(-timedelta(days=40))
    plan.change(posts[1], text="By a slow clock")
    plan.clock.jump(timedelta(days=40))

    assert "[Main account] By a slow clock" in _titles(plan.text(token))


def test_one_post_that_leaves_while_another_comes_is_not_missed(plan: Plan) -> None:
    near = plan.add(text="Near", due=NOW + timedelta(days=3))
    far = plan.add(text="Far", due=NOW + timedelta(days=900))
    _, token = plan.link()
    assert _titles(plan.text(token)) == ["[Main account] Near"]

    with plan.store.write() as unit:
        for post, due in ((near, far.due), (far, near.due)):
            unit.posts.save(post.model_copy(update={"due": due}), at=NOW)

    assert _titles(plan.text(token)) == ["[Main account] Far"]


def test_another_post_under_the_number_of_one_that_was_deleted_is_not_taken_for_it(small_plan: Plan) -> None:
    first = small_plan.add(text="First")
    _, token = small_plan.link()
    small_plan.asked(token)

    with small_plan.store.write() as unit:
        unit.samples.remove_posts([first.id])
    second = small_plan.add(text="Second", updated_at=NOW - timedelta(days=1))

    assert (second.id, second.version) == (first.id, first.version)
    assert _titles(small_plan.text(token)) == ["[Main account] Second"]


def test_links_of_different_detail_that_are_asked_in_turn_keep_apart_what_they_know(plan: Plan) -> None:
    post = plan.add(text="Flu clinic")
    (_, titles), (_, full) = plan.link(), plan.link("In full", detail=Detail.FULL)
    for number in range(2):
        plan.change(post, text=f"Flu clinic {number}")
        assert "DESCRIPTION" not in plan.text(titles)
        assert f"Flu clinic {number}" in plan.text(full)
        assert "DESCRIPTION" in plan.text(full)


def test_a_post_is_written_once_for_each_of_its_versions(small_plan: Plan) -> None:
    posts = [small_plan.add(text=f"Post {n}", due=NOW + timedelta(days=n)) for n in range(6)]
    _, token = small_plan.link()
    small_plan.asked(token)
    small_plan.change(posts[2], text="Changed")

    with small_plan.listening() as sent:
        small_plan.asked(token)

    whole = [each for each in sent if "post.uid IN" in each]
    assert len(whole) == 1
    assert whole[0].count("?") == 1


def test_a_packed_calendar_is_packed_once_and_the_same_for_all(small_plan: Plan) -> None:
    small_plan.add()
    _, token = small_plan.link()
    answer = small_plan.asked(token)
    assert not answer.packing.is_done

    with ThreadPoolExecutor(8) as pool:
        packed = list(pool.map(lambda _: small_plan.asked(token).gzipped, range(16)))

    assert len({id(each) for each in packed}) == 1
    assert gzip.decompress(packed[0]) == answer.body


def test_what_vanished_gives_the_calendar_a_new_date(small_plan: Plan) -> None:
    post = small_plan.add(text="Flu clinic", updated_at=NOW - timedelta(days=1))
    small_plan.add(text="Heart day", due=NOW + timedelta(days=3), updated_at=NOW - timedelta(days=2))
    _, token = small_plan.link()
    small_plan.clock.advance(timedelta(hours=1))
    before = small_plan.asked(token).last_modified
    small_plan.change(post, due=NOW + timedelta(days=900), updated_at=NOW - timedelta(days=1))

    small_plan.clock.advance(timedelta(hours=1))
    noticed = small_plan.clock.now()
    young = small_plan.asked(token).last_modified
    small_plan.clock.advance(timedelta(seconds=2))
    after = small_plan.asked(token).last_modified

    assert before is not None
    assert before < noticed
    assert young is None
    assert after == noticed


def test_threads_that_ask_while_posts_change_see_each_change_that_was_made_before_they_asked(
    plan: Plan,
) -> None:
    post = plan.add(text="Number 0.")
    _, token = plan.link()
    plan.asked(token)
    committed, stopped, stale = [0], threading.Event(), []

    def ask() -> int:
        asked = 0
        while not stopped.is_set():
            least = committed[0]
            shown = int(plan.text(token).partition("Number ")[2].partition(".")[0])
            asked += 1
            if shown < least:
                stale.append((shown, least))
        return asked

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(1, 40):
            plan.change(post, text=f"Number {number}.")
            committed[0] = number
        stopped.set()
        asked = [each.result() for each in asking]

    assert stale == []
    assert min(asked) > 0


def test_a_database_that_can_no_longer_be_watched_is_asked_each_time(small_plan: Plan) -> None:
    post = small_plan.add(text="Flu clinic")
    _, token = small_plan.link()
    small_plan.asked(token)
    small_plan.answers.close()

    small_plan.change(post, text="Heart day")

    assert "Heart day" in small_plan.text(token)


@pytest.mark.parametrize("count", [999, 1000, 1001])
def test_the_nearest_thousand_are_shown_by_time(count: int) -> None:
    window = ical.Window.on(NOW.date())
    found = [
        Version(window.midnight + timedelta(hours=n), f"post-{n}", "1", NOW) for n in reversed(range(count))
    ]

    shown = nearest(found, window)

    assert [each.key for each in shown] == [f"post-{n}" for n in range(min(count, 1000))]


def test_who_fetched_is_noted_once_a_minute_and_never_fails_the_fetch(plan: Plan) -> None:
    number, token = plan.link()

    for _ in range(3):
        plan.asked(token)
    plan.clock.advance(timedelta(minutes=1))
    plan.asked(token)

    link = next(each for each in plan.subscriptions.all() if each.id == number)
    assert (link.fetches, link.last_client) == (2, "Thunderbird/153")
    assert link.last_fetch_at == plan.clock.now()
