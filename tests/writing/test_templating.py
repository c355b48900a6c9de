"""Wordings that posts begin with: kept, changed and retired by whoever writes, and filled blank by blank."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.errors import (
    ConflictError,
    GuardError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPart
from tests.ui.house import House

WORDS = "Flu clinic on {day: date} at {place: text}, from {from: time}. Call {phone: phone}."


def test_a_template_is_filled_as_the_organisation_writes_and_what_is_open_stays(house: House) -> None:
    kept = house.app.templating.write(house.actor("ada"), title=" Flu  clinic ", text=WORDS)

    half = house.app.templating.filled(kept.id, {"day": "2027-03-20", "place": "“Oak” Hall", "phone": " "})
    whole = house.app.templating.filled(
        kept.id, {"day": "2027-03-20", "place": "Oak Hall", "from": "9:00 AM", "phone": "555-555-0100"}
    )

    assert kept.title == "Flu clinic"
    assert (
        half.text == "Flu clinic on Sat, Mar 20, 2027 at “Oak” Hall, from {from: time}. Call {phone: phone}."
    )
    assert (half.missing, half.problems) == (("From", "Phone"), {})
    assert whole.text == ("Flu clinic on Sat, Mar 20, 2027 at Oak Hall, from 9:00 AM CDT. Call 555-555-0100.")


def test_a_bad_value_gets_a_sentence_and_stands_nowhere(house: House) -> None:
    kept = house.app.templating.write(house.actor("ada"), title="Flu", text=WORDS)

    tried = house.app.templating.filled(kept.id, {"day": "2027-02-30", "from": "25:00", "place": "a {b}"})

    assert set(tried.problems) == {"day", "from", "place"}
    assert all(each.endswith(".") for each in tried.problems.values())
    assert tried.text == WORDS


def test_a_time_is_meant_by_the_clock_of_the_channel_and_on_the_day_of_the_post(house: House) -> None:
    kept = house.app.templating.write(house.actor("ada"), title="Talk", text="We begin at {at:time}.")

    summer = house.app.templating.filled(
        kept.id, {"at": "18:00"}, zone="America/New_York", day=date(2027, 7, 1)
    )

    assert summer.text == "We begin at 6:00 PM EDT."


def test_who_may_not_write_keeps_none_and_who_writes_on_one_channel_keeps_those_of_that(house: House) -> None:
    templating = house.app.templating
    person = house.app.people.add(
        OPERATOR,
        name="Cora County",
        email="cora@example.org",
        roles=(),
        channel_roles={"county-x": (Role.AUTHOR,)},
        password="twelve letters and more",
    )
    cora = Actor.of(person)

    for actor in (house.actor("aud"), cora):
        with pytest.raises(NotAllowedError):
            templating.write(actor, title="All", text="Words.")
    own = templating.write(cora, title="County", text="Words.", channels=["county-x"])
    with pytest.raises(NotAllowedError):
        templating.change(cora, own.id, version=1, title="County", text="Words.", channels=["main-x"])

    assert [each.title for each in templating.all(channel="county-x")] == ["County"]
    assert templating.all(channel="main-x") == []


def test_of_two_who_change_one_the_second_is_told_and_the_record_holds_no_words(house: House) -> None:
    templating, ada = house.app.templating, house.actor("ada")
    kept = templating.write(ada, title="Secret title", text="Secret words.")

    changed = templating.change(ada, kept.id, version=1, title="Secret title", text="Other words.")
    same = templating.change(ada, kept.id, version=2, title="Secret title", text="Other words.")
    with pytest.raises(ConflictError):
        templating.change(ada, kept.id, version=1, title="Secret title", text="Third words.")
    templating.retire(ada, kept.id)

    assert (changed.version, same.version) == (2, 2)
    with pytest.raises(StateError):
        templating.retire(ada, kept.id)
    assert templating.all() == []
    with house.app._store.read() as unit:
        lines = [each for each in unit.audit.recent() if each.subject == f"template:{kept.id}"]
    assert {each.action for each in lines} == {"template.written", "template.changed", "template.retired"}
    assert not any("ecret" in str(each) or "words" in str(each.facts) for each in lines)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "Words."),
        ("x" * 81, "Words."),
        ("Words", ""),
        ("Words", "{place}"),
        ("Words", "{day:date} and {day:time}"),
        ("Words", "an open { brace"),
        ("Words", "turned \u202e around"),
        ("Words", "x" * 5_001),
        ("FLU", "Words."),
    ],
)
def test_what_can_not_be_kept_is_refused_with_a_sentence(house: House, title: str, text: str) -> None:
    house.app.templating.write(house.actor("ada"), title="Flu", text="Words.")

    with pytest.raises(InvalidInputError, match=r"\.$"):
        house.app.templating.write(house.actor("ada"), title=title, text=text)

    assert len(house.app.templating.all()) == 1


def test_a_template_nobody_knows_and_a_channel_nobody_knows_are_refused(house: House) -> None:
    with pytest.raises(UnknownNameError):
        house.app.templating.filled(7, {})
    with pytest.raises(UnknownNameError):
        house.app.templating.write(OPERATOR, title="A", text="B", channels=["nowhere"])


def test_the_examples_are_added_once_and_can_be_filled(house: House) -> None:
    ada = house.actor("ada")
    added = house.app.templating.add_starters(ada)

    house.app.templating.retire(ada, added[0].id)

    assert len(added) == 2
    assert house.app.templating.add_starters(ada) == []
    assert all(each.blanks for each in added)


def test_a_post_with_an_open_blank_goes_to_no_review_and_is_approved_by_nobody(house: House) -> None:
    post = house.post("All good.", thread=(NewPart(text="On {day: date}."),))

    with pytest.raises(GuardError, match="A blank is still open"):
        house.app.planning.submit(house.actor("ada"), post.id)

    assert house.app.planning.get(post.id).state is PostState.DRAFT
    [found] = house.app.checking.review_post(post).findings
    assert (found.rule, found.severity.value) == ("TEXT-BLANK", "block")


def test_a_template_holds_a_link_and_a_pillar_and_both_are_checked(house: House) -> None:
    templating, ada = house.app.templating, house.actor("ada")
    plain = templating.write(ada, title="Plain", text="Words.")

    kept = templating.write(
        ada, title="Flu", text="Words.", link=" https://example.org/flu ", pillar="prevention"
    )

    assert (kept.link, kept.pillar) == ("https://example.org/flu", "prevention")
    assert templating.all()[0] == kept
    assert kept.digest != kept.model_copy(update={"pillar": None}).digest
    assert (plain.link, plain.pillar) == ("", None)
    changed = templating.change(ada, kept.id, version=1, title="Flu", text="Words.", pillar="prevention")
    assert (changed.link, changed.version) == ("", 2)
    with pytest.raises(InvalidInputError, match="not a web address"):
        templating.write(ada, title="Bad", text="Words.", link="javascript:alert(1)")
    with pytest.raises(UnknownNameError):
        templating.write(ada, title="Bad", text="Words.", pillar="unheard-of")
    assert len(templating.all()) == 2
