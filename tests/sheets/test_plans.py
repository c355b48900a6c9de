from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.sheets.moments import Order
from scheduler.sheets.plan import NoPlanError, read_plan

WHEN = datetime(2026, 12, 1, 9, 5)
TEXT = "The flu clinic opens at nine."
LINK = "https://www.example.org/flu"
PICTURE = "https://www.example.org/flu.png"

METRICOOL = (
    "Text,Date,Time,Draft,Facebook,Twitter/X,LinkedIn,GBP,Instagram,Picture Url 1,Picture Url 2,"
    "Alt text picture 1,Alt text picture 2,Document title,First Comment Text"
)
FORMS = {
    "buffer": f'Text,Image URL,Tags,Posting Time\n"{TEXT}",{PICTURE},prevention,2026-12-01 09:05',
    "hootsuite": f'01/12/2026 09:05,"{TEXT}",{LINK}\n13/12/2026 09:05,"{TEXT}",',
    "sprout": f'date,time_24hr,message_text,links\n12/01/2026,09:05,"{TEXT}",{LINK}\n12/13/2026,9:05,b,',
    "socialbee": f'postAtSpecificTime,content,link,imageUrls\n2026-12-01 09:05:00,"{TEXT}",{LINK},{PICTURE}',
    "metricool": f'{METRICOOL}\n"{TEXT}",2026-12-01,09:05:00,FALSE,FALSE,TRUE,,,,{PICTURE},,A flu.,,,first',
    "publer": f'Date,Text,Link(s),Media URL(s),Label(s),Alt text(s)\n2026-12-01 09:05,"{TEXT}",{LINK},'
    f"{PICTURE},prevention,A flu shot.",
    "ayrshare": f'post,platforms,mediaUrls,scheduleDate\n"{TEXT}",twitter,{PICTURE},2026-12-01T09:05:00Z',
    "outlook": f'Subject,Start Date,Start Time,End Date,End Time,All Day Event\n"{TEXT}",12/1/2026,9:05 AM,'
    "12/1/2026,9:20:00 AM,FALSE\nb,12/13/2026,9:05:00 AM,,,TRUE",
    "rounds": f"channel,date,time,zone,text,link,part 2\n"
    f'main-x,2026-12-01,09:05,Europe/London,"{TEXT}",{LINK},More.',
    "sheet": f'Fecha;Hora;Texto;Canal\n2026-12-01;09:05;"{TEXT}";main-x',
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_recognised_and_its_first_row_read(form: str) -> None:
    plan = read_plan(FORMS[form].encode(), name="plan.csv")
    row = plan.rows[0]

    assert plan.form == form
    assert not row.wrongs
    assert row.text == TEXT
    assert row.at is not None
    assert row.at.replace(tzinfo=None) == WHEN


def test_links_pictures_and_their_words_are_found() -> None:
    publer = read_plan(FORMS["publer"].encode(), name="plan.csv").rows[0]
    metricool = read_plan(FORMS["metricool"].encode(), name="plan.csv").rows[0]

    assert (publer.link, publer.media, publer.alts) == (LINK, (PICTURE,), ("A flu shot.",))
    assert (metricool.media, metricool.alts) == ((PICTURE,), ("A flu.",))


def test_networks_are_read_from_ticks_and_from_names() -> None:
    metricool = read_plan(FORMS["metricool"].encode(), name="plan.csv").rows[0]
    ayrshare = read_plan(FORMS["ayrshare"].encode(), name="plan.csv").rows[0]

    assert metricool.channels == ("x",)
    assert ayrshare.channels == ("twitter",)


def test_a_time_with_offset_stays_an_instant_and_one_without_a_wall_clock() -> None:
    ayrshare = read_plan(FORMS["ayrshare"].encode(), name="plan.csv").rows[0]
    own = read_plan(FORMS["rounds"].encode(), name="plan.csv").rows[0]

    assert ayrshare.at == WHEN.replace(tzinfo=UTC)
    assert (own.at, own.zone) == (WHEN, "Europe/London")


def test_days_that_read_two_ways_are_asked_about_and_then_read_as_told() -> None:
    data = f"Text,Posting Time\n{TEXT},01/12/2026 09:05\n{TEXT},02/12/2026 09:05".encode()

    doubtful = read_plan(data, name="plan.csv")
    told = read_plan(data, name="plan.csv", order=Order.DAY_FIRST)

    assert doubtful.asks_order
    assert all("two ways" in row.wrongs[0] for row in doubtful.rows)
    assert not told.asks_order
    assert [row.at.day for row in told.rows if row.at] == [1, 2]


def test_every_row_is_accounted_for_by_its_number_with_what_is_wrong() -> None:
    data = b'Text,Posting Time\n,2026-12-01 09:05\n"two\nlines",31/02/2026 10:00\nfine,2026-12-01 10:00\n'

    plan = read_plan(data, name="plan.csv")

    assert [(row.number, bool(row.wrongs)) for row in plan.rows] == [(2, True), (3, True), (5, False)]
    assert plan.rows[0].wrongs == ("The text is missing.",)
    assert "no such day" in plan.rows[1].wrongs[0]


def test_columns_that_are_not_read_are_named() -> None:
    plan = read_plan(b"Text,Posting Time,Board Name,Mood\na,2026-12-01 09:05,b,c", name="plan.csv")

    assert plan.remarks == ("These columns are not read: Board Name, Mood.",)


def test_the_sign_that_guards_a_formula_is_taken_off_again() -> None:
    plan = read_plan(
        b"Text,Posting Time\n'@clinic is open,2026-12-01 09:05\n'tis the season,2026-12-01 09:05", name="p"
    )

    assert [row.text for row in plan.rows] == ["@clinic is open", "'tis the season"]


def test_a_whole_day_of_outlook_is_no_post_until_it_has_a_time() -> None:
    plan = read_plan(FORMS["outlook"].encode(), name="plan.csv")

    assert "whole day" in plan.rows[1].wrongs[0]


def test_a_table_without_known_columns_says_which_it_wants() -> None:
    with pytest.raises(NoPlanError, match="channel,date,time"):
        read_plan(b"name,score\nAda,3\n", name="plan.csv")
