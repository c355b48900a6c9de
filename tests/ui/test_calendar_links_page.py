from __future__ import annotations

from streamlit.testing.v1 import AppTest

from scheduler.domain.calendar_view import CalendarView, ViewKind
from scheduler.domain.post import PostState
from tests.ui.house import House, click, fill, page, words


def choose(drawn: AppTest, label: str, value: object) -> AppTest:
    """Choose from a list by its label."""
    next(each for each in drawn.selectbox if each.label == label).set_value(value)
    return drawn


def tick(drawn: AppTest, label: str, *values: object) -> AppTest:
    next(each for each in drawn.multiselect if each.label == label).set_value(list(values))
    return drawn


def test_a_link_is_narrowed_by_channel_pillar_state_and_person(house: House) -> None:
    ada = house.sign_in("ada")
    drawn = fill(page("calendars"), "Who is it for?", "Cardiology")

    tick(drawn, "Only these channels", "main-x")
    tick(drawn, "Only these pillars", "prevention")
    tick(drawn, "Only posts that are", PostState.SCHEDULED)
    choose(drawn, "Whose posts", ada.person_id)
    drawn = click(click(drawn, "Make a link"), "Done")

    (link,) = house.app.subscribing.all()
    assert link.view == CalendarView(
        channels=("main-x",), pillars=("prevention",), states=(PostState.SCHEDULED,), person=ada.person_id
    )
    assert "Posts: Main, Prevention, Scheduled, Ada Author" in words(drawn)


def test_the_form_asks_for_no_more_than_the_view_takes(house: House) -> None:
    house.sign_in("ada")

    gaps = choose(page("calendars"), "What it shows", ViewKind.GAPS).run()
    days = choose(gaps, "What it shows", ViewKind.OBSERVANCES).run()

    assert [each.label for each in gaps.multiselect if each.label.startswith("Only")] == []
    assert not days.exception


def test_who_shares_nothing_makes_a_calendar_of_their_own_approvals_with_a_reminder(house: House) -> None:
    ona = house.sign_in("ona")
    drawn = fill(page("calendars"), "Name it for yourself", "My telephone")
    kinds = next(each for each in drawn.selectbox if each.label == "What it shows").options

    choose(drawn, "Remind me", 60)
    drawn = click(drawn, "Make a link")

    (link,) = house.app.subscribing.all()
    assert kinds == ["My approvals, by when they are needed"]
    assert link.view == CalendarView(kind=ViewKind.APPROVALS, person=ona.person_id, alarm=60)
    house.sign_in("ada")
    assert "My telephone" not in words(page("calendars"))


def test_a_new_link_has_a_button_for_each_program_and_a_code_for_a_telephone(house: House) -> None:
    house.sign_in("ada")

    drawn = click(fill(page("calendars"), "Who is it for?", "Board"), "Make a link")

    buttons = {each.proto.label: each.proto.url for each in drawn.get("link_button")}
    assert buttons["Outlook (work)"].startswith("https://outlook.office.com/calendar/0/addfromweb?url=")
    assert buttons["Outlook (personal)"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=")
    assert buttons["Apple"].startswith("webcal://")
    assert buttons["Google"].startswith("https://calendar.google.com/calendar/r?cid=webcal")
    assert len(drawn.get("image")) == 1
    assert not click(drawn, "Done").get("image")


def test_a_new_address_takes_two_steps_is_shown_once_and_ends_the_one_before(house: House) -> None:
    house.sign_in("ada")
    drawn = click(fill(page("calendars"), "Who is it for?", "Board"), "Make a link")
    before = drawn.code[0].value
    drawn = click(click(drawn, "Done"), "New address")
    assert not drawn.code

    drawn = click(drawn, "Yes, new address")

    after = drawn.code[0].value
    old, new = (each.rpartition("/")[2].removesuffix(".ics") for each in (before, after))
    assert house.app.calendar_answers.answer(old, client="") is None
    assert house.app.calendar_answers.answer(new, client="") is not None
    assert not page("calendars").code


def test_a_link_tells_who_read_it_by_the_name_that_people_know(house: House) -> None:
    ada = house.sign_in("ada")
    _, token = house.app.subscribing.make(ada, "*Board* <b>")
    house.app.calendar_answers.answer(token, client="Microsoft Office/16.0 (Windows NT 10.0; Outlook 16.0)")

    drawn = page("calendars")

    assert "by Outlook" in words(drawn)
    assert any("\\*Board\\* \\<b\\>" in each.value for each in drawn.markdown)


def test_a_link_is_renamed(house: House) -> None:
    ada = house.sign_in("ada")
    link, _ = house.app.subscribing.make(ada, "Board")

    click(fill(page("calendars"), "New name", "Board office"), "Rename")

    assert [each.name for each in house.app.subscribing.all() if each.id == link.id] == ["Board office"]
