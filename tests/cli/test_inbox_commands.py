from __future__ import annotations

import pytest

from scheduler.domain.curation import Alarm, SourceHealth
from tests.cli.terminal import Terminal
from tests.curation.house import a_source, an_item


@pytest.fixture
def item(house: Terminal) -> str:
    """The number of an item about flu shots, told by two sources; there is a free slot on each Monday."""
    house.json("slot", "add", "--channel", "main-x", "--weekday", "monday", "--time", "09:00")
    with house.app() as app, app._store.write() as unit:
        unit.sources.put(a_source())
        unit.sources.put(a_source(name="blog", owner="A blog"))
        now = app.clock.now()
        first = unit.items.put(an_item(1, published=now, first_seen=now, story=0))
        again = an_item(2, source="blog", published=now, first_seen=now, story=first.id)
        unit.items.put(first.model_copy(update={"story": first.id}))
        unit.items.put(again)
    return str(house.json("inbox")[0]["id"])


def test_the_inbox_is_listed_by_story_with_its_outlets(house: Terminal, item: str) -> None:
    (told,) = house.json("inbox")
    said = house.type("inbox")

    assert sorted(told["outlets"]) == ["blog", "county"]
    assert "+1" in said.out
    assert house.json("inbox", "--source", "blog")[0]["source"] == "blog"
    assert house.json("inbox", "why", item)["reason"]


def test_an_accepted_item_is_a_draft_until_it_is_taken_back(house: Terminal, item: str) -> None:
    where = house.json("inbox", "why", item)["place"]

    post = house.json("inbox", "accept", item)
    while_taken = house.json("inbox")
    undone = house.json("inbox", "undo", item)

    assert (post["state"], post["item"], post["channel"]) == ("draft", int(item), where["channel"])
    assert while_taken == []
    assert undone["cancelled"] == post["id"]
    assert house.json("post", "show", str(post["id"]))["state"] == "cancelled"
    assert len(house.json("inbox")) == 1


def test_an_item_is_rejected_with_a_reason(house: Terminal, item: str) -> None:
    assert "Known: not_our_topic" in house.type("inbox", "reject", item, "--reason", "dull").err

    house.json("inbox", "reject", item, "--reason", "old")

    assert house.json("inbox") == []
    assert house.type("inbox", "accept", item).code == 1


def test_an_item_is_taken_with_own_words(house: Terminal, item: str) -> None:
    assert house.type("inbox", "edit", item).code == 2

    post = house.json("inbox", "edit", item, "--comment", "Come on Saturday.")

    assert post["text"].startswith("Come on Saturday.")


def test_nothing_to_take_back_is_said(house: Terminal, item: str) -> None:
    said = house.type("inbox", "undo", item)

    assert said.code == 1
    assert "Nothing was decided" in said.err


@pytest.mark.usefixtures("item")
def test_a_source_is_shown_changed_archived_and_reviewed(house: Terminal) -> None:
    changed = house.json(
        "source", "edit", "county", "--licence", "cc_by", "--topic-out", "lawsuit", "--weekly-cap", "2"
    )
    again = house.json("source", "edit", "county", "--weekly-cap", "0", "--topic-out", "", "--clinician")
    archived = house.json("source", "archive", "county")
    back = house.json("source", "archive", "county", "--undo")
    reviewed = house.json("source", "review", "county", "--until", "2999-01-01")

    assert (changed["licence"], changed["topics_out"], changed["weekly_cap"]) == ("cc_by", ["lawsuit"], 2)
    assert (again["licence"], again["topics_out"], again["weekly_cap"]) == ("cc_by", [], None)
    assert again["needs_clinician"]
    assert (archived["active"], back["active"]) == (False, True)
    assert reviewed["review_date"] == "2999-01-01"
    assert "CC BY" in house.type("source", "show", "county").out
    assert house.json("source", "show", "county")["log"] == []


@pytest.mark.usefixtures("item")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("edit", "county"), 2, "Say what is to be changed"),
        (("edit", "county", "--licence", "free"), 1, "Known: link_only"),
        (("edit", "nobody", "--trust", "A"), 1, "There is no source “nobody”"),
        (("review", "county", "--until", "1999-01-01"), 1, "is over"),
        (("review", "county", "--until", "soon"), 1, "is no date"),
        (("check", "nobody"), 1, "no source “nobody” in the catalogue"),
    ],
)
def test_what_can_not_be_done_with_a_source_is_said(
    house: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = house.type("source", *words)

    assert answer.code == code
    assert said in answer.err.replace("\n", " ")


@pytest.mark.usefixtures("item")
def test_an_alarm_stands_among_what_needs_a_person_until_somebody_agreed(house: Terminal) -> None:
    with house.app() as app, app._store.write() as unit:
        unit.sources.set_health(
            SourceHealth(source="county", status="ok", alarm=Alarm.OWNER, alarm_words="It is Casino now.")
        )

    (matter,) = house.json("attention")
    told = house.type("attention").out
    house.json("source", "agree", "county")

    assert (matter["kind"], matter["alarm"], matter["words"]) == ("source", "owner", ["It is Casino now."])
    assert "rounds source agree county" in told
    assert house.json("attention") == []


def test_the_catalogue_tells_terms_and_what_to_beware_of(house: Terminal) -> None:
    offers = {offer["name"]: offer for offer in house.json("source", "list", "--catalogue")}

    assert len(offers) == 36
    assert "2017" in offers["utah-health-news-old"]["caution"]
    assert "Beware: " in house.type("source", "list", "--catalogue").out
