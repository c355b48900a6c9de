from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Role
from scheduler.domain.post import PostState
from scheduler.services.importing import Fate
from scheduler.sheets.forms import WHY_NOT
from scheduler.sheets.moments import Order
from tests.builders import a_channel, an_actor

if TYPE_CHECKING:
    from tests.importing.conftest import Office

HEADING = "channel,date,time,zone,text,link,pillar\n"
GOOD = (
    "main-x,2026-12-08,09:00,,The flu clinic opens at nine.,https://www.larkspur.example.org/flu,Prevention\n"
)


def posts(office: Office) -> list[tuple[str, datetime, str, PostState]]:
    with office.store.read() as unit:
        found = unit.posts.between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    return [(each.channel, each.due, each.text, each.state) for each in found]


def test_looking_at_a_sheet_changes_nothing(office: Office) -> None:
    looked = office.look(HEADING + GOOD)

    assert [row.fate for row in looked.rows] == [Fate.NEW]
    assert posts(office) == []


def test_a_row_becomes_a_draft_on_the_wall_clock_of_its_channel(office: Office) -> None:
    done = office.take(HEADING + GOOD)

    assert done.count(Fate.TAKEN) == 1
    assert posts(office) == [
        ("main-x", datetime(2026, 12, 8, 15, tzinfo=UTC), "The flu clinic opens at nine.", PostState.DRAFT)
    ]
    post = office.planning.get(done.rows[0].posts[0])
    assert (post.pillar, post.author) == ("prevention", office.actor.person_id)
    assert not post.is_approved


def test_the_zone_column_tells_whose_clock_is_meant(office: Office) -> None:
    office.take(HEADING + "main-x,2026-12-08,09:00,Asia/Tokyo,The flu clinic opens at nine.,,\n")

    assert posts(office)[0][1] == datetime(2026, 12, 8, 0, tzinfo=UTC)


def test_rows_may_go_straight_to_review_and_are_never_approved_by_that(office: Office) -> None:
    done = office.take(HEADING + GOOD, to_review=True)

    post = office.planning.get(done.rows[0].posts[0])
    assert post.state is PostState.IN_REVIEW
    assert not post.is_approved


def test_the_same_sheet_twice_doubles_nothing(office: Office) -> None:
    first = office.take(HEADING + GOOD)
    again = office.take(HEADING + GOOD)

    assert again.count(Fate.KNOWN) == 1
    assert again.rows[0].posts == first.rows[0].posts
    assert len(posts(office)) == 1


def test_a_row_is_known_again_after_its_post_was_moved_and_reworded(office: Office) -> None:
    from scheduler.services.planning import PostChanges

    made = office.take(HEADING + GOOD).rows[0].posts[0]
    moved = PostChanges(text="The flu clinic opens at ten.", at=datetime(2026, 12, 9, 9, tzinfo=UTC))
    office.planning.edit(office.actor, made, moved)

    again = office.take(HEADING + GOOD)

    assert again.rows[0].posts == (made,)
    assert len(posts(office)) == 1


def test_rows_that_say_the_same_are_taken_once(office: Office) -> None:
    done = office.take(HEADING + GOOD + GOOD)

    assert [row.fate for row in done.rows] == [Fate.TAKEN, Fate.KNOWN]
    assert "row 2" in done.rows[1].reasons[0]


def test_a_post_that_stands_in_the_plan_by_hand_is_known(office: Office) -> None:
    from scheduler.services.content import NewPost

    at = datetime(2026, 12, 8, 15, tzinfo=UTC)
    office.planning.add(office.actor, NewPost(channel="main-x", at=at, text="The flu clinic opens at nine."))

    assert office.look(HEADING + GOOD).count(Fate.KNOWN) == 1


def test_a_row_for_two_channels_becomes_two_posts_of_one_bundle(office: Office) -> None:
    done = office.take(HEADING + '"main-x, Clinic",2026-12-08,09:00,UTC,The flu clinic opens at nine.,,\n')

    made = [office.planning.get(each) for each in done.rows[0].posts]
    assert [each.channel for each in made] == ["main-x", "clinic-b"]
    assert made[0].bundle == made[1].bundle is not None


def test_a_row_is_as_long_as_the_network_of_its_channel_takes(office: Office) -> None:
    with office.store.write() as unit:
        unit.plan.add_channel(a_channel(name="team", title="Team", network="linkedin"))
    words = "Wash your hands before lunch. " * 30

    seen = office.look(
        HEADING + f"team,2026-12-08,09:00,UTC,{words},,\n" + f"main-x,2026-12-08,09:00,UTC,{words},,\n"
    )

    assert [each.fate for each in seen.rows] == [Fate.NEW, Fate.STOPPED]
    assert any("longer than the network takes" in each for each in seen.rows[1].reasons)


def test_what_the_guard_blocks_stays_out_of_the_plan(office: Office) -> None:
    row = 'main-x,2026-12-08,09:00,,"Call her at 555-0199, MRN 00482913, SSN 219-09-9999.",,\n'

    done = office.take(HEADING + row + GOOD)

    assert [each.fate for each in done.rows] == [Fate.STOPPED, Fate.TAKEN]
    assert len(posts(office)) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("main-x,2026-11-30,09:00,,Wash your hands.,,", "over"),
        ("main-x,2036-12-08,09:00,,Wash your hands.,,", "three years"),
        ("main-y,2026-12-08,09:00,,Wash your hands.,,", "no channel"),
        (",2026-12-08,09:00,,Wash your hands.,,", "names no channel"),
        ("main-x,31/02/2026,09:00,,Wash your hands.,,", "no such day"),
        ("main-x,2026-12-08,,,Wash your hands.,,", "time of day"),
        ("main-x,2026-12-08,09:00,Mars/Base,Wash your hands.,,", "time zone"),
        ("main-x,2026-12-08,09:00,,,,", "text is missing"),
        ("main-x,2026-12-08,09:00,,Wash your hands.,javascript:alert(1),", "web address"),
        ("main-x,2027-03-14,02:30,,Wash your hands.,,", "does not exist"),
        (f"main-x,2026-12-08,09:00,,{'word ' * 70},,", "long"),
    ],
)
def test_a_row_that_can_not_be_taken_says_why(office: Office, row: str, said: str) -> None:
    done = office.take(HEADING + row + "\n")

    assert done.rows[0].fate is Fate.STOPPED
    assert said in " ".join(done.rows[0].reasons)
    assert posts(office) == []


def test_the_rows_that_were_stopped_come_back_as_a_sheet_that_can_be_mended(office: Office) -> None:
    spoiled = HEADING + GOOD + "main-x,2026-12-08,25:00,,'@clinic staff are in.,,\n"

    rejects = office.take(spoiled).rejects
    assert rejects is not None
    mended = rejects.decode("utf-8-sig").replace("25:00", "11:00")
    again = office.take(mended)

    assert WHY_NOT in rejects.decode("utf-8-sig")
    assert again.count(Fate.TAKEN) == 1
    assert again.rows[0].row.text == "@clinic staff are in."
    assert not again.remarks


def test_a_person_takes_rows_only_for_channels_they_may_write_for(office: Office) -> None:
    stranger = an_actor(Role.AUDITOR, clinic_b=(Role.AUTHOR,))
    sheet = HEADING + GOOD + "clinic-b,2026-12-08,09:00,,Wash your hands.,,\n"

    done = office.importing.take(stranger, sheet.encode(), name="plan.csv")

    assert [row.fate for row in done.rows] == [Fate.STOPPED, Fate.TAKEN]


def test_doubtful_dates_are_asked_about_before_anything_is_taken(office: Office) -> None:
    sheet = HEADING + GOOD.replace("2026-12-08", "08/12/2026")

    assert office.take(sheet).asks_order
    assert posts(office) == []
    assert office.take(sheet, order=Order.DAY_FIRST).count(Fate.TAKEN) == 1


def test_a_channel_can_be_chosen_for_the_rows_that_name_none(office: Office) -> None:
    done = office.take("Text,Posting Time\nWash your hands.,2026-12-08 09:00\n", channel="main-x")

    assert done.count(Fate.TAKEN) == 1


def test_a_network_names_its_only_channel(office: Office) -> None:
    with office.store.write() as unit:
        unit.plan.change_channel(unit.plan.channel("clinic-b").model_copy(update={"active": False}))

    done = office.take("post,platforms,mediaUrls,scheduleDate\nWash.,twitter,,2026-12-08T09:00:00Z\n")

    assert posts(office)[0][:2] == ("main-x", datetime(2026, 12, 8, 9, tzinfo=UTC))
    assert done.form == "ayrshare"


def test_a_network_with_two_channels_is_asked_about(office: Office) -> None:
    done = office.take("post,platforms,mediaUrls,scheduleDate\nWash.,twitter,,2026-12-08T09:00:00Z\n")

    assert "several channels" in done.rows[0].reasons[0]


def test_a_pillar_that_is_not_ours_is_named_and_left_out(office: Office) -> None:
    looked = office.look(HEADING + GOOD.replace("Prevention", "Sports"))

    assert looked.rows[0].fate is Fate.NEW
    assert "Sports" in looked.remarks[0]


def test_the_record_tells_how_many_rows_came_and_nothing_they_say(office: Office) -> None:
    office.take(HEADING + GOOD)

    with office.store.read() as unit:
        entry = next(each for each in unit.audit.recent() if each.action == "plan.imported")
    assert entry.facts["taken"] == 1
    assert "flu" not in str(entry.facts)


def test_a_file_that_is_no_plan_is_refused_by_its_name(office: Office) -> None:
    with pytest.raises(InvalidInputError, match=r"plan\.csv"):
        office.look("name,score\nAda,3\n")
