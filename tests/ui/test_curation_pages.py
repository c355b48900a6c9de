"""Quiet days, evergreen posts, the profile and items that fell, drawn without a browser and pressed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scheduler.domain.curation import Fate, Item, Source
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.domain.relevance import LineKind
from tests.builders import NOON
from tests.ui.house import House, click, fill, page, words

TODAY = NOON.date()
FRIDAY = TODAY + timedelta(days=3)


def labels(drawn: Any) -> set[str]:
    return {each.label for each in drawn.button} | {each.label for each in drawn.expander}


def published(house: House, text: str = "When to call 911.", *, ago: int = 40, **fields: Any) -> Post:
    out = {"remote_id": "7", "remote_url": "https://x.com/larkspur/status/7"}
    at = NOON - timedelta(days=ago)
    return house.put(house.post(text, **fields), PostState.PUBLISHED, **out, due=at, published_at=at)


def an_item(house: House, fate: Fate, words: str) -> Item:
    source = Source(name="county", title="County", url="https://example.org/feed.xml", owner="County")
    with house.app._store.write() as unit:
        unit.sources.put(source)
        link = "https://example.org/flu"
        made = unit.items.put(
            Item(
                source="county", guid="1", title="Flu", summary="", link=link, canonical_link=link,
                published=NOON, first_seen=NOON,
            )
        )  # fmt: skip
        unit.items.set_fate(made.id, fate, words)
    return made


# quiet days


def test_quiet_days_are_added_and_tell_what_still_stands_on_them(house: House) -> None:
    post = house.waiting("Come to the fair!", at=NOON + timedelta(days=3))
    house.sign_in("pam")
    drawn = page("occasions")

    fill(drawn, "Why?", "Day of mourning")
    next(each for each in drawn.date_input if each.label == "First day").set_value(FRIDAY)
    drawn = click(drawn, "Add quiet days")

    [quiet] = house.app.keeping_quiet.all()
    assert (quiet.first, quiet.last, quiet.channel, quiet.reason) == (FRIDAY, FRIDAY, "", "Day of mourning")
    said = words(drawn)
    assert "Fri 4 Dec 2026** · Day of mourning" in said
    assert "All channels · set by Pam Publisher" in said
    assert "Come to the fair!" in said
    assert "CST" in said
    assert house.app.planning.get(post.id).state is PostState.IN_REVIEW


def test_quiet_days_without_a_reason_are_refused_and_nothing_is_kept(house: House) -> None:
    house.sign_in("pam")

    drawn = click(page("occasions"), "Add quiet days")

    assert "everybody will ask" in drawn.error[0].value
    assert house.app.keeping_quiet.all() == []


def test_quiet_days_are_removed(house: House) -> None:
    house.app.keeping_quiet.add(OPERATOR, FRIDAY, reason="Day of mourning")
    house.sign_in("pam")

    drawn = click(page("occasions"), "Remove")

    assert house.app.keeping_quiet.all() == []
    assert "No quiet days are set." in words(drawn)


def test_who_may_not_pause_sees_the_quiet_days_and_changes_none(house: House) -> None:
    house.app.keeping_quiet.add(OPERATOR, FRIDAY, reason="Day of mourning")
    house.sign_in("ada")

    drawn = page("occasions")

    assert "Day of mourning" in words(drawn)
    assert not {"Remove", "Add quiet days"} & labels(drawn)


def test_only_those_that_touch_the_days_in_sight_are_found(house: House) -> None:
    for first in (date(2026, 12, 1), date(2026, 12, 10)):
        house.app.keeping_quiet.add(OPERATOR, first, last=first + timedelta(days=2), reason="Mourning")

    found = [house.app.keeping_quiet.between(date(2026, 12, day), date(2026, 12, 9)) for day in (3, 4)]

    assert [len(each) for each in found] == [1, 0]


# evergreen posts


def test_a_published_post_is_marked_and_then_listed_with_its_rules(house: House) -> None:
    post = published(house)
    house.sign_in("eli")
    drawn = page("queue", queue="Evergreen")

    next(each for each in drawn.selectbox if each.label == "Choose a published post").select_index(0).run()
    fill(drawn, "Another wording (1)", "Chest pain? Call 911.")
    drawn = click(drawn, "Mark as evergreen")

    [standing] = house.app.recycling.all()
    assert (standing.mark.post, standing.mark.wordings) == (post.id, ("Chest pain? Call 911.",))
    said = words(drawn)
    assert "At least 90 days apart · came again 0 of 3 times at most" in said
    assert "last out Thu 22 Oct 2026, 10:00 CDT" in said
    assert "rests until Wed 20 Jan 2027" in said


def test_the_rules_of_a_marked_post_are_changed_and_a_cleared_wording_goes(house: House) -> None:
    post = published(house)
    house.app.recycling.mark(OPERATOR, post.id, wordings=["Chest pain? Call 911."])
    house.sign_in("eli")
    drawn = page("queue", queue="Evergreen")

    fill(drawn, "Another wording (1)", "")
    next(each for each in drawn.number_input if each.label.startswith("How often")).set_value(5)
    drawn = click(drawn, "Save")

    [standing] = house.app.recycling.all()
    assert (standing.mark.most, standing.mark.wordings) == (5, ())
    assert "no fresh words left" in words(drawn)


def test_a_marked_post_is_stopped(house: House) -> None:
    house.app.recycling.mark(OPERATOR, published(house).id, wordings=["Chest pain? Call 911."])
    house.sign_in("eli")

    click(page("queue", queue="Evergreen"), "Stop proposing it")

    assert house.app.recycling.all() == []


def test_an_author_sees_evergreen_posts_and_marks_none(house: House) -> None:
    house.app.recycling.mark(OPERATOR, published(house).id, wordings=["Chest pain? Call 911."])
    house.sign_in("ada")

    drawn = page("queue", queue="Evergreen")

    assert "When to call 911" in words(drawn)
    assert not {"Stop proposing it", "Mark as evergreen", "Change how it comes again"} & labels(drawn)


def test_an_opened_published_post_can_be_marked_where_it_is_ones_own(house: House) -> None:
    item = an_item(house, Fate.STANDS, "")
    own, told = published(house, ago=9), published(house, "Flu clinics open.", ago=8, item=item.id)
    house.sign_in("eli")

    offered = {
        number: "Mark as evergreen" in labels(click(page("queue", queue="Published"), "Open", number=number))
        for number in (0, 1)
    }

    assert offered == {0: False, 1: True}
    assert house.app.recycling.obstacle(own.id) == ""
    assert "made from what a source said" in house.app.recycling.obstacle(told.id)


# the profile


def test_a_line_of_the_profile_is_added_changed_and_removed(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings")

    fill(fill(drawn, "Name", "Ignored"), "In plain words", "Farm families and rural clinics")
    next(each for each in drawn.text_input if each.key == "profile0-name").set_value("Rural health")
    drawn = click(drawn, "Add a line")
    [line] = house.app.profile.lines()
    assert (line.name, line.kind, line.weight) == ("Rural health", LineKind.SERVICE_LINE, 1.0)

    drawn.selectbox(key="profile-chosen").select_index(0).run()
    key = "profile-change-Rural health"
    drawn.number_input(key=f"{key}-weight").set_value(0.5)
    drawn = drawn.button(key=f"FormSubmitter:{key}-Save").click().run()
    assert [each.weight for each in house.app.profile.lines()] == [0.5]
    assert "weight 0.5" in words(drawn)

    drawn.selectbox(key="profile-chosen").select_index(0).run()
    click(click(drawn, "Remove this line"), "Yes, remove this line")
    assert house.app.profile.lines() == []


def test_adding_a_line_that_is_there_changes_nothing(house: House) -> None:
    house.app.profile.put(OPERATOR, "Cardiology", description="Hearts")
    house.sign_in("pam")
    drawn = page("settings")

    drawn.text_input(key="profile0-name").set_value("Cardiology")
    drawn.text_input(key="profile0-words").set_value("Something else")
    drawn = click(drawn, "Add a line")

    assert "already" in drawn.error[0].value
    assert [each.description for each in house.app.profile.lines()] == ["Hearts"]


def test_who_may_not_curate_reads_the_profile_and_changes_none(house: House) -> None:
    house.app.profile.put(OPERATOR, "Cardiology", description="Hearts")
    house.sign_in("ona")

    drawn = page("settings")

    assert "An item in the inbox stands higher" in words(drawn)
    assert "Cardiology" in words(drawn)
    assert not {"Add a line", "Change a line"} & labels(drawn)


# items that fell


def test_a_live_post_whose_item_was_retracted_needs_somebody_until_it_was_seen_to(house: House) -> None:
    item = an_item(house, Fate.RETRACTED, "It was retracted.")
    post = published(house, "Flu clinics open.", item=item.id)
    house.sign_in("ada")
    drawn = page("attention")

    said = words(drawn)
    assert "Item retracted" in said
    assert "Flu clinics open." in said
    assert "out since Thu 22 Oct 2026, 10:00 CDT" in said
    assert "[See it on the network](https://x.com/larkspur/status/7)" in said
    assert house.app.attending.count() == 1
    drawn = click(drawn, "I have dealt with it")

    assert house.app.attending.count() == 0
    assert "Nothing needs you." in words(drawn)
    assert house.app.planning.get(post.id).state is PostState.PUBLISHED


def test_an_item_that_fell_further_meanwhile_is_not_settled_by_an_older_click(house: House) -> None:
    item = an_item(house, Fate.CORRECTED, "It was corrected.")
    published(house, "Flu clinics open.", item=item.id)
    house.sign_in("ada")
    drawn = page("attention")
    with house.app._store.write() as unit:
        unit.items.set_fate(item.id, Fate.RETRACTED, "It was retracted.")

    drawn = click(drawn, "I have dealt with it")

    assert [each.item.fate for each in house.app.afterlife.live()] == [Fate.RETRACTED]
    assert "It was retracted." in words(drawn)


def test_the_source_of_a_fallen_item_tells_of_the_live_post(house: House) -> None:
    item = an_item(house, Fate.RETRACTED, "It was retracted.")
    published(house, "Flu clinics open.", item=item.id)
    house.sign_in("ada")

    drawn = page("sources")
    assert "It was retracted. “Flu clinics open.” is out." in words(drawn)
    drawn = click(drawn, "I have dealt with it")

    assert house.app.afterlife.live() == []
    assert "is out." not in words(drawn)


def test_who_may_not_write_sees_what_fell_and_settles_nothing(house: House) -> None:
    item = an_item(house, Fate.GONE, "Its page is gone.")
    published(house, "Flu clinics open.", item=item.id)
    house.sign_in("ona")

    drawn = page("attention")

    assert "Its page is gone." in words(drawn)
    assert "I have dealt with it" not in labels(drawn)
