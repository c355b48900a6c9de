from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.domain import zones
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import resolve
from scheduler.domain.post import PostState
from scheduler.services.diagnosing import Diagnosing, Part
from scheduler.services.planning import Planning
from scheduler.services.shelving import Shelf
from scheduler.settings import Settings
from tests.builders import ZONE
from tests.time.conftest import Plan
from tests.time.zone_data import ALWAYS_SUMMER, CHICAGO_2005, release

Rules = Callable[[str, str], str]
HOUR = timedelta(hours=1)
_S = PostState
#: What makes the database fail at the line of the record about post 70, and what ends it.
POWER_CUT = {
    "sqlite": """
        CREATE TRIGGER power_cut BEFORE INSERT ON audit WHEN NEW.subject = 'post:70'
        BEGIN SELECT RAISE(ABORT, 'power cut'); END
    """,
    "postgresql": """
        CREATE FUNCTION power_cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.subject = 'post:70' THEN RAISE EXCEPTION 'power cut'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER power_cut BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION power_cut();
    """,
}
MENDED = {"sqlite": "DROP TRIGGER power_cut", "postgresql": "DROP TRIGGER power_cut ON audit"}


def test_a_post_follows_its_wall_clock_when_the_rules_change(plan: Plan, rules: Rules) -> None:
    winter, summer = plan.post("2027-01-15T09:00"), plan.post("2027-07-15T09:00")
    assert winter.due == datetime(2027, 1, 15, 15, tzinfo=UTC)

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    moved = plan.get(winter)
    assert moved.due == datetime(2027, 1, 15, 14, tzinfo=UTC)
    assert moved.wall == winter.wall
    assert moved.useful_until == winter.useful_until - HOUR
    assert plan.get(summer) == summer


def test_an_approval_outlives_new_rules_for_it_binds_what_is_sent_and_not_when(
    plan: Plan, rules: Rules
) -> None:
    post = plan.post("2027-01-15T09:00")

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    moved = plan.get(post)
    assert (moved.state, moved.is_approved, moved.digest) == (_S.SCHEDULED, True, post.digest)


def test_whoever_looks_at_a_moved_post_reads_what_moved_it(plan: Plan, rules: Rules) -> None:
    post = plan.post("2027-01-15T09:00")
    held = plan.post("2027-01-15T10:00", state=_S.HELD, explanation="Paused: storm. Release it.")

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    assert plan.get(post).explanation == (
        "The clocks of America/Chicago follow new rules (2026b): 15 Jan 2027 09:00 there is now "
        "15 Jan 14:00 UTC, no longer 15 Jan 15:00 UTC."
    )
    assert (plan.get(held).explanation or "").startswith("Paused: storm. Release it. The clocks of")


def test_a_calendar_that_has_a_moved_post_notices(plan: Plan, rules: Rules) -> None:
    post = plan.post("2027-01-15T09:00")

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    assert plan.get(post).sequence == post.sequence + 1
    assert plan.get(post).version == post.version + 1


def test_each_move_by_new_rules_stands_in_the_record(plan: Plan, rules: Rules) -> None:
    post = plan.post("2027-01-15T09:00")

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    (line,) = plan.record("post.rezoned")
    assert line.subject == f"post:{post.id}"
    assert line.facts["was_due"] == "2027-01-15T15:00:00+00:00"
    assert line.facts["due"] == "2027-01-15T14:00:00+00:00"
    assert line.facts["release"] == "2026b"
    (sum_of_all,) = plan.record("zones.changed")
    assert sum_of_all.facts == {"release": "2026b", "was": "2026a", "count": 1, "passed": 0}


def test_new_rules_leave_alone_what_is_on_its_way_or_over(plan: Plan, rules: Rules) -> None:
    moving = {_S.PROPOSED, _S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.HELD}
    posts = {state: plan.post("2027-01-15T09:00", state=state) for state in PostState}

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    assert {state for state, post in posts.items() if plan.get(post).due != post.due} == moving


def test_a_post_that_new_rules_move_into_the_past_is_still_moved_and_says_so(
    plan: Plan, rules: Rules
) -> None:
    """Planned for 09:30, which by the new rules was half an hour ago: it is late, and still useful."""
    post = plan.post("2026-12-01T09:30")

    rules("2026b", ALWAYS_SUMMER)
    moves = plan.rezoning.check()

    moved = plan.get(post)
    assert moved.due < plan.clock.now() < moved.useful_until
    assert moved.state is _S.SCHEDULED
    assert (moved.explanation or "").endswith("That time has passed already.")
    assert moves is not None
    assert moves.passed == 1


def test_a_post_whose_useful_time_is_over_by_new_rules_is_missed_and_says_why(
    plan: Plan, rules: Rules
) -> None:
    post = plan.post("2026-12-01T09:30")
    with plan.store.write() as unit:
        short = post.model_copy(update={"useful_until": post.due + timedelta(minutes=10)})
        unit.posts.save(short, at=plan.clock.now())

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    assert plan.get(post).state is _S.MISSED
    assert "new rules (2026b)" in (plan.get(post).explanation or "")


def test_a_time_that_new_rules_skip_goes_out_after_the_jump(plan: Plan, rules: Rules) -> None:
    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()
    post = plan.post("2027-03-14T02:30")

    rules("2026c", CHICAGO_2005)
    plan.rezoning.check()

    assert post.due == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert plan.get(post).due == datetime(2027, 3, 14, 8, 30, tzinfo=UTC)
    assert plan.get(post).wall == post.wall


def test_the_second_of_a_repeated_time_stays_the_second_where_it_is_still_repeated(
    plan: Plan, rules: Rules
) -> None:
    due = datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    post = plan.post(due.isoformat())
    assert post.wall.fold == 1

    rules("2026b", CHICAGO_2005)
    plan.rezoning.check()
    assert plan.get(post).due == due

    rules("2026c", ALWAYS_SUMMER)
    plan.rezoning.check()
    assert plan.get(post).due == due - HOUR


def test_the_same_release_is_looked_at_once(plan: Plan, rules: Rules) -> None:
    plan.post("2027-01-15T09:00")

    rules("2026b", ALWAYS_SUMMER)

    assert plan.rezoning.check() is not None
    assert plan.rezoning.check() is None


def test_a_daemon_with_older_data_undoes_nothing(plan: Plan, rules: Rules) -> None:
    post = plan.post("2027-01-15T09:00")
    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()
    moved = plan.get(post)

    rules("2026a", CHICAGO_2005)

    assert plan.rezoning.check() is None
    assert plan.get(post) == moved


def test_of_many_daemons_exactly_one_moves_what_new_rules_concern(plan: Plan, rules: Rules) -> None:
    for number in range(20):
        plan.post(f"2027-01-{number + 1:02}T09:00")
    rules("2026b", ALWAYS_SUMMER)

    with ThreadPoolExecutor(6) as daemons:
        found = [each.result() for each in [daemons.submit(plan.rezoning.check) for _ in range(6)]]

    assert [moves.count for moves in found if moves] == [20]
    assert len(plan.record("post.rezoned")) == 20


def test_after_a_crash_while_posts_are_moved_the_next_start_finishes_the_work(
    plan: Plan, rules: Rules
) -> None:
    posts = [
        plan.post(f"2027-01-15T{hour:02}:{minute:02}") for hour in range(24) for minute in range(0, 60, 15)
    ]
    rules("2026b", ALWAYS_SUMMER)
    with plan.store.engine.begin() as connection:
        connection.exec_driver_sql(POWER_CUT[plan.store.engine.dialect.name])

    with pytest.raises(Exception, match="power cut"):
        plan.rezoning.check()
    moved = [plan.get(post).due != post.due for post in posts]
    assert 0 < sum(moved) < len(posts)
    assert len(plan.record("post.rezoned")) == sum(moved)

    with plan.store.engine.begin() as connection:
        connection.exec_driver_sql(MENDED[plan.store.engine.dialect.name])
    moves = plan.rezoning.check()
    assert moves is not None
    assert moves.count == len(posts)
    assert [plan.get(post).due for post in posts] == [post.due - HOUR for post in posts]
    assert len(plan.record("post.rezoned")) == len(posts)


def test_people_are_told_for_two_weeks_what_new_rules_moved(plan: Plan, rules: Rules) -> None:
    posts = [plan.post("2027-01-15T09:00"), plan.post("2027-01-16T09:00"), plan.post("2026-12-01T09:30")]
    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    moves = plan.rezoning.recent()

    assert moves is not None
    assert (moves.was, moves.posts) == ("2026a", tuple(post.id for post in posts))
    assert moves.words == "3 posts moved with the new zone rules of 2026b, 1 of them into the past."
    plan.clock.advance(timedelta(days=15))
    assert plan.rezoning.recent() is None


def test_a_release_that_concerns_no_post_says_nothing(plan: Plan, rules: Rules) -> None:
    plan.post("2027-07-15T09:00")

    rules("2026b", ALWAYS_SUMMER)
    moves = plan.rezoning.check()

    assert moves is not None
    assert moves.count == 0
    assert plan.record("zones.changed") == []
    assert plan.rezoning.recent() is None


def test_data_that_was_installed_while_the_program_runs_is_taken_up(plan: Plan, tmp_path: Path) -> None:
    """As when the package is upgraded under a daemon: the same folder holds another release."""
    post = plan.post("2027-01-15T09:00")
    (folder,) = (Path(each) for each in zoneinfo.TZPATH)
    assert resolve(post.wall, ZONE)[0] == post.due

    upgraded = release(tmp_path / "upgrade", "2026b", America__Chicago=ALWAYS_SUMMER)
    for name in ("America/Chicago", "tzdata.zi"):
        (folder / name).write_bytes((upgraded / name).read_bytes())
    plan.rezoning.check()

    assert plan.get(post).due == post.due - HOUR
    assert zones.version() == "2026b"


def test_a_zone_that_is_not_in_the_data_stops_nothing(plan: Plan, rules: Rules) -> None:
    lost = plan.post("2027-01-15T09:00")
    with plan.store.write() as unit:
        unit.posts.save(lost.model_copy(update={"zone": "Mars/Olympus"}), at=plan.clock.now())
    other = plan.post("2027-01-16T09:00")

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    assert plan.get(lost).due == lost.due
    assert plan.get(other).due == other.due - HOUR


def test_a_person_who_moves_a_post_ends_what_is_said_of_its_old_time(plan: Plan, rules: Rules) -> None:
    post = plan.post("2027-01-15T09:00")
    held = plan.post("2027-01-15T10:00", state=_S.HELD, explanation="Paused: storm. Release it.")
    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    planning = Planning(plan.store, plan.clock, Shelf(plan.folder))
    for each in (post, held):
        planning.move(OPERATOR, each.id, datetime(2027, 1, 16, 9))

    assert plan.get(post).explanation is None
    assert "Paused: storm." in (plan.get(held).explanation or "")


def doctor(plan: Plan, tmp_path: Path) -> Part:
    settings = Settings.read(data_dir=tmp_path)
    health = Diagnosing(plan.store, plan.clock, settings, is_engine_running=lambda: True).report()
    return next(part for part in health.parts if part.name == "time zones")


def test_the_doctor_tells_which_zone_data_is_used_and_what_it_moved(
    plan: Plan, rules: Rules, tmp_path: Path
) -> None:
    plan.post("2027-01-15T09:00")
    assert doctor(plan, tmp_path).words == "Zone data 2026a."

    rules("2026b", ALWAYS_SUMMER)
    plan.rezoning.check()

    told = doctor(plan, tmp_path)
    assert told.is_well
    assert told.words == "Zone data 2026b. 1 post moved with the new zone rules of 2026b."
    assert told.facts == {"release": "2026b", "engine": "2026b", "moved": 1}


def test_the_doctor_notices_an_engine_that_uses_other_zone_data(
    plan: Plan, rules: Rules, tmp_path: Path
) -> None:
    rules("2026b", ALWAYS_SUMMER)

    told = doctor(plan, tmp_path)

    assert not told.is_well
    assert told.words.startswith("Zone data 2026b here, 2026a in the engine. Start Rounds again")
